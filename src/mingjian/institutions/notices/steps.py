"""What steps of a notice do besides being recorded."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.evidence.queries.waivers import check_waiver, complained_of, read_shown, refuse_unkept, unkept
from mingjian.institutions.notices.models import (
    ACTED,
    ANSWERED,
    ARRIVED,
    FORWARDED,
    KEPT,
    LIFTED,
    MEASURED,
    STANDING,
    UNDECIDED,
    UNFOUNDED,
    WAITING,
    Notice,
    Target,
)
from mingjian.institutions.notices.services.appeals import WHY_NOT, appeals_waiting, rows_of_others, who_decided
from mingjian.institutions.notices.services.arrival import check_arrival, check_reasonable, check_withdrawal
from mingjian.institutions.notices.services.malice import MARK, UNMARK, mark_of
from mingjian.institutions.notices.services.review import refuse_other_codes
from mingjian.institutions.notices.services.row_days import forward_rows, lifted, refuse_lifting
from mingjian.institutions.notices.services.rows import change, chosen_rows, notice_of_rows, positions_of, refuse_rows, rows_said, tie_rows
from mingjian.institutions.notices.services.securities import GIVEN_BY, HELD_OUTSIDE, recorded_on
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Department, Dossier, Officer

# Appeal against what the platform decided on a notice: by either side, one of a side at a time, once something was decided.

ECOMMERCE, COPYRIGHT, SERVICE = "notice_and_delete", "notice_copyright", "notice_network_service"
MOST = 3  # appeals of one side
APPEALS = "appeal_decision"


@guard("notice_and_delete", APPEALS)
def only_a_side_and_one_at_a_time(asked: Asked) -> None:
    """Refuse the appeal of a third, about rows of another operator, beside one of the same side that waits, and a fourth of it."""
    dossier, by = asked.dossier, asked.by
    notice = Notice.objects.filter(dossier=dossier).select_related("right").first()
    is_holder = notice is not None and (notice.is_of(by) or notice.right.is_held_by(by))
    is_operator = by.department is not None and by.department.kind == "operator"
    if not is_holder and not is_operator:
        raise NotPermitted(
            "只有本通知的权利人、经营者可以申诉；没有账号的，请向平台客服或者主管部门投诉。",
            "Only the holder and the operator of this notice appeal; without an account, complain to the platform's service desk or to the authority.",
        )
    if notice is not None and (rows := str(asked.papers.get("target_rows", "")).strip()):
        positions_of(rows, len(notice.addresses))  # a row that is none is named now, and not to whoever answers
    if notice is not None and by.department is not None and not is_holder:
        _refuse_rows_of_others(notice, by.department, rows)
    of_side = ~Q(officer__department__kind=Department.Kind.OPERATOR) if is_holder else Q(officer__department=by.department_id)
    if appeals_waiting(dossier).filter(of_side).exists():
        raise StepRefused("已有申诉等待平台答复，答复后可以再次申诉。", "An appeal waits for its answer: another may be sent after it.")
    if dossier.entries.filter(kind=APPEALS, officer__department=by.department_id).count() >= MOST:
        raise StepRefused(
            f"同一方至多申诉 {MOST} 次；可以投诉、起诉或者申请中立评议。",
            f"A side appeals {MOST} times at most; complaint, suit and a neutral panel stay open.",
        )


def _refuse_rows_of_others(notice: Notice, operator: Department, written: str) -> None:
    """Refuse the appeal of an operator about what is on record as another's, or, where several take part, about what it does not name."""
    seated = notice.dossier.seats.filter(department__kind=Department.Kind.OPERATOR).count() if notice.dossier else 0
    others = rows_of_others(notice, operator)
    if not written and (others or seated > 1):
        raise StepRefused(
            "本通知涉及多个经营者：请写明申诉所涉的本单位网址的行号。",
            "The notice is about several operators: name the rows of your own that you appeal about.",
        )
    if wrong := sorted(others.intersection(positions_of(written, len(notice.addresses)))):
        said = rows_said(wrong[:20])
        raise StepRefused(
            f"第 {said} 行在案系其他经营者的网址，只能就本单位的网址申诉；登记有误的，请与平台联系。",
            f"Row {said} is on record as another operator's: appeal about your own rows. Where the record is wrong, ask the platform.",
        )


