"""A notice from the public door to day 16: who sends, what it lacks, nothing deleted before it is sealed, both sides in one dossier."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from noticed import PDF, SENT, URL, Who, capture, colleague_of, measures, of_kind, papers, sent, taken_in
from people import at, browser

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import (
    MOST_AN_HOUR,
    add_to_notice,
    decline_notice,
    refuse_right,
    seal_additions,
    send_notice,
    take_notice_in,
    tie_addition,
    verify_right,
)
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.news import waits_over
from mingjian.institutions.notices.queries import notice_visible_to, notices_visible_to, right_visible_to
from mingjian.institutions.notices.services.addresses import MOST, not_sealed
from mingjian.institutions.notices.services.completeness import lacking
from mingjian.institutions.oversight.sweeps import urge
from mingjian.office.demo import demo_picture
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others
from mingjian.office.dossiers.queue import dossiers_awaiting
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.sweeps import note_missed
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought, seal
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.keys import make_key
from mingjian.office.web.news import others_acted

PNG = demo_picture()


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def test_the_public_door_keeps_what_was_typed_and_says_in_words_what_is_wrong(who: Who) -> None:
    client = Client(headers={"Accept-Language": "zh-hans"})
    refused = client.post("/rights", papers(who, listing_addresses="yunjishi 第七号"))
    assert refused.status_code == 422
    assert "第 1 个网址" in refused.text
    assert "青松公司" in refused.text
    assert not Right.objects.exists()
    reply = client.post("/rights", papers(who))
    assert reply.status_code == 302
    notice = Notice.objects.get()
    receipt = client.get(reply.headers["Location"]).text
    assert all(words in receipt for words in (notice.number, notice.code, notice.right.code, "没有初步证据的文件"))
    assert "13900000000" not in receipt
    assert all(words not in Entry.objects.get(kind="notice_sent").body for words in ("13900000000", "鞋舌标识"))
    added = client.post(f"/rights/{notice.code}", {"notice_note": "公证书", "item_file": SimpleUploadedFile("公证书.pdf", PDF)})
    assert added.status_code == 302
    assert lacking(notice, SENT.date()) == []
    program = client.post(f"/rights/{notice.code}", {"notice_note": "程序", "item_file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00" * 30)})
    assert program.status_code in {409, 422}
    assert notice.additions.count() == 1
    assert client.get("/rights/none").status_code == 404


def test_the_door_is_shut_where_the_node_has_not_opened_it(who: Who, settings: Any) -> None:
    settings.PUBLIC_DOOR = False
    assert Client().get("/rights").status_code == 404


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"right_number": ""}, "没有商标注册号"),
        ({"right_classes": ""}, "类别和商品"),
        ({"right_until": "2026-10-31"}, "届满"),
        ({"agent_name": "某律所"}, "没有起止日期"),
        ({"agent_name": "某律所", "attorney_from": "2026-01-01", "attorney_until": "2026-11-01"}, "不在有效期"),
        ({"notice_facts": "假的"}, "过于简略"),
    ],
)
def test_a_machine_says_what_is_lacking_before_it_is_sent_and_takes_the_notice_all_the_same(who: Who, told: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        sent(who, **told)
    assert not Notice.objects.exists()
    assert words in "".join(one.zh for one in lacking(sent(who, **told, sent_incomplete="yes"), SENT.date()))


def test_a_power_of_attorney_holds_on_its_last_day(who: Who) -> None:
    right = sent(who, agent_name="某律所", attorney_from="2026-01-01", attorney_until="2026-11-02").right
    assert right.is_represented(SENT.date())
    assert not right.is_represented(SENT.date() + timedelta(days=1))


def test_a_right_is_verified_once_and_used_again_by_its_code(who: Who) -> None:
    right = sent(who).right
    verify_right(right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    with pytest.raises(BadInput, match="已在通知"):
        sent(who, right_code=right.code)
    again = sent(who, right_code=right.code, right_number="", listing_addresses=f"{URL}8")
    assert (again.right, again.right.standing) == (right, "verified")
    with pytest.raises(BadInput, match="不符"):
        sent(who, right_code=right.code, right_holder_name="他人")
    with pytest.raises(BadInput, match="没有这个编码"):
        sent(who, right_code="x" * 20)
    with pytest.raises(StepRefused):
        verify_right(right, by=who["clerk"], at=SENT, verification_basis="再次")
    refuse_right(right, by=who["clerk"], at=SENT, reason="证书系伪造")
    with pytest.raises(BadInput, match="不予认可"):
        sent(who, right_code=right.code)
    with pytest.raises(NotPermitted):
        refuse_right(right, by=who["li"], at=SENT, reason="x")


def test_what_cannot_be_is_refused_before_anything_is_kept(who: Who) -> None:
    with pytest.raises(BadInput, match="没有这个平台"):
        sent(who, platform_department=who["li"].department_id)
    with pytest.raises(BadInput, match="至多"):
        sent(who, listing_addresses="\n".join(f"https://x.example/{n}" for n in range(MOST + 1)))
    with pytest.raises(BadInput, match="早于起始日"):
        sent(who, agent_name="某", attorney_from="2026-11-01", attorney_until="2026-10-01")
    for _ in range(MOST_AN_HOUR):
        send_notice(at=SENT, origin="o", **papers(who))
    with pytest.raises(StepRefused, match="频繁"):
        send_notice(at=SENT, origin="o", **papers(who))


def test_no_other_platform_and_no_authority_sees_it_before_it_is_theirs(who: Who) -> None:
    notice, other = sent(who), of_kind("他平台", "platform", "platform_clerk")
    assert list(notices_visible_to(who["clerk"])) == [notice]
    for stranger in (other, who["li"], who["zhao"], of_kind("他店", "operator", "operator")):
        with pytest.raises(NotFound):
            notice_visible_to(stranger, notice.number)
        with pytest.raises(NotFound):
            right_visible_to(stranger, notice.right.number)
    with pytest.raises(NotPermitted):
        take_notice_in(notice, by=other, at=SENT)


def test_taken_in_it_is_a_dossier_of_its_number_with_its_files_shut(who: Who) -> None:
    client = Client()
    notice = sent(who)
    client.post(f"/rights/{notice.code}", {"notice_note": "公证书", "item_file": SimpleUploadedFile("公证书.pdf", PDF)})
    dossier = take_notice_in(notice, by=who["clerk"], at=SENT)
    assert (dossier.number, dossier.department, dossier.state) == (notice.number, who["clerk"].department, "received")
    assert dossier.files.get().is_personal
    assert dossier.deadlines.get(name="take_measures").closed_at is None
    with pytest.raises(StepRefused):
        take_notice_in(notice, by=who["clerk"], at=SENT)
    assert Dossier.objects.count() == 1
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    assert all(words in page for words in ("青松公司", URL, "尚未取证"))


def test_what_is_no_notice_is_declined_and_its_sender_reads_why(who: Who) -> None:
    notice = sent(who)
    decline_notice(notice, by=who["clerk"], at=SENT, reason="所列网址不是本平台的商品")
    assert "不是本平台的商品" in Client().get(f"/rights/{notice.code}").text


def test_nothing_is_deleted_before_every_address_is_sealed(who: Who) -> None:
    other = "https://yunjishi.example/item/8"
    notice = taken_in(who, listing_addresses=f"{URL}\n{other}")
    with pytest.raises(StepRefused, match="尚未取证封存"):
        measures(notice, who)
    capture(notice, who)
    capture(notice, who, other, "failed")
    assert not_sealed(notice) == [other]
    with pytest.raises(StepRefused, match="item/8"):
        measures(notice, who)
    dossier, clerk = notice.dossier, who["clerk"]
    assert dossier is not None
    gone = {"waived_addresses": other, "waiver_reason": "11月2日10时经办人打开该网址，域名已不能解析，另用手机网络查看结果相同。"}
    take(dossier, "waive_capture", by=clerk, at=SENT + timedelta(hours=2), given=gone)
    with pytest.raises(StepRefused, match="尚未取证封存"):
        measures(notice, who)  # one signature waives nothing
    with pytest.raises(StepRefused):
        take(dossier, "waive_capture", by=clerk, at=SENT + timedelta(hours=2), given={})
    take(dossier, "waive_capture", by=colleague_of(clerk), at=SENT + timedelta(hours=3), given={})
    measures(notice, who)
    dossier.refresh_from_db()
    assert dossier.state == "measures_in_force"
    assert "域名已不能解析" in Entry.objects.get(kind="waive_capture").body


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"waiver_reason": "x"}, "过于简略"),
        ({"waiver_reason": "x" * 40}, "过于简略"),
        ({"waived_addresses": "https://yunjishi.example/item/9"}, "没有该网址"),
        ({"waived_addresses": URL}, "尚未对该网址取过证"),
        ({"waived_addresses": "云集市 › 直播间 小敏好物"}, "不能免予取证"),
    ],
)
def test_a_waiver_names_pages_whose_capture_was_tried_and_says_something(who: Who, given: dict[str, str], words: str) -> None:
    other = "https://yunjishi.example/item/8"
    notice = taken_in(who, listing_addresses=f"{URL}\n{other}\n云集市 › 直播间 小敏好物")
    assert notice.dossier is not None
    capture(notice, who, other, "failed")
    whole = {"waived_addresses": other, "waiver_reason": "11月2日10时经办人打开该网址，域名已不能解析，另用手机网络查看结果相同。", **given}
    with pytest.raises(StepRefused, match=words):  # at the first of the two signatures
        take(notice.dossier, "waive_capture", by=who["clerk"], at=SENT + timedelta(hours=2), given=whole)
    assert not notice.dossier.proposals.exists()


def test_a_platform_with_one_clerk_reads_who_could_sign_second_before_and_after_the_first_signature(who: Who) -> None:
    """The form took the signature, and nothing said that nobody was there for the other."""
    notice = taken_in(who)
    assert notice.dossier is not None
    capture(notice, who, URL, "failed")
    Capture.objects.update(note_zh="域名不能解析。", note_en="The name does not resolve.")
    client, page = browser(who["clerk"]), f"/dossiers/{notice.number}"
    words = "本单位除您之外没有人可以作第二签名（平台经办人）：请系统管理员为另一名人员（如单位负责人）开设账号"
    assert client.get(page).text.count(words) == 2  # at each step that takes two: the waiver, and the mark of malice
    gone = {"waived_addresses": URL, "waiver_reason": "11月2日10时经办人打开该网址，域名已不能解析，另用手机网络查看结果相同。"}
    take(notice.dossier, "waive_capture", by=who["clerk"], at=SENT + timedelta(hours=2), given=gone)
    assert words in client.get(page).text
    with pytest.raises(StepRefused, match="请系统管理员为另一名人员"):
        take(notice.dossier, "waive_capture", by=who["clerk"], at=SENT + timedelta(hours=2), given={})
    second = colleague_of(who["clerk"])
    assert words not in client.get(page).text
    with pytest.raises(StepRefused, match="不能出自同一人"):
        take(notice.dossier, "waive_capture", by=who["clerk"], at=SENT + timedelta(hours=2), given={})
    take(notice.dossier, "waive_capture", by=second, at=SENT + timedelta(hours=3), given={})
    measures(notice, who)


def test_with_every_address_sealed_measures_are_taken(who: Who) -> None:
    notice = taken_in(who)
    capture(notice, who)
    measures(notice, who)
    assert Entry.objects.filter(kind="take_measures").count() == 1


def test_a_dossier_opened_without_a_notice_needs_a_capture_too(who: Who) -> None:
    sent_papers = {"opening-title": "电邮通知", "opening-listing_address": URL, "opening-preliminary_evidence": "公证书", "opening-right": "trademark"}
    browser(who["clerk"]).post("/dossiers/new/notice_and_delete", {**sent_papers, "opening-key": "k"})
    with pytest.raises(StepRefused, match="尚未取证封存"):
        take(Dossier.objects.get(), "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "x"})


def answered(who: Who, seller: Officer, holder: Officer | None = None, words: str = "系正品", *, is_forwarded: bool = True) -> Notice:
    """A notice whose statement came from the operator's own seat and, once forwarded, arrived at the holder."""
    notice = send_notice(by=holder, at=SENT, **papers(who)) if holder else sent(who)
    take_notice_in(notice, by=who["clerk"], at=SENT)
    capture(notice, who)
    measures(notice, who)
    dossier = notice.dossier
    assert dossier is not None
    with pytest.raises(NotFound):
        take(dossier, "receive_statement", by=seller, at=SENT, given={})
    given = {"delivery_receipt": "站内信", "operator_department": seller.department_id}
    take(dossier, "forward_notice", by=who["clerk"], at=SENT + timedelta(days=1), given=given)
    proof = seal([b"bought,sold\n1,2\n"], "进货单.csv", dossier=dossier, by=seller, at=SENT + timedelta(days=2))
    statement = {"statement": words, "preliminary_evidence": "进货单", "true_identity": "某店主", "evidence": proof.sha256}
    take(dossier, "receive_statement", by=seller, at=SENT + timedelta(days=2), given=statement)
    if not is_forwarded:
        return notice
    with pytest.raises((NotPermitted, StepRefused)):
        take(dossier, "deliver_statement", by=seller, at=SENT + timedelta(days=2), given={"delivery_receipt": "x"})
    take(dossier, "deliver_statement", by=who["clerk"], at=SENT + timedelta(days=3), given={"delivery_receipt": "邮件"})
    take(dossier, "confirm_arrival", by=who["clerk"], at=SENT + timedelta(days=3), given={"served_on": "2026-11-05"})
    return notice


