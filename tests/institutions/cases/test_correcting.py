"""An order to correct, and what proves that it was followed: a capture after the order, of the same address, in which the content is there no more."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from make import make_clue
from people import at, browser, certify

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.facts import told_of_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
PAGE, OTHER = "https://yunjishi.example/i/7", "https://yunjishi.example/i/8"
SOLD, GONE = "复刻运动鞋\n价格 199 元\n库存 12\n发货地 某市", "商品已下架"


@pytest.fixture
def certified(who: Who) -> Who:
    certify(who["li"], who["wang"])
    return who


clue_of = partial(make_clue, at=MORNING, suspected_act="售假", platform="yunjishi", shop_id="S9", content="")


def ordered(who: Who, url: str = PAGE) -> Case:
    """A case whose page was captured, with an order to correct of one o'clock."""
    case = file_case(Filing("某案", who["li"], who["wang"], clue_of(who["li"], listing_url=url)), by=who["wang"], at=MORNING)
    told = {"correction_facts": "下架链接", "served_on": "2026-11-02", "correct_until": "2026-11-09"}
    take(case.dossier, "order_correction", by=who["li"], at=MORNING + timedelta(hours=3), given=told)
    take(case.dossier, "order_correction", by=who["wang"], at=MORNING + timedelta(hours=4))
    return case


def captured(case: Case, who: Who, hours: int, *, url: str = PAGE, text: str = SOLD, status: int | None = 200, stands: str = "kept") -> str:
    """A capture of so many hours after nine; its number."""
    when, number = MORNING + timedelta(hours=hours), f"W2026-{Capture.objects.count() + 1:07d}"
    told = {"url": url, "text": text, "status": status, "stands": stands, "taken_at": when if stands == "kept" else None}
    Capture.objects.create(number=number, dossier=case.dossier, asked_by=who["li"], asked_at=when, **told)
    return number


def corrected(case: Case, who: Who, **given: Any) -> None:
    take(case.dossier, "record_correction", by=who["li"], at=MORNING + timedelta(days=2), given={"note": "已核实", **given})


def track(case: Case) -> str:
    case.dossier.refresh_from_db()
    return case.dossier.state["correction"]  # type: ignore[index]  # a dossier with tracks


def test_a_fresh_capture_in_which_the_goods_are_gone_proves_it(certified: Who) -> None:
    case = ordered(certified)
    captured(case, certified, 1)
    corrected(case, certified, proving_capture=captured(case, certified, 20, text=GONE))
    assert track(case) == "corrected"
    assert "W2026-0000002" in case.dossier.entries.get(kind="record_correction").body


def test_the_number_of_the_capture_that_proves_it_stands_in_the_form(certified: Who) -> None:
    """It was copied out by hand from another part of the page."""
    case = ordered(certified)
    captured(case, certified, 1)
    assert told_of_case(case.dossier)["fresh_capture"] == ""  # older than the order
    captured(case, certified, 20)
    assert told_of_case(case.dossier)["fresh_capture"] == ""  # the goods are still there
    number = captured(case, certified, 21, text=GONE)
    page = browser(certified["li"]).get(case.get_absolute_url()).text
    assert f'name="record_correction-proving_capture" value="{number}"' in page


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"hours": 2}, "早于责令改正"),
        ({"hours": 20, "url": OTHER, "text": GONE}, "不是涉案网址"),
        ({"hours": 20}, "原内容仍在"),
        ({"hours": 20, "status": None, "text": ""}, "没有正常应答"),
        ({"hours": 20, "status": 503, "text": ""}, "没有正常应答"),
        ({"hours": 20, "stands": "asked"}, "没有已封存的网页取证"),
    ],
)
def test_what_proves_nothing_is_refused_in_words(certified: Who, told: dict[str, Any], refused: str) -> None:
    case = ordered(certified)
    captured(case, certified, 1)
    with pytest.raises(StepRefused, match=refused):
        corrected(case, certified, proving_capture=captured(case, certified, **told))
    assert track(case) == "correction_ordered"


def test_without_a_capture_a_case_about_a_page_is_not_found_corrected(certified: Who) -> None:
    case = ordered(certified)
    for given in ({}, {"checked_on_site": "到店看过"}):
        with pytest.raises(StepRefused, match="本案涉及网页"):
            corrected(case, certified, **given)
    other = ordered(certified)
    with pytest.raises(StepRefused, match="没有已封存的网页取证"):
        corrected(case, certified, proving_capture=captured(other, certified, 20, text=GONE))


def test_where_there_is_no_page_words_of_what_was_found_are_asked_for(certified: Who) -> None:
    case = ordered(certified, url="")
    with pytest.raises(StepRefused, match="写明现场核查情况"):
        corrected(case, certified)
    corrected(case, certified, checked_on_site="十一月四日两人到仓库核查，侵权商品已封存待处理。")
    assert track(case) == "corrected"
