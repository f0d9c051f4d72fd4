"""
Where an officer is barred from the step that a dossier waits for, having taken another before it (`not_by` of a sheet), while a colleague is not.

It waits on the colleague then. Where nobody else in the department may take it, it stays due for all: somebody must see to it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.core.procedure.sheet import ALL
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.dossiers.signing import signatures_counted
from mingjian.office.dossiers.standing import standing_apart, states_present
from mingjian.office.models import Deadline, Dossier, Entry, Officer

MOST = 100  # dossiers that are looked at


@dataclass(frozen=True)
class Bar:
    """One dossier whose step is for somebody else: why, which deadlines wait so, and whether nothing else is left to the officer on that track."""

    dossier: int
    why: Text
    deadlines: frozenset[str]
    is_whole: bool


def bars_of(officer: Officer) -> list[Bar]:
    """Give the dossiers of the officer's department that wait for a step which the officer may not take any more and a colleague may."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return []
    places, kinds = _places()
    present = states_present(officer.department_id, places)
    by_officer = Exists(Entry.objects.filter(dossier=OuterRef("pk"), officer=officer.pk, kind__in=kinds))
    held = Dossier.objects.filter(department=officer.department_id, is_closed__in=[False]).order_by()
    found = [one for place in standing_apart(places, present) for one in held.filter(place).filter(by_officer)[:MOST]]
    if not found:
        return []
    colleagues = _colleagues(officer)
    hands = _hands([one.pk for one in found], kinds)
    bars = (_bar(one, officer, colleagues, hands.get(one.pk, {})) for one in found)
    return [bar for bar in bars if bar is not None]


def deadlines_barred(officer: Officer) -> dict[int, Text]:
    """Give the open deadlines, by their keys, that wait for a colleague since the officer may not meet them, each with why."""
    bars = {bar.dossier: bar for bar in bars_of(officer)}
    running = Deadline.objects.filter(dossier__in=bars, closed_at__isnull=True).values_list("pk", "dossier", "name") if bars else ()
    return {pk: bars[dossier].why for pk, dossier, name in running if name in bars[dossier].deadlines}


def why_barred(step: Step, sheet: Sheet, taken: Mapping[str, Collection[str]], officer: Officer) -> Text | None:
    """Say why an officer may not take a step any more, of who took which steps before; None where nothing of that stands against it."""
    earlier = next((name for name in step.not_by if officer.username in taken.get(name, ())), None)
    if earlier is None:
        return None
    label = sheet.steps[earlier].label if earlier in sheet.steps else Text(earlier, earlier)
    zh, en = f"您办理过“{label.zh}”，“{step.label.zh}”须由他人办理。", f"You took “{label.en}”: “{step.label.en}” is for somebody else."
    return Text(zh, en)


def _places() -> tuple[dict[str, list[str]], set[str]]:
    """The states, by procedure, of which alone a step begins that bars somebody; and the kinds of entries by which it does."""
    book = rulebook()
    places: dict[str, list[str]] = {}
    kinds: set[str] = set()
    for name in book.procedures():
        for step in (one for sheet in book.versions(name) for one in sheet.steps.values() if one.not_by and _is_of_one(one)):
            kinds |= {kind for earlier in step.not_by for kind in (earlier, f"{earlier}:proposed", f"{earlier}:taken_back")}
            states = places.setdefault(name, [])
            states += [step.from_states[0]] if step.from_states[0] not in states else []
    return places, kinds


def _is_of_one(step: Step) -> bool:
    return step.side == "holder" and len(step.from_states) == 1 and not step.voids


def _colleagues(officer: Officer) -> list[Officer]:
    working = Officer.objects.select_related(None).filter(department=officer.department_id, duty=Officer.Duty.WORK, is_active=True)
    return list(working.exclude(pk=officer.pk))


def _hands(dossiers: Collection[int], kinds: Iterable[str]) -> dict[int, dict[str, set[str]]]:
    """Who took, or first signed, which steps of some dossiers: by dossier and step."""
    told: dict[int, list[tuple[str, str]]] = {}
    taken = Entry.objects.filter(dossier__in=dossiers, kind__in=kinds, officer__isnull=False).order_by("index")
    for dossier, kind, username in taken.values_list("dossier", "kind", "officer__username"):
        told.setdefault(dossier or 0, []).append((kind, username))
    return {dossier: signatures_counted(entries) for dossier, entries in told.items()}


def _bar(dossier: Dossier, officer: Officer, colleagues: list[Officer], taken: Mapping[str, set[str]]) -> Bar | None:
    sheet = sheet_of(dossier)
    open_here = [step for step in sheet.steps.values() if _is_of_one(step) and step.name not in sheet.undoing and sheet.is_open(step, dossier.state)]
    mine = [step for step in open_here if set(step.by) & set(officer.roles)]
    barred = {step.name: why for step in mine if (why := why_barred(step, sheet, taken, officer)) and _somebody(step, colleagues, taken)}
    if not barred:
        return None
    left = {name for step in mine if step.name not in barred for name in _closed(step, sheet)}
    waiting = {name for step in mine if step.name in barred for name in _closed(step, sheet)} - left
    tracks = {step.track for step in mine if step.name in barred}
    return Bar(dossier.pk, next(iter(barred.values())), frozenset(waiting), all(step.name in barred for step in mine if step.track in tracks))


def _somebody(step: Step, colleagues: list[Officer], taken: Mapping[str, set[str]]) -> bool:
    """Whether a colleague has a role of a step and took none that bars from it."""
    hands = {username for earlier in step.not_by for username in taken.get(earlier, ())}
    return any(set(step.by) & set(one.roles) and one.username not in hands for one in colleagues)


def _closed(step: Step, sheet: Sheet) -> Iterable[str]:
    return sheet.deadlines if ALL in step.closes else step.closes
