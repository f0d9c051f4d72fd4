"""What is planted: there in every sort, lawful where it says so, nobody's numbers, and fair to whoever looks for it."""

from typing import Any

import pyarrow.compute as pc
import pytest
from stdnum import ean

from mingjian.core.extraction.permits import find_permits
from mingjian.core.made_market import plants
from mingjian.core.made_market.generation import Market, draw_market
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.planting import agents, claims, marks, permits, pictures, recalls, recruitment
from mingjian.core.matching.characters import folded


@pytest.fixture(scope="module")
def market() -> Market:
    return draw_market(Plan(seed=5, shops=2000, days=10))


@pytest.fixture(scope="module")
def listings(market: Market) -> dict[str, dict[str, Any]]:
    return {f"{row['platform']}/{row['listing_id']}": row for row in market.tables["listing"].to_pylist()}


def known(market: Market, label: str) -> list[dict[str, Any]]:
    found = [row for row in market.known.table().to_pylist() if row["label"] == label]
    assert found, f"nothing is planted as {label}"
    return found


@pytest.mark.slow
def test_every_sort_of_plant_stands_there(market: Market) -> None:
    ways = {(row["label"], row["disguise"]) for row in market.known.table().to_pylist()}
    wanted = {("altered_mark", way) for _, way, _, _ in marks.ALTERED} | {("forbidden_claim", way) for _, way, _ in claims.CLAIMS}
    wanted |= {("wrong_permit", fault) for fault in permits.BAD} | {("recalled_again", way) for way, _ in recalls.AGAIN}
    wanted |= {("sham_trade_offered", way) for way, _ in recruitment.BAD} | {(tree.label, None) for tree in agents.TREES}
    assert wanted <= ways


def test_no_place_is_planted_twice(market: Market) -> None:
    subjects = [row["subject"] for row in market.known.table().to_pylist() if row["subject_kind"] in {"listing", "post"}]
    assert len(subjects) == len(set(subjects))


