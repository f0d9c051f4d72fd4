"""What waits for an officer's own decision or signature, and what waits for that of others in the department."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.language import Text
from mingjian.core.procedure import Step, rulebook
from mingjian.core.procedure.sheet import ALL
from mingjian.core.procedure.turns import is_unasked, is_way_out
from mingjian.office.dossiers.barred import bars_of
from mingjian.office.dossiers.obliged import LET_PASS
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.dossiers.signers import roles_for
from mingjian.office.dossiers.standing import standing_apart, standing_in, states_present
from mingjian.office.lists.paging import first_of_parts
from mingjian.office.models import Deadline, Dossier, Officer, Proposal, Seat
from mingjian.office.people.permissions import may_see

MOST_PROPOSALS = 100


def dossiers_awaiting(officer: Officer) -> QuerySet[Dossier]:
    """
    Give the open dossiers that wait for the officer: for a decision which the officer's roles take where the own department holds them, or for a word that
    nobody but the sender, or one let in, can give.
    """
    own = frozenset(officer.roles)
    found = _standing_in(officer, [(side, name, state) for side, name, state, roles in _reserved() if roles & own])
    return found.exclude(pk__in=barred) if (barred := _barred(officer)) else found


def first_awaiting(officer: Officer, most: int) -> tuple[list[Dossier], int]:
    """Give the first of `dossiers_awaiting`, the longest waiting first, and how many there are, up to the bound and one beyond it."""
    own, barred = frozenset(officer.roles), _barred(officer)
    parts = _standing(officer, [(side, name, state) for side, name, state, roles in _reserved() if roles & own])
    return first_of_parts([part.exclude(pk__in=barred) for part in parts] if barred else parts, "moved_at", most)


def _barred(officer: Officer) -> list[int]:
    """The dossiers, by their keys, of which nothing is left to the officer where they stand: a colleague takes the step."""
    return [bar.dossier for bar in bars_of(officer) if bar.is_whole]


def first_awaiting_colleagues(officer: Officer, most: int) -> tuple[list[Dossier], int]:
    """Give the first open dossiers that wait, as in `dossiers_awaiting`, for others in the officer's department; as `first_awaiting` does."""
    own, others = frozenset(officer.roles), _roles_of_colleagues(officer)
    waits = [(side, name, state) for side, name, state, roles in _reserved() if not roles & own and (side == "holder" or roles & others)]
    return first_of_parts(_standing(officer, waits), "moved_at", most)


def with_colleagues(officer: Officer) -> Q:
    """
    Give the condition of deadlines, due with the officer's department, that only colleagues can meet or extend now: a head who is to decide, for instance.

    Where nobody in the department has such a role it holds for none, since somebody must see to it.
    """
    own, others = frozenset(officer.roles), _roles_of_colleagues(officer)
    theirs = [(name, state) for side, name, state, roles in _reserved() if side == "holder" and roles & others and not roles & own]
    return _met_in(officer, {(name, state): _met_from(name, state, "holder") - _met_by(name, state, own) for name, state in theirs})


def for_decision_by(officer: Officer) -> Q:
    """Give the condition of deadlines, due with the officer's department, that a decision reserved to the officer's roles meets or extends now."""
    mine = [(name, state) for side, name, state, roles in _reserved() if side == "holder" and not roles.isdisjoint(officer.roles)]
    return _met_in(officer, {(name, state): _met_from(name, state, "holder") for name, state in mine})


def _met_in(officer: Officer, met: Mapping[tuple[str, str], set[str]]) -> Q:
    """The condition of deadlines by name, by the procedure and state in which the officer's department holds their dossier."""
    own, condition = officer.department_id, Q(pk__in=[])
    present = states_present(own, {name for name, _ in met})
    for (name, state), names in met.items():
        for place in standing_apart({name: [state]}, present, "dossier__") if names else ():
            condition |= place & Q(dossier__department=own, name__in=names)
    return condition


def _met_from(procedure: str, state: str, side: str) -> set[str]:
    """
    The deadlines that a step of one side meets or extends in a state, in whatever version of the procedure; of one that meets all, each.

    The holder's steps: those of this state alone.
    """
    return _met(procedure, [step for step in _steps_in(procedure, state, side) if not step.voids and (side != "holder" or len(step.from_states) == 1)])


def _met_by(procedure: str, state: str, roles: frozenset[str]) -> set[str]:
    """The deadlines that some roles of the holder meet or extend in a state, by a step of however many: closing a case is one and the same in all its ends."""
    undoing = {name for sheet in rulebook().versions(procedure) for name in sheet.undoing}
    steps = [step for step in _steps_in(procedure, state, "holder") if step.name not in undoing and not is_way_out(step) and not is_unasked(step)]
    return _met(procedure, [step for step in steps if not roles.isdisjoint(step.by)])


def _steps_in(procedure: str, state: str, side: str) -> list[Step]:
    return [step for sheet in rulebook().versions(procedure) for step in sheet.steps.values() if state in step.from_states and step.side == side]


