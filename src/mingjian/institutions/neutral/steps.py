"""What stands before the steps of a panel: both sides agreed, the effect was told, both were heard, and only those drawn vote."""

from datetime import datetime
from typing import Any

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.neutral.services.challenges import DECIDED, UPHELD, challenge, challenges_of, open_challenge, upheld_of
from mingjian.institutions.neutral.services.conflicts import departments_of, members, unfit_of
from mingjian.institutions.neutral.services.lot import DRAWN, SEATS, Draw, draw_of, first_fit, fixed_at, in_order, is_fixed, pool_of, presiding, seed_for
from mingjian.institutions.neutral.services.parties import PROCEDURE, asked_by, refusal_by_code, side_of, stated_sides
from mingjian.institutions.neutral.services.pool import SIDES, enter_pool, not_agreed, notice_in
from mingjian.institutions.neutral.services.turns import is_over
from mingjian.institutions.neutral.services.votes import majority_of, votes_of
from mingjian.office.dossiers.state import given
from mingjian.office.dossiers.transition import Asked, guard, seat, step
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import Count, enter


@guard(PROCEDURE, "ask")
def only_about_anotice_in(asked: Asked) -> None:
    """Refuse a panel that was not asked for on the page of its notice, with a seat for either side."""
    if asked.dossier.subject_kind != "notice":
        raise StepRefused("请在通知的卷宗页办理“申请中立评议”。", "Ask for it on the page of the notice.")


@guard(PROCEDURE, "consent_panel", "refuse_panel")
def only_the_other_side(asked: Asked) -> None:
    """Refuse the word of whoever asked for it."""
    if asked.by.department_id == asked_by(asked.dossier):
        raise StepRefused("由对方表示是否同意；申请的一方可以撤回申请。", "The other side says so; whoever asked may withdraw.")


@guard(PROCEDURE, "withdraw_panel", "withdraw_after_draw")
def only_whoever_asked(asked: Asked) -> None:
    """Refuse the withdrawal by another than the side that asked."""
    if asked.by.department_id != asked_by(asked.dossier):
        raise StepRefused("只由申请的一方撤回。", "Only the side that asked withdraws.")


@guard(PROCEDURE, "withdraw_panel", "refuse_panel")
def only_before_the_lot_is_fixed(asked: Asked) -> None:
    """Refuse to end a panel without a trace once its pool was entered: its seed is known within minutes, and with it who sits."""
    if not is_fixed(asked.dossier):
        return
    if asked.step == "withdraw_panel":
        raise StepRefused("候选名单已经入账，请办理“抽签后撤回”。", "The pool was entered: take the step “withdraw after the draw”.")
    raise StepRefused("双方已经同意，候选名单已经入账，不能再表示不同意。", "Both sides agreed and the pool was entered: nobody takes that back.")


@guard(PROCEDURE, "withdraw_after_draw")
def only_once_the_lot_is_fixed(asked: Asked) -> None:
    """Refuse it while the request can simply be withdrawn."""
    if not is_fixed(asked.dossier):
        raise StepRefused("候选名单尚未入账，请办理“撤回申请”。", "The pool was not entered yet: withdraw the request.")


@guard(PROCEDURE, "consent_panel", "tell_effect")
def only_until_the_pool_is_entered(asked: Asked) -> None:
    """Refuse a repeat that could change what both sides agreed to after the pool was entered."""
    if pool_of(asked.dossier):
        raise StepRefused(
            "双方已经同意、效力已经告知，候选名单已经入账，不再变更。", "The pool was entered, and with it what both sides agreed to: nothing changes now."
        )


