"""Checks the papers given for a step, and turns them into plain values that a ledger can hold. One module a kind of paper, found by walking."""

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import cache
from typing import Protocol

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.sheet import Paper

Plain = str | int

_LONGEST_KEY = 200


@dataclass(frozen=True)
class PaperKind:
    """
    How a paper of one kind is read.

    `read` gives a value as a ledger can hold it, or raises ValueError, TypeError or InvalidOperation; `wanted` says what is asked for then. `says` are the keys
    of `papers.yaml` that only papers of such kinds have. `is_brought`: it is bytes, sealed to one dossier. `names_dossier`: it names another dossier.
    `may_hold`: what it names can hold a dossier or act in it.
    """

    read: Callable[[Paper, object], Plain]
    wanted: Text
    says: frozenset[str] = frozenset()
    is_brought: bool = False
    names_dossier: bool = False
    may_hold: bool = False


ON_FILE = Text("库中已有的一项", "something that is on file")


def read_key(paper: Paper, value: object) -> Plain:
    """Read what the office finds something on file by; whether it is there, the office knows."""
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > _LONGEST_KEY:
        raise TypeError
    return value


def read_text(value: object, longest: int) -> str:
    """Read words of at most `longest` characters, the blanks around them left out."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > longest or "\x00" in text:
        raise ValueError
    return text


class Asking(Protocol):
    """What asks for papers: a step of a sheet, or an act."""

    @property
    def label(self) -> Text: ...

    @property
    def needs(self) -> Sequence[Paper]: ...


@cache
def paper_kinds() -> Mapping[str, PaperKind]:
    """Find every kind of paper by walking this package: name to what it says of itself."""
    return {info.name: importlib.import_module(f"{__name__}.{info.name}").KIND for info in pkgutil.iter_modules(__path__)}


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
