"""A complaint from its registration: the platform first, mediation, a clue without retyping; and who sees the consumer."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import now
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.disputes.consumers.acts import open_consumer_receipt, say_settlement
from mingjian.institutions.disputes.demo import complain
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.news import told_by_platforms, with_the_platform
from mingjian.institutions.disputes.opening.open_clue import open_clue
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.disputes.queries import complaint_visible_to, complaints_matching
from mingjian.institutions.disputes.reveal import revealable_complainant
from mingjian.office.demo import make_demo_officers
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
BOUGHT = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "goods": "运动鞋", "order_number": "O77", "bought_on": date(2026, 10, 20)}


def complaint_of(who: Who, **told: Any) -> Complaint:
    given = {"complainant": Consumer("张某某", phone="13900001234"), "price": Decimal("199.00"), **BOUGHT, **told}
    return register(Intake(complained_of="青禾鞋行", demand="退一赔三", facts="鞋底开胶，鉴定为仿品。", **given), by=who["li"], at=MORNING)


def asked(who: Who) -> Complaint:
    complaint = complaint_of(who)
    take(complaint.dossier, "ask_platform", by=who["li"], at=MORNING, given={"platform_department": department_of("platform").pk})
    return complaint


def test_the_consumer_is_in_no_entry_and_masked_on_the_page_until_revealed(who: Who) -> None:
    complaint = complaint_of(who)
    assert "张某某" not in "".join(Entry.objects.values_list("body", flat=True))
    page = browser(who["li"]).get(complaint.get_absolute_url()).content.decode()
    assert "张**" in page
    assert "张某某" not in page
    assert "13900001234" not in page
    with pytest.raises(NotPermitted):
        reveal(revealable_complainant(who["sun"], complaint.number), purpose="核实", ground="x", by=who["sun"], at=MORNING)  # above, but no holder
    client = browser(who["li"])
    client.post(f"/reveal/complainant/{complaint.number}", {"purpose": "电话核实", "ground": "办法第十五条"})
    assert "13900001234" in client.get(complaint.get_absolute_url()).content.decode()


def test_what_cannot_be_a_complaint_is_refused_in_words_and_nothing_is_kept(who: Who) -> None:
    with pytest.raises(BadInput, match="匿名"):
        complaint_of(who, complainant=None)
    with pytest.raises(BadInput, match="尚未到来"):
        complaint_of(who, bought_on=date(2027, 1, 1))
    for days, words in ((1, "尚未到来"), (-400, "早于购买日期")):
        with pytest.raises(BadInput, match=words):
            complaint_of(who, received_at=MORNING + timedelta(days=days))
    with pytest.raises(NotPermitted):
        register(Intake(complained_of="z", demand="y", facts="x", complainant=Consumer("张某")), by=who["clerk"], at=MORNING)
    assert not Complaint.objects.exists()
    sent = {"complained_of": "青禾鞋行", "demand": "退款", "complainant_name": "", "facts": "仿品"}
    reply = browser(who["li"]).post("/complaints/new", sent)
    assert reply.status_code == 422
    assert "青禾鞋行" in reply.content.decode()


@pytest.mark.parametrize(("length", "status"), [(600, 302), (2001, 422)])
def test_a_long_link_is_kept_whole_also_in_the_clue_and_one_that_is_too_long_is_refused_in_words(who: Who, length: int, status: int) -> None:
    link = f"https://item.example/{'a' * (length - 21)}"
    sent = {"complained_of": "青禾鞋行", "demand": "退款", "complainant_name": "张某", "complainant_phone": "13900001234", "facts": "仿品", "listing_url": link}
    reply = browser(who["li"]).post("/complaints/new", sent)
    assert (reply.status_code, Complaint.objects.count()) == (status, int(status == 302)), reply.text
    if status == 302:
        later, complaint = now() + timedelta(hours=1), Complaint.objects.get()
        take(complaint.dossier, "accept_complaint", by=who["li"], at=later)
        assert open_clue(complaint, "售假", by=who["li"], at=later).listing_url == link
    else:
        assert "最多 2000 个字，现有 2001 个字" in reply.text


def test_the_platform_is_asked_first_and_the_period_to_decide_runs_on(who: Who) -> None:
    complaint = complaint_of(who)
    with pytest.raises(NotFound):
        complaint_visible_to(who["clerk"], complaint.number)
    assert with_the_platform(who["clerk"], MORNING) is None
    take(complaint.dossier, "ask_platform", by=who["li"], at=MORNING, given={"platform_department": department_of("platform").pk})
    assert [line.sub for line in with_the_platform(who["clerk"], MORNING).lines] == [complaint.number]  # type: ignore[union-attr]
    assert [one.name for one in complaint.dossier.deadlines.filter(closed_at=None)] == ["decide"]
    page = browser(who["clerk"]).get(complaint.get_absolute_url()).content.decode()
    assert "张**" in page
    turns = {name: shown(complaint.dossier, who[name], MORNING).turn for name in ("li", "clerk")}
    assert turns["li"] is not None
    assert not turns["li"].is_mine  # that one may wait no longer makes it no turn: the platform was asked
    assert turns["li"].departments == [department_of("platform")]
    assert turns["clerk"] is not None
    assert turns["clerk"].is_mine
    assert "13900001234" not in page
    with pytest.raises(StepRefused, match="平台经办人"):
        take(complaint.dossier, "tell_settlement", by=who["li"], at=MORNING, given={"settlement": "退款"})
    take(complaint.dossier, "tell_settlement", by=who["clerk"], at=MORNING, given={"settlement": "已退款 199 元"})
    assert told_by_platforms(who["li"], MORNING).count  # type: ignore[union-attr]
    page = open_consumer_receipt(by=who["li"], at=MORNING, consumer_dossier=complaint.number, consumer_role="complainant")
    say_settlement(page, by=None, at=MORNING, settlement_word="settled")
    take(complaint.dossier, "confirm_settlement", by=who["li"], at=MORNING, given={"consumer_word": "凭查询页确认收到退款"})
    assert (complaint.dossier.is_closed, complaint.dossier.deadlines.filter(closed_at=None).count()) == (True, 0)


def test_the_platform_reads_whose_clock_runs_and_has_none_of_its_own(who: Who) -> None:
    complaint = asked(who)
    told, clerk = shown(complaint.dossier, who["clerk"], MORNING), browser(who["clerk"])
    assert told.turn is not None
    assert (told.turn.is_mine, told.turn.clock_of, {one.due for one in told.steps}) == (True, department_of("county"), {None})
    assert "（这是桐庐县局的决定受理期限）" in clerk.get(complaint.get_absolute_url()).text
    assert "还剩" not in clerk.get("/").text
    take(complaint.dossier, "tell_no_settlement", by=who["clerk"], at=MORNING, given={"reason": "商家不同意"})
    back = shown(complaint.dossier, who["li"], MORNING)
    assert back.turn is not None
    assert back.turn.clock_of is None
    assert back.steps[0].due is not None


def test_a_breach_that_was_noted_is_not_typed_again_nor_noted_twice(who: Who) -> None:
    complaint = complaint_of(who)
    take(complaint.dossier, "accept_complaint", by=who["li"], at=MORNING)
    take(complaint.dossier, "find_breach", by=who["li"], at=MORNING, given={"breach": "库存千双假鞋"})
    assert 'value="库存千双假鞋"' in browser(who["li"]).get(complaint.get_absolute_url()).text
    open_clue(complaint, "库存千双假鞋", by=who["li"], at=MORNING)
    assert complaint.dossier.entries.filter(kind="find_breach").count() == 1
    assert not complaint.dossier.deadlines.filter(name="check_breach", closed_at=None).exists()


def test_once_the_clue_stands_on_its_own_nobody_is_asked_to_note_it_again(who: Who) -> None:
    complaint = complaint_of(who)
    take(complaint.dossier, "accept_complaint", by=who["li"], at=MORNING)
    take(complaint.dossier, "start_mediation", by=who["li"], at=MORNING, given={"both_consent": "同意"})
    open_clue(complaint, "销售假冒注册商标的商品", by=who["li"], at=MORNING)
    take(complaint.dossier, "record_agreement", by=who["li"], at=MORNING, given={"settlement": "退款", "settlement_form": "performed"})
    turn = shown(complaint.dossier, who["li"], MORNING).turn
    assert turn is not None
    assert [step.name for step in turn.steps] == ["close_complaint"]


def test_what_the_platform_settled_still_becomes_a_clue_and_nothing_is_typed_again(who: Who) -> None:
    complaint = asked(who)
    take(complaint.dossier, "tell_settlement", by=who["clerk"], at=MORNING, given={"settlement": "已退款 199 元"})
    page = open_consumer_receipt(by=who["li"], at=MORNING, consumer_dossier=complaint.number, consumer_role="complainant")
    say_settlement(page, by=None, at=MORNING, settlement_word="settled")
    take(complaint.dossier, "confirm_settlement", by=who["li"], at=MORNING, given={"consumer_word": "凭查询页确认收到退款"})
    page = browser(who["li"]).get(complaint.get_absolute_url()).text
    assert f"/complaints/{complaint.number}/clue" in page
    assert browser(who["li"]).post(f"/complaints/{complaint.number}/clue", {"suspected_act": "销售假冒注册商标的商品"}).status_code == 302
    clue = Clue.objects.get()
    assert (clue.shop_id, clue.order_numbers, clue.reporter.name, clue.content) == ("S9", "O77", "张某某", "鞋底开胶，鉴定为仿品。")
    complaint.dossier.refresh_from_db()
    assert (complaint.dossier.is_closed, complaint.dossier.deadlines.filter(closed_at=None).count()) == (True, 0)
    assert shown(complaint.dossier, who["li"], MORNING).turn is None
    assert "suspected_act" not in browser(who["li"]).get(complaint.get_absolute_url()).text


def test_what_the_platform_cannot_settle_comes_back_and_is_mediated(who: Who) -> None:
    complaint = asked(who)
    take(complaint.dossier, "tell_no_settlement", by=who["clerk"], at=MORNING, given={"reason": "商家不同意"})
    take(complaint.dossier, "accept_complaint", by=who["li"], at=MORNING)
    take(complaint.dossier, "start_mediation", by=who["li"], at=MORNING, given={"both_consent": "同意"})
    take(complaint.dossier, "record_agreement", by=who["li"], at=MORNING, given={"settlement": "退款", "settlement_form": "performed"})
    take(complaint.dossier, "close_complaint", by=who["li"], at=MORNING)
    assert complaint.dossier.is_closed


def test_it_becomes_a_clue_with_everything_carried_over_once(who: Who) -> None:
    complaint = complaint_of(who)
    with pytest.raises(StepRefused):
        open_clue(complaint, "销售假冒注册商标的商品", by=who["li"], at=MORNING)  # not accepted yet
    assert not Clue.objects.exists()
    take(complaint.dossier, "accept_complaint", by=who["li"], at=MORNING)
    with pytest.raises(BadInput, match="涉嫌行为"):
        open_clue(complaint, " ", by=who["li"], at=MORNING)
    clue = open_clue(complaint, "销售假冒注册商标的商品", by=who["li"], at=MORNING)
    assert (clue.source, clue.platform, clue.shop_id, clue.listing_title, clue.order_numbers) == ("complaint", "yunjishi", "S9", "运动鞋", "O77")
    assert (clue.displayed_operator, clue.amount, clue.acted_on, clue.reporter.name) == ("青禾鞋行", Decimal("199.00"), date(2026, 10, 20), "张某某")
    assert not clue.reporter.wants_secrecy  # nobody asked for it
    assert set(complaint.dossier.entries.values_list("kind", flat=True)) >= {"find_breach", "clue_opened"}
    assert not complaint.dossier.deadlines.filter(closed_at=None, name="check_breach").exists()
    with pytest.raises(StepRefused, match="已另立"):
        open_clue(complaint, "又一次", by=who["li"], at=MORNING)
    client = browser(who["li"])
    assert clue.get_absolute_url() in client.get(complaint.get_absolute_url()).content.decode()
    assert complaint.get_absolute_url() in client.get(clue.get_absolute_url()).content.decode()


def test_the_list_finds_by_words_and_shows_nobody_else_s(who: Who) -> None:
    complaint = complaint_of(who)
    found = [list(complaints_matching(who["li"], state="open", question=word)) for word in ("青禾", "皮鞋", "张某某")]
    assert found == [[complaint], [], []]
    assert complaint.number in browser(who["li"]).get("/complaints", {"q": "运动鞋"}).content.decode()
    for name in ("zhao", "clerk"):
        assert complaint.number not in browser(who[name]).get("/complaints").content.decode()
        assert browser(who[name]).get(complaint.get_absolute_url()).status_code == 404


def test_a_dossier_of_before_there_were_complaints_is_shown_by_its_record(who: Who) -> None:
    given = {"complaint_facts": "x", "complainant": "张某某", "complained_of": "某店"}
    assert who["li"].department is not None
    old = open_dossier(Opening("consumer_complaint", "D2026-1", "旧投诉"), by=who["li"], department=who["li"].department, at=MORNING, given=given)
    reply = browser(who["li"]).get(f"/dossiers/{old.number}", follow=True)
    assert reply.status_code == 200
    assert "旧投诉" in reply.content.decode()


def test_the_demo_has_one_with_the_platform_and_one_in_mediation(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.all()}
    complain(staff, tmp_path)
    complain(staff, tmp_path)
    assert sorted(one.dossier.state_text for one in Complaint.objects.all()) == ["mediation", "settled_with_platform", "with_platform"]
    waiting = Complaint.objects.get(dossier__state_text="with_platform").dossier
    asked = browser(staff["platform"]).get(f"/complaints/{waiting.number}").content.decode()
    assert "turn--mine" in asked  # however long the department's own clock runs, it is the platform that is asked
