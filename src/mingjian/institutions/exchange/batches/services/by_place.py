"""Clues of a department sorted by the node of their operator's place, as their records say it; what cannot go so is named with the reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import PLACE_ON_RECORD, Refused, Release, never_of, rules_of
from mingjian.core.language import Text
from mingjian.core.wire.reasons import reason_of
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.node import here, open_ones, register, sheet_of
from mingjian.institutions.exchange.services.outbox import decide, question
from mingjian.institutions.exchange.services.places import places_of
from mingjian.institutions.exchange.services.prefill import filled_of, without_reporter
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer

MOST = 5000  # clues of one look
_ONE_BY_ONE = Text("内容来自其他节点或者曾经提供，请在线索页单独提供。", "It rests on another node's record or went out before: give it from its own page.")
_NO_PLACE = Text("线索没有写明经营者所在地。", "The clue does not say where the operator is.")
_OURS = Text("经营者在本地，或者所在地不属于任何成员。", "The operator is here, or at no member's place.")


@dataclass
class Going:
    """A clue that goes to a node: what is sealed of it, the question that the agreement answers, and what it answered."""

    clue: Clue
    values: dict[str, str]
    asked: dict[str, Any]
    decided: Release


@dataclass
class Sorted:
    """Clues by the node that they go to, and those that do not go, with why."""

    by_node: dict[str, list[Going]] = field(default_factory=dict)
    left: list[tuple[Clue, Text]] = field(default_factory=list)


def open_clues(officer: Officer) -> list[Clue]:
    """Return the open clues of the officer's department that no node was given yet, the oldest first."""
    given = SharedRecord.objects.filter(kind="clue", dossier__isnull=False).values("dossier")
    found = Clue.objects.filter(dossier__department=officer.department_id, dossier__is_closed=False).exclude(dossier__in=given)
    return list(found.select_related("dossier__department").order_by("pk")[:MOST])


def sort_by_node(clues: Iterable[Clue], purpose: str, on: date, *, node: str = "") -> Sorted:
    """Sort clues by node, of one node alone where it is named. The agreement is asked once for all of one place."""
    found, each = Sorted(), list(clues)
    bound, reporters = _bound(each), {one.clue_id: one for one in Reporter.objects.filter(clue__in=[one.pk for one in each])}
    serving = [(region, one.node) for one in open_ones() for region in one.serves]
    own, of_place = here(register()).region, dict[tuple[str, str], list[tuple[Clue, dict[str, str]]]]()
    for clue in each:
        plain = without_reporter(filled_of(clue), reporters.get(clue.pk))
        place = next((one.code for one in places_of(plain)), "")
        to = next((name for region, name in serving if place.startswith(region)), "") if not place.startswith(own) else ""
        if clue.dossier_id in bound or not to:
            found.left.append((clue, _ONE_BY_ONE if clue.dossier_id in bound else _OURS if place else _NO_PLACE))
        elif not node or to == node:
            of_place.setdefault((to, place), []).append((clue, plain))
    for (to, place), some in of_place.items():
        _decide(found, to, place, some, purpose, on)
    return found


def _decide(found: Sorted, to: str, place: str, some: list[tuple[Clue, dict[str, str]]], purpose: str, on: date) -> None:
    """Ask the agreement what of all clues of a place may go, in one question about every field that any of them has."""
    sheet, _ = sheet_of(register())
    never, rules = never_of(sheet), rules_of(sheet)
    fields = {name for _, plain in some for name in plain} - never
    asked = question("clue", fields, purpose, to, place=place, papers=[PLACE_ON_RECORD])
    decided = decide(asked, on)
    if isinstance(decided, Refused):
        found.left += [(clue, reason_of(decided.why).said) for clue, _ in some]
        return
    for clue, plain in some:
        values = with_masks({name: visible(value) for name, value in plain.items() if name not in never}, rules)
        found.by_node.setdefault(to, []).append(Going(clue, values, asked, decided))


def _bound(clues: list[Clue]) -> set[int | None]:
    """Return the dossiers that rest on another node's record or were given before: what they may do is asked for each alone."""
    keys = [one.dossier_id for one in clues]
    given = SharedRecord.objects.filter(dossier__in=keys, kind="clue").values_list("dossier", flat=True)
    return {*HeldRecord.objects.filter(dossier__in=keys).values_list("dossier", flat=True), *given}


def fields_of(going: Iterable[Going]) -> Iterator[tuple[str, str, str]]:
    """Return field, rule and clause of what a node will see of these clues, each once; a field that some of them lack is there, too."""
    seen = {(one.field, one.rule, one.clause): None for each in going for one in each.decided.decisions}
    yield from seen


def is_of(clues: Iterable[Clue], department: Department | None) -> bool:
    """Return whether all of them are of a department."""
    return all(one.dossier.department_id == (department and department.pk) for one in clues)
