"""
What a step finds of its dossier: the sheet that it was opened with, who has a seat and may sign, what its record tells, and which clocks run; and what a
signature would take from its signer.

Some later steps are for somebody else (`not_by` of a sheet): a case whose only reviewer signs for the investigation can be reviewed by nobody. So the form
says beforehand what a signature bars from; it is refused where it would leave nobody and somebody else could sign in its place; and the page says where
nobody is left already. Nothing here changes a dossier; `transition` does.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Earlier, OpenDeadline, Sheet, Step, Taken, rulebook
from mingjian.core.procedure.competence import sector_of_body
from mingjian.core.procedure.sheet import State_
from mingjian.office.institution import barrer
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import named_for


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


def seated_at(dossier: Dossier) -> list[Department]:
    """Return the departments that have a seat."""
    return [seat.department for seat in dossier.seats.all()]


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


def on_record(dossier: Dossier, sheet: Sheet, step: Step | None) -> dict[str, Any]:
    """Return what the engine asks of a dossier's record for a step: its deadlines, who took which steps, what led here, and the papers given before."""
    return {
        "deadlines": known_deadlines(dossier),
        "taken_by": taken_by(dossier, step),
        "came_by": came_by(dossier, sheet, step) if step else None,
        "record": record_for(dossier, sheet, step),
    }


def barred_by_record(dossier: Dossier, step: Step) -> tuple[Collection[int], Text] | None:
    """Return the officers (keys) whom an institution bars from a step by what is on record besides the sheet, and why; None where it bars nobody."""
    tell = barrer(dossier.procedure)
    return tell(dossier, step.name) if tell else None


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
    return steps_taken(dossier, sheet)


def steps_taken(dossier: Dossier, sheet: Sheet) -> list[Taken]:
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


_NAMED = 3  # officers that a sentence names


@dataclass(frozen=True)
class Lock:
    """The later steps that a signature bars its signer from, those of them that nobody else could take then, and who could sign in their place."""

    barred: list[Step]
    left: list[Step]
    instead: list[Officer]

    def said(self, step: Step) -> list[Text]:
        """State it before the signature is given."""
        if not self.barred:
            return []
        zh, en = _listed(self.barred)
        told = [Text(f"办理“{step.label.zh}”后，您不能再办理：{zh}。", f"Once you take {step.label.en!r} you may no longer take: {en}.")]
        return [*told, self.why(step)] if self.left else told

    def why(self, step: Step) -> Text:
        """State that nobody would be left, and what to do."""
        (zh, en), (who, names) = _listed(self.left), names_of(self.instead)
        told = Text(
            f"除您之外，本部门没有人可以办理：{zh}。您办理“{step.label.zh}”之后，本案将无人可以办理这一步。",
            f"Nobody in the department but you could take: {en}. Once you take {step.label.en!r}, nobody could.",
        )
        if not self.instead:
            return Text(f"{told.zh}{TO_DO.zh}", f"{told.en} {TO_DO.en}")
        if step.named:
            return Text(f"{told.zh}请负责人另行指定办案人员（如{who}）。", f"{told.en} Have the head name somebody else for it, such as {names}.")
        return Text(f"{told.zh}请由他人办理（如{who}）。", f"{told.en} Let somebody else take it, such as {names}.")


TO_DO = Text(
    "请先由系统管理员把相应角色授予另一名人员，或者报请上级部门派员。",
    "Have the administrator give the role to another officer first, or ask the superior department for one.",
)


