"""Which steps a dossier is open to: for the officer who looks, with their forms; for others, and on whom they wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, rulebook, steps_open
from mingjian.core.procedure.engine import Early, early_steps
from mingjian.core.procedure.sheet import ALL
from mingjian.office.dossiers.awaits import OnRecord, is_outside, meeting
from mingjian.office.dossiers.grounds import day_of_law, proposed_grounds, suggested, warned_of, words
from mingjian.office.dossiers.history import proposed
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.state import Locks, barred_by_record, is_shared, seated_at, sheet_of, taken_by, why_barred
from mingjian.office.institution import Way, Word, parts
from mingjian.office.language import said
from mingjian.office.models import Deadline, Department, Dossier, Officer, Proposal
from mingjian.office.papers.forms import StepForm
from mingjian.office.papers.kind import PaperLine
from mingjian.office.people.officers import roles_held_in
from mingjian.office.people.permissions import could_hold, named_for, roles_for


@dataclass(frozen=True)
class Attempt:
    """A step that was refused: what was typed, and why."""

    step: str
    form: StepForm
    refused: str = ""


#: What a page knows of a step beforehand: one just refused, or papers that a link suggests, by their names.
Tried = Attempt | dict[str, str] | None


@dataclass(frozen=True)
class OpenStep:
    """
    A step that the officer may take now, with its form, the deadlines that it meets, starts, leads on to; whether it was proposed.

    `is_called_for`: not by a colleague, but by what happened elsewhere.
    `second`: whose second signature it asks for, in words. `told` is what whoever takes it should know first. `way`: where else it is taken, by an act that
    does more. `early`: why it cannot be taken yet, where a day was fixed for it that has not come, or is still to be fixed. `due`: the first deadline that it
    leads to meeting, unless it is another department's clock.
    """

    step: Step
    form: StepForm
    opens: list[Text]
    meets: list[Deadline]
    not_before: list[Deadline]
    undo: Text | None
    refused: str
    is_tried: bool
    leads_to: list[Deadline] = field(default_factory=list)
    is_proposed: bool = False
    is_called_for: bool = False
    first: Proposal | None = None
    proposed: list[PaperLine] = field(default_factory=list)
    becomes: Text | None = None
    way: Way | None = None
    due: Deadline | None = None
    told: list[Word] = field(default_factory=list)
    second: str = ""
    early: Early | None = None


@dataclass(frozen=True)
class WaitingStep:
    """
    A step that is open, but to others: whose roles and departments it waits for, what it would meet, and what it leads to meeting.

    `signed` is who signed it first, `why_not` why whoever looks may not take it any more, `is_called_for` whether something elsewhere calls for just this step.
    """

    step: Step
    roles: list[Text]
    departments: list[Department]
    meets: list[Deadline]
    signed: Officer | None
    is_mine: bool
    why_not: Text | None = None
    leads_to: list[Deadline] = field(default_factory=list)
    is_called_for: bool = False


@dataclass(frozen=True)
class Offered:
    """The steps open in a dossier's state, parted by whether the officer who looks may take them; `stuck`: what nobody in the own department may take."""

    mine: list[OpenStep]
    waiting: list[WaitingStep]
    stuck: list[Text] = field(default_factory=list)


def offered(record: OnRecord, officer: Officer, running: list[Deadline], at: datetime, tried: Tried = None, asked: Sequence[Step] = ()) -> Offered:
    """
    Part the open steps of a dossier into those that the officer may take, or sign as the second, and those of others.

    `asked`: the steps that the officer's turn names; they stand first, in that order, what takes another back last.
    """
    dossier, sheet = record.dossier, record.sheet
    known, locks = Known(dossier), Locks(dossier, sheet)
    proposals = {proposal.step: proposal for proposal in dossier.proposals.all()}
    mine, others = [], []
    able = record.able(steps_open(sheet, dossier.state, running={one.name for one in running}))
    early = early_steps(sheet, able, record.taken_for(able), at)
    for step in able:
        first, meets = proposals.get(step.name) if step.second else None, met_by(step, running)
        if may_take(step, dossier, officer, first):
            mine.append(replace(_open_step(step, sheet, known, officer, running, first, tried, locks, at), early=early.get(step.name)))
        elif first or not (step.voids or step.only_by):  # nobody waits for a dossier to be voided, or for somebody's second thoughts
            others.append((step, first, meets))
    holders = _Holders(dossier) if others else None
    told = [holders.waiting(step, first, meets, officer) for step, first, meets in others if first or holders.could_take(step)] if holders else []
    waiting = [
        replace(one, leads_to=[due for due in running if one.step in meeting(sheet, due)], is_called_for=one.step.name in known.called_for) for one in told
    ]
    places = {step.name: place for place, step in enumerate(asked)}
    mine.sort(
        key=lambda one: (
            one.first is None,
            places.get(one.step.name, len(places)),
            one.step.name in sheet.undoing or one.step.voids,
            one.step.unprompted and not one.meets,
            not (one.meets or one.leads_to),
        )
    )
    is_held = dossier.department_id == officer.department_id
    return Offered(mine, sorted(waiting, key=lambda one: (one.signed is None, not one.meets)), locks.stuck() if is_held else [])


