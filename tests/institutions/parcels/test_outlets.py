"""Outlets: ranked by what is sure of them, small ones not first for one parcel; test postings noted, counted, withdrawn, and refused where they cannot be."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from couriers import courier_clerk
from openpyxl import load_workbook
from people import at, browser

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.institutions.parcels.acts import note_test_posting, withdraw_test_posting
from mingjian.institutions.parcels.models import Posting
from mingjian.institutions.parcels.queries import posting_numbered
from mingjian.institutions.parcels.services.screen import duties, outlets_for
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW, TODAY = at("2026-11-26 10:00"), date(2026, 11, 26)
PLAIN = {"region_code": "330127", "sent_on": date(2026, 11, 20), "sender_kind": "person", "method": "shown", "person_id": "", "phone": "", "id_checked": True}
TEST = {"tested_outlet": "乙", "tested_region": "330127", "tested_on": "2026-11-20", "test_witness": "王某"}


@pytest.fixture
def clerk(settings: Any, tmp_path: Path, who: Who) -> Officer:
    settings.HOME = tmp_path / "home"
    made = courier_clerk()
    rows = [{**PLAIN, "waybill": f"A{n:08d}", "outlet": "甲", "id_checked": n >= 30} for n in range(40)]  # 30 of 40 not checked
    rows += [{**PLAIN, "waybill": f"B{n:08d}", "outlet": "乙", "person_id": f"T{n // 3}"} for n in range(20)]  # all checked, three a sender
    rows += [{**PLAIN, "waybill": "C00000001", "outlet": "丙", "id_checked": False}]  # one parcel only, not checked
    rows += [{**PLAIN, "waybill": f"D{n:08d}", "outlet": "丁", "sender_kind": "agreement", "id_checked": False} for n in range(9)]  # exempt
    rows += [{**PLAIN, "waybill": "E00000001", "outlet": "老", "id_checked": False, "sent_on": date(2026, 1, 5)}]  # too long ago
    bring_rows(rows, by=made, at=NOW)
    return made


def test_a_small_outlet_does_not_stand_before_one_that_surely_leaves_checks_out(who: Who, clerk: Officer) -> None:
    found = {one.outlet: one for one in outlets_for(who["zhao"], TODAY)}
    assert list(found) == ["甲", "丙", "乙", "丁"]
    assert (found["甲"].unchecked.right, found["甲"].unchecked.judged) == (30, 40)
    assert found["丙"].unchecked.share == 1.0
    assert found["丙"].unchecked.low < found["甲"].unchecked.low < 0.75
    assert (found["丁"].parcels, found["丁"].unchecked.judged) == (9, 0)  # customers with an agreement owe no check
    assert found["乙"].busiest == 3
    assert "express_reg/23" in duties(TODAY)
    assert duties(date(1999, 1, 1)) == ()


def test_only_whoever_answers_for_the_place_and_the_courier_itself_see_outlets(who: Who, clerk: Officer) -> None:
    assert outlets_for(who["li"], TODAY) == []
    assert len(outlets_for(clerk, TODAY)) == 4
    assert outlets_for(courier_clerk("another", "另一快递"), TODAY) == []
    assert browser(who["clerk"]).get("/parcels/outlets").status_code == 403


def test_test_postings_are_counted_beside_what_the_courier_attests_and_a_withdrawn_one_is_not(who: Who, clerk: Officer) -> None:
    told = {**TEST, "tested_courier": clerk.department_id}
    bad = note_test_posting(by=who["zhao"], at=NOW, test_identity="not_asked", test_inspection="not_opened", **told)
    note_test_posting(by=who["zhao"], at=NOW, test_identity="refused", test_inspection="not_reached", **told)
    tests = next(one.tests for one in outlets_for(clerk, TODAY) if one.outlet == "乙")
    assert (tests.right, tests.judged) == (1, 2)  # the courier sees what was found at its outlet
    withdraw_test_posting(bad, by=who["zhao"], at=NOW, reason="登记错误")
    tests = next(one.tests for one in outlets_for(who["zhao"], TODAY) if one.outlet == "乙")
    assert (tests.right, tests.judged) == (0, 1)
    with pytest.raises(NotFound):
        posting_numbered(who["zhao"], bad.number)
    assert list(Entry.objects.filter(kind__startswith="test_posting").order_by("index").values_list("kind", flat=True)) == [
        "test_posting_noted",
        "test_posting_noted",
        "test_posting_withdrawn",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tested_region": "浙江"}, "行政区划代码"),
        ({"tested_region": "110101"}, "不在本部门辖区"),
        ({"tested_outlet": "  "}, "网点名称"),
        ({"test_identity": "refused", "test_inspection": "opened"}, "未到验视环节"),
        ({"test_identity": "checked", "test_inspection": "not_reached"}, "未到验视环节"),
        ({"tested_on": "2027-01-01"}, "日"),
        ({"test_identity": "perhaps"}, "身份"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(who: Who, clerk: Officer, change: dict[str, str], words: str) -> None:
    told = {"tested_courier": clerk.department_id, **TEST, "test_identity": "checked", "test_inspection": "opened", **change}
    with pytest.raises(BadInput, match=words):
        note_test_posting(by=who["zhao"], at=NOW, **told)
    assert not Posting.objects.exists()


def test_a_courier_notes_none_and_another_county_withdraws_none(who: Who, clerk: Officer) -> None:
    told = {"tested_courier": clerk.department_id, **TEST, "test_identity": "checked", "test_inspection": "opened"}
    with pytest.raises(NotPermitted):
        note_test_posting(by=clerk, at=NOW, **told)
    made = note_test_posting(by=who["zhao"], at=NOW, **told)
    desk = browser(who["li"])
    sent = desk.post(f"/api/acts/test_posting/{made.number}/withdraw_test_posting", json.dumps({"papers": {"reason": "x"}}), content_type="application/json")
    assert sent.status_code == 404
    assert Posting.objects.get().standing == "open"


def test_the_page_tells_outlets_in_both_languages_and_gives_them_as_a_file(who: Who, clerk: Officer) -> None:
    desk = browser(who["zhao"])
    told = {"key": "k1", **TEST, "tested_courier": clerk.department_id, "test_identity": "others", "test_inspection": "opened"}
    reply = desk.post("/acts/new/test_posting/note_test_posting", {f"note_test_posting-{name}": value for name, value in told.items()})
    assert (reply.status_code, reply.headers.get("Location")) == (302, "/parcels/outlets#tests"), reply.text
    page = desk.get("/parcels/outlets").text
    for words in ("快递网点", "甲", "接受了他人的证件", "1 / 1", "/withdraw_test_posting", "最近 92 天"):
        assert words in page
    english = browser(who["zhao"], "en").get("/parcels/outlets").text
    assert "Ranked by the lowest" in english
    assert "/withdraw_test_posting" not in browser(clerk, "en").get("/parcels/outlets").text
    book = load_workbook(io.BytesIO(desk.get("/parcels/outlets?as=xlsx").getvalue()))
    assert [row[1].value for row in book.active.iter_rows(min_row=2)][:4] == ["甲", "丙", "乙", "丁"]
