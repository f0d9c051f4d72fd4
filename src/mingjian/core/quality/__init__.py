"""Judges the judges: one file a labelled set, found by walking; each is measured beside a plain baseline, on rows that the judge has not seen."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.optional import to_install


@dataclass(frozen=True)
class LabelledSet:
    """
    What a labelled set says of itself. Its key is the name of its folder in the data.

    Its module holds `SET` and
    `read(folder) -> list[LabelledRow]`, in the order of the files, label None where there is none; raises BadInput for what it cannot read;
    `measures(rows, predictions) -> list[Measure]`, of labelled rows only;
    `told(row, prediction) -> dict`, the line of `--predictions`;
    and where it is learned
    `fit(rows) -> Model`, and `load(folder) -> Model`, which reads what the model saved;
    `baseline(rows) -> Callable`, a plain judge of contents fitted on the same rows;
    else
    `judge(contents) -> list` of predictions, and perhaps a `baseline`.
    A learned set may have `support(folder)`: what else training may use (dictionaries, texts without labels), read once. Then it is `fit(rows, support)`.
    """

    key: str
    title: Text
    judges: str  # the detector or the room that is measured
    says_not: Text  # what good figures on this set do not say
    learned: bool = True
    is_made: bool = False  # its rows are made by its module: there is no folder of it
    chosen_by: Text | None = None  # how settings were chosen, so that nobody takes a tuned figure for a measured one


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """
    One labelled row. `key` is its identity: whoever has seen a row of the same key, spaces, digits and signs apart, has seen it.

    Rows of one `group` are never torn apart: whoever has seen one has seen all. Rows that are not `judged` serve training only.
    `copy` tells apart rows of the same key in a set where copies count (`common.keys.counted`).
    """

    key: str
    place: Mapping[str, Any]
    content: Any
    label: Any
    group: str = ""
    judged: bool = True
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its interval of 95 %, of `n` rows; `base_rate` is the share that is positive. `of` names a class, empty for all."""

    name: str
    value: float
    low: float
    high: float
    n: int
    base_rate: float | None = None
    of: str = ""


class Model(Protocol):
    """A judge that was fitted. It saves arrays and JSON, nothing that runs when it is read."""

    def predict(self, contents: Sequence[Any]) -> list[Any]:
        """Return one prediction for each content."""

    def save(self, folder: Path) -> None:
        """Write itself into an empty folder."""


Judge = Callable[[Sequence[Any]], list[Any]]

_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError)


@cache
def labelled_sets() -> dict[str, ModuleType]:
    """Find every labelled set by walking this package: key to its module."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.ispkg and (module := _imported(info.name)).SET.key in found:
            raise RuntimeError(f"Set {module.SET.key} in {info.name}.py: a key stands once.")
        if not info.ispkg:
            found[module.SET.key] = module
    return found


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise BadInput(
            f"缺少组件 {error.name}：{to_install('learning').zh}。", f"The package {error.name} is absent: {to_install('learning').en}."
        ) from error


def chosen(only: Sequence[str] = ()) -> dict[str, ModuleType]:
    """Return the named sets, or all."""
    known = labelled_sets()
    for key in only:
        if key not in known:
            raise BadInput(f"没有数据集 {key}；现有：{'、'.join(known)}。", f"There is no set {key}; there are: {', '.join(known)}.")
    return {key: module for key, module in sorted(known.items()) if not only or key in only}


def read(module: ModuleType, folder: Path) -> list[LabelledRow]:
    """Read a set's rows; whatever is broken in its files becomes one clear error, so that other sets go on."""
    try:
        rows: list[LabelledRow] = module.read(folder)
    except MingjianError:
        raise
    except _UNREADABLE as error:
        told = f"{type(error).__name__}: {error}"[:300]
        raise BadInput(
            f"数据集 {module.SET.key} 读不出（{folder}）：{told}。请核对文件。", f"Set {module.SET.key} cannot be read ({folder}): {told}. Check its files."
        ) from error
    return rows