@dataclass(frozen=True)
class Unplaced:
    """A refusal of a step that is no longer open to the officer: why, and what was typed, so that it is not lost."""

    refused: str
    typed: list[tuple[str, str]]


def unplaced(steps: Offered, tried: Tried) -> Unplaced | None:
    """Return the refusal that none of the steps offered can show, if there is one."""
    if not isinstance(tried, Attempt) or any(one.step.name == tried.step for one in steps.mine):
        return None
    typed = [(str(field.label), str(value)) for field in tried.form.papers() if isinstance(value := field.data, str) and value]
    return Unplaced(tried.refused, typed)


def met_by(step: Step, running: list[Deadline]) -> list[Deadline]:
    """Return the running deadlines that a step closes."""
    return [deadline for deadline in running if deadline.name in step.closes or ALL in step.closes]


def may_take(step: Step, dossier: Dossier, officer: Officer, first: Proposal | None) -> bool:
    """Return whether the officer may take a step that is open, or sign it as the second where somebody signed `first`."""
    if first is not None and first.by_id == officer.pk:
        return False
    if step.not_by and any(officer.username in names for name, names in taken_by(dossier, step).items() if name in step.not_by):
        return False
    if step.only_by and not any(officer.username in names for names in taken_by(dossier, step, own=True).values()):
        return False
    if step.voids and is_shared(dossier):
        return False
    if (barred := barred_by_record(dossier, step)) and officer.pk in barred[0]:
        return False
    return bool(set(step.second if first else step.by) & roles_for(officer, dossier, step))


def _open_step(
    step: Step, sheet: Sheet, known: Known, officer: Officer, running: list[Deadline], first: Proposal | None, tried: Tried, locks: Locks, at: datetime
) -> OpenStep:
    attempt = tried if isinstance(tried, Attempt) and tried.step == step.name else None
    linked = {} if isinstance(tried, Attempt) or tried is None else tried
    is_asked = step.proposed is not None and known.first((step.proposed.paper,)) in step.proposed.values
    called_for = known.called_for.get(step.name, {})
    form = attempt.form if attempt else StepForm(step, known.dossier, officer, suggested=linked, is_signed=first is not None)
    leads_to = sorted((deadline for deadline in running if step in meeting(sheet, deadline)), key=is_outside)
    by_rule = _by_rule(known.dossier, step, officer, at) if first is None else _ByRule()
    if attempt is None:
        form.suggest(known.of(step.fills) | by_rule.fills | (said_as_proposed(step) if is_asked else {}) | called_for | linked)
    return OpenStep(
        step,
        form,
        [sheet.deadlines[name].label for name in (*step.opens, *step.restarts)],
        met_by(step, running),
        [deadline for deadline in running if deadline.name in step.not_before],
        sheet.steps[step.undone_by].label if step.undone_by else None,
        attempt.refused if attempt else "",
        attempt is not None or form.is_suggested,
        leads_to,
        is_asked or bool(called_for),
        bool(called_for),
        first,
        proposed(first, step) if first else [],
        sheet.states[step.to].label if step.to else None,
        next((way for way in (ask(known.dossier, step.name) for ask in parts("ways")) if way), None),
        next((one for one in leads_to if one.due_with_id in {None, officer.department_id}), None),
        [*_told_before(step, locks, officer, first), *by_rule.told],
        signers_said(step, known.dossier, officer) if step.second and first is None else "",
    )


