"""An operator without an account reads measures and reasons by the code that the platform sent, answers, and adds evidence; the platform takes it over."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from noticed import PDF, SENT, Who, captured, measures, of_kind, taken_in
from people import browser

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.notices.acts import answer_by_receipt, open_operator_receipt, seal_operator_answers
from mingjian.institutions.notices.models import Notice, OperatorAnswer, OperatorReceipt
from mingjian.institutions.notices.news import operators_answered
from mingjian.institutions.notices.services.answers import answer_of
from mingjian.institutions.notices.services.erasure import erase_of
from mingjian.institutions.notices.services.operator_answers import called_for
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, SealedFile
from mingjian.office.record.seals import seal_rows

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"
WORDS = "所售商品来自授权经销商，附进货单和授权书，不存在侵权，联系电话 13812345678。"
STATEMENT = {"operator_answer_kind": "statement", "operator_words": WORDS, "operator_identity": "某店主，杭州市文三路 90 号，13812345678"}


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def notice(who: Who) -> Notice:
    made = taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in range(1, 5)))
    captured(made, who)
    measures(made, who, reason="鞋舌标识与注册商标相同")
    return Notice.objects.get(pk=made.pk)


def opened(notice: Notice, who: Who, rows: str = "") -> OperatorReceipt:
    made: OperatorReceipt = open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator="青禾鞋行", target_rows=rows)
    return made


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def test_the_operator_reads_and_answers_by_the_code_and_the_clerk_takes_the_step_filled_in(who: Who, notice: Notice) -> None:
    receipt, client = opened(notice, who), door()
    assert operators_answered(who["clerk"], now()) is None
    assert receipt.code not in "".join(Entry.objects.values_list("body", flat=True))
    assert client.get("/seller", {"code": f"https://node.example/seller/{receipt.code}/"})["Location"] == f"/seller/{receipt.code}"
    page = client.get(f"/seller/{receipt.code}").text
    assert all(words in page for words in (f"{ITEM}1", "鞋舌标识与注册商标相同", "删除"))
    assert "13900000000" not in page  # the holder's
    assert OperatorReceipt.objects.get().seen_at
    sent = client.post(f"/seller/{receipt.code}", {**STATEMENT, "item_file": SimpleUploadedFile("进货单.pdf", PDF)})
    assert sent.status_code == 302, sent.text
    assert "待平台接收" in client.get(f"/seller/{receipt.code}").text
    assert "13812345678" not in client.get(f"/seller/{receipt.code}").text
    assert "13812345678" not in "".join(Entry.objects.values_list("body", flat=True))
    assert operators_answered(who["clerk"], now()) is not None
    assert notice.dossier is not None
    assert called_for(notice.dossier) == {}  # nobody took it yet
    shown = browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    assert receipt.code not in shown  # each clerk could answer in the operator's name
    assert receipt.masked_code in shown
    assert "接收入卷" in shown
    seal_rows(now())
    seal_operator_answers(notice, by=who["clerk"], at=now())
    assert operators_answered(who["clerk"], now()) is None
    proposed = called_for(notice.dossier)["receive_statement"]
    assert proposed["statement"] == WORDS
    assert SealedFile.objects.get(dossier=notice.dossier, name="进货单.pdf").is_personal
    seal_rows(now() + timedelta(minutes=5))
    assert [one.text.en for one in audit().found if one.kind == "row"] == []  # that it was taken to the dossier is no forgery
    take(notice.dossier, "receive_statement", by=who["clerk"], at=now() + timedelta(minutes=1), given=dict(proposed))
    notice.dossier.refresh_from_db()
    assert notice.dossier.state_text == "statement_received"
    assert called_for(notice.dossier) == {}
    assert "已入卷" in client.get(f"/seller/{receipt.code}").text


def test_the_address_is_shown_once_and_a_new_one_ends_the_old_and_keeps_what_was_sent(who: Who, notice: Notice) -> None:
    client = browser(who["clerk"])
    codes = []
    for nth in range(2):
        told = {"receipt_operator": "青禾鞋行", "target_rows": "1-4", "key": f"k{nth}"}
        sent = client.post(f"/acts/notice/{notice.number}/open_operator_receipt", {f"open_operator_receipt-{name}": value for name, value in told.items()})
        assert sent.status_code == 302, sent.text
        receipt = OperatorReceipt.objects.get()
        codes.append(receipt.code)
        assert f"http://testserver/seller/{receipt.code}" in client.get(f"/dossiers/{notice.number}").text
        assert receipt.code not in client.get(f"/dossiers/{notice.number}").text
        if nth == 0:
            assert door().post(f"/seller/{receipt.code}", STATEMENT).status_code == 302
    assert door().get(f"/seller/{codes[0]}").status_code == 404
    assert "待平台接收" in door().get(f"/seller/{codes[1]}").text
    told_again = [json.loads(one.body)["is_renewed"] for one in Entry.objects.filter(kind="operator_receipt_opened").order_by("index")]
    assert told_again == [False, True]


def test_nobody_who_signed_in_answers_by_the_page_or_is_taken_for_the_operator_who_read_it(who: Who, notice: Notice) -> None:
    receipt, clerk = opened(notice, who), browser(who["clerk"])
    assert clerk.get(f"/seller/{receipt.code}").status_code == 200
    assert OperatorReceipt.objects.get().seen_at is None
    refused = clerk.post(f"/seller/{receipt.code}", STATEMENT)
    assert refused.status_code == 403
    assert "不能代填" in refused.text
    assert not OperatorAnswer.objects.exists()


def test_a_receipt_for_some_rows_proposes_the_statement_on_those_alone_and_shows_no_others(who: Who, notice: Notice) -> None:
    receipt = opened(notice, who, "2-3")
    page = door().get(f"/seller/{receipt.code}").text
    assert f"{ITEM}2" in page
    assert f"{ITEM}1" not in page
    door().post(f"/seller/{receipt.code}", STATEMENT)
    seal_operator_answers(notice, by=who["clerk"], at=now())
    assert notice.dossier is not None
    proposed = called_for(notice.dossier)["answer_addresses"]
    assert proposed["target_rows"] == "2-3"
    take(notice.dossier, "answer_addresses", by=who["clerk"], at=now() + timedelta(minutes=1), given=dict(proposed))
    assert list(notice.targets.order_by("position").values_list("state", flat=True)) == ["measured", "answered", "answered", "measured"]


def test_a_statement_without_identity_a_wrong_code_and_what_is_too_much_are_refused_in_words(who: Who, notice: Notice) -> None:
    receipt, client = opened(notice, who), door()
    page = client.post(f"/seller/{receipt.code}", {**STATEMENT, "operator_identity": ""})
    assert page.status_code == 422
    assert "真实身份信息（电子商务法第四十三条）" in page.text
    assert WORDS in page.text  # what was typed stays
    assert client.post(f"/seller/{receipt.code}", {}).status_code == 422
    assert client.get("/seller/unknown").status_code == 404
    with pytest.raises(NotFound):
        answer_by_receipt(notice, by=None, at=now(), operator_receipt_code="x", operator_answer_kind="evidence", operator_words="进货单")
    with pytest.raises(BadInput):
        answer_by_receipt(notice, by=None, at=now(), operator_receipt_code=receipt.code, operator_answer_kind="evidence", operator_words="证" * 10_001)
    for nth in range(30):
        told = {"operator_answer_kind": "evidence", "operator_words": f"第 {nth} 次补充：" + "进货渠道说明" * 100}
        answer_by_receipt(notice, by=None, at=now(), operator_receipt_code=receipt.code, **told)
    with pytest.raises(BadInput, match="至多提交 30 次"):
        answer_by_receipt(notice, by=None, at=now(), operator_receipt_code=receipt.code, operator_answer_kind="evidence", operator_words="再补充")
    assert client.get(f"/seller/{receipt.code}").status_code == 200
    assert OperatorAnswer.objects.count() == 30


def test_what_operators_sent_goes_with_the_dossier_at_the_end_of_its_time(who: Who, notice: Notice) -> None:
    receipt = opened(notice, who)
    door().post(f"/seller/{receipt.code}", {**STATEMENT, "item_file": SimpleUploadedFile("进货单.pdf", PDF)})
    assert notice.dossier is not None
    taken = erase_of(notice.dossier)
    assert not OperatorAnswer.objects.exists()
    assert not OperatorReceipt.objects.exists()
    assert list(taken.files.values()) == [len(PDF)]


def test_only_the_platform_opens_receipts_and_only_where_a_measure_stands(who: Who, notice: Notice, settings: Any) -> None:
    other = of_kind("另一平台", "platform", "platform_clerk")
    with pytest.raises(NotPermitted):
        open_operator_receipt(notice, by=other, at=now(), receipt_operator="青禾鞋行")
    with pytest.raises(StepRefused, match="行号“9”有误"):
        opened(notice, who, "9")
    waiting = taken_in(who, listing_addresses=f"{ITEM}9")
    with pytest.raises(StepRefused, match="采取措施之后再开具"):
        opened(Notice.objects.get(pk=waiting.pk), who)
    with pytest.raises(StepRefused, match="没有待接收"):
        seal_operator_answers(notice, by=who["clerk"], at=SENT)
    receipt = opened(notice, who)
    settings.PUBLIC_DOOR = False
    assert door().get(f"/seller/{receipt.code}").status_code == 404
    assert json.loads(Entry.objects.filter(kind="operator_receipt_opened").latest("index").body)["rows"] == "1-4"


def test_the_statement_lies_in_no_entry_is_read_where_it_is_kept_and_is_gone_when_that_is_erased(who: Who, notice: Notice) -> None:
    """The ledger is for ever: names and telephones of a shopkeeper stood in it in clear."""
    assert notice.dossier is not None
    given = {"statement": WORDS, "preliminary_evidence": "进货单", "true_identity": "某店主"}
    take(notice.dossier, "receive_statement", by=who["clerk"], at=now(), given=given)
    bodies = "\n".join(Entry.objects.values_list("body", flat=True))
    assert WORDS[:10] not in bodies
    assert "13812345678" not in bodies
    answer = answer_of(notice.dossier)
    assert answer is not None
    assert answer.statement.startswith(WORDS[:20])
    assert "13812345678" not in answer.statement
    assert WORDS[:10] in browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    entry = Entry.objects.get(kind="receive_statement")
    kept = notice.dossier.personal_values.get(name="statement")
    assert sha256(f"{kept.salt}{kept.value}".encode()).hexdigest() == json.loads(entry.body)["papers"]["statement"]["salted_sha256"]
    kept.value = "改写过的声明"
    kept.save()
    changed = answer_of(notice.dossier)
    assert changed is not None
    assert changed.statement == ""  # not what the entry vouches for
    notice.dossier.personal_values.all().delete()
    erased = answer_of(notice.dossier)
    assert erased is not None
    assert erased.statement == ""