def _met(procedure: str, steps: Iterable[Step]) -> set[str]:
    closed = {name for step in steps for name in (*step.closes, *step.extends)}
    return {name for sheet in rulebook().versions(procedure) for name in sheet.deadlines} if ALL in closed else closed


def dossiers_of_others_awaiting_us(officer: Officer) -> QuerySet[Dossier]:
    """Give the open dossiers that others may hold and that wait for a word of somebody in the officer's department, as in `dossiers_awaiting`."""
    roles_here = _roles_of_colleagues(officer)
    return _standing_in(officer, [(side, name, state) for side, name, state, roles in _reserved() if side != "holder" and roles & roles_here])


def _roles_of_colleagues(officer: Officer) -> set[str]:
    working = Officer.objects.select_related(None).filter(department=officer.department_id, duty=Officer.Duty.WORK, is_active=True)
    return {role for roles in working.values_list("roles", flat=True) for role in roles}


def _reserved() -> list[tuple[str, str, str, frozenset[str]]]:
    """The sides and states that wait for some roles alone: held, not for those who work on dossiers from day to day, whose turn waits for no decision."""
    book = rulebook()
    working = set(book.powers["office.work_on_dossiers"].by)
    return [one for one in book.awaiting if one[0] != "holder" or not one[3] & working]


def _standing_in(officer: Officer, waits: Iterable[tuple[str, str, str]]) -> QuerySet[Dossier]:
    """The open dossiers that stand in some states, each where the officer's department has that side."""
    parts = [part.values("pk") for part in _standing(officer, waits)]
    found = Q(pk__in=parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]) if parts else Q(pk__in=[])
    return Dossier.objects.filter(found).select_related("department", "officer")


def _standing(officer: Officer, waits: Iterable[tuple[str, str, str]]) -> list[QuerySet[Dossier]]:
    """The same in parts, without an order, each of which an index finds."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return []
    by_side: dict[str, dict[str, list[str]]] = {}
    for side, name, state in waits:
        by_side.setdefault(side, {}).setdefault(name, []).append(state)
    own = officer.department_id
    present = states_present(own, {name for states in by_side.values() for name in states})
    # Said as a list, since SQLite uses no index for `NOT is_closed`; found apart from their order, by which it would walk all that the department holds,
    # and one after another, since an index answers each and none all together.
    still = Dossier.objects.filter(is_closed__in=[False]).order_by().select_related("department", "officer")
    parts = [still.filter(one, department=own) for one in standing_apart(by_side.get("holder", {}), present)]
    if sent := by_side.get("sender"):
        parts.append(_not_due_elsewhere(still.filter(standing_in(sent), sender__isnull=False, sender=own), "sender", sent, own))
    if let_in := by_side.get("any"):
        # What is held here: own is named as its holder, since PostgreSQL would else read every deadline of the node to hash those of others.
        parts += [_not_due_elsewhere(still.filter(one, department=own), "any", let_in, OuterRef("department")) for one in standing_apart(let_in, present)]
        beside = still.filter(standing_in(let_in), pk__in=Seat.objects.filter(department=own, is_beside=True).values("dossier"))
        parts.append(_not_due_elsewhere(beside.filter(~Exists(_let_pass("any", let_in))), "any", let_in, own))
    return parts


def _let_pass(side: str, states: Mapping[str, list[str]]) -> QuerySet[Deadline]:
    """The days of a dossier within which one let in might have done what is waited for, and did not: nobody asks it any more."""
    names = {met for name, places in states.items() for state in places for met in _met_from(name, state, side)}
    return Deadline.objects.filter(LET_PASS, dossier=OuterRef("pk"), name__in=names, closed_at__isnull=True)


def _not_due_elsewhere(here: QuerySet[Dossier], side: str, states: Mapping[str, list[str]], own: int | OuterRef) -> QuerySet[Dossier]:
    """Leave out dossiers in which the clock of another department alone runs for what is waited for: that one may enter what it did makes it no turn."""
    names = {met for name, places in states.items() for state in places for met in _met_from(name, state, side)}
    running = Deadline.objects.filter(dossier=OuterRef("pk"), name__in=names, closed_at__isnull=True, missed_at__isnull=True, suspended_since__isnull=True)
    theirs = running.filter(Q(due_with__isnull=False) | Q(obliged_kind="role")).exclude(due_with=own)
    return here.filter(~Exists(theirs) | Exists(running.filter(due_with=own)))


@dataclass(frozen=True)
class ToSign:
    """A step that somebody signed first and that waits for the officer's signature."""

    dossier: Dossier
    step: Text
    by: Officer


def awaiting_signature(officer: Officer) -> list[ToSign]:
    """Give the steps that wait for the officer's second signature, the oldest first."""
    signed = Proposal.objects.filter(may_see(officer, "dossier"), dossier__is_closed=False).exclude(by=officer.pk)
    found = []
    for proposal in signed.select_related("dossier", "dossier__department", "dossier__sender", "by").order_by("at", "pk")[:MOST_PROPOSALS]:
        step = sheet_of(proposal.dossier).steps.get(proposal.step)
        if step is not None and set(step.second) & roles_for(officer, proposal.dossier, step):
            found.append(ToSign(proposal.dossier, step.label, proposal.by))
    return found
