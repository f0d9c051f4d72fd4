"""Measures a set's judge on rows that it has not seen, beside a plain baseline that was fitted on the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text, several
from mingjian.core.quality import Judge, LabelledRow, LabelledSet, Measure, read
from mingjian.core.quality.common.kept import Kept
from mingjian.core.quality.common.keys import FOLDS, folds_of, hashed
from mingjian.core.quality.common.training import LEAST_ROWS, fit, labelled, support_of

Folds = npt.NDArray[np.int64]


@dataclass
class Outcome:
    """What came of one set: figures of ours and of the baseline (empty without labels), or why there are none."""

    described: LabelledSet
    module: ModuleType
    rows: list[LabelledRow] = field(default_factory=list)
    predictions: list[Any] = field(default_factory=list)
    ours: list[Measure] = field(default_factory=list)
    baseline: list[Measure] = field(default_factory=list)
    split: Text | None = None
    note: Text | None = None
    fault: Text | None = None
    seconds: float = 0.0

    def lines(self) -> list[dict[str, Any]]:
        """Return the line of `--predictions` of each row."""
        return [self.module.told(row, prediction) for row, prediction in zip(self.rows, self.predictions, strict=True)]


def evaluate(module: ModuleType, folder: Path, kept: Kept | None, *, with_baseline: bool = True) -> Outcome:
    """Judge the rows of a set in its folder. Never raises for what is wrong with the set: the outcome says it."""
    outcome, began = Outcome(module.SET, module), perf_counter()
    try:
        _evaluate(outcome, folder, kept, with_baseline)
    except MingjianError as error:
        outcome.fault = error.text
    outcome.seconds = perf_counter() - began
    return outcome


def _evaluate(outcome: Outcome, folder: Path, kept: Kept | None, with_baseline: bool) -> None:
    module, everything = outcome.module, read(outcome.module, folder)
    outcome.rows = rows = [row for row in everything if row.judged]
    if not rows:
        outcome.note = Text("文件夹中没有可评测的行", "the folder holds no row to judge")
        return
    if not module.SET.learned:
        outcome.split = Text("规则未经训练，全部行皆可评测", "a rule, not trained: every row may judge it")
        outcome.predictions = module.judge([row.content for row in rows])
        plain = module.baseline([])([row.content for row in rows]) if with_baseline and hasattr(module, "baseline") else None
    elif kept is not None:
        plain = _by_kept_models(outcome, kept, with_baseline)
    else:
        plain = _by_folds_inside(outcome, everything, folder, with_baseline)
    _measure(outcome, plain)


def _by_kept_models(outcome: Outcome, kept: Kept, with_baseline: bool) -> list[Any] | None:
    module, rows = outcome.module, outcome.rows
    folds = kept.fold_of(hashed(rows))
    unseen = int((folds < 0).sum())
    outcome.split = Text(
        f"{unseen} 行从未用于训练，由全部训练行（{kept.rows} 行）的模型判断；{len(rows) - unseen} 行训练时见过，由未见过它们的 {FOLDS} 折模型判断",
        f"{several(unseen, 'row')} in no training: judged by the model of all {kept.rows} training rows; {several(len(rows) - unseen, 'row')} in it: "
        f"judged by that one of {FOLDS} fold models which has not seen them",
    )
    outcome.predictions = _judged(rows, folds, lambda fold: kept.model(module, fold).predict)
    training = _training_rows(outcome, kept) if with_baseline else None
    if training is None:
        return None
    return _judged(rows, folds, lambda fold: module.baseline(_outside(training, fold)))


def _training_rows(outcome: Outcome, kept: Kept) -> list[LabelledRow] | None:
    """Read again what the models were trained on, so that the baseline learns from the same rows; None where it changed or is gone."""
    try:
        rows = labelled(read(outcome.module, kept.data / outcome.described.key))
    except MingjianError:
        rows = []
    if len(rows) == kept.rows and np.array_equal(np.unique(hashed(rows)), kept.hashes):
        return rows
    outcome.note = Text("训练所用数据已不在原处或已变动，故无基线", "what the models were trained on is gone or has changed: no baseline")
    return None


def _by_folds_inside(outcome: Outcome, everything: Sequence[LabelledRow], folder: Path, with_baseline: bool) -> list[Any] | None:
    module, rows, training = outcome.module, outcome.rows, labelled(everything)
    if len(training) < LEAST_ROWS:
        outcome.predictions = []
        outcome.rows = []
        outcome.note = Text("没有模型，此处有标签的行也不足以训练", "there is no model, and too few rows with labels here to make one")
        return None
    outcome.split = Text(
        f"没有可用的训练数据，故在此文件夹内作 {FOLDS} 折：每行由未见过它的模型判断",
        f"nothing to train from was at hand, so {FOLDS} folds inside this folder: each row is judged by a model that has not seen it",
    )
    folds, support = folds_of(hashed(rows)), support_of(module, folder)
    outcome.predictions = _judged(rows, folds, lambda fold: fit(module, _outside(training, fold), support).predict)
    return _judged(rows, folds, lambda fold: module.baseline(_outside(training, fold))) if with_baseline else None


def _outside(rows: Sequence[LabelledRow], fold: int) -> list[LabelledRow]:
    places = folds_of(hashed(rows))
    return [row for row, place in zip(rows, places, strict=True) if place != fold]


def _judged(rows: Sequence[LabelledRow], folds: Folds, judge_of: Callable[[int], Judge]) -> list[Any]:
    """Let each row be judged by the judge of its fold."""
    found: list[Any] = [None] * len(rows)
    for fold in np.unique(folds).tolist():
        places = np.flatnonzero(folds == fold).tolist()
        told = judge_of(fold)([rows[place].content for place in places])
        for place, prediction in zip(places, told, strict=True):
            found[place] = prediction
    return found


def _measure(outcome: Outcome, plain: Sequence[Any] | None) -> None:
    places = [place for place, row in enumerate(outcome.rows) if row.label is not None]
    if not places or not outcome.predictions:
        outcome.note = outcome.note or Text("没有标签，只给出判断", "no labels: predictions only")
        return
    rows = [outcome.rows[place] for place in places]
    outcome.ours = outcome.module.measures(rows, [outcome.predictions[place] for place in places])
    if plain is not None:
        outcome.baseline = outcome.module.measures(rows, [plain[place] for place in places])
