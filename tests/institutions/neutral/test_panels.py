"""A neutral panel about a platform's decision: three drawn by a lot that anybody can draw again, both sides heard in writing, the majority's word acted on."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from noticed import Who, captured, of_kind, papers
from people import browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.neutral.acts import ask_for_panel
from mingjian.institutions.neutral.panels import on_dossier
from mingjian.institutions.neutral.services.by_code import shown_by_code
from mingjian.institutions.neutral.services.challenges import upheld_of
from mingjian.institutions.neutral.services.conflicts import conflicts_of, members
from mingjian.institutions.neutral.services.lot import draw_of, in_order, pool_of, presiding, seed_for
from mingjian.institutions.neutral.services.rows import rows_of_panel
from mingjian.institutions.neutral.services.turns import asked_of
from mingjian.institutions.notices.acts import appoint_agent, open_operator_receipt, send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice, Right
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Department, Dossier, Entry, Officer
from mingjian.office.people.keys import make_key
from mingjian.office.record import ledger

pytestmark = pytest.mark.django_db
EFFECT = {"panel_effect": "binding", "published_at_address": "https://yunjishi.example/rules"}
WORDS = "鞋款系本店自行设计，设计稿早于权利人的首次销售，附设计稿和生产记录。" * 15


@pytest.fixture
def case(who: Who) -> dict[str, Any]:
    """Bring a notice with measures, its holder and operator with accounts, and six members of panels, three of whom have a conflict."""
    holder, seller = of_kind("青松公司", "right_holder", "right_holder"), of_kind("青禾鞋行", "operator", "operator")
    notice = send_notice(by=holder, at=now(), **papers(who, right_holder_name="青松公司"))
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    notice = Notice.objects.get(pk=notice.pk)
    assert notice.dossier is not None
    take(notice.dossier, "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "鞋舌标识相同"})
    told = {"delivery_receipt": "站内信", "operator_department": seller.department_id}
    take(notice.dossier, "forward_notice", by=who["clerk"], at=now(), given=told)
    for name in ("甲", "乙", "丙", "丁"):
        of_kind(f"{name}律师事务所", "other_authority", "panelist")
    own = Officer.objects.create(username="内部", name_zh="内部", department=who["clerk"].department, duty="work", roles=["panelist"])
    agent = of_kind("某代理所", "other_authority", "panelist")
    notice.right.agent, notice.right.agent_account = "某代理所", agent.department
    notice.right.save()
    who["clerk"].roles = ["platform_clerk", "panelist"]
    who["clerk"].save()
    return {"notice": notice, "holder": holder, "seller": seller, "own": own, "agent": agent, "office": department_of("city")}


def asked(case: dict[str, Any], by: str = "seller") -> Dossier:
    made: Dossier = ask_for_panel(case["notice"], by=case[by], at=now(), panel_office=case["office"].pk, panel_question=WORDS)
    return made


def drawn(case: dict[str, Any], who: Who, effect: str = "binding") -> Dossier:
    panel = asked(case)
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given={"panel_effect": effect, "published_at_address": "https://yunjishi.example/rules"})
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    return panel


def officers(panel: Dossier) -> list[Officer]:
    found = draw_of(panel)
    assert found is not None
    named = {one.wire_name: one for one in members()}
    return [named[name] for name in found.drawn]


def heard(case: dict[str, Any], panel: Dossier, who: Who) -> None:
    for side in ("seller", "holder"):
        take(panel, "state_view", by=case[side], at=now(), given={"panel_statement": WORDS})
    take(panel, "close_hearing", by=who["sun"], at=now(), given={"opinion_until": str(localdate() + timedelta(days=20))})


def test_conflicts_are_told_by_facts_and_none_who_has_one_is_drawn(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    found = conflicts_of(members(), case["notice"], panel)
    said = {one.username: " ".join(why.zh for why in found[one.pk]) for one in members()}
    assert "同属一个单位" in said["内部"]
    assert "代理人" in said["某代理所"]
    assert "办理过所涉通知" in said["clerk"]
    lot = draw_of(panel)
    assert lot is not None
    assert len(lot.candidates) == 4
    assert {one["who"] for one in lot.left_out} == {case["own"].wire_name, case["agent"].wire_name, who["clerk"].wire_name}
    assert not {one.username for one in officers(panel)} & {"内部", "某代理所", "clerk"}


def test_nobody_takes_a_member_out_of_the_lot_by_naming_an_agent_once_the_seed_is_known(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    power = {"agent_name": "甲律师事务所", "attorney_from": str(localdate() - timedelta(days=9)), "attorney_until": str(localdate() + timedelta(days=99))}
    send_notice(by=None, at=now(), **papers(who, right_holder_name="青松公司", **power))
    found = conflicts_of(members(), case["notice"], panel)
    assert found[Officer.objects.get(username="甲律师事务所").pk] == []
    assert found[case["agent"].pk] != []  # who was named before it was asked for


def test_anybody_draws_the_lot_again_and_gets_the_same_three(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    lot = draw_of(panel)
    assert lot is not None
    again = sorted(lot.candidates, key=lambda name: sha256(f"{lot.seed}/{name}".encode()).hexdigest())[:3]  # counted without the software
    assert again == lot.drawn
    assert in_order(lot.seed, list(reversed(lot.candidates)))[:3] == lot.drawn
    assert lot.checkpoint > Entry.objects.get(dossier=panel, kind="neutral_panel_pool").index
    page = browser(case["seller"]).get(f"/dossiers/{panel.number}").text
    assert lot.seed in page
    assert all(digest in page for _, digest in lot.ordered())
    assert "因利害关系回避" in page
    assert len({tuple(in_order(f"{n:064x}", lot.candidates)[:3]) for n in range(200)}) > 10  # no candidate is favoured by the order they stand in


def test_the_whole_way_to_an_opinion_that_binds(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    with pytest.raises(StepRefused, match="尚未都提交书面陈述"):
        take(panel, "close_hearing", by=who["sun"], at=now(), given={"opinion_until": str(localdate() + timedelta(days=20))})
    heard(case, panel, who)
    first, second, third = officers(panel)
    bystander = next(one for one in members() if one.wire_name not in draw_of(panel).drawn)  # type: ignore[union-attr]
    with pytest.raises((NotPermitted, NotFound)):
        take(panel, "vote", by=bystander, at=now(), given={"panel_vote": "infringing", "panel_reason": "相同"})
    for one, vote in ((first, "infringing"), (second, "not_infringing"), (third, "not_infringing")):
        if one is third:
            with pytest.raises(StepRefused, match="还有 1 名"):
                take(panel, "give_opinion", by=first, at=now(), given={"panel_vote": "not_infringing", "panel_reason": WORDS})
        take(panel, "vote", by=one, at=now(), given={"panel_vote": vote, "panel_reason": WORDS})
    with pytest.raises(StepRefused, match="已表决"):
        take(panel, "vote", by=first, at=now(), given={"panel_vote": "not_infringing", "panel_reason": "改变意见"})
    with pytest.raises(NotPermitted, match="首席"):
        take(panel, "give_opinion", by=second, at=now(), given={"panel_vote": "not_infringing", "panel_reason": WORDS})
    with pytest.raises(StepRefused, match="与多数表决一致"):
        take(panel, "give_opinion", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    take(panel, "give_opinion", by=first, at=now(), given={"panel_vote": "not_infringing", "panel_reason": WORDS})
    with pytest.raises(StepRefused, match="应当执行"):
        take(panel, "act_on_opinion", by=who["clerk"], at=now(), given={"opinion_followed": "not_followed", "reason": "不同意"})
    take(panel, "act_on_opinion", by=who["clerk"], at=now(), given={"opinion_followed": "followed", "reason": "已终止措施"})
    assert panel.is_closed
    page = browser(case["holder"]).get(f"/dossiers/{panel.number}").text
    assert "表决和理由" in page
    assert "不构成侵权" in page


def test_nobody_reads_a_vote_before_the_opinion_at_any_door(case: dict[str, Any], who: Who) -> None:
    """Seats with accounts read vote and reasons in the history, and could work on the members who had not voted yet."""
    panel = drawn(case, who)
    heard(case, panel, who)
    first, second, third = officers(panel)
    reason = "鞋舌标识与注册商标近似，易使相关公众混淆。"
    take(panel, "vote", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": reason})
    readers = (case["holder"], case["seller"], who["clerk"], who["sun"], second)

    def doors(one: Officer) -> str:
        told = {"Authorization": f"Bearer {make_key(one, 'x', at=now())}"}
        pages = [browser(one).get(path) for path in (f"/dossiers/{panel.number}", f"/ledger?number={panel.number}", f"/ledger?number={panel.number}&as=csv")]
        pages.append(Client().get(f"/api/dossiers/{panel.number}/entries", headers=told))
        assert [page.status_code for page in pages] == [200] * 4
        return "\n".join(b"".join(page.streaming_content).decode() if page.streaming else page.text for page in pages)  # type: ignore[attr-defined]

    for one in readers:
        page = doors(one)
        assert reason not in page
        assert '"panel_vote": "infringing"' not in page.replace('\\"', '"').replace('":"', '": "')
        assert "评议员表决" in page  # that somebody voted is no secret
    for one in (second, third):
        take(panel, "vote", by=one, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    take(panel, "give_opinion", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    assert all(reason in doors(one) for one in readers)


def test_nothing_is_drawn_before_both_agree_the_effect_is_told_and_the_ledger_signed(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    until = {"hear_until": str(localdate() + timedelta(days=7))}
    with pytest.raises(StepRefused, match="权利人尚未同意"):
        take(panel, "draw", by=who["sun"], at=now(), given=until)
    with pytest.raises(StepRefused, match="对方表示"):
        take(panel, "consent_panel", by=case["seller"], at=now(), given={"panel_consent": "agreed"})
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    with pytest.raises(StepRefused, match="尚未告知"):
        take(panel, "draw", by=who["sun"], at=now(), given=until)
    take(panel, "tell_effect", by=who["clerk"], at=now(), given={"panel_effect": "advisory", "published_at_address": "https://yunjishi.example/rules"})
    with pytest.raises(StepRefused, match="台账尚未签名"):
        take(panel, "draw", by=who["sun"], at=now(), given=until)
    assert draw_of(panel) is None
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given=until)


def test_the_last_condition_is_refused_where_fewer_than_three_are_free(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    Officer.objects.filter(username__in=["甲律师事务所", "乙律师事务所"]).update(is_active=False)
    with pytest.raises(StepRefused, match="只有 2 名"):
        take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    Officer.objects.filter(username="甲律师事务所").update(is_active=True)
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    assert pool_of(panel) is not None


def test_the_seed_is_signed_after_the_pool_was_entered_and_nobody_joins_or_leaves_the_pool_once_it_is_known(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    early = ledger.checkpoint(now())  # public before the other side agrees
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    pool = pool_of(panel)
    assert pool is not None
    assert len(pool.candidates) == 4
    with pytest.raises(StepRefused, match="不再变更"):
        take(panel, "tell_effect", by=who["clerk"], at=now(), given={**EFFECT, "panel_effect": "advisory"})
    ledger.checkpoint(now())
    for name in ("戊", "己", "庚"):  # entered once the seed is known
        of_kind(f"{name}律师事务所", "other_authority", "panelist")
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    lot = draw_of(panel)
    assert lot is not None
    assert early is None or lot.seed != bytes(early.root).hex()
    assert lot.checkpoint > pool.index
    assert lot.candidates == pool.candidates
    assert lot.drawn == in_order(lot.seed, pool.candidates)[:3]


def test_who_does_not_like_the_lot_does_not_draw_again(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    with pytest.raises(StepRefused, match="抽签后撤回"):
        take(panel, "withdraw_panel", by=case["seller"], at=now(), given={"reason": "另行申请"})
    with pytest.raises(StepRefused, match="申请的一方撤回"):
        take(panel, "withdraw_after_draw", by=case["holder"], at=now(), given={"reason": "另行申请"})
    take(panel, "withdraw_after_draw", by=case["seller"], at=now(), given={"reason": "另行申请"})
    assert panel.state_text == "withdrawn_after_draw"
    for side in ("seller", "holder"):
        with pytest.raises(StepRefused, match="不再另行抽签"):
            asked(case, side)
    assert "申请中立评议" not in browser(case["seller"]).get(f"/dossiers/{case['notice'].number}").text


def test_between_pool_and_lot_nobody_ends_the_panel_and_asks_anew(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    with pytest.raises(StepRefused, match="撤回申请"):
        take(panel, "withdraw_after_draw", by=case["seller"], at=now(), given={"reason": "不需要"})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    with pytest.raises(StepRefused, match="不能再表示不同意"):
        take(panel, "refuse_panel", by=case["holder"], at=now(), given={"reason": "种子已知"})
    with pytest.raises(StepRefused, match="抽签后撤回"):
        take(panel, "withdraw_panel", by=case["seller"], at=now(), given={"reason": "种子已知"})


def test_a_member_who_left_is_replaced_by_the_next_of_the_same_lot_with_the_reason(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    before = draw_of(panel)
    assert before is not None
    with pytest.raises(StepRefused, match="无须更换"):
        take(panel, "replace_member", by=who["sun"], at=now())
    first, second, _ = officers(panel)
    fourth = in_order(before.seed, before.candidates)[3]
    Officer.objects.filter(pk=first.pk).update(is_active=False)
    take(panel, "replace_member", by=who["sun"], at=now())
    after = draw_of(panel)
    assert after is not None
    assert after.seed == before.seed
    assert after.drawn == [*before.drawn[1:], fourth]
    assert after.passed_over == [{"who": first.wire_name, "why": "已不再担任评议员"}]
    assert presiding(after) == second.wire_name
    page = browser(case["seller"]).get(f"/dossiers/{panel.number}").text
    assert "由同一抽签的下一人替补" in page
    heard(case, panel, who)
    take(panel, "vote", by=second, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    Officer.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(StepRefused, match="已经表决"):  # whose vote somebody does not like stays
        take(panel, "replace_member", by=who["sun"], at=now())


def test_a_side_does_not_take_out_who_was_drawn_by_appointing_their_body_as_its_agent(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    first, second, third = officers(panel)
    assert first.department is not None
    assert third.department is not None
    assert case["notice"].dossier is not None
    Department.objects.filter(pk=third.department.pk).update(kind=Department.Kind.OPERATOR)
    told = {"delivery_receipt": "站内信", "operator_department": third.department.pk}
    take(case["notice"].dossier, "forward_notice", by=who["clerk"], at=now(), given=told)
    Department.objects.filter(pk=first.department.pk).update(kind=Department.Kind.RIGHT_HOLDER)
    right = Right.objects.get(pk=case["notice"].right_id)
    right.agent, right.agent_account, right.owner = "", None, case["holder"].department
    right.save()
    power = {"attorney_from": str(localdate()), "attorney_until": str(localdate() + timedelta(days=99))}
    appoint_agent(right, by=case["holder"], at=now(), agent_account=first.department.name_zh, **power)
    with pytest.raises(StepRefused, match="无须更换"):
        take(panel, "replace_member", by=who["sun"], at=now())
    Officer.objects.filter(pk=second.pk).update(department=case["seller"].department)  # the member's own move is one
    take(panel, "replace_member", by=who["sun"], at=now())
    lot = draw_of(panel)
    assert lot is not None
    assert [(one["who"], one["why"]) for one in lot.passed_over] == [(second.wire_name, "与当事一方或者平台同属一个单位")]


def test_a_panel_asked_for_before_pools_were_entered_gets_one_once_the_effect_is_told_again(
    case: dict[str, Any], who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = asked(case)
    with monkeypatch.context() as before:
        before.setattr("mingjian.institutions.neutral.steps.enter_pool", lambda *args, **told: None)
        take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
        take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    ledger.checkpoint(now())
    with pytest.raises(StepRefused, match="再次告知效力"):
        take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    assert pool_of(panel) is not None


def test_a_member_of_the_pool_who_left_before_the_lot_is_passed_over(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    ledger.checkpoint(now())
    pool = pool_of(panel)
    assert pool is not None
    order = in_order(seed_for(panel, pool)[0], pool.candidates)
    Officer.objects.filter(username=order[0].rpartition("/")[2].partition("@")[0]).update(is_active=False)
    assert order[0] not in {one.wire_name for one in members()}
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    lot = draw_of(panel)
    assert lot is not None
    assert lot.drawn == order[1:4]
    assert [one["who"] for one in lot.passed_over] == [order[0]]


def test_another_operator_of_the_notice_neither_takes_part_nor_reads(case: dict[str, Any], who: Who) -> None:
    other = of_kind("别家鞋行", "operator", "operator")
    assert case["notice"].dossier is not None
    told = {"delivery_receipt": "站内信", "operator_department": other.department_id}
    take(case["notice"].dossier, "forward_notice", by=who["clerk"], at=now(), given=told)
    with pytest.raises(BadInput, match=r"多个经营者.*别家鞋行"):
        asked(case, "holder")
    with pytest.raises(BadInput, match="只就本单位"):
        ask_for_panel(case["notice"], by=case["seller"], at=now(), panel_office=case["office"].pk, panel_question=WORDS, panel_operator=other.department_id)
    panel: Dossier = ask_for_panel(
        case["notice"], by=case["holder"], at=now(), panel_office=case["office"].pk, panel_question=WORDS, panel_operator=case["seller"].department_id
    )
    assert not panel.seats.filter(department=other.department_id).exists()
    with pytest.raises(NotFound):
        take(panel, "consent_panel", by=other, at=now(), given={"panel_consent": "agreed"})
    client = browser(other)
    assert client.get(f"/dossiers/{panel.number}").status_code == 404
    assert panel.number not in client.get(f"/dossiers/{case['notice'].number}").text
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    assert pool_of(panel) is None
    take(panel, "consent_panel", by=case["seller"], at=now(), given={"panel_consent": "agreed"})
    assert pool_of(panel) is not None
    assert asked({**case, "seller": other}).number != panel.number  # whose own dispute is another one


def test_a_panel_is_about_rows_of_its_own_operator_that_were_decided(case: dict[str, Any], who: Who) -> None:
    """A panel named its operator and no row: an operator could put another's addresses before it."""
    other = of_kind("别家鞋行", "operator", "operator")
    lines = "\n".join(f"https://yunjishi.example/item/{n}" for n in range(11, 15))
    notice = send_notice(by=case["holder"], at=now(), **papers(who, right_holder_name="青松公司", listing_addresses=lines))
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    notice = Notice.objects.get(pk=notice.pk)
    assert notice.dossier is not None
    take(notice.dossier, "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "鞋舌标识相同", "target_rows": "1-3"})
    for one in (case["seller"], other):
        take(notice.dossier, "forward_notice", by=who["clerk"], at=now(), given={"delivery_receipt": "站内信", "operator_department": one.department_id})
    open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator="别家鞋行", target_rows="3")
    told = {"at": now(), "panel_office": case["office"].pk, "panel_question": WORDS}
    for rows, why in (("2-3", "第 3 行在案系其他经营者"), ("4", "尚未处理"), ("9", "9")):
        with pytest.raises((BadInput, StepRefused), match=why):
            ask_for_panel(notice, by=case["seller"], target_rows=rows, **told)
    panel: Dossier = ask_for_panel(notice, by=case["seller"], **told)
    assert rows_of_panel(panel) == "1-2"  # what is another's, and what nobody decided, is left out
    assert "1-2" in browser(case["holder"]).get(f"/dossiers/{panel.number}").text
    second: Dossier = ask_for_panel(notice, by=other, **told)
    assert rows_of_panel(second) == "3"
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    page = browser(officers(panel)[0]).get(f"/dossiers/{panel.number}").text
    assert "https://yunjishi.example/item/12" in page
    assert "https://yunjishi.example/item/13" not in page