@dataclass(frozen=True)
class _ByRule:
    """What rules say of a step: what stands above its form, and what it is filled in with."""

    told: list[Word] = field(default_factory=list)
    fills: dict[str, str] = field(default_factory=dict)


def _by_rule(dossier: Dossier, step: Step, officer: Officer, at: datetime) -> _ByRule:
    """Ask the rules of grounds for a step that refuses, and for one that accepts what they would propose instead."""
    found = proposed_grounds(dossier, step, officer, at)
    return _ByRule([*words(found, day_of_law(dossier, at)), *warned_of(dossier, step, officer, at)], suggested(found, step))


def _told_before(step: Step, locks: Locks, officer: Officer, first: Proposal | None) -> list[Word]:
    """Return what the form says before a step is taken: what a signature bars from, and what institutions know of it."""
    lock = locks.of(step, officer, first.by if first else None)
    barred = [Word(text, is_bad=bool(lock.left)) for text in lock.said(step)]
    alone = locks.lone(step, officer) if first is None else None
    barred += [Word(alone, is_bad=True)] if alone else []
    return [*barred, *(word for tell in parts("forewarns") for word in tell(locks.dossier, step.name, officer))]


def said_as_proposed(step: Step) -> dict[str, str]:
    """Return what the papers of a step say at first where it does what was proposed, in the language of whoever decides."""
    return {name: said(text) for name, text in step.proposed.fills.items()} if step.proposed else {}


def signers_said(step: Step, dossier: Dossier, first: Officer | None = None) -> str:
    """Return whose second signature a step asks for: that of those named for it but whoever signed first, else by their roles."""
    if named := [one for one in named_for(dossier, step) if first is None or one.pk != first.pk]:
        return one_of([one.name for one in named])
    words = rulebook().vocabularies.get("roles", {})
    return one_of([said(words.get(role, Text(role, role))) for role in step.second])


def one_of(names: Sequence[str]) -> str:
    """State that any one of several will do: `甲、乙或者丙`."""
    *first, last = names or [""]
    return gettext(" or ").join([gettext(", ").join(first), last]) if first else last


class _Holders:
    """Who of the departments with a seat has which roles: two queries, however many steps wait."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._seated = seated_at(dossier)
        self._roles = roles_held_in(self._seated)

    def could_take(self, step: Step) -> bool:
        """Return whether a holder of its kind could ever take the step: not what a procurator does before market regulation has sent a transfer."""
        return step.side != "holder" or could_hold(self._dossier.department, step.by)

    def waiting(self, step: Step, first: Proposal | None, meets: list[Deadline], officer: Officer) -> WaitingStep:
        roles = step.second if first else step.by
        departments = self._departments(step, set(roles))
        held = {role for one in departments for role in self._roles.get(one.pk, ())}
        words = rulebook().vocabularies.get("roles", {})
        able = [role for role in roles if role in held] or roles  # a role that nobody there has is named only where nobody there could act
        said = [words.get(role, Text(role, role)) for role in able]
        if named := [one for one in named_for(self._dossier, step) if first is None or one.pk != first.by_id]:
            said = [Text(one.name_zh or one.username, one.name_en or one.username) for one in named]
        why = why_barred(step, sheet_of(self._dossier), taken_by(self._dossier, step), officer) if step.not_by else None
        if why is None and (barred := barred_by_record(self._dossier, step)) and officer.pk in barred[0]:
            why = barred[1]
        is_mine = first is not None and first.by_id == officer.pk
        if is_mine:
            why = Locks(self._dossier, sheet_of(self._dossier)).lone(step, officer)
        return WaitingStep(step, said, departments, meets, first.by if first else None, is_mine, why)

    def _departments(self, step: Step, roles: set[str]) -> list[Department]:
        """Return the departments whose turn it is; of several that may act, those that have somebody for it. None: a superior, or nobody yet."""
        if step.side == "holder":
            return [self._dossier.department]
        if step.side == "sender":
            return [self._dossier.sender] if self._dossier.sender else []
        if step.side == "superior":
            return []
        return [department for department in self._seated if self._roles.get(department.pk, set()) & roles]
