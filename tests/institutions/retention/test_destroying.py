"""
Records are not destroyed by one officer in a minute.

A day typed years back made a complaint of two days ago overdue; one signature erased it, with the file that the police had brought to a consultation.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kits import add_item, open_kit
from people import at, browser

from mingjian.core.errors import StepRefused
from mingjian.institutions.conferences.models import Consultation
from mingjian.institutions.evidence.acts import take_kit_up
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.retention.models import ErasedFile
from mingjian.institutions.retention.panels import against
from mingjian.institutions.retention.services.bytes import take_away
from mingjian.institutions.retention.services.obstacles import open_beside
from mingjian.office.dossiers.opening import Opening, Request, open_any, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, PersonalValue, Seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
TODAY, OVER = at("2026-11-30 09:00"), at("2029-12-03 09:00")
KEPT = {"record_kind": "transaction", "keeper": "桐庐县局", "event_on": "2026-11-30"}
GONE = {"destroyed_how": "覆写", "reason": "期满"}
CHAT = b"%PDF-1.4 the chat"
POLICE = b"%PDF-1.4 what the police brought"


def ended(who: dict[str, Any], title: str = "旧卷") -> Dossier:
    """A dossier of today that ended a minute ago, with a file and a personal value."""
    source = open_any(Request("assistance", title, papers={"questions": "核实发货地"}), by=who["li"], at=TODAY)
    seal([CHAT], "张三的聊天.pdf", dossier=source, by=who["li"], at=TODAY, is_personal=True)
    PersonalValue.objects.create(dossier=source, name="witness", value="张三", salt="00", given_at=TODAY)
    take(source, "abandon", by=who["li"], at=TODAY, given={"reason": "已自行查清"})
    source.refresh_from_db()
    return source


def keeping(who: dict[str, Any], source: Dossier, **papers: str) -> Dossier:
    return open_any(Request("retention", "保存", papers={**KEPT, **papers}, arose_from=source), by=who["li"], at=TODAY)


def destroy(kept: Dossier, who: dict[str, Any], on: Any = OVER) -> None:
    take(kept, "destroy", by=who["li"], at=on, given=GONE)
    take(kept, "destroy", by=who["wang"], at=on)
    take_away(on)


def is_there(content: bytes) -> bool:
    return place_of(sha256(content).hexdigest()).exists()


@pytest.fixture
def police() -> Officer:
    department = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    officer = Officer(username="min", name_zh="min", name_en="Min", department=department, duty="work", roles=["police"])
    officer.save()
    return officer


def test_the_walk_that_destroyed_a_dossier_of_today_ends_at_its_first_step(who: dict[str, Any]) -> None:
    source = ended(who)
    with pytest.raises(StepRefused, match="“交易完成、退出、产生之日”（2020-01-01）不能早于“不再请求”之日（2026-11-30）"):
        keeping(who, source, event_on="2020-01-01")
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        keeping(who, source, event_on="2026-12-01")
    assert not Dossier.objects.filter(procedure="retention").exists()
    kept = keeping(who, source)
    with pytest.raises(StepRefused, match="尚未届满"):
        take(kept, "destroy", by=who["li"], at=TODAY, given=GONE)
    assert is_there(CHAT)
    assert PersonalValue.objects.filter(dossier=source).exists()


def test_the_form_refuses_that_day_too_and_comes_filled_with_the_day_on_which_the_dossier_ended(who: dict[str, Any]) -> None:
    source, desk = ended(who), browser(who["li"])
    way = f"/dossiers/new/retention?from={source.number}"
    form = desk.get(way)
    assert 'value="2026-11-30"' in form.content.decode()
    sent = {f"opening-{name}": value for name, value in {**KEPT, "event_on": "2020-01-01", "title": "保存", "key": "k1"}.items()}
    reply = desk.post(way, {**sent, "from": source.number})
    assert reply.status_code in {409, 422}
    assert not Dossier.objects.filter(procedure="retention").exists()


def test_a_day_that_was_typed_before_this_rule_gives_no_way_round_it(who: dict[str, Any]) -> None:
    """A keeping begun in a version that took any day: its clock has run out, and what it keeps ended today."""
    source = ended(who)
    kept = keeping(who, source)
    Deadline.objects.filter(dossier=kept).update(due=at("2023-01-03 23:59"), opened_at=at("2020-01-01 00:00"))
    with pytest.raises(StepRefused, match="最近一步（2026-11-30）起算，“交易信息保存期”至 2029-11-30 届满"):
        take(kept, "destroy", by=who["li"], at=TODAY, given=GONE)
    assert is_there(CHAT)


def test_one_signature_destroys_nothing_and_the_second_is_of_a_head(who: dict[str, Any]) -> None:
    kept = keeping(who, ended(who))
    take(kept, "destroy", by=who["li"], at=OVER, given=GONE)
    assert is_there(CHAT)
    with pytest.raises(StepRefused, match="不能出自同一人"):
        take(kept, "destroy", by=who["li"], at=OVER)
    colleague = people_like(who["li"], "xu", ["officer"])
    with pytest.raises(StepRefused, match="第二个签名"):
        take(kept, "destroy", by=colleague, at=OVER)
    take(kept, "destroy", by=who["wang"], at=OVER)
    take_away(OVER)
    assert not is_there(CHAT)


def people_like(officer: Officer, username: str, roles: list[str]) -> Officer:
    made = Officer(username=username, name_zh=username, name_en=username.title(), department=officer.department, duty="work", roles=roles)
    made.save()
    return made


def test_a_file_that_the_police_brought_stays(who: dict[str, Any], police: Officer) -> None:
    source = ended(who)
    Seat.objects.create(dossier=source, department=police.department, since=TODAY)
    seal([POLICE], "侦查材料.pdf", dossier=source, by=police, at=TODAY)
    kept = keeping(who, source)
    page = browser(who["wang"]).get(f"/dossiers/{kept.number}").content.decode()
    assert "以下文件由其他部门提供，予以保留，由该部门自行销毁" in page
    assert page.index("以下文件由其他部门提供") < page.index("侦查材料.pdf")
    destroy(kept, who)
    assert is_there(POLICE)
    assert not is_there(CHAT)
    assert source.files.get(sha256=sha256(POLICE).hexdigest()).name == "侦查材料.pdf"


def test_what_goes_is_listed_file_by_file_before_the_signatures(who: dict[str, Any]) -> None:
    kept = keeping(who, ended(who))
    page = browser(who["wang"]).get(f"/dossiers/{kept.number}").content.decode()
    assert "将销毁卷内以下文件" in page
    assert "证据包、投诉通知中的文件一并销毁" in page
    assert sha256(CHAT).hexdigest()[:12] in page
    assert "须两人签名" in page


def test_a_file_that_came_after_the_first_signature_asks_for_it_again(who: dict[str, Any]) -> None:
    source = ended(who)
    kept = keeping(who, source)
    take(kept, "destroy", by=who["li"], at=OVER, given=GONE)
    seal([b"%PDF-1.4 later"], "补充.pdf", dossier=source, by=who["li"], at=OVER + timedelta(minutes=1))
    with pytest.raises(StepRefused, match="第一签名之后又有文件入卷"):
        take(kept, "destroy", by=who["wang"], at=OVER + timedelta(minutes=2))
    assert is_there(CHAT)


def consultation_on(who: dict[str, Any], given: dict[str, object]) -> Dossier:
    li = who["li"]
    return open_dossier(Opening("case_consultation", "H1", "会商", officer=li), by=li, department=li.department, at=TODAY, given={"question": "定性", **given})


def test_an_open_dossier_that_refers_to_it_keeps_it(who: dict[str, Any]) -> None:
    """By a paper of its record; what it names stays until it has ended."""
    source = ended(who)
    kept = keeping(who, source)
    consultation = consultation_on(who, {"source_clue": source.number})
    assert open_beside(source) == consultation
    with pytest.raises(StepRefused, match="有关联的 H1 尚未办结"):
        take(kept, "destroy", by=who["li"], at=OVER, given=GONE)
    take(consultation, "withdraw", by=who["li"], at=TODAY + timedelta(hours=1), given={"reason": "误发"})
    destroy(kept, who)
    assert not is_there(CHAT)


def test_what_belongs_to_an_open_matter_is_kept_with_it(who: dict[str, Any]) -> None:
    """A consultation that ended is a part of the case that it was on, which goes on."""
    case = open_any(Request("assistance", "在办案件", papers={"questions": "x"}), by=who["li"], at=TODAY)
    consultation = consultation_on(who, {})
    Consultation.objects.create(dossier=consultation, about=case)
    seal([CHAT], "意见.pdf", dossier=consultation, by=who["li"], at=TODAY)
    take(consultation, "withdraw", by=who["li"], at=TODAY + timedelta(hours=1), given={"reason": "不再需要"})
    consultation.refresh_from_db()
    kept = keeping(who, consultation)
    with pytest.raises(StepRefused, match=f"有关联的 {case.number} 尚未办结"):
        destroy(kept, who)
    assert is_there(CHAT)


def test_a_number_that_begins_alike_is_another_dossier(who: dict[str, Any]) -> None:
    """C1 is not held by what refers to C10."""
    source = ended(who)
    other = ended(who, "另一卷")
    Dossier.objects.filter(pk=other.pk).update(number=f"{source.number}0")
    other.refresh_from_db()
    consultation_on(who, {"source_clue": other.number})
    assert open_beside(source) is None
    assert open_beside(other) is not None


def test_the_keeping_of_a_dossier_that_goes_on_does_not_begin(who: dict[str, Any]) -> None:
    going_on = open_any(Request("assistance", "在办", papers={"questions": "x"}), by=who["li"], at=TODAY)
    with pytest.raises(StepRefused, match="尚未办结"):
        keeping(who, going_on)


def test_another_department_does_not_begin_to_keep_it(who: dict[str, Any]) -> None:
    source = ended(who)
    with pytest.raises(StepRefused, match="其他部门"):
        open_any(Request("retention", "保存", papers=KEPT, arose_from=source), by=who["zhao"], at=TODAY)


def of_county(who: dict[str, Any], number: str, content: bytes = CHAT) -> Dossier:
    """A dossier of another authority that ended, with the same bytes sealed by its own officer."""
    zhao = who["zhao"]
    opening = Opening("assistance", number, "别处旧卷", officer=zhao)
    source = open_dossier(opening, by=zhao, department=zhao.department, at=TODAY, given={"questions": "核实"})
    seal([content], "张三的聊天（副本）.pdf", dossier=source, by=zhao, at=TODAY)
    take(source, "abandon", by=zhao, at=TODAY, given={"reason": "已自行查清"})
    source.refresh_from_db()
    return source


def erase_it(source: Dossier, by: Officer) -> None:
    kept = open_any(Request("retention", "保存", papers={**KEPT, "keeper": by.department.name_zh}, arose_from=source), by=by, at=TODAY)
    first, second = (people_like(by, f"{by.username}-{role}-{source.pk}", [role]) for role in ("officer", "head"))
    take(kept, "destroy", by=first, at=OVER, given=GONE)
    take(kept, "destroy", by=second, at=OVER)
    take_away(OVER)


@pytest.mark.parametrize("own_goes_first", [True, False])
def test_two_departments_that_sealed_the_same_bytes_do_not_lock_them_for_each_other(who: dict[str, Any], own_goes_first: bool) -> None:
    own, other = ended(who), of_county(who, "D9")
    pairs = [(own, who["li"]), (other, who["zhao"])]
    for source, by in pairs if own_goes_first else reversed(pairs):
        assert is_there(CHAT)
        erase_it(source, by)
        assert source.files.get().name == "—"
    assert not is_there(CHAT)


def test_the_bytes_that_another_department_brought_stay_when_a_kit_has_the_same(who: dict[str, Any], police: Officer) -> None:
    """They were listed as staying, and went with the kit."""
    source = ended(who)
    Seat.objects.create(dossier=source, department=police.department, since=TODAY)
    seal([POLICE], "侦查材料.pdf", dossier=source, by=police, at=TODAY)
    kit = open_kit(Purchase("抖音 › 直播间 某某 @ 00:10:00", "化肥", "买到假化肥"), department=source.department, at=TODAY, origin="abc")
    add_item(kit, "goods", [POLICE], "同一文件.pdf", at=TODAY)
    take_kit_up(kit, by=who["li"], at=TODAY, followed_in=source)
    kept = keeping(who, source)
    assert "证据包、投诉通知中的文件一并销毁" in browser(who["wang"]).get(f"/dossiers/{kept.number}").content.decode()
    destroy(kept, who)
    assert is_there(POLICE)
    assert sha256(POLICE).hexdigest() not in Entry.objects.get(kind="erased").body
    assert not ErasedFile.objects.filter(sha256=sha256(POLICE).hexdigest()).exists()


def test_what_was_brought_to_others_goes_once_both_have_destroyed_it(who: dict[str, Any]) -> None:
    """The county carried its file to our dossier: ours goes first and it stays, then the county destroys its own."""
    own, other = ended(who, "有外来文件"), of_county(who, "D9", POLICE)
    seal([POLICE], "县局移来.pdf", dossier=own, by=who["zhao"], at=TODAY)
    erase_it(own, who["li"])
    assert is_there(POLICE)
    erase_it(other, who["zhao"])
    assert not is_there(POLICE)


def test_what_was_brought_goes_with_the_second_where_its_owner_destroyed_it_first(who: dict[str, Any]) -> None:
    own, other = ended(who, "有外来文件"), of_county(who, "D9", POLICE)
    seal([POLICE], "县局移来.pdf", dossier=own, by=who["zhao"], at=TODAY)
    erase_it(other, who["zhao"])
    assert is_there(POLICE)
    assert ErasedFile.objects.get(sha256=sha256(POLICE).hexdigest()).is_needed
    erase_it(own, who["li"])
    assert not is_there(POLICE)


def test_a_file_whose_bytes_another_dossier_has_is_marked_where_it_is_listed(who: dict[str, Any]) -> None:
    of_county(who, "D9")
    page = browser(who["wang"]).get(f"/dossiers/{keeping(who, ended(who)).number}").content.decode()
    assert "其他卷宗或者部门也有此文件，内容为其保留" in page


def test_the_page_of_a_keeping_says_what_stands_against_it_and_reads_no_ledger_while_its_clock_runs(who: dict[str, Any]) -> None:
    kept = keeping(who, source := ended(who))
    consultation_on(who, {"source_clue": source.number})
    with CaptureQueriesContext(connection) as asked:
        assert against(kept, TODAY) is None
    assert not any("office_entry" in one["sql"] for one in asked)
    told = against(kept, OVER)
    assert told is not None
    assert "有关联的 H1 尚未办结" in told.zh
