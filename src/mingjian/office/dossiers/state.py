"""
What a step finds of its dossier: the sheet that it was opened with, who has a seat and may sign, what its record tells, and which clocks run.

Nothing here changes a dossier; `taking` does.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import Earlier, OpenDeadline, Sheet, Step, Taken, rulebook, steps_open
from mingjian.core.procedure.awaits import able_steps
from mingjian.core.procedure.competence import sector_of_body
from mingjian.core.procedure.sheet import ALL
from mingjian.office.institution import barrer, namer
from mingjian.office.models import Deadline, Department, Dossier, Officer, Seat
from mingjian.office.people.permissions import roles_in


def sheet_of(dossier: Dossier) -> Sheet:
    """Return the sheet that the dossier was opened under, in the version that was in force then."""
    return rulebook().sheet_version(dossier.procedure, dossier.sheet_in_force, dossier.sector)


def sector_for(procedure: str, department: Department | None, on: date) -> str:
    """Return of which kind of department the sheet is under which a department opens a dossier on a day; empty: the procedure's own."""
    return rulebook().sector_on(procedure, sector_of_body(department.kind, department.name_zh), on) if department else ""


def sheet_for(procedure: str, department: Department | None, on: date) -> Sheet:
    """Return the sheet under which a department opens a dossier on a day."""
    return rulebook().sheet(procedure, on, sector_for(procedure, department, on))


def is_shared(dossier: Dossier) -> bool:
    """Return whether another department than the one that holds a dossier now has, or had, a part in it."""
    return any(seat.department_id != dossier.department_id for seat in dossier.seats.all())


def read_seats(dossier: Dossier) -> None:
    """Read the seats of a dossier with their departments, the oldest first, so that the page that asks for them asks once."""
    prefetch_related_objects([dossier], Prefetch("seats", Seat.objects.select_related("department").order_by("since", "department_id")))


def seated_at(dossier: Dossier) -> list[Department]:
    """Return the departments that have a seat."""
    return [seat.department for seat in dossier.seats.all()]


def named_for(dossier: Dossier, step: Step) -> list[Officer]:
    """Return the officers named for a step, of those in service where the dossier is held; none where the sheet, or the institution, names nobody."""
    ask = namer(dossier.procedure) if step.named else None
    named: list[Officer] = ask(dossier) if ask else []
    return [one for one in named if one.is_active and one.duty == Officer.Duty.WORK and one.department_id == dossier.department_id]


def roles_for(officer: Officer, dossier: Dossier, step: Step) -> frozenset[str]:
    """
    Return the roles that the officer has towards a dossier for one step.

    Whoever is named for it may take it, since naming gives them the part; whoever is not has none while others are named.
    """
    roles = roles_in(officer, dossier, step.side)
    named = named_for(dossier, step)
    if not named:
        return roles
    return roles | {*step.by, *step.second} if any(one.pk == officer.pk for one in named) else frozenset()


def given(dossier: Dossier, paper: str, *steps: str) -> str:
    """Return the newest value of a paper, of some steps if they are named; empty where no step was taken with it."""
    entries = dossier.entries.filter(kind__in=steps) if steps else dossier.entries.all()
    for body in entries.order_by("-index").values_list("body", flat=True):
        value = (json.loads(body).get("papers") or {}).get(paper)
        if isinstance(value, str | int) and value != "":
            return str(value)
    return ""


def taken_by(dossier: Dossier, spec: Step | None, *, own: bool = False) -> dict[str, set[str]]:
    """Return who took, or first signed, the steps whose takers may not take this one, and who took last those whose takers alone may; `own`: only these."""
    found: dict[str, set[str]] = {}
    for name in spec.only_by if spec else ():
        newest = dossier.entries.filter(kind=name).order_by("-index").values_list("officer__username", flat=True)[:1]
        found[name] = set(newest)
    if spec and spec.not_by and not own:
        for name, usernames in hands_of(dossier, spec.not_by).items():
            found.setdefault(name, set()).update(usernames)
    return found


