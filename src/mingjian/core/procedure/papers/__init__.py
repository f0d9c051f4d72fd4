"""Checks the papers given for a step, and turns them into plain values that a ledger can hold. One module a kind of paper, found by walking."""

import importlib
import pkgutil
from collections.abc import Collection, Mapping, Sequence
from decimal import InvalidOperation
from functools import cache
from typing import Protocol

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.papers._kind import PaperKind, Plain
from mingjian.core.procedure.sheet import Paper


class Asking(Protocol):
    """What asks for papers: a step of a sheet, or an act."""

    @property
    def label(self) -> Text: ...

    @property
    def needs(self) -> Sequence[Paper]: ...


@cache
def paper_kinds() -> Mapping[str, PaperKind]:
    """Find every kind of paper by walking this package: name to what it says of itself."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    return {name: importlib.import_module(f"{__name__}.{name}").KIND for name in names}


def read_papers(step: Asking, given: Mapping[str, object]) -> dict[str, Plain]:
    """Return the papers of a step or an act as JSON-able values, blank ones left out. Raises `StepRefused` for missing, unknown or malformed ones."""
    papers = {paper.name: paper for paper in step.needs}
    if unknown := sorted(set(given) - set(papers)):
        raise StepRefused(f"“{step.label.zh}”不需要材料“{unknown[0]}”。", f"{step.label.en!r} takes no paper {unknown[0]!r}.")
    present = {name: value for name, value in given.items() if not _is_blank(value)}
    if missing := [paper.label for paper in step.needs if paper.required and paper.name not in present]:
        raise StepRefused(f"{step.label.zh}还缺少{_zh(missing)}。", f"{step.label.en} still needs: {_en(missing)}.")
    return {name: _read(papers[name], value) for name, value in present.items()}


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _zh(labels: Collection[Text]) -> str:
    return "、".join(label.zh for label in labels)


def _en(labels: Collection[Text]) -> str:
    return ", ".join(label.en for label in labels)


def _read(paper: Paper, value: object) -> Plain:
    kind = paper_kinds()[paper.kind]
    try:
        return kind.read(paper, value)
    except (ValueError, TypeError, InvalidOperation):
        shown = repr(value)[:60]
        raise StepRefused(f"“{paper.label.zh}”须是{kind.wanted.zh}，不能是 {shown}。", f"{paper.label.en!r} must be {kind.wanted.en}, not {shown}.") from None
