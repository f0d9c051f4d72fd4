"""
How a dossier is shown, whatever its procedure: where it stands, what is due, which steps are open, what was done.

All of it is drawn from the sheet and the ledger. An institution that has a page of its own for its dossiers says so on its manifest (`Kept`); the others are
shown by the common page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, diagram
from mingjian.office.dossiers.awaits import OnRecord, Turn, read_seats, turn_of
from mingjian.office.dossiers.filing import may_add_files
from mingjian.office.dossiers.history import Done, decided_on, history, in_order, numbers_in, with_open_ways
from mingjian.office.dossiers.leads import Led, led_from
from mingjian.office.dossiers.offers import OpenStep, Unplaced, WaitingStep, offered, unplaced
from mingjian.office.dossiers.offers import Tried as Tried  # said again, for the pages of institutions
from mingjian.office.dossiers.state import seated_at, sheet_of
from mingjian.office.files.readings import readings_of, what_opens
from mingjian.office.institution import kept
from mingjian.office.models import Deadline, Department, Dossier, Officer, Proposal, Reading, SealedFile
from mingjian.office.panels import asking_once
from mingjian.office.people.permissions import dossiers_visible_to, roles_in

ENTRIES = 50


def url_of(dossier: Dossier) -> str:
    """Return the address of a dossier's page."""
    held = kept(dossier.procedure)
    return reverse(held.page if held else "dossier", args=[dossier.number])


def state_label(dossier: Dossier) -> Text:
    """Return where a dossier stands, its tracks in the order of the sheet."""
    sheet = sheet_of(dossier)
    return sheet.label_of(in_order(sheet, dossier.state))


def state_in_short(dossier: Dossier) -> Text:
    """Return where a dossier stands on one line: of its tracks the first, and those besides that something was done on."""
    sheet = sheet_of(dossier)
    state = in_order(sheet, dossier.state)
    if isinstance(state, str) or isinstance(sheet.starts, str):
        return sheet.label_of(state)
    main = next(iter(state))
    return sheet.label_of({track: name for track, name in state.items() if track == main or name != sheet.starts.get(track)})


def with_next_clocks(dossiers: Iterable[Dossier]) -> None:
    """Set `next_clock` of each dossier of a list: its running deadline that ends first, or None. One question, however many there are."""
    by_key = {one.pk: one for one in dossiers}
    for one in by_key.values():
        one.next_clock = None  # type: ignore[attr-defined]  # read by the list
    running = Deadline.objects.filter(dossier__in=by_key, closed_at=None, suspended_since=None)
    for deadline in running.order_by(F("due").desc(nulls_first=True), "-pk"):
        by_key[deadline.dossier_id].next_clock = deadline  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Standing:
    """Where one track of a dossier stands; a procedure without tracks has one of these, without a name."""

    track: str
    label: Text
    is_end: bool


def standings(dossier: Dossier, sheet: Sheet) -> list[Standing]:
    """Return where each track of a dossier stands."""
    state = in_order(sheet, dossier.state)
    tracks = {"": state} if isinstance(state, str) else state
    return [Standing(track, sheet.states[name].label, name in sheet.ends) for track, name in tracks.items()]


@dataclass(frozen=True)
class FilesShown:
    """The files of a dossier, each with whether the officer may open it now; by which leave, and whether they may ask for one."""

    lines: list[tuple[SealedFile, bool]]
    reading: Reading | None = None
    may_reveal: bool = False
    may_add: bool = False

    @property
    def masked(self) -> list[tuple[SealedFile, bool]]:
        """Return those that the officer may not open as it is."""
        return [line for line in self.lines if not line[1]]


def files_shown(dossier: Dossier, officer: Officer, at: datetime) -> FilesShown:
    """Return the files of a dossier as they stand before an officer: those that hold personal data shut until purpose and ground are named."""
    files = list(dossier.files.select_related("sealed_by")[:ENTRIES])
    asked = {of for file in files if file.is_personal for of in what_opens(file)}
    may_add = may_add_files(officer, dossier)
    if not asked:
        return FilesShown([(file, True) for file in files], may_add=may_add)
    readings = list(readings_of(officer, at, asked))
    read = {reading.of for reading in readings}
    lines = [(file, not file.is_personal or bool(what_opens(file) & read)) for file in files]
    return FilesShown(lines, readings[0] if readings else None, may_open_files(officer, dossier), may_add)


def may_open_files(officer: Officer, dossier: Dossier) -> bool:
    """Return whether the officer may say why and then open personal data: who acts for a department that holds or held the dossier, or was let in."""
    return bool(roles_in(officer, dossier, "any"))