def hands_of(dossier: Dossier, names: Collection[str]) -> dict[str, set[str]]:
    """Return who took some steps, or has signed them first and not taken that back, by step."""
    kinds = [kind for name in names for kind in (name, f"{name}:proposed", f"{name}:taken_back")]
    told = dossier.entries.filter(kind__in=kinds).order_by("index").values_list("kind", "officer__username") if kinds else ()
    return signatures_counted(told)


def signatures_counted(told: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Read entries, kind and officer in their order: a first signature that was taken back, or sent back, took no step and bars from none."""
    found: dict[str, set[str]] = {}
    waiting: dict[str, str] = {}
    for kind, username in told:
        name, _, manner = kind.partition(":")
        if manner == "proposed":
            waiting[name] = username
        elif manner == "taken_back":
            waiting.pop(name, None)
        else:
            found.setdefault(name, set()).update({username, waiting.pop(name, username)})
    for name, username in waiting.items():
        found.setdefault(name, set()).add(username)
    return found


def why_barred(step: Step, sheet: Sheet, taken: Mapping[str, Collection[str]], officer: Officer) -> Text | None:
    """Return why an officer may not take a step any more, of who took which steps before; None where nothing of that stands against it."""
    earlier = next((name for name in step.not_by if officer.username in taken.get(name, ())), None)
    if earlier is None:
        return None
    label = sheet.steps[earlier].label if earlier in sheet.steps else Text(earlier, earlier)
    zh, en = f"您办理过“{label.zh}”，“{step.label.zh}”须由他人办理。", f"You took “{label.en}”: “{step.label.en}” is for somebody else."
    return Text(zh, en)


def barred_by_record(dossier: Dossier, step: Step) -> tuple[Collection[int], Text] | None:
    """Return the officers (keys) whom an institution bars from a step by what is on record besides the sheet, and why; None where it bars nobody."""
    tell = barrer(dossier.procedure)
    return tell(dossier, step.name) if tell else None


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
        for step in steps:
            if step.only_after and step.track not in self._came_by:
                self._came_by[step.track] = came_by(self.dossier, self.sheet, step) or ""
        return self._came_by

    @cached_property
    def _taken(self) -> list[Taken]:
        return _steps_taken(self.dossier, self.sheet)


def came_by(dossier: Dossier, sheet: Sheet, step: Step) -> str | None:
    """Return which step brought the track of a step to where it stands; none where that does not matter, nothing where no step did."""
    if not step.only_after:
        return None
    here = sheet.place(step.track, dossier.state)
    leading = [one.name for one in sheet.steps.values() if one.track == step.track and one.to == here]
    return dossier.entries.filter(kind__in=leading).order_by("-index").values_list("kind", flat=True).first() or ""


def record_for(dossier: Dossier, sheet: Sheet, step: Step | None) -> list[Taken] | None:
    """Return the steps taken so far with their papers, where the sheet asks them of anything for a step; nothing where it asks nothing of the record."""
    if step is None:
        return None
    asked = any(paper.follows for paper in step.needs) or step.asks_of_record or step.not_before_day
    if not asked and not any(sheet.deadlines[name].only_where for name in (*step.opens, *step.restarts)):
        return []
    return _steps_taken(dossier, sheet)


def _steps_taken(dossier: Dossier, sheet: Sheet) -> list[Taken]:
    found = dossier.entries.filter(kind__in=sheet.steps).order_by("index").values_list("kind", "at", "body")
    return [Taken(kind, at, json.loads(body).get("papers") or {}) for kind, at, body in found]


def newest_step(dossier: Dossier) -> Earlier | None:
    """Return the newest step of a dossier; None where the ledger holds none."""
    sheet = sheet_of(dossier)
    newest = dossier.entries.filter(kind__in=sheet.steps).order_by("-index").values_list("kind", "at").first()
    return Earlier(sheet.steps[newest[0]].label, localtime(newest[1]).date()) if newest else None


def known_deadlines(dossier: Dossier) -> tuple[OpenDeadline, ...]:
    """Return the deadlines of a dossier, open and closed, as the engine reads them."""
    rows = dossier.deadlines.all()
    return tuple(OpenDeadline(d.name, d.opened_at, d.due, d.extended, d.suspended_since, d.closed_at, d.counting) for d in rows)


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
