"""
On whom a dossier waits, as its sheet says (`awaits`): computed for a page, and kept as rows for home, docket and notifications.

The sheet says for each state, and for a running deadline where it differs, which side and roles are asked for which steps; that is read by
`core/procedure/awaits.py`, for stories too. What a sheet cannot know is added here: a signature that waits for a second one, a step that something elsewhere
calls for, which departments take part, whose days hold a step back.
A page and a home read the same: a dossier of which the page says "now you" has a row (`Awaiting`) that leads that officer there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256

from django.db import transaction
from django.db.models import Prefetch, Q, prefetch_related_objects

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, Taken, rulebook, steps_open
from mingjian.core.procedure.engine import Asked, Situation, TurnClock, able_steps, asked_on, second_signature, situation_of
from mingjian.core.procedure.sheet import ALL
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.state import barred_by_record, came_by, seated_at, sheet_of, steps_taken, taken_by, why_barred
from mingjian.office.institution import asker
from mingjian.office.models import Awaiting, Deadline, Department, Dossier, Officer, Proposal, Seat
from mingjian.office.people.officers import roles_held_in, working_in
from mingjian.office.people.permissions import could_hold, named_for

OUTSIDE = "outside"

#: Days of somebody who has no account here, or waived them, and that are over: what comes next waits on somebody else.
LET_PASS = Q(obliged_kind="role", due_with=None, missed_at__isnull=False)


def place_clocks(dossier: Dossier) -> None:
    """Put each open deadline of a dossier with the department that must act now; a dossier that was handed on takes its holder's clocks along."""
    running = list(dossier.deadlines.filter(closed_at__isnull=True))
    seated = _Seated(dossier) if any(one.obliged_kind == "role" for one in running) else None
    moved = [one for one in running if _is_moved(one, _with_whom(one, dossier, seated))]
    Deadline.objects.bulk_update(moved, ["due_with"])


def _is_moved(deadline: Deadline, department: Department | None) -> bool:
    before = deadline.due_with_id
    deadline.due_with = department
    return before != deadline.due_with_id


def _with_whom(deadline: Deadline, dossier: Dossier, seated: "_Seated | None") -> Department | None:
    """
    Return the department obliged. Where a role is held by nobody here yet the holder sees to it, unless it only enters what was done: a right holder without an
    account has its own days, and they are no department's.
    """
    if deadline.obliged_kind == OUTSIDE or is_waived(deadline, sheet_of(dossier)):
        return None
    if deadline.obliged_kind == "role" and seated is not None:
        return seated.holding(deadline.obliged) or (None if _is_entered_for(deadline, sheet_of(dossier)) else dossier.department)
    return (dossier.sender or dossier.department) if deadline.obliged == "sender" else dossier.department


def is_waived(deadline: Deadline, sheet: Sheet) -> bool:
    """
    Return whether a role let pass the days that it might have used, and whose step comes then is another's: a right holder who neither complained nor sued.

    It may still act until that step is taken; nobody asks it to, and nobody calls it late.
    """
    spec = sheet.deadlines.get(deadline.name)
    after = sheet.steps.get(spec.when_missed or "") if spec else None
    was_its_own = deadline.obliged_kind == "role" and after is not None and deadline.obliged not in after.by
    return deadline.missed_at is not None and was_its_own and _is_entered_for(deadline, sheet)


def _is_entered_for(deadline: Deadline, sheet: Sheet) -> bool:
    """Return whether what meets a role's deadline may be entered by others for it: then whoever has no account acts outside, as a party does."""
    meeting = (step for step in sheet.steps.values() if deadline.name in step.closes and deadline.obliged in step.by)
    return any(set(step.by) - {deadline.obliged} for step in meeting)


def is_outside(deadline: Deadline) -> bool:
    """Return whether whoever must act has no account here: a party outside, or a role that nobody here holds and for which others enter what it did."""
    return deadline.obliged_kind == OUTSIDE or (deadline.obliged_kind == "role" and deadline.due_with_id is None)


class _Seated:
    """The departments with a seat, the holder first, and the roles that their officers have."""

    def __init__(self, dossier: Dossier) -> None:
        departments = list(Department.objects.filter(seats__dossier=dossier).order_by("seats__since", "id"))
        self._departments = sorted(departments, key=lambda one: one.pk != dossier.department_id)
        self._roles = roles_held_in(departments)

    def holding(self, role: str) -> Department | None:
        return next((one for one in self._departments if role in self._roles.get(one.pk, ())), None)