def test_who_may_ask_and_where(case: dict[str, Any], who: Who) -> None:
    agency = Department.objects.get(name_zh="某代理所")
    with pytest.raises(StepRefused, match="有人员能够办理"):  # it has a member of panels, and nobody who could draw
        ask_for_panel(case["notice"], by=case["seller"], at=now(), panel_office=agency.pk, panel_question=WORDS)
    other = of_kind("无关鞋行", "operator", "operator")
    asks = browser(case["holder"]).get(f"/acts/notice/{case['notice'].number}/ask_for_panel").text
    assert "青禾鞋行" in asks
    assert "无关鞋行" not in asks  # of the operators, those of the notice alone
    narrowed = {"field": "panel_operator", "kind": "operator", "only": case["seller"].department_id, "panel_operator-sought": "鞋行"}
    assert "无关鞋行" not in browser(other).get("/departments", narrowed).text
    listed = browser(case["seller"]).get(f"/acts/notice/{case['notice'].number}/ask_for_panel").text
    assert "杭州市局" in listed
    assert "律师事务所" not in listed
    assert "争议所涉的经营者" not in listed  # there is none but itself: no empty list
    sought = {"field": "panel_office", "kind": "other_authority", "staffed": "head", "panel_office-sought": "律师"}
    found = browser(case["seller"]).get("/departments", sought).text
    assert "律师事务所" not in found
    Officer.objects.create(username="代理所主任", name_zh="代理所主任", department=agency, duty="work", roles=["officer"])
    Notice.objects.filter(pk=case["notice"].pk).update(sent_by=Officer.objects.get(username="代理所主任"))
    with pytest.raises(BadInput, match="不能是当事一方"):
        ask_for_panel(Notice.objects.get(pk=case["notice"].pk), by=case["seller"], at=now(), panel_office=agency.pk, panel_question=WORDS)
    Notice.objects.filter(pk=case["notice"].pk).update(sent_by=case["holder"])
    other = of_kind("别家公司", "right_holder", "right_holder")
    with pytest.raises(NotPermitted):
        ask_for_panel(case["notice"], by=other, at=now(), panel_office=case["office"].pk, panel_question=WORDS)
    page = browser(case["seller"]).get(f"/dossiers/{case['notice'].number}").text
    assert "申请中立评议" in page
    panel = asked(case, "holder")
    with pytest.raises(StepRefused, match="已在评议中"):
        asked(case)
    with pytest.raises(StepRefused, match="申请的一方撤回"):
        take(panel, "withdraw_panel", by=case["seller"], at=now(), given={"reason": "不需要"})
    take(panel, "withdraw_panel", by=case["holder"], at=now(), given={"reason": "已和解"})
    assert panel.is_closed


