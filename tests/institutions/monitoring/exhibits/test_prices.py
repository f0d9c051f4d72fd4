"""What a price was compared with: drawn as dots over one line, and some of it as rows that lead to the records."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from journeys.world import make_findings_of_a_shop
from people import browser

from mingjian.core.exhibits.prices import Prices
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.exhibits import prices
from mingjian.institutions.monitoring.exhibits.prices import Compared
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

EXAMPLES = [
    {"listing": "甲网/L1", "shop": "甲网/S1", "title": "<b>跑步鞋</b>\u202e", "price": 400.0},
    {"listing": "甲网/L 2&x=/%", "shop": "甲网/S2", "title": "跑步鞋", "price": 490.0},
]
TOLD: dict[str, Any] = {
    "price": 80.0,
    "reference": 445.0,
    "like_listings": 10,
    "like_shops": 9,
    "compared": {
        "brand": "鹿鸣川",
        "category": "服装鞋包",
        "words": ["跑步鞋"],
        "is_holders": False,
        "quartiles": [420.0, 470.0],
        "bounds": [8.9, 178.0],
        "prices": [400.0 + 10 * n for n in range(10)],
        "examples": EXAMPLES,
    },
}


def told(**change: Any) -> dict[str, Any]:
    return {**TOLD, "compared": {**TOLD["compared"], **change}}


def compared(evidence: dict[str, Any]) -> Compared | None:
    found = Prices.read(evidence, "甲网/L7")
    return prices.compared(found) if found else None


def test_each_price_is_a_dot_between_nothing_and_the_dearest() -> None:
    found = compared(TOLD)
    assert found is not None
    assert (found.price, found.median, found.listings, found.shops, found.is_few) == ("80", "445", 10, 9, False)
    places = [float(x.rstrip("%")) for x, _ in found.strip.dots]
    assert len(places) == 10
    assert places == sorted(places)
    own, usual = (float(mark.at.rstrip("%")) for mark in (found.strip.own, found.strip.median))
    assert 1.5 < own < places[0] < usual < places[-1] < 100
    assert found.strip.own.anchor == "start"
    assert found.strip.median.anchor == "end"
    assert found.strip.beyond == 0


def test_what_is_far_dearer_stands_at_the_end_and_is_counted_so_that_it_squeezes_nothing() -> None:
    found = compared(told(prices=[400.0, 445.0, 445.0, 490.0, 90_000.0]))
    assert found is not None
    assert found.strip.beyond == 1
    assert float(found.strip.median.at.rstrip("%")) > 35


def test_many_dots_of_one_price_stay_within_their_room() -> None:
    found = compared(told(prices=[445.0] * 300))
    assert found is not None
    assert min(float(y) for _, y in found.strip.dots) > 22


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"compared": None},
        {"compared": []},
        {**TOLD, "price": None},
        {**TOLD, "price": "80"},
        {**TOLD, "reference": 0},
        {**TOLD, "price": float("nan")},
        {**TOLD, "price": 10**400},
        told(prices=[]),
        told(prices="400"),
        told(prices=[None, "x", -1, True]),
        told(quartiles=[470.0, 420.0]),
        told(quartiles=None),
        told(bounds=[1.0]),
        told(bounds=[float("inf"), 2.0]),
    ],
)
def test_evidence_that_cannot_be_drawn_draws_nothing(bad: dict[str, Any]) -> None:
    assert compared(bad) is None


def test_examples_that_are_none_are_passed_over() -> None:
    found = compared(told(examples=[None, "x", {"listing": "L"}, {"price": 1.0}, *EXAMPLES], words=[None, 3], brand=None))
    assert found is not None
    assert [one.price for one in found.examples] == ["1", "400", "490"]


@pytest.fixture
def odd(who: dict[str, Officer], settings: Any, tmp_path: Path) -> Finding:
    settings.LAKE = tmp_path / "lake"
    finding = next(one for one in make_findings_of_a_shop(who["li"]) if one.detector == "price_outlier")
    Finding.objects.filter(pk=finding.pk).update(evidence_json=json.dumps(TOLD))
    rows = [
        {"listing_id": one["listing"].partition("/")[2], "platform": "甲网", "shop_id": "S", "title": "电话13812345678", "price": 1} for one in EXAMPLES[1:]
    ]
    (tmp_path / "listing.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    Lake(settings.LAKE).load(kind("listing"), tmp_path / "listing.jsonl", source="test", at=datetime(2026, 11, 1, tzinfo=UTC))
    return finding


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "中位数 445 元，居中的一半在 420 至 470 元之间"), ("en", "the median of those compared 445 yuan")])
def test_a_finding_shows_what_its_price_was_compared_with(who: dict[str, Officer], odd: Finding, language: str, words: str) -> None:
    page = browser(who["li"], language).get(f"/findings/{odd.pk}").content.decode()
    strip = page.partition('<svg class="strip"')[2].partition("</svg>")[0]
    assert words in strip
    assert strip.count("<circle") == 10
    assert "style=" not in strip  # the content policy would drop it
    assert "&lt;b&gt;跑步鞋&lt;/b&gt;\N{REPLACEMENT CHARACTER}" in page
    assert "<b>跑步鞋" not in page


@pytest.mark.django_db
def test_few_goods_are_said_to_be_few_and_the_right_holders_own_to_be_that(who: dict[str, Officer], odd: Finding) -> None:
    page = f"/findings/{odd.pk}"
    assert "采信前" not in browser(who["li"]).get(page).content.decode()
    Finding.objects.filter(pk=odd.pk).update(evidence_json=json.dumps({**told(is_holders=True, prices=[445.0]), "like_listings": 1, "like_shops": 1}))
    shown = browser(who["li"], "en").get(page).content.decode()
    assert "Only one listing was compared" in shown
    assert "The right holder&#x27;s own listings" in shown or "The right holder's own listings" in shown


@pytest.mark.django_db
def test_examples_lead_to_the_records_where_they_are_still_held(who: dict[str, Officer], odd: Finding) -> None:
    client = browser(who["li"])
    part = client.get(f"/findings/{odd.pk}/compared", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("数据中已没有") == 1
    (link,) = re.findall('href="([^"]+)"', part)
    listing = client.get(link.replace("&amp;", "&")).content.decode()
    assert "138******78" in listing
    assert "13812345678" not in listing
    assert "<html" in client.get(f"/findings/{odd.pk}/compared").content.decode()


@pytest.mark.django_db
def test_a_platform_sees_the_rows_and_is_led_to_no_record(who: dict[str, Officer], odd: Finding) -> None:
    Finding.objects.filter(pk=odd.pk).update(department=who["clerk"].department)
    part = browser(who["clerk"]).get(f"/findings/{odd.pk}/compared", headers={"HX-Request": "true"}).content.decode()
    assert "甲网/L1" in part
    assert "href" not in part
    assert "数据中已没有" not in part  # nobody looked
    assert browser(who["clerk"]).get("/data/listing?of=甲网/L 2").status_code == 403


@pytest.mark.django_db
def test_a_finding_that_compares_nothing_and_one_of_elsewhere_have_no_such_part(who: dict[str, Officer], odd: Finding) -> None:
    other = Finding.objects.exclude(detector="price_outlier").first()
    assert other is not None
    assert browser(who["li"]).get(f"/findings/{other.pk}/compared").status_code == 404
    assert browser(who["zhou"]).get(f"/findings/{odd.pk}/compared").status_code == 404
    assert 'class="strip"' not in browser(who["li"]).get(f"/findings/{other.pk}").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["", "L1", "甲网/L404", "甲网/' OR 1=1 --", "甲网/" + "9" * 5000])
def test_a_listing_that_the_lake_does_not_hold_has_no_page(who: dict[str, Officer], odd: Finding, of: str) -> None:
    assert browser(who["li"]).get("/data/listing", {"of": of}).status_code == 404