class Locks:
    """What a dossier's sheet keeps apart, and who took or is named for what: read once, however many steps are asked about."""

    def __init__(self, dossier: Dossier, sheet: Sheet) -> None:
        self.dossier, self.sheet = dossier, sheet
        self.apart = [one for one in sheet.steps.values() if one.not_by and one.side == "holder"]

    @cached_property
    def taken(self) -> dict[str, set[str]]:
        """By step that bars from another, who took or first signed it."""
        return hands_of(self.dossier, sorted({name for one in self.apart for name in one.not_by}))

    @cached_property
    def working(self) -> list[Officer]:
        """Return the officers in service where the dossier is held."""
        return _working(self.dossier.department)

    @cached_property
    def named(self) -> dict[str, list[Officer]]:
        """By step, the officers named for it."""
        names = {name for one in self.apart for name in one.not_by if self.sheet.steps[name].named}
        named = named_for(self.dossier, self.sheet.steps[min(names)]) if names else []
        return dict.fromkeys(names, named)

    def took(self, step: Step) -> set[str]:
        """Return who took, or first signed, a step that bars from this one."""
        return {username for name in step.not_by for username in self.taken.get(name, ())}

    def hands(self, step: Step) -> set[str]:
        """Return those, and whoever is named for such a step and so will take it."""
        return self.took(step) | {one.username for name in step.not_by for one in self.named.get(name, ())}

    def of(self, step: Step, officer: Officer, first: Officer | None = None) -> Lock:
        """
        Return what the officer's signature of a step would bar from; `first` is who signed it first.

        In place of somebody named could sign whoever might be named as well: not those named already, and nobody without a certificate on file.
        """
        barring = [one for one in self.apart if step.name in one.not_by]
        if not barring or officer.department_id != self.dossier.department_id:
            return Lock([], [], [])
        also = {first.username} if first else set()
        barred = [one for one in barring if set(one.by) & set(officer.roles) and officer.username not in self.took(one)]
        left = [one for one in barred if not _able(one, self.working, self.hands(one) | also | {officer.username})]
        return Lock(barred, left, self._instead(step, left, officer, first) if left else [])

    def _instead(self, step: Step, left: Sequence[Step], officer: Officer, first: Officer | None) -> list[Officer]:
        """Return who could sign in the officer's place and leave somebody for each later step: the officer, at least."""
        named = {one.pk for one in self.named.get(step.name, ())}
        could = [one for one in self.working if one.pk not in named and one.certificate.strip()] if named else self.working
        roles, but = set(step.second if first else step.by), {officer.pk, first.pk if first else None}
        able = [one for one in could if one.pk not in but and set(one.roles) & roles]
        also = {first.username} if first else set()
        return [one for one in able if all(_able(later, self.working, ((self.hands(later) | also) - {officer.username}) | {one.username}) for later in left)]

    def lone(self, step: Step, officer: Officer) -> Text | None:
        """Return that nobody here but the officer could sign a step as the second, and what to do; None where somebody could, or nobody has to."""
        if not step.second or step.side != "holder" or named_for(self.dossier, step):
            return None
        if any(one.pk != officer.pk and set(step.second) & set(one.roles) for one in self.working):
            return None
        words, outside = rulebook().vocabularies.get("roles", {}), rulebook().powers["office.act_outside"].by
        fitting = [role for role in step.second if (role in outside) != self.dossier.department.is_authority] or step.second
        roles = [words.get(role, Text(role, role)) for role in fitting]
        zh, en = "、".join(one.zh for one in roles), ", ".join(one.en for one in roles)
        return Text(
            f"“{step.label.zh}”须两人签名，而本单位除您之外没有人可以作第二签名（{zh}）：请系统管理员为另一名人员（如单位负责人）开设账号并授予该角色，由其第二签名。",
            f"{step.label.en!r} takes two signatures, and nobody here but you could give the second ({en}): have the administrator give that role to another "
            "person, such as the head, with an account of their own.",
        )

    def stuck(self) -> list[Text]:
        """Return which steps that lie ahead nobody here may take, though somebody has the role: those who have took part before, or are named to."""
        if self.dossier.is_closed:
            return []
        ahead = [one for one in self.apart if _lies_ahead(one, self.sheet, self.dossier.state)]
        left = [one for one in ahead if _able(one, self.working, ()) and not _able(one, self.working, self.hands(one))]
        if not left:
            return []
        zh, en = _listed(left)
        who = names_of([one for one in self.working if any(set(step.by) & set(one.roles) for step in left)])
        return [
            Text(
                f"本部门没有人可以办理：{zh}。具有相应角色的人员（{who[0]}）已经办理或者被指定办理前面的步骤，按规定须由他人办理。{TO_DO.zh}",
                f"Nobody in the department may take: {en}. Whoever has the role ({who[1]}) took, or is named for, a step that must be kept apart. {TO_DO.en}",
            )
        ]


def refuse_lock(step: Step, sheet: Sheet, dossier: Dossier, officer: Officer, first: Officer | None, roles: Collection[str]) -> None:
    """
    Raise StepRefused where a signature of an open step would leave nobody for a later one and somebody else could sign in its place.

    So does the second signature of whoever gave the `first` where nobody else could give it: then it says what to do. Nothing is asked of whoever could not
    sign at all, in the `roles` that they have: the engine says why.
    """
    if set(roles).isdisjoint(step.second if first else step.by):
        return
    locks = Locks(dossier, sheet)
    if first is not None and first.pk == officer.pk and (alone := locks.lone(step, officer)):
        raise StepRefused(alone.zh, alone.en)
    lock = locks.of(step, officer, first)
    if lock.left and lock.instead:
        why = lock.why(step)
        raise StepRefused(why.zh, why.en)


def left_by_naming(sheet: Sheet, department: Department, named: Collection[Officer]) -> list[Step]:
    """Return the steps that nobody in a department could take once some officers are named for those that bar from them, though some could before."""
    working, hands = _working(department), {one.username for one in named}
    later = [one for one in sheet.steps.values() if any(sheet.steps[name].named for name in one.not_by)]
    return [one for one in later if _able(one, working, ()) and not _able(one, working, hands)]


def _working(department: Department) -> list[Officer]:
    return list(working_in(department).select_related(None).order_by("username"))


def _able(step: Step, officers: Iterable[Officer], hands: Collection[str]) -> list[Officer]:
    return [one for one in officers if set(step.by) & set(one.roles) and one.username not in hands]


def _lies_ahead(step: Step, sheet: Sheet, state: State_) -> bool:
    """Return whether a dossier may still come to where a step begins."""
    reached, waiting = set(), [sheet.place(step.track, state)]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += [one.to for one in sheet.steps.values() if one.to and place in one.from_states]
    return not reached.isdisjoint(step.from_states)


def _listed(steps: Sequence[Step]) -> tuple[str, str]:
    return "、".join(f"“{one.label.zh}”" for one in steps), ", ".join(repr(one.label.en) for one in steps)


def names_of(officers: Sequence[Officer]) -> tuple[str, str]:
    """Return the names of the first few of some officers, in Chinese and in English."""
    some = officers[:_NAMED]
    return "、".join(one.name_zh or one.username for one in some), ", ".join(one.name_en or one.username for one in some)