@guard("notice_and_delete", "answer_appeal")
def only_who_did_not_decide(asked: Asked) -> None:
    """Refuse the answer of whoever decided what is appealed against."""
    if asked.by.pk in who_decided(asked.dossier):
        raise StepRefused(WHY_NOT.zh, WHY_NOT.en)


@guard(ECOMMERCE, "ask_completion")
@guard(COPYRIGHT, "ask_completion")
@guard(SERVICE, "ask_completion")
def only_for_what_the_right_has(asked: Asked) -> None:
    """Refuse to ask for what a notice on this right, under this law, does not have."""
    refuse_other_codes(asked.dossier, str(asked.papers["missing_codes"]))


# The arrival of the operator's statement, from which the holder's days run, and the holder's own withdrawal, which ends them.
@guard("notice_and_delete", "confirm_arrival")
@guard("notice_network_service", "confirm_arrival")
def only_on_the_day_on_record(asked: Asked) -> None:
    """Refuse a day of arrival before the forwarding, and another than the system's own record."""
    check_arrival(asked.dossier, asked.papers["served_on"])


@guard("notice_network_service", "confirm_arrival")
def only_with_time_left_to_the_holder(asked: Asked) -> None:
    """Refuse a reasonable period that is over when it is set."""
    check_reasonable(asked.papers["served_on"], asked.papers["reasonable_until"], asked.at)


@guard("notice_and_delete", "withdraw_notice", "withdraw_measured", "take_back_notice")
@guard("notice_copyright", "withdraw_notice")
@guard("notice_network_service", "withdraw_notice")
def only_by_the_holder(asked: Asked) -> None:
    """Refuse the platform's word that a holder took a notice back who did not say so here."""
    check_withdrawal(asked.dossier, asked.by, proof=asked.papers.get("evidence"))


# A mark of malice is set once and taken away once.
@guard("notice_and_delete", MARK, UNMARK)
def only_what_is_not_so_yet(asked: Asked) -> None:
    """Refuse to mark a notice that is marked, and to take away a mark that it does not bear."""
    is_marked = mark_of(asked.dossier) is not None
    if asked.step == MARK and is_marked:
        raise StepRefused("该通知已认定为恶意通知。", "The notice is marked as malicious already: take that mark away first.")
    if asked.step == UNMARK and not is_marked:
        raise StepRefused("该通知没有恶意通知的认定，不需要撤销。", "The notice bears no mark of malice: there is none to take away.")


# What steps of a notice do to its rows: some steps are about rows that they name, others about all that were not answered by themselves.

#: The steps about rows that they name: where each row must stand, and what is said of one that does not.
_FROM = {
    "take_measures": (UNDECIDED, "已经处理，不能再次采取措施。", "decided already."),
    "measure_more": ((*UNDECIDED, UNFOUNDED), "已经采取过措施。", "measures were taken already."),
    "decline_addresses": (UNDECIDED, "已经处理；已采取措施的，请终止措施。", "decided already: lift the measures instead."),
    "answer_addresses": ((MEASURED,), "没有正在执行的措施，或者已经提交声明。", "no measure stands, or it was answered already."),
    "forward_answers": ((ANSWERED,), "没有待转送的声明。", "no statement waits to be forwarded."),
    "act_on_addresses": ((ARRIVED,), "的声明尚未到达权利人，或者措施已经终止。", "the statement has not arrived, or the measures were lifted."),
    "lift_addresses": (STANDING, "没有正在执行的措施。", "no measure stands."),
}
#: Those of them that works on networks and other services of the network have, too: there an operator answers for the notice as a whole.
_DECIDE = ("take_measures", "measure_more", "decline_addresses")
#: The steps about the notice as a whole: which rows they move, and where to.
_WHOLE = {
    "receive_statement": ((MEASURED,), ANSWERED),
    "deliver_statement": ((ANSWERED,), FORWARDED),
    "confirm_arrival": ((FORWARDED,), ARRIVED),
    "right_holder_acts": ((ARRIVED,), ACTED),
}
_WITHDRAWS = ("take_back_notice", "withdraw_notice", "withdraw_measured")
_ENDS = {"lift_measures": "lapsed", "follow_decision": "decision", "confirm_restored": "restored", **dict.fromkeys(_WITHDRAWS, "withdrawn")}
#: Which of the steps about the whole, and of those that end measures, each procedure has.
_OF = {
    ECOMMERCE: {*_WHOLE, *_ENDS} - {"confirm_restored"},
    COPYRIGHT: {"receive_statement", "confirm_restored", "withdraw_notice"},
    SERVICE: {*_WHOLE, "lift_measures", "follow_decision", "withdraw_notice"},
}