def test_an_altered_mark_stands_in_its_title_and_the_mark_does_not(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    written = {name: mark for mark, _, name, _ in marks.ALTERED}
    for row in known(market, "altered_mark"):
        title = listings[row["subject"]]["title"]
        (name,) = (one for one in written if one in title)
        assert folded(written[name])[0] not in folded(title)[0] or row["disguise"] == "separated"


def test_sellers_list_several_things_under_one_odd_writing(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    shops = [listings[row["subject"]]["shop_id"] for row in known(market, "altered_mark")]
    assert len(set(shops)) < 0.8 * len(shops)


def test_near_names_of_others_are_registered_or_are_their_companys_own(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    registered = set(market.tables["right"]["name"].to_pylist())
    companies = {row["shop_id"]: row["name"] for row in market.tables["operator"].to_pylist()}
    assert all(listings[row["subject"]]["brand"] in registered for row in known(market, "registered_near_name"))
    for row in known(market, "own_near_name"):
        listing = listings[row["subject"]]
        assert companies[listing["shop_id"]].startswith(listing["brand"])


def test_copies_were_seen_after_what_they_copy_and_in_other_shops(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    for row in known(market, "copied_text"):
        copy, original = listings[row["subject"]], listings[row["ring"]]
        assert copy["seen_at"] >= original["seen_at"]
        assert copy["shop_id"] != original["shop_id"]


def test_of_dealers_some_ask_the_makers_price_and_some_their_own(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    prices: dict[tuple[str, str], set[float]] = {}
    for row in known(market, "makers_words"):
        prices.setdefault((row["disguise"], listings[row["subject"]]["title"]), set()).add(listings[row["subject"]]["price"])
    assert {(way, len(several) > 1) for (way, _), several in prices.items()} == {("one_price", False), ("own_price", True)}


def test_shops_of_one_operator_are_of_one_operator(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    owners = {row["shop_id"]: row["uscc"] for row in market.tables["operator"].to_pylist()}
    shops = {listings[row["subject"]]["shop_id"] for row in known(market, "shops_of_one_operator")}
    assert len({owners[shop] for shop in shops}) < len(shops)


def test_one_operator_offers_the_same_goods_in_one_field(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    fields: dict[str, set[str]] = {}
    for row in known(market, "shops_of_one_operator"):
        fields.setdefault(listings[row["subject"]]["text"], set()).add(listings[row["subject"]]["category"])
    assert all(len(several) == 1 for several in fields.values())


def test_right_numbers_have_a_right_form_and_stand_in_the_register(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    register = set(market.tables["permit"]["permit_id"].to_pylist())
    for label in ("shown_rightly", "renewed", "shown_with_spaces", "shown_in_full_width", "leaflet", "approved_leaflet"):
        for row in known(market, label):
            (one,) = find_permits(listings[row["subject"]]["text"])
            assert one.is_valid, one
            assert one.number in register


def test_no_product_number_and_no_bar_code_can_be_anybodys(market: Market) -> None:
    numbers = list(market.tables["permit"].filter(pc.equal(market.tables["permit"]["platform"], "产品登记簿"))["permit_id"].to_pylist())
    assert all("97" in one for one in numbers)
    codes = market.tables["recall"]["gtin"].to_pylist()
    assert all(code.startswith("297") and ean.is_valid(code) for code in codes)


def test_recalled_goods_are_seen_after_the_recall_and_what_was_offered_before_is_not(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    (on,) = set(market.tables["recall"]["recalled_on"].to_pylist())
    assert all(listings[row["subject"]]["seen_at"].date() >= on for row in known(market, "recalled_again"))
    assert all(listings[row["subject"]]["seen_at"].date() < on for row in known(market, "offered_before"))


def test_the_smallest_market_takes_what_has_room() -> None:
    market = draw_market(Plan(seed=2, shops=20, days=3))
    labels = {row["label"] for row in market.known.table().to_pylist()}
    assert {"altered_mark", "forbidden_claim", "agent_layers"} <= labels


def test_a_copied_picture_is_of_another_operator_and_seen_after_the_one_that_was_taken(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    owners = {row["shop_id"]: row["uscc"] for row in market.tables["operator"].to_pylist()}
    shown = {photo.listing: photo for photo in market.photos}
    for row in known(market, "copied_picture"):
        copy, original = listings[row["subject"]], listings[row["ring"]]
        assert copy["seen_at"] >= original["seen_at"]
        assert owners[copy["shop_id"]] != owners[original["shop_id"]]
        assert shown[copy["listing_id"]].thing == shown[original["listing_id"]].thing
        assert (shown[copy["listing_id"]].way, shown[original["listing_id"]].way) == (row["disguise"], "")
    assert {row["disguise"] for row in known(market, "copied_picture")} == set(pictures.WAYS)


def test_dealers_of_one_maker_offer_one_brand_in_shops_without_other_plants(market: Market, listings: dict[str, dict[str, Any]]) -> None:
    shown, brands = {photo.listing: photo.thing for photo in market.photos}, dict[int, set[str]]()
    for row in known(market, "makers_picture"):
        brands.setdefault(shown[listings[row["subject"]]["listing_id"]], set()).add(listings[row["subject"]]["brand"])
    assert all(len(several) == 1 for several in brands.values())

    def shops(label: str, *ways: str) -> set[str]:
        rows = [listings[row["subject"]] for row in known(market, label) if not ways or row["disguise"] in ways]
        return {f"{row['platform']}/{row['shop_id']}" for row in rows}

    listed = shops("makers_picture", "on_the_list")
    assert listed == {row["subject"] for row in known(market, "authorised_dealer")}
    assert not listed & (shops("altered_mark") | shops("copied_text") | shops("code_word"))


def test_pictures_change_no_record(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plants, "plant_pictures", lambda *given: [])
    plan = Plan(seed=5, shops=60, days=3)
    without = draw_market(plan)
    monkeypatch.undo()
    assert all(table.equals(without.tables[name]) for name, table in draw_market(plan).tables.items())
