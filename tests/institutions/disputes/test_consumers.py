"""A consumer without an account: reads how it stands, says whether it is settled, answers, and consents, by the code that an officer sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from make import make_clue
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.disputes.consumers.acts import (
    ask_consent,
    ask_consumer,
    consumer_writes,
    open_consumer_receipt,
    renew_consumer_code,
    say_consent,
    say_settlement,
    take_consumer_words,
)
from mingjian.institutions.disputes.consumers.news import consumers_wrote
from mingjian.institutions.disputes.consumers.queries import consented, scope_of, word_on_settlement
from mingjian.institutions.disputes.consumers.services.outcome import for_consumer
from mingjian.institutions.disputes.consumers.services.proposals import called_for
from mingjian.institutions.disputes.models import Complainant, Complaint, ConsumerReceipt, ConsumerWord
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.disputes.services.erasure import erase_of
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer, SealedFile
from mingjian.office.record.seals import seal_rows

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"
SETTLED = "已退款 199 元，店主王建国（13811112222）承诺不再销售，订单 O77。"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def complaint(who: Who) -> Complaint:
    told = {"platform": "yunjishi", "shop_id": "S9", "order_number": "O77", "complained_of": "青禾鞋行", "demand": "退一赔三"}
    made = register(Intake(facts="鞋底开胶，鉴定为仿品。", complainant=Consumer("张某某", phone="13900001234"), **told), by=who["li"], at=MORNING)
    take(made.dossier, "ask_platform", by=who["li"], at=MORNING, given={"platform_department": department_of("platform").pk})
    take(made.dossier, "tell_settlement", by=who["clerk"], at=MORNING, given={"settlement": SETTLED})
    return made


def page_of(complaint: Complaint, who: Who) -> ConsumerReceipt:
    made: ConsumerReceipt = open_consumer_receipt(by=who["li"], at=now(), consumer_dossier=complaint.number, consumer_role="complainant")
    return made


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def test_the_consumer_alone_confirms_by_the_code_and_the_officer_finds_the_step_filled_in(who: Who, complaint: Complaint) -> None:
    page, client, address = page_of(complaint, who), door(), ""
    address = f"/consumer/{page.code}"
    assert page.code not in "".join(Entry.objects.values_list("body", flat=True))
    with pytest.raises(StepRefused, match="没有消费者本人的确认"):
        take(complaint.dossier, "confirm_settlement", by=who["li"], at=now(), given={"consumer_word": "电话里说收到了"})
    assert client.get("/consumer", {"code": f"https://node.example{address}/"})["Location"] == address
    read = client.get(address).text
    assert "已退款 199 元" in read
    assert "王建国" not in read  # somebody else's name and number
    assert "13811112222" not in read
    assert "张某某" in read  # her own
    assert "13900001234" in read
    assert client.post(address, {"do": "settlement"}).status_code == 422
    assert client.post(address, {"do": "settlement", "settlement_word": "settled", "consumer_says": "退款到账，联系我 13900001234"}).status_code == 302
    assert "您表示：已经解决" in client.get(address).text
    assert consumers_wrote(who["li"], now()) is not None
    proposed = called_for(complaint.dossier)["confirm_settlement"]
    assert "退款到账" in proposed["consumer_word"]
    shown = browser(who["li"]).get(complaint.get_absolute_url()).text
    assert "消费者本人认可已经解决" in shown
    assert "退款到账" in shown
    take(complaint.dossier, "confirm_settlement", by=who["li"], at=now(), given=dict(proposed))
    complaint.dossier.refresh_from_db()
    assert complaint.dossier.is_closed
    assert "13900001234" not in "".join(Entry.objects.values_list("body", flat=True))  # nothing is ever taken out of a ledger
    assert called_for(complaint.dossier) == {}
    assert "已办结" in client.get(address).text


def test_silence_is_neither_and_a_denial_is_not_recorded_as_a_confirmation(who: Who, complaint: Complaint) -> None:
    page = page_of(complaint, who)
    assert word_on_settlement(complaint.dossier) is None
    assert called_for(complaint.dossier) == {}
    say_settlement(page, by=None, at=now(), settlement_word="settled")
    say_settlement(page, by=None, at=now(), settlement_word="not_settled", consumer_says="只退了一半")
    with pytest.raises(StepRefused, match="表示没有解决"):
        take(complaint.dossier, "confirm_settlement", by=who["li"], at=now(), given={"consumer_word": "已解决"})
    assert set(called_for(complaint.dossier)) == {"deny_settlement"}
    take(complaint.dossier, "no_consumer_word", by=who["li"], at=now(), given={"asked_consumer_how": "十一月三日、五日各发短信一次，均未答复。"})
    assert complaint.dossier.state_text == "received"
    with pytest.raises(StepRefused, match="没有待您确认的和解"):
        say_settlement(page, by=None, at=now(), settlement_word="settled")
    take(complaint.dossier, "ask_platform", by=who["li"], at=now(), given={"platform_department": department_of("platform").pk})
    take(complaint.dossier, "tell_settlement", by=who["clerk"], at=now(), given={"settlement": "又退了一半"})
    assert word_on_settlement(complaint.dossier) is None  # what was said of the first claim says nothing of the second


def test_no_officer_speaks_for_the_consumer_at_any_door(who: Who, complaint: Complaint) -> None:
    page = page_of(complaint, who)
    asked: ConsumerWord = ask_consent(page, by=who["li"], at=now(), consent_items="姓名", passing_purpose="退款", consent_recipient="青禾鞋行")
    with pytest.raises(NotPermitted, match="消费者本人"):
        say_settlement(page, by=who["li"], at=now(), settlement_word="settled")
    with pytest.raises(NotPermitted, match="消费者本人"):
        say_consent(page, by=who["li"], at=now(), consent_request=str(asked.pk), consent_word="consent_given")
    client = browser(who["li"])
    reply = client.post(f"/consumer/{page.code}", {"do": "settlement", "settlement_word": "settled"})
    assert reply.status_code == 403
    assert "不能代填" in reply.text
    read = client.get(f"/consumer/{page.code}")
    assert read.status_code == 403
    assert "13900001234" not in read.text  # whole only for whoever says why, and that is entered
    page.refresh_from_db()
    assert page.seen_at is None  # that an officer looked does not say that it arrived
    with pytest.raises(NotPermitted):
        open_consumer_receipt(by=who["sun"], at=now(), consumer_dossier=complaint.number, consumer_role="complainant")
    assert not ConsumerWord.objects.filter(kind__in=["settled", "consent_given"]).exists()


def test_who_gets_the_data_sees_them_while_the_consent_stands_and_no_longer(who: Who, complaint: Complaint) -> None:
    page, client = page_of(complaint, who), door()
    with pytest.raises(BadInput, match="一个接收方"):
        ask_consent(page, by=who["li"], at=now(), consent_items="姓名、电话", passing_purpose="平台办理退款")
    platform = department_of("platform")
    ask_consent(page, by=who["li"], at=now(), consent_items="姓名、电话", passing_purpose="平台办理退款", consent_department=platform.pk)
    clerk, address = browser(who["clerk"]), f"/reveal/complainant/{complaint.number}"
    why = {"purpose": "办理退款", "ground": "消费者同意"}
    assert clerk.post(address, why).status_code == 403
    shown = client.get(f"/consumer/{page.code}").text
    assert "云集市平台" in shown
    assert "尚未表示：不会提供" in shown
    request = ConsumerWord.objects.get(kind="consent_asked").pk
    assert client.post(f"/consumer/{page.code}", {"do": "consent", "consent_request": request, "consent_word": "consent_given"}).status_code == 302
    assert consented(complaint.dossier, platform) == {"name", "phone"}
    assert clerk.post(address, why).status_code == 302
    assert "13900001234" in clerk.get(complaint.get_absolute_url()).text
    assert client.post(f"/consumer/{page.code}", {"do": "consent", "consent_request": request, "consent_word": "consent_refused"}).status_code == 302
    assert not consented(complaint.dossier, platform)
    assert "13900001234" not in clerk.get(complaint.get_absolute_url()).text
    assert clerk.post(address, why).status_code == 403


def test_a_consent_opens_what_it_names_and_no_more(who: Who, complaint: Complaint) -> None:
    """Consent to "name" opened telephone and address as well."""
    Complainant.objects.filter(complaint=complaint).update(address="桐山县东门路 12 号 3 幢 502")
    page, platform = page_of(complaint, who), department_of("platform")
    with pytest.raises(BadInput, match="只写其可以查看的各项"):
        ask_consent(page, by=who["li"], at=now(), consent_items="除电话以外的信息", passing_purpose="退款", consent_department=platform.pk)
    told = {"passing_purpose": "寄回货款", "consent_department": platform.pk}
    for mixed in ("姓名，不含电话、地址", "姓名、订单截图", "name, not telephone, address", "姓名、电话、地址（地址除外）"):
        with pytest.raises(BadInput, match="只写其可以查看的各项"):
            ask_consent(page, by=who["li"], at=now(), consent_items=mixed, **told)
    for items, whole in (("姓名", {"name"}), ("联系方式", {"name", "phone"}), ("收货地址。", {"name", "phone", "address"})):
        asked: ConsumerWord = ask_consent(page, by=who["li"], at=now(), consent_items=items, **told)
        say_consent(page, by=None, at=now(), consent_request=str(asked.pk), consent_word="consent_given")
        assert consented(complaint.dossier, platform) == whole
        clerk = browser(who["clerk"])
        assert clerk.post(f"/reveal/complainant/{complaint.number}", {"purpose": "办理退款", "ground": "消费者同意"}).status_code == 302
        shown = clerk.get(complaint.get_absolute_url()).text
        assert ("13900001234" in shown, "东门路" in shown) == ("phone" in whole, "address" in whole)
    say_consent(page, by=None, at=now(), consent_request=str(asked.pk), consent_word="consent_refused")
    assert consented(complaint.dossier, platform) == {"name", "phone"}
    shown = clerk.get(complaint.get_absolute_url()).text
    assert ("13900001234" in shown, "东门路" in shown) == (True, False)


@pytest.mark.parametrize(
    ("items", "scope"),
    [
        ("姓名和电话", "name phone"),
        ("姓名以及住址", "name address"),
        ("Name, telephone", "name phone"),
        ("不含姓名", ""),
        ("姓名，不含电话、地址", ""),
        ("Name, not telephone, address", ""),
        ("全部", ""),
        ("电话录音", ""),
        ("", ""),
    ],
)
def test_items_are_read_as_they_are_named(items: str, scope: str) -> None:
    assert scope_of(items) == set(scope.split())


def test_questions_are_answered_with_a_file_that_is_sealed_shut(who: Who, complaint: Complaint) -> None:
    page, client = page_of(complaint, who), door()
    ask_consumer(page, by=who["li"], at=now(), consumer_question="请发付款凭证。" + "时间、金额、收款方都要能看清。" * 40)
    question = ConsumerWord.objects.get(kind="question").pk
    address = f"/consumer/{page.code}"
    assert client.get(address).text.count("请发付款凭证") == 2  # to be answered, and in the talk
    told = {"do": "write", "answered_question": question, "consumer_says": "见附件", "item_file": SimpleUploadedFile("付款.pdf", PDF)}
    assert client.post(address, told).status_code == 302, client.post(address, told).text
    assert client.get(address).text.count("请发付款凭证") == 1
    assert client.post(address, {"do": "write", "answered_question": "99999", "consumer_says": "答"}).status_code == 422
    assert client.post(address, {"do": "write", "consumer_says": ""}).status_code == 422
    seal_rows(now())
    take_consumer_words(page, by=who["li"], at=now())
    assert SealedFile.objects.get(dossier=complaint.dossier, name="付款.pdf").is_personal
    assert consumers_wrote(who["li"], now()) is None
    assert "已阅" in client.get(address).text
    seal_rows(now() + timedelta(minutes=5))
    assert [one.text.en for one in audit().found if one.kind == "row"] == []
    said: ConsumerWord = consumer_writes(page, by=who["li"], at=now(), consumer_says="来电：地址变了")
    assert not said.is_of_consumer
    assert "由承办人照录" in client.get(address).text


def test_what_is_too_much_a_wrong_code_and_a_shut_door_are_refused_in_words(who: Who, complaint: Complaint, settings: Any) -> None:
    page, client = page_of(complaint, who), door()
    address = f"/consumer/{page.code}"
    reply = client.post(address, {"do": "write", "consumer_says": "话" * 5001})
    assert reply.status_code == 422
    assert "每次不超过 5000 字" in reply.text
    for nth in range(20):
        consumer_writes(page, by=None, at=now(), consumer_says=f"第 {nth} 次：" + "催促办理、说明情况" * 60)
    with pytest.raises(BadInput, match="等待承办人查阅"):
        consumer_writes(page, by=None, at=now(), consumer_says="再写一次")
    assert client.get(address).status_code == 200
    assert client.get("/consumer/unknown").status_code == 404
    settings.PUBLIC_DOOR = False
    assert client.get(address).status_code == 404


def test_sixty_pages_of_buyers_hang_on_a_clue_and_each_reads_its_end_alone(who: Who) -> None:
    clue = make_clue(who["li"], at=MORNING).dossier
    with pytest.raises(BadInput, match="消费者姓名"):
        open_consumer_receipt(by=who["li"], at=now(), consumer_dossier=clue.number, consumer_role="buyer")
    for nth in range(60):
        open_consumer_receipt(by=who["li"], at=now(), consumer_dossier=clue.number, consumer_role="buyer", consumer_name=f"买家{nth}")
    shown = browser(who["li"]).get(f"/clues/{clue.number}/parties").text
    assert "消费者查询页" in shown
    first = ConsumerReceipt.objects.first()
    assert first is not None
    read = door().get(f"/consumer/{first.code}").text
    assert "您作为买家所涉的事项" in read
    assert state_label(clue).zh not in read  # how far it is investigated is nobody's to read before its end
    assert "买家1" not in read


def test_pages_and_words_go_with_the_dossier_at_the_end_of_its_time(who: Who, complaint: Complaint) -> None:
    page = page_of(complaint, who)
    ask_consumer(page, by=who["li"], at=now(), consumer_question="付款凭证？")
    question = str(ConsumerWord.objects.get().pk)
    door().post(f"/consumer/{page.code}", {"answered_question": question, "consumer_says": "见附件", "item_file": SimpleUploadedFile("付款.pdf", PDF)})
    taken = erase_of(complaint.dossier)
    assert not ConsumerReceipt.objects.exists()
    assert not ConsumerWord.objects.exists()
    assert list(taken.files.values()) == [len(PDF)]


def test_the_address_is_shown_once_to_who_opened_the_page_and_masked_to_everybody_after(who: Who, complaint: Complaint) -> None:
    client, colleague = browser(who["li"]), browser(who["li"])
    told = {"consumer_dossier": complaint.number, "consumer_role": "complainant", "consumer_name": "", "key": "k1"}
    sent = {f"open_consumer_receipt-{name}": value for name, value in told.items()}
    reply = client.post("/acts/new/consumer_receipt/open_consumer_receipt", sent)
    assert reply.status_code == 302
    page = ConsumerReceipt.objects.get()
    assert page.code not in colleague.get(complaint.get_absolute_url()).text  # who did not make it
    assert f"/consumer/{page.code}" in client.get(complaint.get_absolute_url()).text
    again = client.get(complaint.get_absolute_url()).text
    assert page.code not in again
    assert page.masked_code in again
    assert client.post("/acts/new/consumer_receipt/open_consumer_receipt", sent)["Location"]  # the same request again
    assert page.code not in client.get(complaint.get_absolute_url()).text


def test_a_new_address_ends_the_old_one_is_entered_and_keeps_what_was_said(who: Who, complaint: Complaint) -> None:
    page = page_of(complaint, who)
    old = page.code
    say_settlement(page, by=None, at=now(), settlement_word="not_settled", consumer_says="只退了一半")
    door().get(f"/consumer/{old}")
    client = browser(who["li"])
    sent = {"renew_consumer_code-reason": "短信发错号码", "renew_consumer_code-key": "k2"}
    reply = client.post(f"/acts/consumer_receipt/{page.number}/renew_consumer_code", sent)
    assert reply.status_code == 302, reply.text
    page.refresh_from_db()
    assert page.code != old
    assert page.code in client.get(complaint.get_absolute_url()).text
    assert page.code not in client.get(complaint.get_absolute_url()).text
    assert page.seen_at is None
    assert door().get(f"/consumer/{old}").status_code == 404
    assert "只退了一半" in door().get(f"/consumer/{page.code}").text
    entry = Entry.objects.get(kind="consumer_code_renewed")
    assert "短信发错号码" in entry.body
    assert page.code not in entry.body
    assert old not in entry.body
    with pytest.raises(NotPermitted):
        renew_consumer_code(page, by=who["sun"], at=now(), reason="代为办理")


def test_a_second_page_of_who_complained_is_refused_and_an_old_one_does_not_outvote_a_denial(who: Who, complaint: Complaint) -> None:
    page = page_of(complaint, who)
    with pytest.raises(StepRefused, match="更换网址"):
        page_of(complaint, who)
    told = {"role": "complainant", "name": "张某某", "opened_by": who["li"], "opened_at": now()}
    second = ConsumerReceipt.objects.create(dossier=complaint.dossier, number="V2026-0000099", code="old-second-page", **told)  # of before
    say_settlement(page, by=None, at=now(), settlement_word="not_settled")
    say_settlement(second, by=None, at=now(), settlement_word="settled")
    word = word_on_settlement(complaint.dossier)
    assert word is not None
    assert word.kind == "not_settled"
    with pytest.raises(StepRefused, match="表示没有解决"):
        take(complaint.dossier, "confirm_settlement", by=who["li"], at=now(), given={"consumer_word": "已解决"})
    say_settlement(page, by=None, at=now(), settlement_word="settled")
    assert set(called_for(complaint.dossier)) == {"confirm_settlement"}


def test_other_persons_are_masked_and_the_consumers_own_name_and_order_stay() -> None:
    own = ("张伟", "20261020991234567")
    told = for_consumer("投诉人张伟的订单20261020991234567由卖家李建国发货，电话13812345678，经营者为王丽。", own)
    assert "张伟" in told
    assert "20261020991234567" in told
    assert not any(one in told for one in ("李建国", "王丽", "13812345678"))