def test_the_days_of_a_holder_without_an_account_are_no_departments(who: Who) -> None:
    """They hung with the platform, which read that it was its turn to say that the holder had sued."""
    seller = of_kind("青禾鞋行", "operator", "operator")
    dossier = answered(who, seller).dossier
    assert dossier is not None
    clock = dossier.deadlines.get(name="right_holder_acts")
    assert clock.due_with is None
    assert clock not in deadlines_of_department(who["clerk"])
    assert clock in deadlines_of_others(who["clerk"])
    assert not dossiers_awaiting(who["clerk"])
    at_work = SENT + timedelta(days=4)
    for officer in (who["clerk"], seller):
        turn = shown(dossier, officer, at_work).turn
        assert turn is not None
        assert (turn.is_mine, [one.zh for one in turn.roles], turn.deadline) == (False, ["权利人"], clock)
    assert clock.due is not None
    turn = shown(dossier, who["clerk"], clock.due + timedelta(hours=1)).turn
    assert turn is not None
    assert turn.is_mine  # once the days are over the measure is to be lifted
    assert "lift_measures" in [one.name for one in turn.steps]


def test_on_day_16_all_sides_read_that_the_measure_is_to_be_lifted_and_nobody_that_the_holder_is_late(who: Who) -> None:
    """The holder read that it was its turn and a day late, was reminded, and the operator that all waited for the holder."""
    seller, holder = of_kind("青禾鞋行", "operator", "operator"), of_kind("青松", "right_holder", "right_holder")
    dossier = answered(who, seller, holder).dossier
    assert dossier is not None
    clock = dossier.deadlines.get(name="right_holder_acts")
    assert clock.due is not None
    assert clock in deadlines_of_others(who["clerk"])
    over = clock.due + timedelta(hours=1)
    assert clock in note_missed(over)
    assert urge(over) is None
    mine = shown(dossier, who["clerk"], over)
    assert mine.turn is not None
    assert (mine.turn.is_mine, mine.turn.steps[0].name, mine.steps[0].step.name) == (True, "lift_measures", "lift_measures")
    for side in (holder, seller):
        turn = shown(dossier, side, over).turn
        assert turn is not None
        assert (turn.is_mine, [one.name for one in turn.steps][:1], turn.departments) == (False, ["lift_measures"], [who["clerk"].department])
        assert not deadlines_of_department(side)
        assert not dossiers_awaiting(side)
    assert not deadlines_of_others(who["clerk"])
    assert list(dossiers_awaiting(who["clerk"])) == [dossier]
    page = browser(holder).get(f"/dossiers/{dossier.number}").text
    assert "已届满" in page
    assert "已逾期" not in page
    options = {"action_taken": "suit", "evidence_of_action": "立案通知书"}
    take(dossier, "right_holder_acts", by=holder, at=over, given=options)  # late, but before anything was lifted
    assert dossier.state == "right_holder_acted"


