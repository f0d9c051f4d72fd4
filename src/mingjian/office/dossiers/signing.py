"""Steps that need two signatures: the first waits as a proposal with its papers, the second takes the step; and how a first one is taken back."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import Change, Earlier, Sheet, Step, Taken, advance, rulebook
from mingjian.core.procedure.awaits import able_steps
from mingjian.office.dossiers.deadlines import known_deadlines
from mingjian.office.dossiers.guards import Asked, check_guards
from mingjian.office.dossiers.recording import record, sealed
from mingjian.office.dossiers.sheets import Taking, sheet_of
from mingjian.office.dossiers.signers import roles_for
from mingjian.office.models import Dossier, Entry, Officer, Proposal
from mingjian.office.papers.kinds import check_on_file
from mingjian.office.people.permissions import roles_in


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


def is_first(taking: Taking) -> bool:
    """Return whether the step needs a second signature and nobody has given the first."""
    spec = taking.sheet.steps.get(taking.step)
    return bool(spec and spec.second) and not taking.dossier.proposals.filter(step=taking.step).exists()


def propose(taking: Taking) -> Entry:
    """Check the first signature as if the second were there, and keep the papers until it is."""
    dossier, spec = taking.dossier, taking.spec
    change = _advanced(taking, signed_by=(taking.by.username, ""), second_roles=spec.second)
    Proposal.objects.create(dossier=dossier, step=spec.name, papers=dict(change.papers), by=taking.by, at=taking.at)
    count_move(taking)
    return record(taking, f"{spec.name}:proposed", {"papers": sealed(taking, change.papers), "ground": list(spec.ground)})


def signed(taking: Taking) -> Change:
    """Return what the step changes: with the papers and roles of the first signature where one waits, which is then used up."""
    first = taking.dossier.proposals.select_related("by").filter(step=taking.step).first()
    asked, signatures = taking, {}
    if first is not None and taking.spec.second:  # a correction may have left one behind that no second signature follows
        asked = replace(taking, given=first.papers, roles=_roles_of_first(first.by, taking))
        signatures = {"signed_by": (first.by.username, taking.by.username), "second_roles": taking.roles}
    change = _advanced(asked, **signatures)
    taking.dossier.proposals.filter(step=taking.step).delete()
    return change


def _roles_of_first(by: Officer, taking: Taking) -> frozenset[str]:
    """Return the roles in which a first signature was given; one of before somebody else was named stands."""
    return roles_for(by, taking.dossier, taking.spec) or roles_in(by, taking.dossier, taking.spec.side)


def _advanced(taking: Taking, **signatures: Any) -> Change:
    """Ask the engine, and whether the papers name what is on file."""
    dossier, by = taking.dossier, taking.by
    spec = taking.sheet.steps.get(taking.step)
    signatures |= {"by": by.username, "taken_by": taken_by(dossier, spec), "came_by": came_by(dossier, taking.sheet, spec) if spec else None}
    signatures["record"] = record_for(dossier, taking.sheet, spec)
    change = advance(
        taking.sheet,
        taking.step,
        state=dossier.state,
        roles=taking.roles,
        given=taking.given,
        at=taking.at,
        rulebook=rulebook(),
        deadlines=known_deadlines(dossier),
        **signatures,
    )
    check_on_file(taking.spec, change.papers, dossier, by)
    check_guards(Asked(dossier, taking.step, by, taking.at, change.papers))
    return change


def count_move(taking: Taking) -> None:
    """Let a signature count as a move of the dossier, whose state stays."""
    Dossier.objects.filter(pk=taking.dossier.pk).update(moved_at=taking.at, steps_taken=F("steps_taken") + 1)