@dataclass(frozen=True)
class Shown:
    """Everything that the blocks under `office/dossier/` need; `sees_source`: whether the officer may see the dossier that this one arose from.

    `stuck`: steps ahead that nobody in the own department may take.
    """

    dossier: Dossier
    sheet: Sheet
    standings: list[Standing]
    deadlines: list[Deadline]
    past: list[Deadline]
    steps: list[OpenStep]
    waiting: list[WaitingStep]
    history: list[Done]
    entries: int
    files: FilesShown
    seated: list[Department]
    is_ours: bool
    unplaced: Unplaced | None = None
    led: list[Led] = field(default_factory=list)
    turn: Turn | None = None
    before: Done | None = None
    sees_source: bool = False
    stuck: list[Text] = field(default_factory=list)

    def stand_open(self) -> set[str]:
        """Return the steps whose forms stand open: what was tried, waits for a signature, was proposed or alone leads on; never one that is nobody's turn."""
        in_turn = {one.name for one in self.turn.steps} if self.turn and self.turn.is_mine else set()
        opened = {one.step.name for one in self.steps if one.is_tried or one.first or one.is_proposed}
        leading = [one.step.name for one in self.steps if one.leads_to and one.step.name in in_turn] or sorted(in_turn)
        return opened or (set(leading) if len(leading) == 1 else set())

    @property
    def refusal(self) -> dict[str, Any] | None:
        """Return what was just refused: the step by name and label, and why; it is said at the top, since its form may lie screens below."""
        refused = next((one for one in self.steps if one.refused), None)
        if refused is not None:
            return {"step": refused.step.name, "label": refused.step.label, "why": refused.refused}
        return {"step": "", "label": None, "why": self.unplaced.refused} if self.unplaced else None

    @property
    def is_to_open(self) -> bool:
        """Return whether a decision led to a dossier, or to one of several, and nobody has opened any yet."""
        return bool(self.led) and not any(one.opened for one in self.led)

    @property
    def is_half_signed(self) -> bool:
        """Return whether a first signature waits for that of somebody else: the page then says so at once."""
        return any(one.signed for one in self.waiting)

    def diagram(self) -> str:
        """Draw the procedure, the present state marked."""
        return diagram(self.sheet, self.dossier.state, (get_language() or "zh")[:2])


def _past(deadlines: list[Deadline]) -> list[Deadline]:
    """Return the newest of the deadlines that closed, the last one at the head."""
    closed = sorted((one for one in deadlines if one.closed_at), key=lambda one: one.pk)
    return sorted(closed, key=lambda one: one.closed_at or one.opened_at, reverse=True)[:ENTRIES]


def shown(dossier: Dossier, officer: Officer, at: datetime, tried: Tried = None) -> Shown:
    """Gather what a dossier's page shows to an officer. It only reads: what several forms ask of the same rows is asked once."""
    with asking_once():
        return _shown(dossier, officer, at, tried)


def _shown(dossier: Dossier, officer: Officer, at: datetime, tried: Tried) -> Shown:
    sheet = sheet_of(dossier)
    entries = dossier.entries.select_related("officer", "officer__department").order_by("-index")
    newest = list(entries[:ENTRIES])
    deadlines = list(dossier.deadlines.select_related("due_with").order_by(F("due").asc(nulls_last=True), "id"))
    running = [one for one in deadlines if one.closed_at is None]
    read_seats(dossier)
    prefetch_related_objects([dossier], Prefetch("proposals", Proposal.objects.select_related("by", "by__department")))
    record = OnRecord(dossier, sheet)
    turn = turn_of(dossier, officer, at, running, record)
    steps = offered(record, officer, running, at, tried, turn.steps if turn and turn.is_mine else ())
    past_steps = history(sheet, newest)
    seen = _seen_beside(dossier, numbers_in(past_steps), officer)
    past_steps = with_open_ways(past_steps, seen)
    return Shown(
        dossier,
        sheet,
        standings(dossier, sheet),
        running,
        _past(deadlines),
        steps.mine,
        steps.waiting,
        past_steps,
        len(newest) if len(newest) < ENTRIES else entries.count(),
        files_shown(dossier, officer, at),
        seated_at(dossier),
        dossier.department_id == officer.department_id,
        unplaced(steps, tried),
        led_from(dossier, officer, at),
        turn,
        decided_on(sheet, dossier, past_steps, is_signed=turn.signs) if turn and turn.is_mine else None,  # it is put before whoever must act
        dossier.arose_from_id is not None and dossier.arose_from_id in seen.values(),
        steps.stuck,
    )


def _seen_beside(dossier: Dossier, numbers: set[str], officer: Officer) -> dict[str, int]:
    """Return, by number, which of the dossiers that a page speaks of the officer may open: the one that led to it, and those that papers name."""
    if dossier.arose_from_id is None and not numbers:
        return {}
    spoken_of = Q(number__in=numbers) | Q(pk=dossier.arose_from_id) if dossier.arose_from_id else Q(number__in=numbers)
    return dict(dossiers_visible_to(officer).filter(spoken_of).values_list("number", "pk"))
