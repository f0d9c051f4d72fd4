"""Kinds of paper as the office deals with them: one module each, found by walking, beside the kinds of `core.procedure.papers`."""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mingjian.core.procedure import Paper
from mingjian.core.procedure.papers import paper_kinds
from mingjian.office.models import Officer
from mingjian.office.papers.kind import OfficeKind


@cache
def office_kinds() -> Mapping[str, OfficeKind]:
    """Return every kind of paper by its name."""
    return {info.name: importlib.import_module(f"{__name__}.{info.name}").KIND for info in pkgutil.iter_modules(__path__)}


def kind_of(paper: Paper) -> OfficeKind:
    """Return how the office deals with a paper."""
    return office_kinds()[paper.kind]


def is_brought(paper: Paper) -> bool:
    """Return whether a paper is bytes, which are sealed to one dossier."""
    return paper_kinds()[paper.kind].is_brought


def names_dossier(paper: Paper) -> bool:
    """Return whether a paper names another dossier."""
    return paper_kinds()[paper.kind].names_dossier


def check_known(needs: Sequence[Paper], papers: Mapping[str, Any], by: Officer | None) -> None:
    """Refuse papers of an act that name a department, officer or dossier that is not on file, or not among what the officer may see."""
    for paper in needs:
        if paper.name in papers and not is_brought(paper) and by is not None and not kind_of(paper).is_on_file(paper, papers[paper.name], None, by):
            raise kind_of(paper).refusal(paper)


def entered(needs: Sequence[Paper], papers: Mapping[str, Any]) -> dict[str, object]:
    """Return what an entry may hold of the papers of an act: things by their names; files and personal values not, of which the body says what may be said."""
    return {p.name: kind_of(p).name(p, papers[p.name]) for p in needs if p.name in papers and not p.personal and not is_brought(p)}