@guard(ECOMMERCE, *_FROM)
@guard(COPYRIGHT, *_DECIDE)
@guard(SERVICE, *_DECIDE)
def only_rows_that_stand_for_it(asked: Asked) -> None:
    """Refuse rows that do not stand where the step begins, and a measure on what nothing sealed shows."""
    notice = notice_of_rows(asked.dossier)
    if notice is None:
        if asked.papers.get("target_rows"):
            raise StepRefused("本卷宗不是由侵权通知建立的，没有网址表：请将行号留空。", "This dossier has no table of addresses: leave the rows empty.")
        return
    tie_rows(notice)
    rows = chosen_rows(notice, str(asked.papers.get("target_rows", "")))
    if not rows:
        raise StepRefused("没有尚未处理的网址。", "No address is left to be decided.")
    states, zh, en = _FROM[asked.step]
    refuse_rows((row for row in rows if row.state not in states), zh, en)
    if asked.step == "lift_addresses":
        refuse_lifting(rows, asked.papers["lift_ground"], asked.at)
        if asked.papers["lift_ground"] == "withdrawn":
            check_withdrawal(asked.dossier, asked.by)


@guard(ECOMMERCE, "close_without_measures")
@guard(COPYRIGHT, "close_without_measures")
@guard(SERVICE, "close_without_measures")
def only_once_each_was_declined(asked: Asked) -> None:
    """Refuse to close while an address was not declined with reasons."""
    notice = notice_of_rows(asked.dossier)
    if notice:
        refuse_rows(notice.targets.exclude(state=UNFOUNDED), "尚未说明不采取措施的理由。", "was not declined with reasons yet.")


@guard(ECOMMERCE, "keep_without_statement", "lift_by_mistake")
@guard(COPYRIGHT, "keep_without_statement", "lift_by_mistake")
@guard(SERVICE, "keep_without_statement", "lift_by_mistake")
def only_with_nothing_of_its_own_running(asked: Asked) -> None:
    """Refuse to end a notice as a whole while an address waits to be decided, or has a statement and days of its own."""
    notice = notice_of_rows(asked.dossier)
    if notice is None:
        return
    rows = notice.targets.filter(is_own=True, state__in=[ANSWERED, FORWARDED, ARRIVED, ACTED])
    refuse_rows(rows, "的声明尚未办结，请先办结该网址。", "its own statement is not settled yet.")
    if asked.step == "keep_without_statement":
        refuse_rows(notice.targets.filter(state__in=UNDECIDED), "尚未处理。", "was not decided yet.")


def _rows(dossier: Dossier, written: object) -> tuple[Notice, list[Target]] | None:
    notice = notice_of_rows(dossier)
    return (notice, chosen_rows(notice, str(written or ""))) if notice else None


def _measure(dossier: Dossier, by: Officer, at: datetime, papers: dict[str, Any]) -> None:
    if found := _rows(dossier, papers.get("target_rows")):
        told = {"measure": papers["measure"], "reason": papers["reason"], "automation": papers.get("automation", "")}
        change(found[1], state=MEASURED, decided_at=at, decided_by=by, draft={}, **told)


