"""What steps of a notice do to its rows: some steps are about rows that they name, others about all that were not answered by themselves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mingjian.core.errors import StepRefused
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
from mingjian.institutions.notices.services.arrival import check_withdrawal
from mingjian.institutions.notices.services.row_days import forward_rows, lifted, refuse_lifting
from mingjian.institutions.notices.services.rows import change, chosen_rows, notice_of_rows, refuse_rows, tie_rows
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer

ECOMMERCE, COPYRIGHT, SERVICE = "notice_and_delete", "notice_copyright", "notice_network_service"
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
