"""Files of a matter that no list of evidence has yet, each as a row of the form that enters them; what was typed and refused stands there again."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.timezone import localtime

from mingjian.core.documents.notation import without_suffix
from mingjian.core.procedure.elements import elements
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.models import Exhibit, Matter
from mingjian.institutions.matters.queries import rows_of, unlisted_files
from mingjian.institutions.matters.services.gaps import proposed_kind
from mingjian.office.models import Officer, SealedFile

#: A day in the name of a file: 2026-11-24, 20261124, 2026年11月24日.
_DAY = re.compile(r"(?<!\d)(20\d\d)[-._年]?(1[0-2]|0?[1-9])[-._月]?([12]\d|3[01]|0?[1-9])(?:日|(?!\d))")
#: What is typed of a file, as the acts that enter exhibits call it.
TYPED = {
    "kind": "exhibit_kind",
    "title": "exhibit_title",
    "maker": "exhibit_maker",
    "made_on": "exhibit_made_on",
    "shows": "exhibit_shows",
    "source": "fact_source",
}
#: Kinds that the officers of a case make themselves: pages and pictures that they took, records of a scene, statements that they took down.
MADE_BY_OFFICERS = (Exhibit.Kind.DATA, Exhibit.Kind.RECORD, Exhibit.Kind.STATEMENT)


@dataclass(frozen=True)
class Typed:
    """One ticked file: what was typed of it, by `TYPED`, the elements that it proves, and why it was refused, if it was."""

    values: Mapping[str, str]
    proves: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True)
class Unlisted:
    """A file with what its row shows."""

    file: SealedFile
    typed: Typed
    is_ticked: bool


def typed_in(posted: QueryDict, matter: Matter) -> dict[str, Typed]:
    """
    Return what was typed of each ticked file, by its SHA-256.

    Data, records and statements beside which no maker stands are by the officers who made the one above, in the form or in the list before it.
    """
    found, before, names = {}, _last_maker(matter), _names(matter)
    for digest in dict.fromkeys(posted.getlist("file")):
        values = {name: posted.get(f"{name}-{digest}", "").strip() for name in TYPED}
        if values["kind"] in MADE_BY_OFFICERS:
            values["maker"] = values["maker"] or before
            before = values["maker"] if _is_of(values["maker"], names) else before
        found[digest] = Typed(values, tuple(posted.getlist(f"proves-{digest}")))
    return found


def unlisted_rows(matter: Matter, officer: Officer, refused: Mapping[str, Typed]) -> list[Unlisted]:
    """Return the files that are in no list yet: those just refused as they were typed, the others with what is proposed of them."""
    rows, before, taken = [], _last_maker(matter), _captured(matter)
    for file in unlisted_files(matter, officer):
        named, captured = elements().named(file.name), taken.get(file.sha256)
        kind = named.kind if named else proposed_kind(file)
        values = {"kind": kind, "title": without_suffix(file.name_masked), "maker": before if kind in MADE_BY_OFFICERS else ""}
        values |= {"made_on": captured[0], "source": captured[1]} if captured else {"made_on": _day_in(file.name)}
        proposed = Typed(values, named.proves if named else ("act", "goods") if captured else ())
        rows.append(Unlisted(file, refused.get(file.sha256, proposed), file.sha256 in refused))
    return rows


def _captured(matter: Matter) -> dict[str, tuple[str, str]]:
    """Return, by the SHA-256 of archives and pictures that captures of the matter's dossiers left, the day on which each was taken and the address."""
    kept = Capture.objects.filter(dossier__in_matter__matter=matter, stands="kept", taken_at__isnull=False).select_related("archive", "picture")
    found: dict[str, tuple[str, str]] = {}
    for one in kept:
        assert one.taken_at is not None  # noqa: S101 - asked for
        told = (localtime(one.taken_at).date().isoformat(), one.url[:300])
        found |= {file.sha256: told for file in (one.archive, one.picture) if file is not None}
    return found


def _day_in(name: str) -> str:
    """Return the one day that a file's name says, as it would be typed; nothing where it says none, or several."""
    days = set()
    for year, month, day in _DAY.findall(name):
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)).isoformat())
    return days.pop() if len(days) == 1 else ""


def _last_maker(matter: Matter) -> str:
    """Return who made the last exhibit that officers of the matter's department made themselves."""
    names = _names(matter)
    made = [one.maker for one in rows_of(matter, Exhibit) if one.kind in MADE_BY_OFFICERS and _is_of(one.maker, names)]
    return made[-1] if made else ""


def _names(matter: Matter) -> set[str]:
    return set(Officer.objects.filter(department=matter.department).exclude(name_zh="").values_list("name_zh", flat=True))


def _is_of(maker: str, names: set[str]) -> bool:
    """Return whether somebody of these names is among those who made an exhibit."""
    return bool(names & set(re.split(r"[、,，;； ]+", maker)))
