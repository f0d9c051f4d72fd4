"""What other systems ask of decided cases, filled in from their records: a field map each, those of the package and those of this node's own folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localtime, make_aware

import mingjian
from mingjian.core.documents.maps import FieldMap, read_maps
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.office.documents.facts import facts_of
from mingjian.office.documents.models import Document
from mingjian.office.lists.tables import Column, Table
from mingjian.office.models import Entry, Officer

FOLDER = Path(mingjian.__file__).parent / "rulebook" / "maps"
DAYS, MOST = 30, 300  # looked back over at first; cases of one file: each record is read whole
_DECISIONS = ("penalty_decision",)


@dataclass(frozen=True)
class Filled:
    """One case as the other system takes it: its headings with what is on record, and those that stay empty."""

    case: Case
    cells: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """Return the headings that a person fills in there."""
        return [name for name, cell in self.cells.items() if not cell]

    @property
    def count(self) -> int:
        """Return how many headings are filled."""
        return len(self.cells) - len(self.missing)

    @property
    def signs(self) -> int:
        """Return how many signs nobody types again."""
        return sum(map(len, self.cells.values()))


def all_maps() -> dict[str, FieldMap]:
    """Return every map: those of the package, over which the node's own folder `maps` lies. Raises RulebookFault, naming file and line."""
    return {**read_maps(FOLDER), **read_maps(settings.HOME / "maps")}


def a_map(key: str) -> FieldMap:
    """Return one map, the first where none is named. Raises NotFound with those that there are."""
    known = all_maps()
    found = known.get(key) if key else next(iter(known.values()))
    if found is None:
        there = "、".join(known)
        raise NotFound(f"没有这张报送表；现有：{there}。", f"There is no such map; there are: {', '.join(known)}.")
    return found


def filled_cases(chosen: FieldMap, officer: Officer, since: date, until: date, at: datetime) -> list[Filled]:
    """
    Return the cases of the officer's department that were decided from `since` to `until` (Beijing days), the oldest decision first, each once.

    Raises BadInput where the span is turned round, or holds too many.
    """
    if since > until:
        raise BadInput("起始日晚于截止日。", "The first day lies after the last.")
    span = [make_aware(datetime.combine(day, time.min)) for day in (since, until + timedelta(days=1))]
    decided = Entry.objects.filter(kind__in=chosen.after, at__gte=span[0], at__lt=span[1], dossier__procedure__in=chosen.procedures)
    keys = list(dict.fromkeys(decided.filter(dossier__department=officer.department_id).order_by("at").values_list("dossier", flat=True)[: MOST + 1]))
    if len(keys) > MOST:
        raise BadInput(f"这一期间的案件超过 {MOST} 件，请缩短期间。", f"More than {MOST} cases were decided in this span: take a shorter one.")
    cases = {one.dossier_id: one for one in Case.objects.filter(dossier__in=keys).select_related("dossier__department")}
    return [_filled(chosen, cases[key], officer, at) for key in keys if key in cases]


def _filled(chosen: FieldMap, case: Case, officer: Officer, at: datetime) -> Filled:
    record = facts_of(case.dossier, officer, at, case.dossier.department).record
    paper = Document.objects.filter(dossier=case.dossier, form__in=_DECISIONS, is_draft=False).last()
    record["decision"] = {"number": paper.number if paper else ""}
    return Filled(case, chosen.cells(record, rulebook().statutes, localtime(at).date()))


def table_of(chosen: FieldMap) -> Table:
    """Return the map as a table; its headings are the other system's own, whatever language the officer reads."""
    columns = tuple(Column(Text(one.value.name, one.value.name), _cell(one.value.name)) for one in chosen.headings)
    return Table("reporting", chosen.title, columns)


def _cell(name: str) -> Callable[[Filled], object]:
    return lambda row: row.cells[name]
