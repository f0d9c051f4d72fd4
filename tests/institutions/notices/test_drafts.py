"""A file of notices before it is sent: each row's fate, rows mended in place or taken out, the answer, and the way back within an hour."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from noticed import PAPERS, SENT, URL, Who, captured, colleague_of, forwarded, measures, of_kind, papers
from people import browser

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.acts import send_notice, take_notice_in, undo_notice
from mingjian.institutions.notices.batches.work.drafts import KEPT_FOR, claim, draft_file, send_draft
from mingjian.institutions.notices.batches.work.row_files import rows_kept
from mingjian.institutions.notices.batches.work.send_many import send_many
from mingjian.institutions.notices.models import Batch, Draft, Notice, Target
from mingjian.institutions.notices.sweeps import forget_drafts
from mingjian.office.models import Department, Entry, Officer

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


def table(*rows: str) -> bytes:
    return "\n".join(["网址,平台,说明", *rows]).encode()


def brought(holder: Officer, data: bytes, **told: str) -> str:
    """Bring a file on the page, and return the address to which it leads."""
    reply = browser(holder).post("/notices/many", {**PAPERS, **told, "list_file": SimpleUploadedFile("清单.csv", data)})
    assert reply.status_code == 302, reply.text
    return str(reply.headers["Location"])


def test_each_row_s_fate_is_shown_before_anything_is_sent(who: Who, holder: Officer) -> None:
    Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")
    send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{ITEM}told"))
    rows = [f"{ITEM}1,云集市平台,第一款", "不是网址,yunjishi,", f"{ITEM}1,yunjishi,", f"{ITEM}2,无此平台,", f"{ITEM}3,,", f"{ITEM}told,yunjishi,"]
    rows += ["https://item.taobao.com/item.htm?id=1,yunjishi,", f"{ITEM}4,yunjishi,{'长' * 1001}", "https://jia.example/9,甲网,"]
    page = browser(holder).get(brought(holder, table(*rows)))
    assert Notice.objects.count() == 1  # the one told before
    faults = {row.number: row.fault.zh for row in page.context["faulty"]}
    assert sorted(faults) == [2, 3, 4, 5, 6, 7, 8]
    expected = {2: "网址", 3: "与第 1 行重复", 4: "没有平台", 5: "没有写明平台", 6: "尚待平台处理", 7: "请向该平台提交", 8: "1001 字"}
    assert all(words in faults[number] for number, words in expected.items()), faults
    assert dict(page.context["places"]) == {"云集市平台": 1, "甲网": 1}
    assert page.text.index("不是网址") < page.text.index(f"{ITEM}1</span>")  # what does not go stands first
    assert "7654321" in page.text


@pytest.mark.both_databases
def test_faulty_rows_are_mended_in_place_or_taken_out_and_the_good_ones_go(who: Who, holder: Officer) -> None:
    at, page = brought(holder, table(f"{ITEM}1,yunjishi,", "yunjishi.example/item/2,yunjishi,", f"{ITEM}3,雲集市,", "乱写,yunjishi,")), browser(holder)
    edits = {"row": ["2", "3", "4"], "address-2": f"{ITEM}2", "platform-2": "yunjishi", "note-2": "补上协议", "address-3": f"{ITEM}3", "platform-3": "雲集市"}
    edits |= {"note-3": "", "address-4": "乱写", "platform-4": "yunjishi", "note-4": "", "out-4": "1"}
    reply = page.post(at, {**edits, "do": "send"}, follow=True)
    assert "已重新核对各行，尚未提交" in reply.text  # what was changed is shown once more before it goes
    assert not Notice.objects.exists()
    assert [row.number for row in rows_kept(Draft.objects.get().rows) if row.fault] == [3]
    reply = page.post(at, {"row": ["3", "4"], "address-3": f"{ITEM}3", "platform-3": "雲集市", "note-3": "", "out-4": "1", "do": "send"}, follow=True)
    notice, batch = Notice.objects.get(), Batch.objects.get()
    assert notice.addresses == [f"{ITEM}1", f"{ITEM}2"]
    assert notice.targets.get(position=2).note == "补上协议"
    assert [(row[3], bool(row[4])) for row in batch.rows] == [(notice.number, False)] * 2 + [("", True)] * 2
    assert "已由提交人移除" in batch.rows[3][4]
    left = reply.context["left"]
    again = {"row": "3", "address-3": f"{ITEM}3", "platform-3": "云集市平台", "note-3": ""}
    page.post(left.get_absolute_url(), {**again, "do": "check"})
    page.post(left.get_absolute_url(), {**again, "do": "send"})
    batch.refresh_from_db()
    assert [bool(row[3]) for row in batch.rows] == [True, True, True, False]  # the same answer, with what went later
    assert not Draft.objects.exists()
    assert Entry.objects.filter(kind="notices_brought").count() == 2


def test_a_row_that_another_was_a_duplicate_of_is_free_once_that_one_is_taken_out(who: Who, holder: Officer) -> None:
    at = brought(holder, table(f"{ITEM}1,yunjishi,甲", f"{ITEM}1,yunjishi,乙"))
    browser(holder).post(at, {"row": ["1", "2"], "out-1": "1", "do": "check"})
    assert [(row.number, row.is_out, bool(row.fault)) for row in rows_kept(Draft.objects.get().rows)] == [(1, True, False), (2, False, False)]


def test_a_draft_is_its_sender_s_own_and_goes_after_a_week(who: Who, holder: Officer) -> None:
    at = brought(holder, table(f"{ITEM}1,yunjishi,"))
    assert "清单.csv" in browser(holder).get("/notices/many").text
    for stranger in (colleague_of(holder), who["clerk"], of_kind("白鹭公司", "right_holder", "right_holder")):
        assert browser(stranger).get(at).status_code == 404
    assert Client().get(at).status_code == 302
    stored = Draft.objects.raw("SELECT id, name AS plain FROM notices_draft WHERE told LIKE '%%13900000000%%' OR rows LIKE '%%item/1%%'")
    assert list(stored) == []
    assert forget_drafts(now()) is None
    assert forget_drafts(now() + KEPT_FOR + timedelta(minutes=1)) is not None
    assert "已满七日" in browser(holder).get(at).text


def test_a_draft_is_thrown_away_and_a_file_with_no_good_row_sends_nothing(who: Who, holder: Officer) -> None:
    at = brought(holder, table("乱写,yunjishi,"))
    reply = browser(holder).post(at, {"do": "send"}, follow=True)
    assert "没有可以提交的行" in reply.text
    browser(holder).post(at, {"do": "drop"})
    assert not Draft.objects.exists() | Batch.objects.exists()


def test_what_every_notice_lacks_is_said_at_the_field_of_the_form_before_a_row_is_read(who: Who, holder: Officer) -> None:
    given = {**PAPERS, "right_number": "", "list_file": SimpleUploadedFile("a.csv", table(f"{ITEM}1,yunjishi,"))}
    page = browser(holder).post("/notices/many", given)
    assert (page.status_code, Draft.objects.count()) == (422, 0)
    assert "没有商标注册号或者专利号" in page.text.partition('id_right_number_error">')[2].partition("</p>")[0]
    assert "第25类：鞋" in page.text
    page = browser(holder).get(brought(holder, table(f"{ITEM}1,yunjishi,"), right_number="", right_classes="", sent_incomplete="yes"))
    assert page.context["good"] == 1
    assert Entry.objects.count() == 0  # trying enters nothing, and makes no right


def test_what_the_locker_of_one_platform_lacks_is_said_at_the_rows_that_go_there(who: Who, holder: Officer) -> None:
    Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")
    send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{ITEM}told"))
    page = browser(holder).get(brought(holder, table(f"{ITEM}1,yunjishi,", "https://jia.example/1,jia,"), right_classes=""))
    assert [row.address for row in page.context["told"]] == [f"{ITEM}1"]  # whose classes the locker has
    assert "类别和商品" in page.context["faulty"][0].fault.zh


def test_a_row_with_line_breaks_is_mended_by_nobody_but_its_sender(who: Who, holder: Officer) -> None:
    """A field of one line took the breaks out: two addresses in a cell became one that is none, and would have gone."""
    data = '网址,平台,说明\n"https://yunjishi.example/1\r\nhttps://yunjishi.example/2",yunjishi,\n"https://yunjishi.example/3",yunjishi,"一\n二"\n'.encode()
    at, page = brought(holder, data), browser(holder)
    assert "<textarea" in page.get(at).text
    same = {"row": "1", "address-1": "https://yunjishi.example/1\r\nhttps://yunjishi.example/2", "platform-1": "yunjishi", "note-1": ""}
    page.post(at, {**same, "do": "send"})
    assert Notice.objects.get().addresses == ["https://yunjishi.example/3"]
    assert Notice.objects.get().targets.get().note == "一\n二"


def test_an_address_on_which_days_run_is_named_and_goes_all_the_same(who: Who, holder: Officer) -> None:
    seller = of_kind("网店", "operator", "operator")
    notice = forwarded(who, seller, holder)
    page = browser(holder).get(brought(holder, table(f"{URL},yunjishi,", f"{ITEM}2,yunjishi,")))
    assert [(row.address, row.hint and notice.number in row.hint.zh) for row in page.context["told"]] == [(URL, True), (f"{ITEM}2", None)]
    assert "此前已通知、期限正在计算：1 行" in page.text


@pytest.mark.both_databases
def test_two_clicks_at_once_send_once(who: Who, holder: Officer) -> None:
    draft = draft_file(table(f"{ITEM}1,yunjishi,"), PAPERS, by=holder, at=now())
    rows = rows_kept(draft.rows)
    claim(draft.number, rows, PAPERS, by=holder, at=now(), name="x", sha256="0" * 64)
    with pytest.raises(StepRefused, match="正在发送"):
        send_draft(draft, by=holder, at=now())
    assert not Notice.objects.exists()
    assert send_draft(draft, by=holder, at=now() + timedelta(minutes=16)).rows[0][3]  # the first came to no end


def test_what_was_sent_is_taken_back_within_the_hour_as_long_as_nobody_took_it_in(who: Who, holder: Officer) -> None:
    jia = Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")
    batch = send_many(table(f"{ITEM}1,yunjishi,", "https://jia.example/1,jia,"), PAPERS, by=holder, at=now())
    ours, theirs = Notice.objects.get(department=who["clerk"].department), Notice.objects.get(department=jia)
    take_notice_in(ours, by=who["clerk"], at=now())
    page = browser(holder)
    reply = page.post(batch.get_absolute_url(), {}, follow=True)
    assert "已撤销发送 1 份通知" in reply.text
    assert f"{ours.number}：" in reply.text or f"{ours.number}: " in reply.text
    theirs.refresh_from_db()
    assert theirs.standing == "undone"
    assert [row.state for row in Target.objects.order_by("pk")] == ["waiting", "undone"]
    assert Entry.objects.filter(kind="notice_undone").count() == 1
    assert "已撤销发送" in page.get("/notices").text
    assert "没有可以撤销的通知" in page.post(batch.get_absolute_url(), {}, follow=True).text
    again = send_many(table("https://jia.example/1,jia,"), PAPERS, by=holder, at=now())
    assert again.rows[0][3]  # it hinders nothing that comes after


def test_nothing_is_taken_back_after_the_hour_nor_by_others(who: Who, holder: Officer) -> None:
    late = send_notice(by=holder, at=now() - timedelta(minutes=61), **papers(who))
    with pytest.raises(StepRefused, match="已满一小时"):
        undo_notice(late, by=holder, at=now())
    fresh = send_notice(by=holder, at=now(), **papers(who, listing_addresses=f"{ITEM}5"))
    with pytest.raises(StepRefused, match="只有提交通知的单位"):
        undo_notice(fresh, by=who["clerk"], at=now())
    assert {one.standing for one in Notice.objects.all()} == {"sent"}


def test_an_answer_of_more_rows_than_one_file_takes_is_taken_along_in_parts(who: Who, holder: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.institutions.notices.pages.MOST_ROWS", 2)
    batch = send_many(table(*(f"{ITEM}{n},yunjishi," for n in range(5))), PAPERS, by=holder, at=SENT)
    page = browser(holder)
    assert list(page.get(batch.get_absolute_url()).context["parts"]) == [1, 2, 3]
    told = [b"".join(page.get(f"{batch.get_absolute_url()}?as=csv&part={part}").streaming_content).decode() for part in (1, 2, 3)]  # type: ignore[attr-defined]
    assert [one.count(ITEM) for one in told] == [2, 2, 1]


def test_a_notice_taken_back_waits_nowhere_and_counts_for_nobody(who: Who, holder: Officer) -> None:
    notice = send_notice(by=holder, at=now(), **papers(who))
    undo_notice(notice, by=holder, at=now())
    clerk = browser(who["clerk"])
    assert URL not in clerk.get("/notices/targets?state=open").text
    assert notice.number not in clerk.get("/").text
    with pytest.raises(StepRefused):
        take_notice_in(Notice.objects.get(), by=who["clerk"], at=now())


def test_measures_on_rows_of_a_file_stand_at_the_rows(who: Who, holder: Officer) -> None:
    send_many(table(f"{ITEM}1,yunjishi,"), PAPERS, by=holder, at=SENT)
    notice = Notice.objects.get()
    take_notice_in(notice, by=who["clerk"], at=SENT)
    captured(notice, who)
    measures(notice, who)
    assert notice.targets.get().state == "measured"