def test_day_16_without_a_word_lifts_the_measure_and_no_day_before(who: Who) -> None:
    seller = of_kind("青禾鞋行", "operator", "operator")
    notice = answered(who, seller)
    dossier = notice.dossier
    assert dossier is not None
    clock = dossier.deadlines.get(name="right_holder_acts")
    clock.due_with = of_kind("青松公司", "right_holder", "right_holder").department
    clock.save()
    assert not dossiers_awaiting(who["clerk"])  # the right holder's days: the platform only waits
    assert clock.due is not None
    assert clock in note_missed(clock.due + timedelta(minutes=1))
    assert list(dossiers_awaiting(who["clerk"])) == [dossier]
    clock.due_with, clock.missed_at = who["clerk"].department, None
    clock.save()
    assert clock.due is not None
    last = clock.due - timedelta(hours=1)
    assert (clock.due - timedelta(seconds=1)).astimezone(SENT.tzinfo).date() == at("2026-11-20 00:00").date()  # fifteen days from the day after arrival
    with pytest.raises(StepRefused):
        take(dossier, "lift_measures", by=who["clerk"], at=last, given={"reason": "期满"})
    assert waits_over(who["clerk"], last) == []
    over = clock.due + timedelta(hours=1)
    told = waits_over(who["clerk"], over)
    assert dossier.number in told[0].text
    assert waits_over(seller, over) == []
    take(dossier, "lift_measures", by=who["clerk"], at=over, given={"reason": "期满未收到通知"})
    assert (dossier.state, waits_over(who["clerk"], over)) == ("measures_lifted", [])
    told = others_acted(seller, over)
    assert told is not None
    assert dossier.number in told.lines[0].sub
    assert others_acted(who["clerk"], over) is None
    assert others_acted(seller, over + timedelta(days=8)) is None
    left = shown(dossier, who["clerk"], over)
    assert left.turn is not None
    assert [one.name for one in left.turn.steps] == ["publish_result"]  # taking a measure back that was no mistake is nobody's turn
    assert left.steps[0].step.name == "publish_result"