def obliged_label(deadline: Deadline) -> Text | None:
    """Return who must act: a side, a role or a party outside, in words; nothing for a deadline of before, which did not say."""
    words = rulebook().vocabularies
    return words.get("parties", {}).get(deadline.obliged) or words.get("roles", {}).get(deadline.obliged)


MOST = 3  # steps that the line of a page names


def read_seats(dossier: Dossier) -> None:
    """Read the seats of a dossier with their departments, the oldest first, so that the page that asks for them asks once."""
    prefetch_related_objects([dossier], Prefetch("seats", Seat.objects.select_related("department").order_by("since", "department_id")))


class OnRecord:
    """What the ledger tells of a dossier, as the steps open in it ask of it: read once for all of them, and only where one of them asks."""

    def __init__(self, dossier: Dossier, sheet: Sheet) -> None:
        self.dossier, self.sheet = dossier, sheet
        self._came_by: dict[str, str] = {}

    def able(self, steps: Iterable[Step]) -> list[Step]:
        """Return those of some open steps that the dossier was led to by what they ask for, and that its record bears out."""
        steps = list(steps)
        return list(able_steps(steps, self.came_by(steps), self.taken_for(steps)).values())

    def taken_for(self, steps: Iterable[Step]) -> list[Taken]:
        """Return the steps taken so far with their papers, where one of some steps asks anything of them; else none."""
        return self._taken if any(step.asks_of_record or step.not_before_day for step in steps) else []

    def came_by(self, steps: Iterable[Step]) -> dict[str, str]:
        """Return the step that brought a track to where it stands, by track, for those of which one of some steps asks."""
        return {step.track: self._leading(step) for step in steps if step.only_after}

    def _leading(self, step: Step) -> str:
        if step.track not in self._came_by:
            self._came_by[step.track] = came_by(self.dossier, self.sheet, step) or ""
        return self._came_by[step.track]

    @cached_property
    def _taken(self) -> list[Taken]:
        return steps_taken(self.dossier, self.sheet)


MEETING = 2  # steps that meet a deadline, as a line names them


def meeting(sheet: Sheet, deadline: Deadline) -> list[Step]:
    """
    Return the steps open now that meet a deadline, or lead on to meeting it, or let a suspended one run on; at most two.

    They are those that the sheet asks for (`awaits`): of them those that end the deadline, else those of its track. Only where it asks for none of its track,
    whatever ends it: a way out, such as joining a clue to another, is no way to meet a deadline.
    """
    able = {step.name: step for step in steps_open(sheet, deadline.dossier.state) if step.name not in sheet.undoing and not step.voids}
    if deadline.suspended_since is not None:
        return [step for step in able.values() if deadline.name in step.resumes][:MEETING]
    spec, state = sheet.deadlines.get(deadline.name), deadline.dossier.state
    places = [sheet.states.get(sheet.place(track, state)) for track in sheet.tracks or ("",)]
    said = [*((*spec.awaits, *spec.once_missed) if spec else ()), *(one for place in places if place for one in place.awaits)]
    asked = [able[name] for name in dict.fromkeys(name for one in said for name in (*one.steps, *one.absent)) if name in able]
    ending = {step.name for step in sheet.steps.values() if {deadline.name, ALL} & set(step.closes) and not step.voids}
    tracks = {sheet.steps[name].track for name in ending}
    found = [step for step in asked if step.name in ending] or [step for step in asked if step.track in tracks]
    found = found or [step for step in able.values() if step.name in ending]
    own = [step for step in found if step.side in _sides(deadline)]
    return sorted(own or found, key=lambda step: bool(step.opens or step.restarts))[:MEETING]


def _sides(deadline: Deadline) -> set[str]:
    """Return the sides whose steps whoever is obliged may take: of the holder, or of the sender; all where it is neither."""
    dossier, whose = deadline.dossier, {"any", "superior"}
    if deadline.due_with_id == dossier.department_id:
        return whose | {"holder"}
    return whose | ({"sender"} if deadline.due_with_id and deadline.due_with_id == dossier.sender_id else {"holder", "sender"})


