"""Sides without an account take part in a panel by the code of their receipt: they agree or refuse, state their view, challenge a member, read the opinion."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from noticed import Who, captured, measures, of_kind, taken_in
from people import browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.neutral.acts import ask_for_panel, speak_by_code
from mingjian.institutions.neutral.services.by_code import shown_by_code
from mingjian.institutions.neutral.services.challenges import challenges_of
from mingjian.institutions.neutral.services.lot import draw_of, pool_of
from mingjian.institutions.neutral.services.parties import agreed_sides, sides_of, words_of
from mingjian.institutions.notices.acts import open_operator_receipt
from mingjian.institutions.notices.models import Notice, OperatorReceipt
from mingjian.office.dossiers.awaits import turn_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Dossier, Entry, Officer
from mingjian.office.record import ledger

pytestmark = pytest.mark.django_db
EFFECT = {"panel_effect": "binding", "published_at_address": "https://yunjishi.example/rules"}
WORDS = "本店鞋款系自行设计，设计稿形成于权利人首次销售之前，附设计稿、打样记录和公证书，联系电话 13812345678。" * 20


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def notice(who: Who) -> Notice:
    """Bring a notice from the public door with a measure, an operator with a receipt, and four members; no side has an account."""
    made = taken_in(who)
    captured(made, who)
    measures(made, who)
    for name in ("甲", "乙", "丙", "丁"):
        of_kind(f"{name}律师事务所", "other_authority", "panelist")
    return Notice.objects.get(pk=made.pk)


@pytest.fixture
def receipt(notice: Notice, who: Who) -> OperatorReceipt:
    made: OperatorReceipt = open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator="青禾鞋行")
    return made


def asked(notice: Notice, who: Who, **told: Any) -> Dossier:
    made: Dossier = ask_for_panel(notice, by=who["clerk"], at=now(), panel_office=department_of("city").pk, panel_question="是否侵权" * 30, **told)
    return made


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def said(code: str, panel: Dossier, word: str, **told: str) -> Any:
    return door().post(f"/panel/{code}", {"panel": panel.number, "panel_word": word, **told})


def test_both_sides_take_part_by_code_from_agreement_to_opinion(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    panel = asked(notice, who)
    turn = turn_of(panel, who["sun"], now())
    assert turn is not None
    assert not turn.is_mine  # nothing is to be drawn yet
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    assert "凭回执编码" in browser(who["sun"]).get(f"/dossiers/{panel.number}").text
    for code in (notice.code, receipt.code):
        page = door().get(f"/panel/{code}").text
        assert panel.number in page
        assert "平台应当执行" in page
        assert said(code, panel, "agreed").status_code == 302
    panel.refresh_from_db()
    assert agreed_sides(panel, notice) == {"right_holder", "operator"}
    assert pool_of(panel) is not None  # entered with the last word, and the seed is not known yet
    assert re.search(r"等待办理的是：\s*杭州市局", door().get(f"/panel/{notice.code}").text)  # who draws the lot
    assert Awaiting.objects.filter(dossier=panel, step="draw").exists()
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    assert said(receipt.code, panel, "stated", panel_words=WORDS).status_code == 302
    with pytest.raises(StepRefused, match="尚未都提交"):
        take(panel, "close_hearing", by=who["sun"], at=now(), given={"opinion_until": str(localdate() + timedelta(days=20))})
    assert said(notice.code, panel, "challenged", panel_words="该所去年为经营者代理过诉讼。", challenged_place="first").status_code == 302
    before = draw_of(panel)
    take(panel, "decide_challenge", by=who["sun"], at=now(), given={"challenge_decision": "upheld", "reason": "属实"})
    after = draw_of(panel)
    assert before is not None
    assert after is not None
    assert before.drawn[0] not in after.drawn
    assert said(notice.code, panel, "stated", panel_words="鞋舌标识与注册商标相同。").status_code == 302
    holder = door().get(f"/panel/{notice.code}").text
    assert "自行设计" in holder  # what the other side says
    assert "13812345678" not in holder
    convenor = browser(who["sun"]).get(f"/dossiers/{panel.number}").text
    assert "自行设计" in convenor  # and so do the convenor and the members
    assert "13812345678" not in convenor
    assert "凭回执编码参加评议" in convenor
    take(panel, "close_hearing", by=who["sun"], at=now(), given={"opinion_until": str(localdate() + timedelta(days=20))})
    named = {one.wire_name: one for one in Officer.objects.all()}
    for name in after.drawn:
        take(panel, "vote", by=named[name], at=now(), given={"panel_vote": "not_infringing", "panel_reason": "设计在先"})
    assert [one.zh for one in shown_by_code(panel, "operator", now())["waits"]] == ["评议员"]  # nobody is told which of them has not voted
    assert f"{after.seed}/" in browser(who["sun"]).get(f"/dossiers/{panel.number}").text  # whole, so that it can be drawn again
    assert "设计在先" not in door().get(f"/panel/{notice.code}").text  # before the opinion nobody reads the votes
    take(panel, "give_opinion", by=named[after.drawn[0]], at=now(), given={"panel_vote": "not_infringing", "panel_reason": "设计稿早于首次销售"})
    for code in (notice.code, receipt.code):
        assert "设计稿早于首次销售" in door().get(f"/panel/{code}").text
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert notice.code not in bodies
    assert receipt.code not in bodies
    assert "自行设计" not in bodies  # what private persons say lies where it can be erased
    assert "代理过诉讼" not in bodies
    assert "青禾鞋行" not in "".join(Entry.objects.filter(kind__in=["ask", "neutral_panel_asked"]).values_list("body", flat=True))
    panel.personal_values.all().delete()
    assert {one.text for one in words_of(panel)} == {""}
    assert {one.why for one in challenges_of(panel)} == {""}
    assert sides_of(notice, panel)["operator"] == set()  # still about an operator by its receipt, and about none with an account


def test_an_operator_asks_for_no_panel_about_another_s_receipt(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    other = of_kind("别家鞋行", "operator", "operator")
    assert notice.dossier is not None
    take(notice.dossier, "forward_notice", by=who["clerk"], at=now(), given={"delivery_receipt": "站内信", "operator_department": other.department_id})
    for named in ("青禾鞋行", "猜测"):
        with pytest.raises(BadInput, match="不能代其他经营者") as refused:
            ask_for_panel(notice, by=other, at=now(), panel_office=department_of("city").pk, panel_question="是否侵权" * 30, panel_receipt=named)
        assert "青禾" not in refused.value.text.zh
    assert not Dossier.objects.filter(procedure="neutral_panel").exists()


def test_the_pages_of_the_receipts_lead_to_the_panel(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    assert "/panel/" not in door().get(f"/rights/{notice.code}").text
    assert "需要评议的，请与平台联系" in door().get(f"/panel/{notice.code}").text
    asked(notice, who)
    assert f'href="/panel/{notice.code}"' in door().get(f"/rights/{notice.code}").text
    assert f'href="/panel/{receipt.code}"' in door().get(f"/seller/{receipt.code}").text
    assert door().get("/panel", {"code": f"https://x.example/seller/{receipt.code}/"})["Location"] == f"/panel/{receipt.code}"


def test_a_refusal_by_code_ends_it_once_the_convenor_entered_it(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    panel = asked(notice, who)
    with pytest.raises(StepRefused, match="没有凭回执编码"):
        take(panel, "enter_refusal", by=who["sun"], at=now(), given={"reason": "我说不同意"})
    assert said(receipt.code, panel, "refused", panel_words="不信任平台的规则").status_code == 302
    assert Awaiting.objects.filter(dossier=panel, step="enter_refusal").exists()
    assert said(receipt.code, panel, "agreed").status_code == 302  # another mind before anything was fixed
    with pytest.raises(StepRefused):
        take(panel, "enter_refusal", by=who["sun"], at=now(), given={"reason": "不同意"})
    assert said(receipt.code, panel, "refused", panel_words="仍不同意").status_code == 302
    assert agreed_sides(panel, notice) == set()
    take(panel, "enter_refusal", by=who["sun"], at=now(), given={"reason": "仍不同意"})
    assert panel.state_text == "declined"


def test_what_cannot_be_said_now_is_refused_in_words_and_what_was_typed_stays(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    panel = asked(notice, who)
    early = said(receipt.code, panel, "stated", panel_words="鞋款系自行设计")
    assert early.status_code == 422
    assert "鞋款系自行设计" in early.text
    for told, error in (
        ({"panel_word": "stated", "panel_words": "早"}, StepRefused),
        ({"panel_word": "challenged", "panel_words": "早", "challenged_place": "first"}, StepRefused),
    ):
        with pytest.raises(error):
            speak_by_code(notice, by=None, at=now(), panel_number=panel.number, operator_receipt_code=receipt.code, **told)
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    for code in (notice.code, receipt.code):
        said(code, panel, "agreed")
    panel.refresh_from_db()
    assert said(receipt.code, panel, "refused", panel_words="种子已知").status_code in {409, 422}
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    with pytest.raises(BadInput, match="陈述或者理由"):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="stated")
    with pytest.raises(BadInput, match="哪一名"):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="challenged", panel_words="有关系")
    with pytest.raises(StepRefused, match="期限已届满"):
        speak_by_code(notice, by=None, at=now() + timedelta(days=9), panel_number=panel.number, panel_word="stated", panel_words="迟到")
    for _ in range(9):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="stated", panel_words=WORDS)
    with pytest.raises(StepRefused, match="至多办理 10 次"):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="stated", panel_words="再次")
    assert len([one for one in words_of(panel) if one.side == "right_holder"]) == 10


def test_nobody_speaks_for_another(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    panel = asked(notice, who)
    with pytest.raises(NotPermitted):
        speak_by_code(notice, by=who["clerk"], at=now(), panel_number=panel.number, panel_word="agreed")
    signed_in = browser(who["clerk"]).post(f"/panel/{receipt.code}", {"panel": panel.number, "panel_word": "agreed"})
    assert signed_in.status_code == 403
    assert door().get("/panel/no-such-code").status_code == 404
    with pytest.raises(NotFound):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="agreed", operator_receipt_code="wrong")
    other: OperatorReceipt = open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator="别家鞋行")
    assert panel.number not in door().get(f"/panel/{other.code}").text  # another operator of the notice
    with pytest.raises(NotFound):
        speak_by_code(notice, by=None, at=now(), panel_number=panel.number, panel_word="agreed", operator_receipt_code=other.code)
    assert words_of(panel) == []
    with pytest.raises(BadInput, match=r"青禾鞋行.*别家鞋行"):
        asked(notice, who)  # now it must be said which
    second = asked(notice, who, panel_receipt="别家鞋行")
    assert second.number in door().get(f"/panel/{other.code}").text


def test_without_a_receipt_nobody_could_hear_the_operator(notice: Notice, who: Who) -> None:
    with pytest.raises(StepRefused, match="先为经营者开具回执"):
        asked(notice, who)


def test_hostile_words_stay_words(notice: Notice, receipt: OperatorReceipt, who: Who) -> None:
    panel = asked(notice, who)
    said(receipt.code, panel, "refused", panel_words="<script>alert(1)</script>=HYPERLINK()")
    for page in (door().get(f"/panel/{receipt.code}").text, browser(who["sun"]).get(f"/dossiers/{panel.number}").text):
        assert "<script>alert(1)" not in page
