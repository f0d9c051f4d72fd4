"""What is proposed of a file before it is listed as evidence: kind and elements by its name, day and address by its capture; an officer ticks it."""

from datetime import datetime

import pytest
from people import at

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.elements import elements
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.acts import add_offer
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.matters.services.unlisted_files import Typed, _day_in, unlisted_rows
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-24 09:30")
Who = dict[str, Officer]


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    for one in who.values():
        one.certificate = f"浙{one.username}"
        one.save()
    return file_case(Filing("某案", who["li"], who["wang"], None, "某鞋行", "销售假冒注册商标的商品"), by=who["wang"], at=MORNING)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("截图2026-11-24.png", "2026-11-24"),
        ("20261124订单.csv", "2026-11-24"),
        ("2026年11月4日现场笔录.pdf", "2026-11-04"),
        ("2026.1.5页面.png", "2026-01-05"),
        ("订单2026-11-24至2026-11-30.csv", ""),  # which of them is not said
        ("IMG_20260231.png", ""),
        ("13805711234.png", ""),
        ("回单920261124001.png", ""),
        ("截图.png", ""),
    ],
)
def test_the_one_day_that_a_name_says_is_proposed(name: str, day: str) -> None:
    assert _day_in(name) == day


def test_kind_and_what_it_proves_are_proposed_by_name_and_nothing_is_ticked(case: Case, who: dict[str, Officer]) -> None:
    names = ("营业执照复印件.txt", "权利人鉴别意见.txt", "平台交易明细.csv", "现场检查笔录20261124.txt", "鉴定意见.txt", "询问笔录.txt", "甲.txt")
    for name in names:
        seal([name.encode()], name, dossier=case.dossier, by=who["li"], at=MORNING)
    matter = matter_of(case.dossier)
    assert matter is not None
    rows = {row.file.name: row for row in unlisted_rows(matter, who["li"], {})}
    assert not any(row.is_ticked for row in rows.values()), "that a file is evidence the officer says"
    words = {name: (row.typed.values["maker"], row.typed.values["shows"]) for name, row in rows.items()}
    assert words["营业执照复印件.txt"] == ("某鞋行", "某鞋行的主体资格和身份")
    assert words["现场检查笔录20261124.txt"] == ("li、wang", "现场检查时某鞋行处涉案商品的情况")
    assert words["权利人鉴别意见.txt"] == ("", "权利人对涉案商品真伪的鉴别意见")
    assert words["鉴定意见.txt"] == ("", "对涉案商品的鉴定意见"), "an institution of expertise is no right holder"
    assert words["询问笔录.txt"][1] == "被询问人对涉案行为的陈述"
    assert words["甲.txt"] == ("", "")
    told = {name: (row.typed.values["kind"], row.typed.proves, row.typed.values["made_on"]) for name, row in rows.items()}
    assert told["营业执照复印件.txt"] == ("document", ("subject",), "")
    assert told["权利人鉴别意见.txt"] == ("expert", ("goods", "right"), "")
    assert told["平台交易明细.csv"] == ("data", ("act", "amount"), "")
    assert told["现场检查笔录20261124.txt"] == ("record", ("act", "goods", "amount"), "2026-11-24")
    assert told["甲.txt"][1:] == ((), "")


def test_what_a_capture_left_says_its_day_and_address(case: Case, who: dict[str, Officer]) -> None:
    taken: datetime = at("2026-11-23 23:30")
    archive = seal([b"page"], "W1.txt", dossier=case.dossier, by=who["li"], at=MORNING)
    told = {"stands": "kept", "taken_at": taken, "final_url": "https://a.example/1", "archive": archive}
    Capture.objects.create(number="W2026-0000001", dossier=case.dossier, url="https://a.example/1", asked_by=who["li"], asked_at=MORNING, **told)
    matter = matter_of(case.dossier)
    assert matter is not None
    (row,) = unlisted_rows(matter, who["li"], {})
    assert (row.typed.values["made_on"], row.typed.values["source"], row.typed.proves) == ("2026-11-23", "https://a.example/1", ("act", "goods"))


def test_a_file_of_an_offer_names_its_goods_shop_platform_and_address(case: Case, who: Who) -> None:
    matter = matter_of(case.dossier)
    assert matter is not None
    for goods, key in (("某牌草甘膦水剂", "L1"), ("某牌敌草快水剂", "L2")):
        given = {"offer_goods": goods, "offer_platform": "某市集", "offer_shop": "某农资店", "offer_url": f"https://a.example/{key}", "offer_listing_key": key}
        add_offer(matter, by=who["li"], at=MORNING, **given)
    for name in ("商品页面截图（敌草快）.txt", "平台交易明细.csv", "L1截图.txt"):
        seal([name.encode()], name, dossier=case.dossier, by=who["li"], at=MORNING)
    rows = {row.file.name: row.typed.values for row in unlisted_rows(matter, who["li"], {})}
    page = rows["商品页面截图（敌草快）.txt"]
    assert page["shows"] == "某鞋行在某市集“某农资店”网店展示、销售“某牌敌草快水剂”的页面内容、标价和销量"
    assert page["source"] == "https://a.example/L2"
    assert rows["L1截图.txt"]["source"] == "https://a.example/L1"
    orders = rows["平台交易明细.csv"]
    assert (orders["maker"], orders["shows"]) == ("", "某鞋行销售涉案商品的订单、数量、价格和退款"), "of several offers none is meant before another"
    assert "source" not in orders, "where a platform's answer came from only the officer knows"


def test_the_only_offer_is_meant_by_a_file_that_names_none(case: Case, who: Who) -> None:
    matter = matter_of(case.dossier)
    assert matter is not None
    given = {"offer_goods": "某牌草甘膦水剂", "offer_platform": "某市集", "offer_shop": "某农资店", "offer_url": "https://a.example/L1"}
    add_offer(matter, by=who["li"], at=MORNING, **given)
    seal([b"orders"], "平台交易明细.csv", dossier=case.dossier, by=who["li"], at=MORNING)
    (row,) = unlisted_rows(matter, who["li"], {})
    assert row.typed.values["maker"] == "某市集"
    assert row.typed.values["shows"] == "某鞋行在某市集“某农资店”网店销售涉案商品的订单、数量、价格和退款"


def test_what_was_refused_is_ticked_and_nothing_else(case: Case, who: Who) -> None:
    for name in ("营业执照甲.txt", "营业执照乙.txt"):
        seal([name.encode()], name, dossier=case.dossier, by=who["li"], at=MORNING)
    matter = matter_of(case.dossier)
    assert matter is not None
    first = unlisted_rows(matter, who["li"], {})[0].file.sha256
    rows = unlisted_rows(matter, who["li"], {first: Typed({"kind": "document", "title": "甲"}, (), "请先勾选")})
    assert [row.is_ticked for row in rows] == [True, False]


def test_every_proposal_is_of_a_kind_and_elements_that_there_are() -> None:
    kinds, known = dict(rulebook().papers["exhibit_kind"].options), rulebook().vocabularies["elements"]
    assert len(elements().files) >= 10
    assert all(one.kind in kinds and set(one.proves) <= set(known) for one in elements().files)