@dataclass(frozen=True)
class Wait:
    """
    One thing that a dossier waits for: roles in departments, and the steps by which it goes on; or a party without an account (`outside`).

    `signed`: a step that was signed first and waits for its second signature. `deadline`: the first that is met so, or led to. `met`: the deadlines that the
    steps end or extend. `barred`: officers, by their keys, who may take none of the steps, having taken another before them. `named`: the officers who alone
    are asked, since the institution names them for the step.
    """

    side: str
    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    departments: tuple[Department, ...] = ()
    deadline: Deadline | None = None
    met: tuple[Deadline, ...] = ()
    signed: Proposal | None = None
    is_called_for: bool = False
    outside: Text | None = None
    barred: frozenset[int] = frozenset()
    track: str = ""
    named: tuple[Officer, ...] = ()

    def is_for(self, officer: Officer) -> bool:
        """Return whether the officer is asked: with one of the roles, in one of the departments, not barred, and not having signed first."""
        return officer.department_id in {one.pk for one in self.departments} and bool(self.asking.able([officer]))

    @property
    def asking(self) -> "Asking":
        """Return who of a department is asked."""
        return Asking(frozenset(self.roles), frozenset(one.pk for one in self.named), self.barred, self.signed.by_id if self.signed else None)

    def steps_for(self, officer: Officer) -> list[Step]:
        """Return the steps that the officer's own roles may take."""
        return [step for step in self.steps if self.signed or self.named or not set(step.by).isdisjoint(officer.roles)]


@dataclass(frozen=True)
class Asking:
    """Of which officers there one thing is asked: those `named` (keys), else whoever has one of the roles; not `barred` ones, nor who signed first."""

    roles: frozenset[str]
    named: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    signed_by: int | None = None

    def able(self, officers: Iterable[Officer]) -> list[Officer]:
        """Return those of some officers who can take it."""
        return [one for one in self._meant(officers) if one.pk not in self.barred]

    def is_left_to(self, officer: Officer, colleagues: Iterable[Officer]) -> bool:
        """Return whether an officer who is barred is asked all the same, since no colleague could act: somebody must see to it."""
        return officer.pk in self.barred and bool(self._meant([officer])) and not self.able(colleagues)

    def _meant(self, officers: Iterable[Officer]) -> list[Officer]:
        others = [one for one in officers if one.pk != self.signed_by]
        return [one for one in others if (one.pk in self.named if self.named else not self.roles.isdisjoint(one.roles))]


def awaited(dossier: Dossier, at: datetime, running: Sequence[Deadline] | None = None, record: OnRecord | None = None) -> list[Wait]:
    """
    Return on whom a dossier waits now, on every track: what is due first at the head, what ends a track and what is outside last; empty where on nobody.

    `record`: where a page has read it already.
    """
    if running is None:
        running = list(dossier.deadlines.filter(closed_at__isnull=True).select_related("due_with"))
    if "seats" not in getattr(dossier, "_prefetched_objects_cache", {}):
        read_seats(dossier)
    record = record or OnRecord(dossier, sheet_of(dossier))
    sheet, clocks = record.sheet, [TurnClock(one.name, one.due, one.is_missed(at), one.suspended_since is not None) for one in running]
    open_now = steps_open(sheet, dossier.state, running={one.name for one in running})
    situation = situation_of(sheet, dossier.state, clocks, record.came_by(open_now), record.taken_for(open_now), at, is_closed=dossier.is_closed)
    ask = asker(dossier.procedure)
    reading = _Reading(dossier, sheet, running, situation, ask(dossier, at) if ask and not dossier.is_closed else {})
    proposals = sorted(dossier.proposals.all(), key=lambda one: (one.at, one.pk))
    called_for = {} if dossier.is_closed else Known(dossier).called_for
    found: list[Wait] = []
    for track in sheet.tracks or ("",):
        signed = [one for one in proposals if (step := sheet.steps.get(one.step)) and step.track == track]
        called = [step for name in called_for if (step := situation.able.get(name)) and step.track == track]
        if signed and not dossier.is_closed:
            found += [reading.signature(one) for one in signed]
        elif called:
            found += [replace(reading.made(step.side, tuple(dict.fromkeys(step.by)), (step,)), is_called_for=True) for step in called]
        else:
            found += asked_on(situation, track, reading.read)
    ends = {step.name for step in sheet.steps.values() if step.to in sheet.ends}
    placed = [reading.with_deadline(one) for one in found]
    return sorted(placed, key=lambda one: (one.outside is not None, _day(one.deadline), bool(one.steps) and ends.issuperset(step.name for step in one.steps)))


