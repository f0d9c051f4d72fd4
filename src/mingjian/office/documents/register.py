"""
The register of numbers that a department gave its papers: each series of a 字 and a year in order, and what became of each number.

It is read from the ledger, which keeps a number when its dossier is gone. A number below the last of its series that no entry tells of is shown as missing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.documents.forms import forms
from mingjian.core.language import Text
from mingjian.office.documents.models import FOLDER, Document, Series
from mingjian.office.language import said
from mingjian.office.models import Department, Entry

_LAST_DIGITS = re.compile(r"(\d+)\D*$")
STANDS, GONE = Text("有效", "stands"), Text("卷宗已销毁，台账仍有记录", "its dossier was destroyed; the ledger still tells of it")
MISSING = Text("台账没有此号的制作记录，请查明", "the ledger tells of no document of this number: find out why")


@dataclass(frozen=True)
class Given:
    """One number of a series: its place, as it is written, of which document and dossier, when and by whom it was given, and what became of it."""

    word: str
    year: int
    place: int
    number: str = ""
    title: str = ""
    dossier: str = ""
    at: datetime | None = None
    by: str = ""
    state: Text = MISSING
    is_missing: bool = False

    @property
    def told(self) -> str:
        """Return what became of it, in the reader's language."""
        return said(self.state)


def register_of(department: Department, year: int | None = None) -> list[Given]:
    """Return every number that a department gave, by series and place, the newest year first; `year`: of one year alone."""
    held = _told_of(department, year)
    lines: list[Given] = []
    series = Series.objects.filter(department=department, **({"year": year} if year else {})).order_by("-year", "word")
    for one in series:
        told = held.get((one.word, one.year), {})
        for place in range(1, max([one.last, *told]) + 1):
            lines += told.get(place) or [Given(one.word, one.year, place, is_missing=True)]
    return lines


def years_of(department: Department) -> list[int]:
    """Return the years in which a department gave numbers, the newest first."""
    return sorted(set(Series.objects.filter(department=department).values_list("year", flat=True)), reverse=True)


def departments_with_numbers() -> QuerySet[Department]:
    """Return the departments that gave a number."""
    return Department.objects.filter(pk__in=Series.objects.values("department")).order_by("pk")


def _told_of(department: Department, year: int | None) -> dict[tuple[str, int], dict[int, list[Given]]]:
    """Read the entries of documents with a number, by series and place."""
    entries = Entry.objects.filter(kind="document_made").select_related("officer", "dossier").order_by("index")
    if year:  # a paper may be printed in the year after the day that it bears
        entries = entries.filter(at__year__gte=year, at__year__lte=year + 1)
    numbered = Document.objects.exclude(number="").only("sha256", "title", "number", "form", "gaps", "made_at", "dossier")
    documents = {one.sha256: one for one in numbered}
    replaced = _replaced(list(documents.values()))
    found: dict[tuple[str, int], dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        body = json.loads(entry.body)
        series = _series_of(body, entry, department)
        if series is None:
            continue
        word, of_year, place = series
        document = documents.get(body["file"])
        title = document.title if document else forms(FOLDER)[body["made_as"]].title.zh if body["made_as"] in forms(FOLDER) else body["made_as"]
        number = entry.dossier.number if entry.dossier else ""
        by = entry.officer.name if entry.officer else ""
        state = _state(document, replaced)
        found[word, of_year][place].append(Given(word, of_year, place, body["number"], title, number, entry.at, by, state))
    return found


def _series_of(body: dict[str, object], entry: Entry, department: Department) -> tuple[str, int, int] | None:
    """
    Return word, year and place of an entry's number, where the department gave it.

    Entries of before do not say the series: the word was the form's, the year that of the making, the place stands at the end of the number.
    """
    number = str(body.get("number") or "")
    if not number:
        return None
    series = body.get("series")
    if isinstance(series, dict):
        return (series["word"], series["year"], series["place"]) if series["department"] == department.wire_name else None
    by = body.get("for") or (entry.dossier.department.wire_name if entry.dossier else "")
    form, digits = forms(FOLDER).get(str(body.get("made_as"))), _LAST_DIGITS.search(number)
    if by != department.wire_name or form is None or digits is None:
        return None
    return form.word, localtime(entry.at).year, int(digits[1])


def _replaced(documents: list[Document]) -> dict[int, Document]:
    """Return, by the key of each numbered document, the one of the same form that was made in the same dossier after it."""
    newest: dict[tuple[int, str], Document] = {}
    found = {}
    for one in sorted(documents, key=lambda one: (one.made_at, one.pk)):
        place = (one.dossier_id, one.form)
        if place in newest:
            found[newest[place].pk] = one
        newest[place] = one
    return found


def _state(document: Document | None, replaced: dict[int, Document]) -> Text:
    if document is None:
        return GONE
    if later := replaced.get(document.pk):
        if later.number == document.number:
            return Text("送达后更正，以同号更正件为准", "corrected after its service: the correction of the same number holds")
        return Text(f"卷宗内容变动后重新制作，见{later.number}", f"made again after the record changed: {later.number}")
    if document.gaps:
        return Text(f"制作时缺 {len(document.gaps)} 项", f"made with gaps: {len(document.gaps)}")
    return STANDS


def missing_of(lines: list[Given]) -> Iterator[Given]:
    """Return the numbers that nobody can tell of."""
    return (one for one in lines if one.is_missing)
