"""The dossiers on file as plain records, for what reckons with all of them outside the database: streamed, read only."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from mingjian.core.procedure import OpenDeadline, Taken, rulebook
from mingjian.core.procedure.past import Past
from mingjian.office.models import Deadline, Dossier, Entry

AT_ONCE = 2000  # dossiers that are in memory together
_CLOCK = ("name", "opened_at", "due", "extended", "suspended_since", "closed_at", "counting")


def stored_dossiers() -> Iterator[Past]:
    """Return every dossier with its clocks and the steps of its sheet, in the order in which they were entered. Personal papers are not among them."""
    last = 0
    while rows := _rows(last):
        last = rows[-1]["pk"]
        keys = [row["pk"] for row in rows]
        clocks, steps = _clocks(keys), _steps(keys)
        for row in rows:
            yield Past(
                row["number"],
                row["title"],
                row["procedure"],
                row["sheet_in_force"],
                row["is_closed"],
                tuple(clocks[row["pk"]]),
                tuple(_of_sheet(row, steps[row["pk"]])),
                row["sector"],
            )


def _rows(after: int) -> Sequence[dict[str, Any]]:
    names = ("pk", "number", "title", "procedure", "sheet_in_force", "sector", "is_closed")
    return list(Dossier.objects.filter(pk__gt=after).order_by("pk").values(*names)[:AT_ONCE])


def _clocks(keys: Sequence[int]) -> dict[int, list[OpenDeadline]]:
    found: dict[int, list[OpenDeadline]] = defaultdict(list)
    for key, *clock in Deadline.objects.filter(dossier__in=keys).order_by("id").values_list("dossier_id", *_CLOCK).iterator():
        found[key].append(OpenDeadline(*clock))
    return found


def _steps(keys: Sequence[int]) -> dict[int, list[Taken]]:
    found: dict[int, list[Taken]] = defaultdict(list)
    for key, kind, at, body in Entry.objects.filter(dossier__in=keys).order_by("index").values_list("dossier_id", "kind", "at", "body").iterator():
        papers = json.loads(body).get("papers", {}) if '"papers"' in body else {}
        found[key].append(Taken(kind, at, {name: value for name, value in papers.items() if not isinstance(value, dict)}))
    return found


def _of_sheet(row: dict[str, Any], steps: Sequence[Taken]) -> Iterator[Taken]:
    """Leave out what the ledger tells besides steps: proposals, deadlines missed, what an institution entered."""
    sheet = rulebook().sheet_version(row["procedure"], row["sheet_in_force"], row["sector"])
    return (taken for taken in steps if taken.step in sheet.steps)