@dataclass(frozen=True)
class _Reading:
    """One dossier while it is asked on whom it waits. `asked_of`: of which departments (keys) the institution says that a step is asked, or which party."""

    dossier: Dossier
    sheet: Sheet
    running: Sequence[Deadline]
    situation: Situation
    asked_of: Mapping[str, Collection[int] | Text]

    def signature(self, proposal: Proposal) -> Wait:
        """Return the wait for the second signature of a step, by others than whoever signed first."""
        asked = second_signature(self.sheet.steps[proposal.step])
        found = self.made(asked.said.side, asked.said.by, asked.steps)
        return replace(found, signed=proposal, named=tuple(one for one in found.named if one.pk != proposal.by_id))

    def _as_proposed(self, wait: Wait, track: str) -> Wait:
        """Return a wait with the step that was proposed before at the head: to transfer a clue, where the check came to that."""
        asked = [step for step in self.situation.able.values() if step.proposed and step.track == track and step.side == wait.side]
        able = [step for step in asked if not set(step.by).isdisjoint(wait.roles)]
        known = Known(self.dossier) if able else None
        named = [step for step in able if known and step.proposed and known.first((step.proposed.paper,)) in step.proposed.values]
        return replace(wait, steps=(*named, *(step for step in wait.steps if step not in named))) if named else wait

    def read(self, asked: Asked) -> list[Wait]:
        """Return what one thing that the sheet asks for comes to; nothing where nobody could take its steps."""
        by_name = {one.name: one for one in self.running}
        said, deadline = asked.said, by_name.get(asked.deadline)
        if said.outside:
            label = (obliged_label(deadline) if deadline else None) or _party(said.outside)
            return [Wait(OUTSIDE, (), (), deadline=deadline, outside=label)]
        if asked.held_by:
            return self._for_days(by_name[asked.held_by])
        if asked.until:
            day, steps = asked.until, tuple(self.situation.able[name] for name in said.steps if name in self.situation.early)
            return [Wait(OUTSIDE, (), steps, outside=Text(f"{day.label.zh}（{day.day}）", f"{day.label.en} ({day.day})"), track=asked.track)]
        found = self.made(said.side, said.by, asked.steps)
        if said.each:
            silent = self._silent(asked.steps, found.departments)
            return [replace(found, departments=tuple(silent))] if silent else []
        if not found.departments and (party := self._outside(asked.steps)):
            return [Wait(OUTSIDE, (), asked.steps, deadline=deadline, outside=party)]
        if found.departments or said.side == "superior":
            return [found if deadline else self._as_proposed(found, asked.track)]
        if said.absent_outside:
            return [Wait(OUTSIDE, (), (), deadline=deadline, outside=_party(said.absent_outside))]
        if not asked.absent:
            return []
        others = self.made("holder", tuple(dict.fromkeys(role for step in asked.absent for role in step.by)), asked.absent)
        return [others if deadline else self._as_proposed(others, asked.track)]

    def _for_days(self, first: Deadline) -> list[Wait]:
        """Return the wait for a party's days that must run out first; the days of a department here ask nobody for anything."""
        return [Wait(OUTSIDE, (), (), deadline=first, outside=obliged_label(first))] if is_outside(first) else []

    def made(self, side: str, roles: Sequence[str], steps: tuple[Step, ...]) -> Wait:
        """Return the wait for steps of a side: by which departments there, in which of the roles, but for whom, or by whom alone."""
        steps = tuple(step for step in steps if self.asked_of.get(step.name, True)) or steps
        departments = [one for one in self._at(side) if could_hold(one, roles) and self._is_asked(one, steps)]
        roles = tuple(role for role in roles if not departments or any(could_hold(one, (role,)) for one in departments))
        barred = [_barred_from(self.dossier, step) for step in steps]
        named = tuple(named_for(self.dossier, steps[0]))
        return Wait(side, roles, steps, tuple(departments), barred=frozenset.intersection(*barred), track=steps[0].track, named=named)

    def _is_asked(self, department: Department, steps: Sequence[Step]) -> bool:
        """Return whether a department is asked for one of some steps, as far as the institution says so."""
        told = [self.asked_of.get(step.name) for step in steps]
        return any(one is None or (not isinstance(one, Text) and department.pk in one) for one in told)

    def _outside(self, steps: Sequence[Step]) -> Text | None:
        """Return the party without an account of which the institution says that one of some steps is asked."""
        return next((one for step in steps if isinstance(one := self.asked_of.get(step.name), Text)), None)

    def _at(self, side: str) -> list[Department]:
        if side == "holder":
            return [self.dossier.department]
        if side == "sender":
            return [self.dossier.sender] if self.dossier.sender else []
        return seated_at(self.dossier) if side == "any" else []

    def _silent(self, steps: Sequence[Step], departments: Iterable[Department]) -> list[Department]:
        """
        Return the departments, but for the holder, that have not said a word which is asked of each: to dissent is one as well.

        Where a round begins anew, as when a conclusion is put again, they are asked since then.
        """
        here = self.sheet.place(steps[0].track, self.dossier.state)
        words = [step for step in self.sheet.steps.values() if step.side == "any" and step.to is None and step.from_states == steps[0].from_states]
        spoken = self.dossier.entries.filter(kind__in=[step.name for step in words])
        leading = [step for step in self.sheet.steps.values() if step.to == here]
        if not any(step.invites for step in leading):
            begun = self.dossier.entries.filter(kind__in=[step.name for step in leading]).order_by("-index").values_list("index", flat=True).first()
            spoken = spoken.filter(index__gt=begun) if begun is not None else spoken
        said = set(spoken.values_list("officer__department", flat=True))
        return [one for one in departments if one.pk not in said and one.pk != self.dossier.department_id]

    def with_deadline(self, wait: Wait) -> Wait:
        """Return a wait with the deadline that it meets first; of several departments the one whose clock that is."""
        if wait.outside is not None:
            return wait
        names = {name for step in wait.steps for name in (*step.closes, *step.extends)}
        met = tuple(one for one in self.running if one.name in names or ALL in names)
        leading = [one for one in self.running if any(step in wait.steps for step in meeting(self.sheet, one))]
        here = {one.pk for one in wait.departments}
        own = [one for one in (*met, *leading) if one.due_with_id in here]
        first = min(own or [*met, *leading], key=_day, default=None)
        if first is not None and len(wait.departments) > 1 and first.due_with_id in here:
            wait = replace(wait, departments=tuple(one for one in wait.departments if one.pk == first.due_with_id))
        return replace(wait, deadline=first, met=met)


