"""The parts of a dossier's page, where it is long: each shows one thing, has an address of its own and is not longer than three screens."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import NotFound
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import AMOUNTS, EVIDENCE, OVERVIEW, PAPERS, PARTIES, RECORD, WHOLE, institutions
from mingjian.office.models import Dossier

LABELS: dict[str, Promise] = {
    OVERVIEW: _("Overview and steps"),
    PARTIES: _("Parties and offers"),
    EVIDENCE: _("Evidence"),
    AMOUNTS: _("Amounts"),
    PAPERS: _("Charge, penalty, papers"),
    RECORD: _("Record"),
}


@dataclass(frozen=True)
class Part:
    """A part of a page in the row of links above it; `is_here`: it is the one that is shown."""

    name: str
    label: Promise
    url: str
    is_here: bool


def parts_of(procedure: str) -> tuple[str, ...]:
    """Return the names of the parts that the page of a procedure's dossiers has; none where all of it stands on one page."""
    return next((one.page_parts[procedure] for one in institutions() if procedure in one.page_parts), ())


def part_url(dossier: Dossier, part: str) -> str:
    """Return the address of a part of a dossier's page; of the whole page where it has no such part."""
    return url_of(dossier) if part == OVERVIEW or part not in (*parts_of(dossier.procedure), WHOLE) else f"{url_of(dossier)}/{part}"


def part_context(dossier: Dossier, part: str) -> dict[str, Any]:
    """Return what the frame of a page in parts needs (`part`, `parts`, `whole_url`). Raises NotFound for a part that the page has not."""
    names = parts_of(dossier.procedure)
    if not names:
        return {"part": WHOLE, "steps_at": "", "files_at": ""}
    if part not in (*names, WHOLE):
        raise NotFound("这一页没有这一部分。", "The page has no such part.")
    shown = [Part(name, LABELS[name], part_url(dossier, name), name == part) for name in names]
    steps_at = "" if part in (OVERVIEW, WHOLE) else url_of(dossier)
    files_at = "" if part in (EVIDENCE, WHOLE) else part_url(dossier, EVIDENCE)
    return {"part": part, "parts": shown, "whole_url": part_url(dossier, WHOLE), "steps_at": steps_at, "files_at": files_at}