@step(PROCEDURE)
def consent_panel(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Enter the pool where this is the last condition."""
    enter_pool(dossier, by, at, is_told=bool(given(dossier, "panel_effect", "tell_effect")))


@guard(PROCEDURE, "enter_refusal")
def only_what_came_by_code(asked: Asked) -> None:
    """Refuse it unless a side without an account refused by its code, before the pool was entered."""
    if is_fixed(asked.dossier) or refusal_by_code(asked.dossier) is None:
        raise StepRefused("没有凭回执编码表示的不同意，或者候选名单已经入账。", "Nobody refused by a code, or the pool was entered.")


@step(PROCEDURE)
def tell_effect(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Enter the pool where this is the last condition."""
    enter_pool(dossier, by, at, is_told=True)


@guard(PROCEDURE, "draw")
def only_from_the_pool(asked: Asked) -> None:
    """Refuse the lot before the pool was entered, and say which condition is missing."""
    if pool_of(asked.dossier):
        return
    if missing := not_agreed(asked.dossier, notice_in(asked.dossier)):
        raise StepRefused(f"{missing[0]}尚未同意评议。", f"{missing[1]} has not agreed yet.")
    if not given(asked.dossier, "panel_effect", "tell_effect"):
        raise StepRefused("平台尚未告知评议意见的效力。", "The platform has not told the effect of the opinion yet.")
    raise StepRefused("候选名单尚未入账：请平台再次告知效力，名单随之入账。", "No pool was entered: the platform tells the effect again, which enters it.")


@step(PROCEDURE)
def draw(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Draw three of the pool, seat their bodies, and enter seed, candidates, who was left out or passed over and why, and who was drawn."""
    notice, pool = notice_in(dossier), pool_of(dossier)
    if pool is None:
        raise StepRefused("候选名单尚未入账。", "The pool was not entered.")
    seed, size = seed_for(dossier, pool)
    drawn, passed_over = first_fit(in_order(seed, pool.candidates), unfit_of(pool.candidates, notice, dossier, pool.index))
    _enter_draw(dossier, Draw(seed, size, pool.candidates, pool.left_out, drawn, passed_over), by, at)


@step(PROCEDURE)
def replace_member(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Put the next of the same lot in the place of whoever was drawn and has left or has a conflict. Raises StepRefused where that is nobody."""
    if (made := _replaced(dossier)) is None:
        raise StepRefused("抽中的评议员都在任，没有利害关系，或者已经表决，无须更换。", "All who were drawn can sit, or have voted: nobody is replaced.")
    _enter_draw(dossier, made, by, at)


def _replaced(dossier: Dossier) -> Draw | None:
    """Return the same lot with the next ones in the place of who cannot sit; None where all can. Raises StepRefused where too few are left."""
    notice, before, since = notice_in(dossier), draw_of(dossier), fixed_at(dossier)
    if before is None or since is None:
        raise StepRefused("尚未抽签。", "Nothing was drawn yet.")
    voted = {who for who, _, _ in votes_of(dossier)}
    upheld = {name: why for name, why in upheld_of(dossier).items() if name not in voted}
    leaving = unfit_of([name for name in before.drawn if name not in voted], notice, dossier, since) | {
        name: why for name, why in upheld.items() if name in before.drawn
    }
    if not leaving:
        return None
    gone = {one["who"]: one["why"] for one in before.passed_over} | upheld
    unfit = gone | unfit_of([name for name in before.candidates if name not in gone and name not in voted], notice, dossier, since)
    drawn, passed_over = first_fit(in_order(before.seed, before.candidates), unfit, [name for name in before.drawn if name not in leaving])
    return Draw(before.seed, before.checkpoint, before.candidates, before.left_out, drawn, passed_over)


@step(PROCEDURE)
def challenge_member(dossier: Dossier, *, by: Officer, at: datetime, challenged_place: str, challenge_reason: str, **papers: Any) -> None:
    """Enter whom a side challenges, by name: who sits in that place may change later."""
    challenge(dossier, side_of(notice_in(dossier), by.department_id, dossier), challenged_place, challenge_reason, by, at)


@step(PROCEDURE)
def decide_challenge(dossier: Dossier, *, by: Officer, at: datetime, challenge_decision: str, reason: str, **papers: Any) -> None:
    """Enter the decision on the oldest challenge; upheld, the next of the same lot sits. Where the pool has nobody left, the panel is to be ended."""
    if (found := open_challenge(dossier)) is None:
        raise StepRefused("没有等待决定的回避申请。", "No challenge waits for a decision.")
    enter(DECIDED, at=at, dossier=dossier, by=by, member=found.member, decision=challenge_decision, reason=reason)
    if challenge_decision != UPHELD or _has_too_few(dossier):
        return
    if made := _replaced(dossier):
        _enter_draw(dossier, made, by, at)


def _has_too_few(dossier: Dossier) -> bool:
    """Return whether the pool has not three left who can sit."""
    try:
        _replaced(dossier)
    except StepRefused:
        return True
    return False


@guard(PROCEDURE, "end_short")
def only_with_too_few(asked: Asked) -> None:
    """Refuse the end while three can sit, or a challenge waits."""
    if open_challenge(asked.dossier) or not _has_too_few(asked.dossier):
        raise StepRefused("候选名单中仍有三名可以参加评议，或者有回避申请等待决定。", "Three of the pool can sit, or a challenge waits for its decision.")


def _enter_draw(dossier: Dossier, made: Draw, by: Officer, at: datetime) -> None:
    """Enter a lot, and give the bodies of who was drawn a seat."""
    told: dict[str, Any] = {"candidates": made.candidates, "left_out": made.left_out, "passed_over": made.passed_over, "drawn": made.drawn}
    enter(DRAWN, at=at, dossier=dossier, by=by, seed=made.seed, checkpoint=Count(made.checkpoint), **told)
    seated = set(dossier.seats.values_list("department", flat=True))
    officers = [one for one in members() if one.wire_name in made.drawn]
    seat(dossier, [one.pk for one in departments_of(officers) if one.pk not in seated], at)


@guard(PROCEDURE, "close_hearing")
def only_once_both_were_heard(asked: Asked) -> None:
    """Refuse to close the statements before both sides stated their view or the days are over."""
    notice, dossier = notice_in(asked.dossier), asked.dossier
    if not is_over(dossier, asked.at) and set(SIDES) - stated_sides(dossier, notice):
        until = given(dossier, "hear_until", "draw")[:10]
        raise StepRefused(f"双方尚未都提交书面陈述；期限至 {until}。", f"Not both sides have stated their view; they may until {until}.")


@guard(PROCEDURE, "state_view", "challenge_member")
def only_a_side(asked: Asked) -> None:
    """Refuse the view, and the challenge, of a third."""
    if not side_of(notice_in(asked.dossier), asked.by.department_id, asked.dossier):
        raise NotPermitted("由当事双方和平台办理。", "The sides and the platform do so.")


@guard(PROCEDURE, "vote")
def only_who_was_drawn_and_once(asked: Asked) -> None:
    """Refuse the vote of whoever was not drawn, and a second one."""
    _refuse_others(asked)
    if any(one.member == asked.by.wire_name and (one.is_open or one.decision == UPHELD) for one in challenges_of(asked.dossier)):
        raise StepRefused(
            "当事一方申请您回避，决定之前不能表决；应当回避的不表决。", "A side challenged you: until it is decided, and where it is upheld, you do not vote."
        )
    if asked.by.wire_name in {who for who, _, _ in votes_of(asked.dossier)}:
        raise StepRefused("您已表决。", "You have voted already.")


@guard(PROCEDURE, "give_opinion")
def only_as_the_majority_voted(asked: Asked) -> None:
    """Refuse an opinion by another than who presides, before all voted, or otherwise than the majority."""
    drawn = _refuse_others(asked)
    if asked.by.wire_name != presiding(drawn):
        raise NotPermitted("由首席评议员（抽中的第一人，离任的由下一人）出具。", "The first who was drawn presides, and gives the opinion.")
    if (missing := SEATS - len(votes_of(asked.dossier))) > 0:
        raise StepRefused(f"还有 {missing} 名评议员没有表决。", f"{missing} members have not voted yet.")
    majority = majority_of(asked.dossier) or "not_proven"
    if asked.papers["panel_vote"] != majority:
        raise StepRefused("意见须与多数表决一致；三人各不相同的，为不足以认定。", "It says what the majority voted; where all three differ, it is not proven.")


def _refuse_others(asked: Asked) -> Draw:
    found = draw_of(asked.dossier)
    if found is None or asked.by.wire_name not in found.drawn:
        raise NotPermitted("只由抽中的三名评议员办理。", "Only the three members that were drawn.")
    return found


@guard(PROCEDURE, "act_on_opinion")
def only_as_the_rules_say(asked: Asked) -> None:
    """Refuse not to follow an opinion that binds under the platform's rules, and any other platform's word."""
    if asked.by.department_id != notice_in(asked.dossier).department_id:
        raise NotPermitted("由作出决定的平台办理。", "The platform that decided acts on it.")
    if given(asked.dossier, "panel_effect", "tell_effect") == "binding" and asked.papers["opinion_followed"] != "followed":
        raise StepRefused("按平台公示的规则，此评议意见应当执行。", "Under the platform's public rules this opinion is followed.")