def test_sealing_is_offered_only_where_something_was_added(who: Who) -> None:
    notice = taken_in(who)
    notice.additions.update(sealed_at=SENT)
    address = f"/acts/notice/{notice.number}/seal_additions"
    assert address not in browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    with pytest.raises(StepRefused, match="没有待封存的补充材料"):
        seal_additions(notice, by=who["clerk"], at=SENT)
    notice.additions.create(note="录屏", name="a.mp4", sha256="0" * 64, size=1, added_at=SENT)
    assert address in browser(who["clerk"]).get(f"/dossiers/{notice.number}").text


def test_the_holder_reads_the_statement_and_opens_what_came_with_it(who: Who) -> None:
    seller, holder = of_kind("青禾鞋行", "operator", "operator"), of_kind("青松", "right_holder", "right_holder")
    notice = answered(who, seller, holder, "系正品，可致电 13812345678 核实")
    dossier = notice.dossier
    assert dossier is not None
    proof = dossier.files.get(name="进货单.csv")
    secret = seal([b"3"], "身份证13812345678.csv", dossier=dossier, by=seller, at=SENT + timedelta(days=2), is_personal=True)
    dossier.deadlines.filter(name="right_holder_acts").update(due=now() + timedelta(days=5))
    page = browser(holder).get(f"/dossiers/{dossier.number}").text
    card = page[page.index('id="answer"') : page.index('id="notice"')]
    for words in ("系正品", "进货单", "向人民法院起诉", "向主管部门投诉", 'href="#step-right_holder_acts"', f'href="/files/{proof.pk}"', "138"):
        assert words in card
    assert "系正品，可致电 138" in page[page.index('id="history"') :]
    assert "13812345678" not in page
    assert f"/files/{secret.pk}" not in card
    assert browser(holder).get(f"/files/{proof.pk}").getvalue() == b"bought,sold\n1,2\n"
    assert 'href="#step-right_holder_acts"' not in browser(seller).get(f"/dossiers/{dossier.number}").text
    door = Client(headers={"Accept-Language": "zh-hans"})
    receipt = door.get(f"/rights/{notice.code}").text
    assert all(words in receipt for words in ("经营者的声明", "向人民法院起诉", "不能凭编码取得", 'href="#add"'))
    assert "13812345678" not in receipt
    given = door.get(f"/rights/{notice.code}/evidence/{proof.pk}")
    assert (given.status_code, given.getvalue()) == (200, b"bought,sold\n1,2\n")
    assert given["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(kind="file_handed_out", dossier=dossier, officer=None).count() == 1
    for pk in (secret.pk, 10_000):
        assert door.get(f"/rights/{notice.code}/evidence/{pk}").status_code == 404
    assert door.get(f"/rights/nobody/evidence/{proof.pk}").status_code == 404
    assert "Evidence that came with it" in browser(holder, "en").get(f"/dossiers/{dossier.number}").text


def test_what_the_platform_has_not_forwarded_the_holder_does_not_open(who: Who) -> None:
    seller, holder = of_kind("青禾鞋行", "operator", "operator"), of_kind("青松", "right_holder", "right_holder")
    notice = answered(who, seller, holder, is_forwarded=False)
    assert notice.dossier is not None
    pages = {by: browser(by).get(f"/dossiers/{notice.dossier.number}").text for by in (seller, who["clerk"], holder)}
    assert ['id="answer"' in page for page in pages.values()] == [True, True, False]
    door, proof = Client(), notice.dossier.files.get(name="进货单.csv")
    assert 'id="answer"' not in door.get(f"/rights/{notice.code}").text
    assert door.get(f"/rights/{notice.code}/evidence/{proof.pk}").status_code == 404


@pytest.mark.slow
def test_the_holder_with_an_account_acts_in_time_and_the_measure_stays(who: Who) -> None:
    seller, holder = of_kind("青禾鞋行", "operator", "operator"), of_kind("青松", "right_holder", "right_holder")
    notice = answered(who, seller, holder)
    dossier = notice.dossier
    assert dossier is not None
    assert dossier.deadlines.get(name="right_holder_acts").due_with == holder.department
    for side in (holder, seller):
        assert "权利人投诉或者起诉期限" in browser(side).get(f"/dossiers/{dossier.number}").text
    receipt = Client(headers={"Accept-Language": "zh-hans"}).get(f"/rights/{notice.code}").text
    assert all(words in receipt for words in ("系正品", "权利人投诉或者起诉期限"))
    assert "某店主" not in receipt
    dossier.deadlines.filter(name="right_holder_acts").update(due=now() + timedelta(days=5))  # still running on the day of this test
    for side, words in ((holder, "现在由您"), (who["clerk"], "现在：等青松"), (seller, "现在：等青松")):
        turn = browser(side).get(f"/dossiers/{dossier.number}").text.partition('<p class="turn')[2].partition("</p>")[0]
        assert words in turn
        assert "终止措施" not in turn.replace("权利人撤回通知，终止措施", "")  # none is lifted before the time is over
    with pytest.raises((NotPermitted, StepRefused)):
        take(dossier, "right_holder_acts", by=seller, at=SENT + timedelta(days=9), given={"action_taken": "suit", "evidence_of_action": "x"})
    options = {"action_taken": "suit", "evidence_of_action": "立案通知书"}
    take(dossier, "right_holder_acts", by=holder, at=SENT + timedelta(days=9), given=options)
    assert dossier.state == "right_holder_acted"


def test_the_pages_show_list_notice_and_right_and_mask_who_it_is(who: Who) -> None:
    notice = sent(who)
    clerk = browser(who["clerk"])
    assert notice.number in clerk.get("/notices").text
    assert notice.number in clerk.get("/").text
    page = clerk.get(f"/notices/{notice.number}").text
    assert "接收通知" in page
    assert "turn--mine" in page
    right = clerk.get(f"/notices/rights/{notice.right.number}").text
    assert "核验通过" in right
    assert "13900000000" not in page + right
    assert browser(who["li"]).get(f"/notices/{notice.number}").status_code == 404
    hostile = sent(who, right_holder_name="<script>alert(1)</script>")
    assert "<script>alert" not in clerk.get(f"/notices/{hostile.number}").text
    assert clerk.get("/acts/new/notice/send_notice").status_code == 200
    english = browser(who["clerk"], "en").get(f"/notices/{notice.number}").text
    assert "Take the notice in" in english


def test_a_place_without_an_address_is_sealed_by_a_file_of_that_place_and_by_no_other(who: Who) -> None:
    live, shop = "云集市 › 直播间 小敏好物 @ 01:12:30", "云集市 › 小程序 青禾鞋库 › 商品详情"
    notice = sent(who, listing_addresses="云集市 > 直播间 小敏好物 @ 1:12:30\n云集市 › 小程序 青禾鞋库 › 商品详情")
    assert notice.addresses == [live, shop]
    client = Client(headers={"Accept-Language": "zh-hans"})
    certificate = SimpleUploadedFile("商标注册证.pdf", PDF)
    assert client.post(f"/rights/{notice.code}", {"notice_note": "商标注册证", "item_file": certificate}).status_code == 302
    dossier = take_notice_in(notice, by=who["clerk"], at=SENT)
    assert not_sealed(notice) == notice.addresses  # the certificate shows neither
    with pytest.raises(StepRefused, match="截图、录屏"):
        measures(notice, who)
    assert "没有可取证的网页" in browser(who["clerk"]).get(notice.get_absolute_url()).text
    with pytest.raises(BadInput, match="附上证明"):
        add_to_notice(notice, by=None, at=SENT, notice_note="录屏", shown_places=live)
    with pytest.raises(StepRefused, match="没有“云集市 › 直播间 别人”"):
        add_to_notice(notice, by=None, at=SENT, notice_note="录屏", shown_places="云集市 › 直播间 别人", item_file=Brought([PNG], "录屏.png"))
    film = {"notice_note": "录屏", "shown_places": live, "item_file": SimpleUploadedFile("录屏.png", PNG)}
    assert client.post(f"/rights/{notice.code}", film).status_code == 302
    assert not_sealed(notice) == notice.addresses  # it does not lie in the dossier yet
    seal_additions(notice, by=who["clerk"], at=SENT)
    assert not_sealed(notice) == [shop]
    certificate_hash = next(one.sha256 for one in notice.additions.all() if one.name == "商标注册证.pdf")
    tie_addition(notice, by=who["clerk"], at=SENT, addition_sha256=certificate_hash, shown_places=shop)  # the clerk has looked: it is a picture of the page
    assert not_sealed(notice) == []
    measures(notice, who)
    assert dossier.entries.filter(kind="notice_addition_tied").count() == 1


def test_words_about_a_place_show_nothing(who: Who) -> None:
    notice = sent(who, listing_addresses="云集市 › 账号 小敏")
    with pytest.raises(StepRefused, match="能够打开的截图"):
        add_to_notice(notice, by=None, at=SENT, notice_note="x", shown_places="云集市 › 账号 小敏", item_file=Brought([b"words\n"], "说明.txt"))


@pytest.mark.parametrize("typed", ["云集市 › 小敏好物", "云集市 ›", f"云集市 › 账号 {'长' * 300}"])
def test_a_place_that_cannot_be_read_is_refused_with_its_line_and_how_it_is_written(who: Who, typed: str) -> None:
    with pytest.raises(BadInput, match="第 1 个网址"):
        sent(who, listing_addresses=typed)


def test_a_notice_that_was_decided_is_not_reopened_and_its_result_is_published_once(who: Who) -> None:
    notice = taken_in(who)
    dossier, clerk = notice.dossier, browser(who["clerk"])
    assert dossier is not None
    capture(notice, who)
    measures(notice, who)
    take(dossier, "keep_without_statement", by=who["clerk"], at=now(), given={})
    page = clerk.get(f"/dossiers/{dossier.number}").text
    assert 'id="step-publish_result"' in page
    assert 'id="step-reopen_notice"' not in page
    take(dossier, "publish_result", by=who["clerk"], at=now(), given={"published_at_address": "https://p.example/1"})
    assert 'id="step-publish_result"' not in clerk.get(f"/dossiers/{dossier.number}").text
    key = make_key(who["clerk"], "x", at=now())
    steps = Client().get(f"/api/dossiers/{dossier.number}", headers={"Authorization": f"Bearer {key}"}).json()
    assert "publish_result" not in [one["name"] for one in steps["steps_open"]]
    with pytest.raises(StepRefused, match="没有什么可以"):
        take(dossier, "publish_result", by=who["clerk"], at=now(), given={"published_at_address": "https://p.example/2"})
    given = {"published_at_address": "https://p.example/2", "reason": "栏目改版"}
    take(dossier, "correct_published_address", by=who["clerk"], at=now(), given=given)
    page = clerk.get(f"/dossiers/{dossier.number}").text
    assert "https://p.example/1" in page  # both stand in the history
    assert "https://p.example/2" in page
    with pytest.raises(StepRefused, match="未补充，结束处理"):
        take(dossier, "reopen_notice", by=who["clerk"], at=now(), given={"reason": "x"})


def test_a_notice_that_was_dropped_as_incomplete_is_reopened(who: Who) -> None:
    dossier = taken_in(who).dossier
    assert dossier is not None
    take(dossier, "ask_completion", by=who["clerk"], at=now(), given={"missing_codes": "comparison_mark", "missing_material": "比对材料"})
    take(dossier, "drop_notice", by=who["clerk"], at=now(), given={"reason": "未补充"})
    assert 'id="step-reopen_notice"' in browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    take(dossier, "reopen_notice", by=who["clerk"], at=now(), given={"reason": "补充材料寄到"})
    assert dossier.state == "incomplete"


def test_what_a_second_look_at_an_address_showed_stands_beside_it_for_every_side(who: Who) -> None:
    seller, holder = of_kind("青禾鞋行", "operator", "operator"), of_kind("青松", "right_holder", "right_holder")
    notice = answered(who, seller, holder)
    dossier = notice.dossier
    assert dossier is not None
    first = dossier.captures.get()
    Capture.objects.create(
        number="W9", dossier=dossier, url=first.url, again_of=first, asked_by=who["clerk"], asked_at=SENT, taken_at=SENT, stands="kept", outcome="gone"
    )
    for side in (who["clerk"], holder, seller):
        assert "原内容已不在该网址" in browser(side).get(f"/dossiers/{dossier.number}").text
    assert "原内容已不在该网址" in Client(headers={"Accept-Language": "zh-hans"}).get(f"/rights/{notice.code}").text


def test_the_step_that_a_clock_is_named_for_is_asked_first(who: Who) -> None:
    """To forward the notice, and not to enter a statement that nobody made yet."""
    notice = sent(who)
    take_notice_in(notice, by=who["clerk"], at=SENT)
    dossier = notice.dossier
    assert dossier is not None
    capture(notice, who)
    measures(notice, who)
    turn = shown(dossier, who["clerk"], SENT + timedelta(days=1)).turn
    assert turn is not None
    assert turn.steps[0].name == "forward_notice"
    assert shown(dossier, who["clerk"], SENT + timedelta(days=1)).steps[0].step.name == "forward_notice"


def test_whoever_may_take_a_notice_in_reads_what_came_with_it_on_record_and_nobody_else_does(who: Who) -> None:
    notice = sent(who)
    Client().post(f"/rights/{notice.code}", {"notice_note": "公证书", "item_file": SimpleUploadedFile("公证书.pdf", PDF)})
    address, reveal = f"/notices/{notice.number}/additions/{notice.additions.get().pk}", f"/reveal/notice/{notice.number}"
    clerk = browser(who["clerk"])
    assert reveal in clerk.get(f"/notices/{notice.number}").text
    assert clerk.get(address).status_code == 403
    assert clerk.post(reveal, {"purpose": "审查通知是否齐全", "ground": "电子商务法第四十二条"}).status_code == 302
    assert address in clerk.get(f"/notices/{notice.number}").text
    assert b"".join(clerk.get(address).streaming_content) == PDF  # type: ignore[attr-defined]
    given = Entry.objects.get(kind="file_handed_out")
    assert notice.number in given.body
    assert "审查通知是否齐全" in given.body
    other = browser(who["li"])
    assert other.get(address).status_code in {403, 404}
    assert other.post(reveal, {"purpose": "看看", "ground": "无"}).status_code in {403, 404}
    take_notice_in(notice, by=who["clerk"], at=now())
    assert clerk.get(address).status_code == 403


def test_a_holder_who_sends_again_chooses_the_right_and_types_no_name_identity_or_code(who: Who) -> None:
    holder, other = of_kind("青松公司", "right_holder", "right_holder"), of_kind("白鹭公司", "right_holder", "right_holder")
    colleague = Officer.objects.create(username="colleague", name_zh="同事", department=holder.department, duty="work", roles=["right_holder"])
    right = send_notice(by=holder, at=SENT, **papers(who)).right
    first = browser(holder).get("/notices/send").text
    assert all(words in first for words in ("青松公司", "13900000000"))
    assert right.number not in first  # not verified yet
    verify_right(right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    shown = browser(holder).get(f"/notices/send?of_right={right.number}")
    form = shown.context["form"]
    assert (form["right_code"].value(), form["right_number"].value(), form["right"].value()) == (right.code, "7654321", "trademark")
    typed = {name: form[name].value() or "" for name in form.fields} | {"listing_addresses": f"{URL}1", "notice_facts": "鞋舌标识相同，系仿冒。"}
    given = {f"{form.prefix}-{name}": value for name, value in typed.items()} | {f"{form.prefix}-notice_guarantee": "given"}
    assert browser(holder).post("/acts/new/notice/send_notice", given).status_code == 302
    assert Notice.objects.filter(right=right).count() == 2
    beside = browser(colleague).get(f"/notices/send?of_right={right.number}").text
    assert right.code in beside
    assert "13900000000" not in beside
    for stranger in (other, who["clerk"]):
        told = browser(stranger).get(f"/notices/send?of_right={right.number}")
        assert told.status_code == 200
        assert not any(words in told.text for words in (right.code, "13900000000"))