@step(ECOMMERCE, COPYRIGHT, SERVICE)
def take_measures(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Note the measure at each row that it is about."""
    _measure(dossier, by, at, papers)


@step(ECOMMERCE, COPYRIGHT, SERVICE)
def measure_more(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Note the measure at further rows."""
    _measure(dossier, by, at, papers)


@step(ECOMMERCE, COPYRIGHT, SERVICE)
def decline_addresses(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Note why no measure is taken."""
    if found := _rows(dossier, papers["target_rows"]):
        told = {"reason": papers["reason"], "automation": papers.get("automation", "")}
        change(found[1], state=UNFOUNDED, measure="", decided_at=at, decided_by=by, draft={}, **told)


@step(ECOMMERCE)
def answer_addresses(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Keep the operator's statement at the rows that it is about."""
    if found := _rows(dossier, papers["target_rows"]):
        change(found[1], state=ANSWERED, is_own=True, statement=papers["statement"], answered_at=at)


@step(ECOMMERCE)
def forward_answers(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Forward the statement: the holder's days for these rows run from its arrival."""
    if found := _rows(dossier, papers["target_rows"]):
        forward_rows(*found, at)


@step(ECOMMERCE)
def act_on_addresses(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Note that the holder complained or sued."""
    if found := _rows(dossier, papers["target_rows"]):
        change(found[1], state=ACTED)


@step(ECOMMERCE)
def lift_addresses(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Note that the measures on these rows ended, and why."""
    if found := _rows(dossier, papers["target_rows"]):
        lifted(found[1], papers["lift_ground"], at)


def _of_whole(dossier: Dossier, *states: str) -> list[Target]:
    """Return the rows that go with the notice as a whole."""
    notice = notice_of_rows(dossier)
    return list(notice.targets.filter(state__in=states, is_own=False)) if notice else []


@step(ECOMMERCE, COPYRIGHT, SERVICE)
def lift_by_mistake(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Take every measure back: the rows are to be decided anew."""
    _undecide(_of_whole(dossier, MEASURED))


@step(ECOMMERCE, COPYRIGHT, SERVICE)
def reopen_undecided(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Take back that no measure was taken: the rows are to be decided anew."""
    _undecide(_of_whole(dossier, UNFOUNDED))


def _undecide(rows: list[Target]) -> None:
    for state, is_kept in ((KEPT, True), (WAITING, False)):
        change([row for row in rows if bool(row.kept_as) == is_kept], state=state, measure="", reason="", automation="", decided_at=None, decided_by=None)


@step(ECOMMERCE, SERVICE)
def restore_measures(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Let the measures stand again, with the holder's days as they ran."""
    change(_of_whole(dossier, LIFTED), state=ARRIVED, ended_as="", ended_at=None)


def _whole_body(name: str, states: tuple[str, ...], to: str) -> Callable[..., None]:
    """Return the body of a step about the notice as a whole, which moves its rows along."""

    def body(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
        more: dict[str, Any] = {"ended_as": _ENDS[name], "ended_at": at} if name in _ENDS else {}
        if name == "confirm_arrival":
            running = dossier.deadlines.filter(name="right_holder_acts", closed_at__isnull=True).first()
            more = {"arrived_on": papers["served_on"], "due": running.due if running else None}
        change(_of_whole(dossier, *states), state=to, **more)

    body.__name__ = name
    return body


for _procedure, _names in _OF.items():
    for _name, (_states, _to) in {**_WHOLE, **dict.fromkeys(_ENDS, (STANDING, LIFTED))}.items():
        if _name in _names:
            step(_procedure)(_whole_body(_name, _states, _to))


# What is complained of is sealed before a measure is taken: nobody can prove afterwards what was deleted.
# What cannot be captured is sealed otherwise: a place by a file of it; a page that is gone is waived by two.

_PAPER = "listing_address"  # of a dossier that was opened by hand, without a notice


@guard("notice_and_delete", "take_measures", "measure_more")
@guard("notice_copyright", "take_measures", "measure_more")
@guard("notice_network_service", "take_measures", "measure_more")
def only_what_is_sealed(asked: Asked) -> None:
    """Refuse a measure while an address that it is about has neither a sealed capture nor a waiver of two."""
    refuse_unkept(_unsealed(asked.dossier, str(asked.papers.get("target_rows", ""))))


@guard("notice_and_delete", "show_place")
@guard("notice_copyright", "show_place")
@guard("notice_network_service", "show_place")
def only_a_place_of_the_notice(asked: Asked) -> None:
    """Refuse a file as the proof of a place that the notice does not name, and a file that shows nothing to the eye."""
    read_shown(asked.papers["shown_places"], asked.papers["evidence"], _lines(asked.dossier))


@guard("notice_and_delete", "waive_capture")
@guard("notice_copyright", "waive_capture")
@guard("notice_network_service", "waive_capture")
def only_what_was_tried(asked: Asked) -> None:
    """Refuse to waive the capture of an address unless it is the notice's and its capture was tried here and failed."""
    check_waiver(asked.dossier, asked.papers["waived_addresses"], asked.papers["waiver_reason"], _lines(asked.dossier))


def _lines(dossier: Dossier) -> list[str]:
    """Return the addresses and places that a dossier's notice complains of."""
    notice = Notice.objects.filter(dossier=dossier).first()
    return list(notice.addresses) if notice else complained_of(dossier, _PAPER)


def _unsealed(dossier: Dossier, rows: str) -> list[str]:
    """Return those of them, or of the rows that a step names, that nothing sealed shows and nobody waived."""
    notice = Notice.objects.filter(dossier=dossier).first()
    if notice is None:
        return unkept(dossier, complained_of(dossier, _PAPER))
    tie_rows(notice)
    return [row.address for row in chosen_rows(notice, rows) if not row.kept_as]


# Record a security or deposit, and its end: checked against what it can be, and changing nothing else.


@guard(ECOMMERCE, "record_security")
@guard(COPYRIGHT, "record_security")
@guard(SERVICE, "record_security")
def only_what_it_can_be(asked: Asked) -> None:
    """Refuse a security of the wrong side, and one of nothing: no amount is filled in that nobody fixed."""
    side, kind = GIVEN_BY.get(asked.papers["security_kind"], ""), asked.papers["security_kind"]
    if side and asked.papers["security_side"] != side:
        zh = "权利人" if side == "right_holder" else "经营者"
        raise StepRefused(f"该种担保由{zh}提供。", f"A security of this kind comes from the {side.replace('_', ' ')}.")
    if Decimal(str(asked.papers["security_amount"])) <= 0:
        raise StepRefused("金额须大于零：以裁定、约定或者规则写明的为准。", "The amount is what the ruling, agreement or rules say, and more than nothing.")
    standing = [one for one in recorded_on(asked.dossier) if one.ended_at is None and one.kind.key == kind]
    if any(one.document == asked.papers["security_document"].strip() for one in standing):
        raise StepRefused("同一文号的担保已经登记，尚未退还。", "A security under this number is on record and stands.")


@guard(ECOMMERCE, "end_security")
@guard(COPYRIGHT, "end_security")
@guard(SERVICE, "end_security")
def only_one_that_stands(asked: Asked) -> None:
    """Refuse the end of what was not recorded or has ended, and of what a court or the customs hold by anything but their ruling."""
    found = next((one for one in recorded_on(asked.dossier) if one.number == int(asked.papers["security_entry"])), None)
    if found is None or found.ended_at is not None:
        raise StepRefused("没有这一项，或者已经退还。", "There is none of this number, or it has ended.")
    if found.kind.key in HELD_OUTSIDE and asked.papers["security_end"] == "agreement":
        raise StepRefused("人民法院、海关收取的担保，凭其裁定、决定退还。", "What a court or the customs hold ends by their ruling.")