def waits_on(panel: Dossier) -> dict[str, set[str]]:
    """The departments that a panel waits on, by the first step that is asked of them."""
    found: dict[str, set[str]] = {}
    for row in Awaiting.objects.filter(dossier=panel).select_related("department"):
        found.setdefault(row.step, set()).add(row.department.name_zh)
    return found


def test_a_panel_waits_on_the_side_that_has_not_spoken_and_never_on_who_asked(case: dict[str, Any], who: Who) -> None:
    panel = asked(case)
    assert waits_on(panel) == {"consent_panel": {"青松公司"}, "tell_effect": {"云集市平台"}}
    assert "现在由您" not in browser(case["seller"]).get(f"/dossiers/{panel.number}").text
    take(panel, "consent_panel", by=case["holder"], at=now(), given={"panel_consent": "agreed"})
    assert waits_on(panel) == {"tell_effect": {"云集市平台"}}
    take(panel, "tell_effect", by=who["clerk"], at=now(), given=EFFECT)
    assert waits_on(panel) == {"draw": {"杭州市局"}}
    ledger.checkpoint(now())
    take(panel, "draw", by=who["sun"], at=now(), given={"hear_until": str(localdate() + timedelta(days=7))})
    assert waits_on(panel) == {"state_view": {"青松公司", "青禾鞋行"}}
    take(panel, "state_view", by=case["seller"], at=now(), given={"panel_statement": WORDS})
    assert waits_on(panel) == {"state_view": {"青松公司"}}
    assert set(asked_of(panel, now() + timedelta(days=9))) == {"state_view"}  # once the days are over, closing is asked of who convenes
    take(panel, "state_view", by=case["holder"], at=now(), given={"panel_statement": WORDS})
    assert waits_on(panel) == {"close_hearing": {"杭州市局"}}
    take(panel, "close_hearing", by=who["sun"], at=now(), given={"opinion_until": str(localdate() + timedelta(days=20))})
    first, *others = officers(panel)
    assert waits_on(panel) == {"vote": {one.department.name_zh for one in (first, *others) if one.department}}
    for one in (first, *others):
        take(panel, "vote", by=one, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    assert first.department is not None
    assert waits_on(panel) == {"give_opinion": {first.department.name_zh}}


def test_where_the_platform_asks_it_waits_on_both_sides(case: dict[str, Any], who: Who) -> None:
    panel: Dossier = ask_for_panel(case["notice"], by=who["clerk"], at=now(), panel_office=case["office"].pk, panel_question=WORDS)
    assert waits_on(panel)["consent_panel"] == {"青松公司", "青禾鞋行"}
    take(panel, "consent_panel", by=case["seller"], at=now(), given={"panel_consent": "agreed"})
    assert waits_on(panel)["consent_panel"] == {"青松公司"}


CHALLENGE = {"challenged_place": "first", "challenge_reason": "该评议员所在律所去年为权利人代理过两件诉讼，有委托书为证。" * 10}


def test_a_side_challenges_a_member_another_decides_and_the_next_of_the_same_lot_sits(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    before = draw_of(panel)
    assert before is not None
    first, second, _ = officers(panel)
    fourth = in_order(before.seed, before.candidates)[3]
    take(panel, "challenge_member", by=case["seller"], at=now(), given=CHALLENGE)
    assert waits_on(panel) == {"decide_challenge": {"杭州市局"}}
    with pytest.raises(StepRefused, match="等待决定"):
        take(panel, "challenge_member", by=case["holder"], at=now(), given=CHALLENGE)
    with pytest.raises((NotPermitted, NotFound, StepRefused)):
        take(panel, "decide_challenge", by=case["seller"], at=now(), given={"challenge_decision": "upheld", "reason": "同意"})
    take(panel, "decide_challenge", by=who["sun"], at=now(), given={"challenge_decision": "upheld", "reason": "曾任代理人，属实"})
    after = draw_of(panel)
    assert after is not None
    assert after.seed == before.seed
    assert after.drawn == [*before.drawn[1:], fourth]
    assert [one["who"] for one in after.passed_over] == [first.wire_name]
    assert "回避成立" in after.passed_over[0]["why"]
    assert presiding(after) == second.wire_name
    page = browser(case["holder"]).get(f"/dossiers/{panel.number}").text
    assert "回避申请" in page
    assert "曾任代理人，属实" in page
    assert "由同一抽签的下一人替补" in page
    heard(case, panel, who)
    with pytest.raises((NotPermitted, NotFound)):
        take(panel, "vote", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": "相同"})


def test_a_challenge_that_is_dismissed_keeps_the_member_who_waited_with_the_vote(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    before = draw_of(panel)
    heard(case, panel, who)
    first, second, _ = officers(panel)
    take(panel, "vote", by=second, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    with pytest.raises(StepRefused, match="已经表决"):
        take(panel, "challenge_member", by=case["holder"], at=now(), given={**CHALLENGE, "challenged_place": "second"})
    take(panel, "challenge_member", by=case["holder"], at=now(), given=CHALLENGE)
    with pytest.raises(StepRefused, match="申请您回避"):
        take(panel, "vote", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    take(panel, "decide_challenge", by=who["sun"], at=now(), given={"challenge_decision": "dismissed", "reason": "所称诉讼与该所无关"})
    assert draw_of(panel) == before
    with pytest.raises(StepRefused, match="已经申请过回避"):
        take(panel, "challenge_member", by=case["holder"], at=now(), given=CHALLENGE)
    with pytest.raises(StepRefused, match="没有等待决定"):
        take(panel, "decide_challenge", by=who["sun"], at=now(), given={"challenge_decision": "upheld", "reason": "改变"})
    take(panel, "vote", by=first, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})


def test_where_the_pool_has_nobody_left_two_end_it_and_the_sides_may_ask_anew(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    with pytest.raises(StepRefused, match="仍有三名"):
        take(panel, "end_short", by=who["sun"], at=now(), given={"reason": "不想办"})
    for side, place in (("seller", "first"), ("holder", "first")):
        take(panel, "challenge_member", by=case[side], at=now(), given={**CHALLENGE, "challenged_place": place})
        take(panel, "decide_challenge", by=who["sun"], at=now(), given={"challenge_decision": "upheld", "reason": "属实"})
    assert len(draw_of(panel).passed_over) == 1  # type: ignore[union-attr]  # the second has no successor: four were in the pool
    assert waits_on(panel) == {"end_short": {"杭州市局"}}
    barred = next(one for one in officers(panel) if one.wire_name in upheld_of(panel))
    heard(case, panel, who)
    with pytest.raises(StepRefused, match="回避"):
        take(panel, "vote", by=barred, at=now(), given={"panel_vote": "infringing", "panel_reason": WORDS})
    voter = next(one for one in officers(panel) if one.wire_name not in upheld_of(panel))
    take(panel, "vote", by=voter, at=now(), given={"panel_vote": "not_infringing", "panel_reason": "乙方在先设计"})
    take(panel, "end_short", by=who["sun"], at=now(), given={"reason": "候选人不足"})
    head = Officer.objects.create(username="二局长", name_zh="二局长", department=who["sun"].department, duty="work", roles=["head"])
    take(panel, "end_short", by=head, at=now(), given={})
    assert panel.state_text == "ended_short"
    shown = on_dossier(panel, case["holder"], now())
    assert shown is not None
    assert shown.context["votes"] == []  # no opinion was given: nobody reads the votes
    assert shown_by_code(panel, "operator", now())["votes"] == []
    assert asked(case).number != panel.number


def test_a_third_challenges_nobody(case: dict[str, Any], who: Who) -> None:
    panel = drawn(case, who)
    with pytest.raises((NotPermitted, NotFound, StepRefused)):
        take(panel, "challenge_member", by=of_kind("别家公司", "right_holder", "right_holder"), at=now(), given=CHALLENGE)
    with pytest.raises((NotPermitted, NotFound, StepRefused)):
        take(panel, "challenge_member", by=officers(panel)[0], at=now(), given=CHALLENGE)


def test_a_convenor_whose_own_members_leave_too_few_is_refused_before_anybody_agrees(case: dict[str, Any], who: Who) -> None:
    for name in ("甲", "乙"):
        Officer.objects.filter(username=f"{name}律师事务所").update(department=case["office"])
    with pytest.raises(BadInput, match="杭州市局组织的，没有利害关系的评议员只有 2 名"):
        asked(case)
    assert not Dossier.objects.filter(procedure="neutral_panel").exists()
    client = browser(case["seller"])
    given = {"ask_for_panel-panel_office": case["office"].pk, "ask_for_panel-panel_question": WORDS, "ask_for_panel-key": "1"}
    page = client.post(f"/acts/notice/{case['notice'].number}/ask_for_panel", given)
    assert page.status_code == 422
    assert "请选择其他单位" in page.text
    elsewhere: Dossier = ask_for_panel(case["notice"], by=case["seller"], at=now(), panel_office=department_of("county").pk, panel_question=WORDS)
    assert elsewhere.number
