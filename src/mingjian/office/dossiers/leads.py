"""What is known of a dossier already, where its decisions lead, and what is carried along, so that nobody types it again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.core.procedure.leads import FACT
from mingjian.core.procedure.papers import paper_kinds
from mingjian.core.procedure.rulebook import crimes
from mingjian.core.procedure.sheet import Lead
from mingjian.office.dossiers.conditions import standing_apart, states_present
from mingjian.office.dossiers.state import sheet_for, sheet_of
from mingjian.office.institution import crime_lines_page, follower, parts, teller
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.panels import asked_once
from mingjian.office.people.permissions import dossiers_visible_to


class Known:
    """
    What a dossier's ledger and its institution tell: papers by their names, facts by `@` and theirs, as a form writes them.

    Personal papers are not among them (the ledger holds only their hash), nor files (they are carried whole) and what names a department or officer.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def first(self, sources: Iterable[str]) -> str:
        """Return the first of some sources that is known; empty where none is."""
        return next((value for source in sources if (value := self._value(source))), "")

    def of(self, filled: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """Return what is known for each paper, by its sources; what is not known is left out."""
        found = {paper: self.first(sources) for paper, sources in filled.items()}
        return {paper: value for paper, value in found.items() if value}

    @cached_property
    def called_for(self) -> dict[str, dict[str, str]]:
        """Return the steps that something which happened elsewhere calls for, each with its papers as institutions tell them."""
        return {step: dict(papers) for tell in parts("calls_for") for step, papers in tell(self.dossier).items()}

    def _value(self, source: str) -> str:
        if not source.startswith(FACT):
            return self._papers.get(source, "")
        value = self._facts.get(source.removeprefix(FACT), "")
        return str(value() if callable(value) else value)

    @cached_property
    def _facts(self) -> dict[str, Any]:
        """Return the facts; one that takes a while to draft is a function, which is asked where a step needs it."""
        dossier, tell = self.dossier, teller(self.dossier.procedure)
        told = {"today": localdate().isoformat(), **(tell(dossier) if tell else {})}
        return {name: value for name, value in told.items() if value not in (None, "")}

    @cached_property
    def _papers(self) -> dict[str, str]:
        asked, kinds = sheet_of(self.dossier).papers, paper_kinds()
        plain = {name for name, paper in asked.items() if not (kinds[paper.kind].is_brought or kinds[paper.kind].may_hold or paper.kind in NAMING)}
        found: dict[str, str] = {}
        steps = self.dossier.entries.exclude(kind__endswith=":taken_back")  # whose reason is of the signature, and of nothing that a step asks
        for body in steps.order_by("index").values_list("body", flat=True):
            given = json.loads(body).get("papers") or {}
            found |= {name: str(value) for name, value in given.items() if name in plain and isinstance(value, str | int) and value != ""}
        return found


OF_LATE = timedelta(days=90)  # since the decision: whoever opened nothing for so long does without
MOST_TO_OPEN = 50
#: The paper that names a crime: the lines of the law are drawn for it.
CRIME = "crime"
#: Kinds of paper that the ledger holds by a name, which no form takes.
NAMING = frozenset({"officer", "dossier"})


@dataclass(frozen=True)
class Led:
    """A dossier that may be opened now: of which procedure, after which step, those opened already; where the figures of a crime are weighed."""

    procedure: str
    title: Text
    after: Text
    opened: list[Dossier]
    may_open: bool
    roles: tuple[str, ...]
    weighed_at: str = ""


def led_from(dossier: Dossier, officer: Officer, at: datetime) -> list[Led]:
    """Return where the decision in which a dossier stands leads; nothing where it leads nowhere."""
    sheet = sheet_of(dossier)
    leading = [step for step in sheet.steps.values() if step.leads_to and sheet.place(step.track, dossier.state) == step.to]
    if not leading:
        return []
    last = dossier.entries.filter(kind__in=[step.name for step in leading]).order_by("-index").first()
    return [_led(dossier, sheet.steps[last.kind], lead, officer, at) for lead in _holding(sheet, last)] if last else []


@dataclass(frozen=True)
class ToOpen:
    """A dossier in which it was decided that another is opened, which nobody has opened yet: what is to be opened."""

    dossier: Dossier
    title: Text


def dossiers_to_open(officer: Officer, at: datetime) -> list[ToOpen]:
    """Return what was decided in the officer's department of late and waits for a dossier that the officer may open, the newest first."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return []
    places, steps, led = _leading()
    opened = Dossier.objects.filter(arose_from=OuterRef("pk"), procedure__in=led)
    own = Dossier.objects.filter(department=officer.department_id, moved_at__gte=at - OF_LATE).exclude(Exists(opened)).order_by("-moved_at")
    present = states_present(officer.department_id, {name for name, _, _ in places}, closed=(False, True))
    keys: list[tuple[datetime, int]] = []
    for name, state, closed in places:  # each by itself: an index gives the newest of one state, and none those of several
        for stands in standing_apart({name: [state]}, present):
            keys += own.filter(stands, is_closed__in=closed).values_list("moved_at", "pk")[:MOST_TO_OPEN]
    newest = [pk for _, pk in sorted(keys, reverse=True)[:MOST_TO_OPEN]]
    found = list(Dossier.objects.filter(pk__in=newest).select_related("arose_from", "department").order_by("-moved_at"))
    last = {entry.dossier_id: entry for entry in Entry.objects.filter(dossier__in=found, kind__in=steps).order_by("index")}
    return [one for dossier in found if dossier.pk in last for one in _to_open(dossier, last[dossier.pk], officer, at)]


def _to_open(dossier: Dossier, last: Entry, officer: Officer, at: datetime) -> list[ToOpen]:
    sheet = sheet_of(dossier)
    step = sheet.steps.get(last.kind)
    if step is None or sheet.place(step.track, dossier.state) != step.to:  # what was decided last led nowhere, or was taken back
        return []
    source = dossier.arose_from.procedure if dossier.arose_from else ""
    leads = [lead for lead in _holding(sheet, last) if lead.procedure != source]  # one that came back goes on where it came from
    sheets = [sheet_for(lead.procedure, officer.department, localtime(at).date()) for lead in leads]
    return [ToOpen(dossier, one.title) for one in sheets if one.opening and officer.holds(*one.steps[one.opening].by)]


@cache
def _leading() -> tuple[list[tuple[str, str, tuple[bool, ...]]], set[str], set[str]]:
    """
    Return the places to which decisions lead that open another dossier, in whatever version: procedure, state, whether one is closed there; those steps; the
    procedures that are opened.
    """
    sheets = [(name, sheet) for name in rulebook().procedures() for sheet in rulebook().versions(name)]
    leading = [(name, sheet, step, step.to) for name, sheet in sheets for step in sheet.steps.values() if step.leads_to and step.to]
    places = {(name, to, (False, True) if sheet.tracks else (to in sheet.ends,)) for name, sheet, _, to in leading}
    return sorted(places), {step.name for _, _, step, _ in leading}, {lead.procedure for _, _, step, _ in leading for lead in step.leads_to}


def _holding(sheet: Sheet, last: Entry) -> list[Lead]:
    """Return the leads of a step that hold for the papers with which it was taken."""
    given = json.loads(last.body).get("papers") or {}
    return [lead for lead in sheet.steps[last.kind].leads_to if all(given.get(name) in values for name, values in lead.when.items())]


def _led(dossier: Dossier, step: Step, lead: Lead, officer: Officer, at: datetime) -> Led:
    sheet = sheet_for(lead.procedure, officer.department, localtime(at).date())
    by = sheet.steps[sheet.opening].by if sheet.opening else ()
    opened = list(dossiers_visible_to(officer).filter(arose_from=dossier, procedure=lead.procedure).order_by("id"))
    return Led(lead.procedure, sheet.title, step.label, opened, officer.holds(*by), by, _weighed_at(dossier, sheet, lead))


def _weighed_at(dossier: Dossier, sheet: Sheet, lead: Lead) -> str:
    """Return, of a lead to where a crime is named, the address that weighs the figures of it that are known against the lines; empty for any other."""
    needs = {paper.name: paper for paper in sheet.steps[sheet.opening].needs} if sheet.opening else {}
    if CRIME not in needs or not crime_lines_page():
        return ""
    known = Known(dossier).of(lead.carries)
    crime = next((key for key, one in crimes().all.items() if one.title.zh == known.get(CRIME)), "")
    counted = {needs[name].counts_as or name: value for name, value in known.items() if needs[name].counts_as or name == "acted_on"}
    asked = {"crime": crime, **counted} if crime else {}  # without a crime nothing can be weighed, and the page would open with a refusal
    return f"{reverse(crime_lines_page())}?{urlencode({'from': dossier.number, **asked})}"


def carried(dossier: Dossier, procedure: str, officer: Officer, at: datetime) -> dict[str, str]:
    """Return the papers with which a dossier that arises from another is opened. Raises BadInput where it neither leads there nor may be followed by it."""
    sheet = sheet_of(dossier)
    leads = [lead for step in sheet.steps.values() for lead in step.leads_to if lead.procedure == procedure]
    if leads and any(one.procedure == procedure for one in led_from(dossier, officer, at)):
        return Known(dossier).of(leads[0].carries)
    follows = follower(procedure)
    papers: dict[str, str] | None = follows(dossier, officer, at) if follows else None
    if papers is None:
        title = rulebook().sheet(procedure, localtime(at).date()).title
        raise BadInput(f"“{dossier.number}”现在不能引出“{title.zh}”。", f"{dossier.number} does not lead to “{title.en}” now.")
    return papers


def carry_files(source: Dossier, dossier: Dossier, by: Officer, at: datetime) -> list[str]:
    """Let a dossier that arises from another hold its files too, as personal as they are there; give their SHA-256."""
    held = set(dossier.files.values_list("sha256", flat=True))
    found = [file for file in source.files.all() if file.sha256 not in held]
    told: dict[str, Any] = {"dossier": dossier, "sealed_at": at, "sealed_by": by}
    for file in found:
        came_from = file.came_from or (source.read_as if file.is_personal else "")
        SealedFile.objects.create(name=file.name, sha256=file.sha256, size=file.size, is_personal=file.is_personal, came_from=came_from, **told)
    return [file.sha256 for file in found]


@asked_once
def facts_told(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Gather what institutions tell of a dossier, by group and name; of what two tell, the later stands."""
    told: dict[str, dict[str, Any]] = {}
    for one in parts("facts"):
        told |= {group: {**told.get(group, {}), **names} for group, names in one(dossier).items()}
    return told