def _day(deadline: Deadline | None) -> tuple[bool, float]:
    return (deadline is None or deadline.due is None, deadline.due.timestamp() if deadline and deadline.due else 0.0)


def _party(name: str) -> Text:
    words = rulebook().vocabularies
    return words.get("parties", {}).get(name) or words.get("roles", {}).get(name) or Text(name, name)


def _barred_from(dossier: Dossier, step: Step) -> frozenset[int]:
    """Return the officers who may not take a step, having taken one of those that bar from it, or by what an institution knows."""
    record = barred_by_record(dossier, step)
    by_record = frozenset(record[0]) if record else frozenset()
    if not step.not_by:
        return by_record
    names = {name for earlier, hands in taken_by(dossier, step).items() if earlier in step.not_by for name in hands}
    return by_record | frozenset(Officer.objects.filter(username__in=names).values_list("pk", flat=True))


@dataclass(frozen=True)
class Turn:
    """
    The line that a dossier's page begins with: whose turn it is, to do what, until when.

    `is_mine`: that of the officer who looks; else that of roles in departments, of one `named` officer, or of a party outside (in `roles`). `signs`: a step
    was signed first, and the second signature is waited for. `why_not`: why it is not the officer's, who took a step that bars from this one. `clock_of`:
    another department, where it is its clock that runs.
    """

    is_mine: bool
    steps: list[Step]
    deadline: Deadline | None
    roles: list[Text]
    departments: list[Department]
    named: Officer | None = None
    signs: bool = False
    why_not: Text | None = None
    clock_of: Department | None = None


def turn_of(dossier: Dossier, officer: Officer, at: datetime, running: Sequence[Deadline] | None = None, record: OnRecord | None = None) -> Turn | None:
    """Return whose turn it is in a dossier as an officer reads it; None where it waits on nobody."""
    waits = awaited(dossier, at, running, record)
    mine = [one for one in waits if one.is_for(officer) or _is_left_to(one, officer)]
    if not mine:
        return _of_others(dossier, waits[0], officer) if waits else None
    first = mine[0]
    steps = {step.name: step for one in mine if bool(one.signed) == bool(first.signed) for step in one.steps_for(officer)}
    due = first.deadline
    other = due.due_with if due and due.due_with_id not in {None, officer.department_id} else None
    return Turn(True, list(steps.values())[:MOST], due, [], [], signs=first.signed is not None, clock_of=other)


