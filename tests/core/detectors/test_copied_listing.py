"""Copied listings: what is found, what is left alone, on every engine."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, detector, remarks_of, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.errors import BadInput
from mingjian.core.records import kind

SEEN = datetime(2026, 11, 1, 4, tzinfo=UTC).replace(tzinfo=None)  # as records keep it


def written(seed: int, size: int = 120) -> str:
    draw = np.random.default_rng(seed)
    return "".join(chr(0x4E00 + n) for n in draw.integers(0, 3000, size))


def listings(*rows: dict[str, Any]) -> pa.Table:
    made = [
        {"listing_id": f"L{n}", "platform": "甲网", "shop_id": f"S{n}", "title": "坚果礼盒", "seen_at": SEEN + timedelta(hours=n), **row}
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, kind("listing").schema)


def found(*rows: dict[str, Any], **settings: object) -> list[dict[str, Any]]:
    with DuckEngine() as engine:
        return run("copied_listing", engine, {"listing": engine.from_arrow(listings(*rows))}, settings).to_pylist()


def others(many: int = 40) -> list[dict[str, Any]]:
    """Return listings of so many further shops, each in words of its own: a market in which a share of the shops tells something."""
    return [{"listing_id": f"O{n}", "shop_id": f"O{n}", "text": written(1000 + n)} for n in range(many)]


def test_a_copy_on_another_platform_is_found_and_near_misses_are_not(engine: Engine) -> None:
    whole = written(1)
    rows = listings(
        *others(),
        {"text": whole, "listing_id": "L0"},
        {"text": f"【正品】{whole[:110]}！", "listing_id": "L1", "platform": "乙网"},
        {"text": written(2), "shop_id": "S9"},
        {"text": written(2), "shop_id": "S9"},  # the same shop lists it again
        {"text": whole[:50] + written(3, 70)},  # most of it rewritten
        {"text": "支持七天无理由退换"},  # too short to say anything
        {"text": "支持七天无理由退换"},
        {"text": None},
        {"text": whole, "shop_id": None},
        {"text": "=1+1<b>';--\u202e" * 40},
    )
    table = run("copied_listing", engine, {"listing": engine.from_arrow(rows)})
    assert table["subject"].to_pylist() == ["乙网/L1"]
    assert 0.5 < table["score"][0].as_py() < 0.6


def test_no_rows_give_no_findings(engine: Engine) -> None:
    table = run("copied_listing", engine, {"listing": engine.from_arrow(listings())})
    assert table.num_rows == 0
    assert table.schema.equals(FINDINGS)


def test_a_finding_says_with_whom_and_how_much() -> None:
    rows = found(*({"text": written(1) + " 电话 13800138000"} for _ in range(3)))
    assert [row["subject"] for row in rows] == ["甲网/L1", "甲网/L2"]
    assert "另外 2 家网店的 2 件商品雷同（涉及 1 个平台），最近似的是 甲网/L0，相同文字片段占 100%" in rows[0]["reason_zh"]
    assert "100% of the stretches of text" in rows[0]["reason_en"]
    assert rows[0]["score"] == 0.7
    told = json.loads(rows[0]["evidence"])
    assert [one["listing"] for one in told["copies"]] == ["甲网/L0", "甲网/L2"]
    assert told["copies"][0]["seen_at"] == SEEN.isoformat()


def test_where_times_are_not_known_both_are_told() -> None:
    rows = found({"text": written(1), "seen_at": None}, {"text": written(1)})
    assert [row["subject"] for row in rows] == ["甲网/L0", "甲网/L1"]


def test_stock_phrases_of_many_shops_are_left_out() -> None:
    stock = written(9, 100)
    rows = [*({"text": written(100 + n, 30) + stock} for n in range(12)), *others()]
    assert found(*rows, stock=5, shortest=10, least=0.5) == []
    assert len(found(*rows, stock=50, common=1, shortest=10, least=0.5)) == 11


@pytest.mark.parametrize(("sharers", "is_named"), [(5, True), (6, False)])
def test_a_phrase_is_stock_by_the_share_of_all_shops_that_have_it_so_that_a_small_office_is_not_told_of_lawful_terms(sharers: int, *, is_named: bool) -> None:
    terms = written(9, 100)
    rows = [*({"text": written(100 + n, 15) + terms} for n in range(sharers)), *others(100 - sharers)]
    assert bool(found(*rows)) is is_named


def test_the_same_six_of_a_market_of_hundreds_are_named() -> None:
    copied = written(9, 100)
    rows = [*({"text": written(100 + n, 15) + copied} for n in range(6)), *others(194)]
    assert len(found(*rows)) == 5


def test_of_too_few_shops_only_what_is_all_but_the_same_is_named_and_it_says_so() -> None:
    terms, whole = written(9, 100), written(1)
    rows = [*({"text": written(100 + n, 15) + terms} for n in range(4)), {"text": whole}, {"text": whole}, *others(33)]
    with DuckEngine() as engine:
        table = run("copied_listing", engine, {"listing": engine.from_arrow(listings(*rows))})
        enough = run("copied_listing", engine, {"listing": engine.from_arrow(listings(*rows, others(34)[-1]))})
    assert table["subject"].to_pylist() == ["甲网/L5"]
    (told,) = remarks_of(table)
    assert "39 家，不足 40 家" in told.zh
    assert "Too few shops to tell which words are common: 39" in told.en
    assert remarks_of(enough) == ()
    assert len(enough) == 4  # the copy, and three of the four that share what may be terms


def test_the_same_listing_seen_twice_is_no_copy_of_itself() -> None:
    text = written(4)
    assert found({"text": text, "listing_id": "X", "shop_id": "S"}, {"text": text, "listing_id": "X", "shop_id": "S"}) == []


def test_near_pictures_of_other_shops_are_told_and_join_what_the_words_say(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="The extra [vision] is absent.")
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")

    def drawn(seed: int) -> Any:
        small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3)).astype(np.uint8)
        return image.fromarray(small).resize((320, 240), image.Resampling.BICUBIC)

    (tmp_path / "L1").mkdir()
    drawn(1).save(tmp_path / "L0.png")
    drawn(1).transpose(image.Transpose.ROTATE_90).save(tmp_path / "L1" / "front.jpg")
    drawn(2).save(tmp_path / "L2-1.png")
    drawn(1).save(tmp_path / "L3.png")  # the same shop as the first
    (tmp_path / "L4.png").write_bytes(b"no picture")
    (tmp_path / "L5.png").symlink_to(tmp_path / "L0.png")
    rows = [{"text": written(1)}, {"text": written(1)}, {"text": written(2)}, {"shop_id": "S0"}, {}, {}]
    found_ = found(*rows, pictures=str(tmp_path))
    assert {row["subject"]: "图片与另外" in row["reason_zh"] for row in found_} == {"甲网/L1": True, "甲网/L3": True}
    joined = next(row for row in found_ if row["subject"] == "甲网/L1")
    assert "描述与另外" in joined["reason_zh"]
    assert "转向或镜像" in joined["reason_zh"]
    told = json.loads(joined["evidence"])
    assert {one["listing"] for one in told["pictures"]} == {"甲网/L0", "甲网/L3"}
    assert told["copies"][0]["listing"] == "甲网/L0"


@pytest.mark.slow
def test_a_crop_a_collage_and_a_copy_with_words_are_told_with_the_place_and_other_photos_are_not(tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    from core.matching.detailed import arranged, detailed  # type: ignore[import-not-found]  # on the path of pytest only

    whole = detailed(1)
    sheet = whole.resize((800, 600))
    sheet.paste(detailed(8, (400, 600)), (400, 0))
    sheet.paste(whole.resize((390, 292)), (5, 5))
    (tmp_path / "L2").mkdir()
    whole.save(tmp_path / "L0.png")
    whole.crop((120, 60, 420, 300)).save(tmp_path / "L1.jpg", quality=60)
    sheet.crop((0, 0, 800, 300)).save(tmp_path / "L2" / "sheet.png")
    arranged(1, seed=5).save(tmp_path / "L3.png")  # the same goods, photographed by each shop
    arranged(2, seed=5).save(tmp_path / "L4.png")
    whole.crop((0, 0, 200, 200)).save(tmp_path / "L5.png")  # the shop of the first
    rows = found(*({"shop_id": f"S{shop}"} for shop in (0, 1, 2, 3, 4, 0)), pictures=str(tmp_path))
    assert [row["subject"] for row in sorted(rows, key=lambda row: row["subject"])] == ["甲网/L1", "甲网/L2", "甲网/L5"]
    one = next(row for row in rows if row["subject"] == "甲网/L1")
    assert "共同部分" in one["reason_zh"]
    assert "share a part" in one["reason_en"]
    told = {near["listing"]: near for near in json.loads(one["evidence"])["pictures"]}
    assert told["甲网/L0"]["picture"] == "L0.png"
    assert told["甲网/L0"]["part"]["other"] == pytest.approx((120 / 480, 60 / 360, 420 / 480, 300 / 360), abs=0.07)
    assert told["甲网/L2"]["picture"] == "L2/sheet.png"
    assert {row["subject"] for row in found(*({"shop_id": f"S{n}"} for n in range(6)), pictures=str(tmp_path), cover=1)} <= {"甲网/L2"}


@pytest.mark.slow
def test_a_framed_copy_of_a_picture_without_detail_is_told_by_laying_both_over_each_other(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="The extra [vision] is absent.")
    from core.matching.detailed import detailed, soft
    from PIL import Image

    frame = Image.new("RGB", (640, 480), "crimson")
    frame.paste(soft(1), (80, 60))
    pictures = [soft(1), frame, soft(2), detailed(1), detailed(1).crop((120, 60, 420, 300))]
    for number, picture in enumerate(pictures):
        picture.save(tmp_path / f"L{number}.png")
    rows = {row["subject"]: row for row in found(*({} for _ in pictures), pictures=str(tmp_path))}
    assert sorted(rows) == ["甲网/L1", "甲网/L4"]
    assert "两图叠合后有共同部分" in rows["甲网/L1"]["reason_zh"]
    assert "laid over each other they share a part" in rows["甲网/L1"]["reason_en"]
    part = json.loads(rows["甲网/L1"]["evidence"])["pictures"][0]["part"]
    assert part["laid"]
    assert part["own"] == pytest.approx((80 / 640, 60 / 480, 560 / 640, 420 / 480), abs=0.05)
    assert not json.loads(rows["甲网/L4"]["evidence"])["pictures"][0]["part"]["laid"]


@pytest.mark.slow
def test_pictures_that_many_shops_show_are_set_aside_early_and_nothing_else_is_told_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    from core.matching.detailed import detailed

    from mingjian.core.detectors.common import copied_pictures as copied

    pictures, kept = tmp_path / "pictures", tmp_path / "kept"  # what was seen is kept: each is looked at once, not once a run
    pictures.mkdir()
    stock, other = detailed(1), detailed(2)
    shown = [*[stock] * 4, stock.transpose(2), stock.crop((60, 40, 420, 320)), other, other.resize((240, 180)), other.crop((120, 60, 420, 300))]
    for number, picture in enumerate(shown):
        picture.save(pictures / f"L{number}.png")
    aside: list[int] = []
    known = copied.shown_by_many

    def early(*given: Any) -> Any:
        told = known(*given)
        aside.append(int(told.sum()))
        return told

    def never(hashes: Any, *given: Any) -> Any:
        return np.zeros(len(hashes), np.bool_)

    told = []
    for ways in (early, never):
        monkeypatch.setattr(copied, "shown_by_many", ways)
        told.append([found(*({} for _ in shown), pictures=str(pictures), kept=str(kept), stock=most) for most in (2, 3, 4, 6)])
    assert told[0] == told[1]
    assert aside == [4, 4, 0, 0]
    assert [bool(rows) for rows in told[0]] == [False, True, True, True]


@pytest.mark.parametrize(("sharers", "is_named"), [(5, True), (6, False)])
def test_a_picture_is_stock_by_the_share_of_the_shops_with_pictures_that_show_it(tmp_path: Path, sharers: int, *, is_named: bool) -> None:
    image = pytest.importorskip("PIL.Image", reason="The extra [vision] is absent.")
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    for number in range(30):
        small = np.random.default_rng(max(0, number - sharers + 1)).integers(0, 255, (6, 8, 3)).astype(np.uint8)
        image.fromarray(small).resize((160, 120), image.Resampling.BICUBIC).save(tmp_path / f"L{number}.png")
    with DuckEngine() as engine:
        table = run("copied_listing", engine, {"listing": engine.from_arrow(listings(*({} for _ in range(30))))}, {"pictures": str(tmp_path)})
    remarks = remarks_of(table)
    if is_named:
        assert remarks == ()
    else:  # six of thirty may be a ring: what was taken for stock is said
        assert len(remarks) == 1
        assert "有图片的网店只有 30 家，不足 40 家" in remarks[0].zh
        assert "6 件商品的图片有超过 5 家网店使用" in remarks[0].zh
        assert "L0, " in remarks[0].en
    named = set(table["subject"].to_pylist())
    assert named == ({f"甲网/L{number}" for number in range(1, sharers)} if is_named else set())


@pytest.mark.slow
def test_a_badge_on_pictures_of_two_shops_makes_no_copy(tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    from core.matching.detailed import detailed

    for number in (0, 1):
        picture = detailed(20 + number)
        picture.paste(detailed(7, (110, 90), 30), (20, 20))
        picture.save(tmp_path / f"L{number}.png")
    assert found({}, {}, pictures=str(tmp_path)) == []


def test_a_folder_that_is_not_there_is_refused() -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    with pytest.raises(BadInput, match="no folder"):
        found({"text": written(1)}, pictures="/nowhere")


def test_a_setting_beyond_all_numbers_is_refused_in_words() -> None:
    for value in ("9" * 400, "inf", "nan", ""):
        with pytest.raises(BadInput):
            detector("copied_listing")[0].read_settings({"stock" if value.isdigit() else "least": value})


def test_shops_of_one_operator_may_share_their_words(engine: Engine) -> None:
    whole = written(8)
    rows = listings({"text": whole}, {"text": whole, "platform": "乙网"}, {"text": whole})
    owners = [
        {"operator_id": "o1", "platform": "甲网", "shop_id": "S0", "uscc": "91A"},
        {"operator_id": "o2", "platform": "乙网", "shop_id": "S1", "uscc": "91A"},
    ]
    operators = pa.Table.from_pylist(owners, kind("operator").schema)
    relations = {"listing": engine.from_arrow(rows), "operator": engine.from_arrow(operators)}
    assert run("copied_listing", engine, relations)["subject"].to_pylist() == ["甲网/L2"]
    del relations["operator"]
    assert sorted(run("copied_listing", engine, relations)["subject"].to_pylist()) == ["乙网/L1", "甲网/L2"]


def test_a_copy_whose_sentences_were_put_in_another_order_is_found_and_one_half_rewritten_is_not() -> None:
    own = [written(seed, 14) for seed in range(9)]
    turned, half = [own[place] for place in (4, 1, 7, 0, 8, 3, 6, 2, 5)], [*own[:5], *(written(seed, 14) for seed in range(20, 24))]
    rows = found({"text": "，".join(own)}, {"text": "。".join(turned)}, {"text": "，".join(half)})
    assert [row["subject"] for row in rows] == ["甲网/L1"]
    assert "相同文字片段占 100%" in rows[0]["reason_zh"]


def test_what_the_law_has_sellers_repeat_is_no_copy_and_what_a_shop_adds_to_it_is() -> None:
    leaflet = f"【药品名称】感冒灵【性状】{written(1, 60)}【不良反应】{written(2, 60)}【禁忌】{written(3, 60)}"
    assert found({"text": leaflet}, {"text": leaflet}) == []
    assert [row["subject"] for row in found({"text": f"{written(4)}\n{leaflet}"}, {"text": f"{written(4)}\n{leaflet}"})] == ["甲网/L1"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("copy", "is_told"),
    [
        ({"brand": "青岚谷 ", "price": 99.0}, False),
        ({"brand": "青岚谷", "price": 80.0}, True),
        ({"brand": "禾沐川", "price": 100.0}, True),
        ({"brand": None, "price": 100.0}, True),
        ({"brand": "青岚谷", "price": None}, True),
    ],
)
def test_dealers_of_one_brand_at_one_price_have_their_makers_words(copy: dict[str, Any], *, is_told: bool) -> None:
    whole = written(5)
    assert bool(found({"text": whole, "brand": "青岚谷", "price": 100.0}, {"text": whole, **copy})) is is_told


def test_shops_with_one_phone_or_account_are_told_though_they_offer_one_brand_at_one_price(engine: Engine) -> None:
    offer = {"text": written(6), "brand": "青岚谷", "price": 100.0}
    shops = [("S0", "91A", "p0", "t"), ("S1", "91B", "p1", "t"), ("S2", "91C", "p2", None)]
    operators = [
        {"operator_id": shop, "platform": "甲网", "shop_id": shop, "uscc": code, "phone_token": phone, "payee_token": payee}
        for shop, code, phone, payee in shops
    ]
    relations = {"listing": engine.from_arrow(listings(offer, offer, offer))}
    relations["operator"] = engine.from_arrow(pa.Table.from_pylist(operators, kind("operator").schema))
    (row,) = run("copied_listing", engine, relations).to_pylist()
    assert row["subject"] == "甲网/L1"
    assert "1 件的网店与本店电话或收款账户相同" in row["reason_zh"]
    assert "its phone or account" in row["reason_en"]


@pytest.mark.slow
def test_a_second_run_finds_the_same_and_looks_at_new_and_broken_ones_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    from core.matching.detailed import detailed

    from mingjian.core.matching import seen

    looked: list[bytes] = []
    known = seen.see
    monkeypatch.setattr(seen, "see", lambda data: (looked.append(data), known(data))[1])
    folder, kept = tmp_path / "pictures", tmp_path / "kept"
    folder.mkdir()
    for number, picture in enumerate([detailed(1), detailed(1).crop((120, 60, 420, 300)), detailed(2), detailed(2).transpose(0)]):
        picture.save(folder / f"L{number}.png")
    rows = [{} for _ in range(5)]
    told, many = [], []
    for change in ("nothing kept", "first", "second", "broken", "new"):
        if change == "broken":
            place = sorted(kept.glob("*/*"))[0]
            place.write_bytes(place.read_bytes()[:-1])
        if change == "new":
            detailed(2).resize((300, 220)).save(folder / "L4.png")
        looked.clear()
        told.append(found(*rows, pictures=str(folder), kept="" if change == "nothing kept" else str(kept)))
        many.append(len(looked))
    assert many == [4, 4, 0, 1, 1]
    assert [row["subject"] for row in told[0]] == ["甲网/L3", "甲网/L1"]
    assert told[0] == told[1] == told[2] == told[3]
    assert "甲网/L4" in {row["subject"] for row in told[4]}


def test_walls_that_grow_darker_are_no_copies_of_each_other(tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    from PIL import Image

    for number, (low, high) in enumerate(((20, 200), (60, 160), (210, 40))):
        ends = np.array([[[low, low, 90]], [[high, high, 90]]], np.uint8)
        Image.fromarray(ends).resize((320, 240), Image.Resampling.BILINEAR).save(tmp_path / f"L{number}.jpg")
    assert found({}, {}, {}, pictures=str(tmp_path)) == []