def _of_others(dossier: Dossier, wait: Wait, officer: Officer) -> Turn:
    if wait.outside is not None:
        return Turn(False, list(wait.steps[:MOST]), wait.deadline, [wait.outside], [])
    words, held = rulebook().vocabularies.get("roles", {}), _roles_held(wait.departments)
    roles = [role for role in wait.roles if role in held] or wait.roles  # a role that nobody there has is named only where nobody there could act
    labels = [words.get(role, Text(role, role)) for role in roles]
    if wait.named:
        labels = [Text(one.name_zh or one.username, one.name_en or one.username) for one in wait.named]
    why = None
    if officer.pk in wait.barred:
        sheet = sheet_of(dossier)
        why = next((text for step in wait.steps if (text := why_barred(step, sheet, taken_by(dossier, step), officer))), None)
        why = why or next((one[1] for step in wait.steps if (one := barred_by_record(dossier, step)) and officer.pk in one[0]), None)
    signs = wait.signed is not None
    return Turn(False, list(wait.steps[:MOST]), wait.deadline, labels, list(wait.departments), None if wait.named else _only(wait), signs, why)


def _roles_held(departments: Iterable[Department]) -> set[str]:
    return {role for roles in roles_held_in(departments).values() for role in roles}


def _only(wait: Wait) -> Officer | None:
    """Return the one officer who is asked, where just one with such a role works in the only department."""
    if len(wait.departments) != 1:
        return None
    able = wait.asking.able(working_in(*wait.departments).select_related(None))
    return able[0] if len(able) == 1 else None


def _is_left_to(wait: Wait, officer: Officer) -> bool:
    """Return whether an officer who is barred is the only one of the own department who could act, and reads at the step why it is refused."""
    if officer.pk not in wait.barred or officer.department not in wait.departments:
        return False
    return wait.asking.is_left_to(officer, working_in(officer.department_id).select_related(None).exclude(pk=officer.pk))


def keep_awaiting(dossier: Dossier, at: datetime) -> None:
    """Write on whom a dossier waits now as rows of Awaiting, in the place of those of before. Whoever calls it holds the dossier."""
    for name in ("seats", "proposals"):  # one may have been let in, or have signed, since they were read
        getattr(dossier, "_prefetched_objects_cache", {}).pop(name, None)
    rows = [row for place, wait in enumerate(awaited(dossier, at)) for row in _rows(dossier, place, wait)]
    Awaiting.objects.filter(dossier=dossier).delete()
    Awaiting.objects.bulk_create(rows)


def redraw_awaiting(key: int, at: datetime) -> None:
    """
    Write anew on whom a dossier (by its key) waits, after something that is no step of its own: who is named for its steps, what happened elsewhere, a day.

    The dossier is held, so that a step that is being taken and this one write one after the other.
    """
    with transaction.atomic():
        keep_awaiting(hold_anew(key), at)


def hold_anew(key: int) -> Dossier:
    """Read a dossier (by its key) as it stands now, and hold it until the transaction ends, for what the system does and no officer."""
    return Dossier.objects.select_related("department", "sender").select_for_update(of=("self",)).get(pk=key)


def _rows(dossier: Dossier, place: int, wait: Wait) -> list[Awaiting]:
    barred = "".join(f"|{pk}" for pk in sorted(wait.barred)[:MOST_BARRED])
    first = wait.signed.by if wait.signed else None
    named = wait.named if len(wait.barred) <= MOST_BARRED else wait.named or tuple(wait.asking.able(working_in(*wait.departments).select_related(None)))
    asked: list[tuple[str, Officer | None]] = [(wait.roles[0], one) for one in named] or [(role, None) for role in wait.roles]
    return [
        Awaiting(
            dossier=dossier,
            place=place,
            department=department,
            role=role,
            officer=officer,
            deadline=deadline,
            signed_by=first,
            step=wait.steps[0].name,
            barred=f"{barred}|" if barred else "",
            since=dossier.moved_at,
        )
        for department in wait.departments
        for role, officer in asked
        for deadline in wait.met or (None,)
    ]


#: Officers barred from a step whom a row names; where more are, the row names those who may act instead.
MOST_BARRED = 20


@cache
def awaits_digest() -> str:
    """Return the SHA-256 (hex) of the sheets, and of what they say of whom states and deadlines wait for, which their own digests leave out."""
    told: list[tuple[str, ...]] = []
    for name in rulebook().procedures():
        for sheet in rulebook().versions(name):
            told.append((name, str(sheet.in_force), sheet.digest))
            told += [(name, str(sheet.in_force), state.name, repr(state.awaits)) for state in sheet.states.values()]
            told += [(name, str(sheet.in_force), one.name, repr((one.awaits, one.once_missed))) for one in sheet.deadlines.values()]
    return sha256(repr(told).encode()).hexdigest()
