"""Trains a set's models: one on all rows, and one for each fold on the others."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from mingjian.core.errors import BadInput
from mingjian.core.language import several
from mingjian.core.quality import LabelledRow, Model, labelled_sets, read
from mingjian.core.quality.common.kept import ALL, Kept, keep, unfinished
from mingjian.core.quality.common.keys import FOLDS, folds_of, hashed

FITS = FOLDS + 1
LEAST_ROWS = 20

Progress = Callable[[int], None]


def trainable(module: ModuleType, data: Path) -> bool:
    """Return whether a folder of data holds the set, and the set is learned."""
    return bool(module.SET.learned) and (data / module.SET.key).is_dir()


def train(module: ModuleType, data: Path, home: Path, *, workers: int, progress: Progress = lambda done: None) -> Kept:
    """Fit all models of a set on data/<key> and keep them under home; `progress` is told how many of the FITS are done."""
    key = module.SET.key
    folder = data / key
    rows = labelled(read(module, folder))
    if len(rows) < LEAST_ROWS:
        raise BadInput(f"数据集 {key} 只有 {len(rows)} 行有标签，不足以训练。", f"Set {key} has {several(len(rows), 'labelled row')}: too few to train on.")
    hashes = hashed(rows)
    made = unfinished(home, key)
    try:
        _fit_all(key, rows, support_of(module, folder), made, workers, progress)
        return keep(made, home, key, data=data, rows=len(rows), hashes=hashes, folds=folds_of(hashes))
    finally:
        shutil.rmtree(made, ignore_errors=True)


def labelled(rows: Sequence[LabelledRow]) -> list[LabelledRow]:
    """Return the rows that have a label."""
    return [row for row in rows if row.label is not None]


def without(rows: Sequence[LabelledRow], fold: int) -> list[LabelledRow]:
    """Return the rows that do not stand in a fold; all for -1."""
    folds = folds_of(hashed(rows))
    return [row for row, place in zip(rows, folds, strict=True) if place != fold]


def support_of(module: ModuleType, folder: Path) -> tuple[Any, ...]:
    """Read, once for all fits, what else a set's training may use; nothing where it uses nothing else."""
    return (module.support(folder),) if hasattr(module, "support") else ()


def fit(module: ModuleType, rows: Sequence[LabelledRow], support: tuple[Any, ...]) -> Model:
    """Fit one model, with the set's support where it has any."""
    model: Model = module.fit(rows, *support)
    return model


def _fit_all(key: str, rows: Sequence[LabelledRow], support: tuple[Any, ...], made: Path, workers: int, progress: Progress) -> None:
    jobs: list[tuple[Any, ...]] = [(key, rows, support, fold, made / (ALL if fold < 0 else str(fold))) for fold in range(-1, FOLDS)]
    if workers < 2:
        for done, job in enumerate(jobs):
            _fit_one(*job)
            progress(done + 1)
        return
    # Fresh processes: a fork would copy threads' locks.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done, future in enumerate(as_completed([pool.submit(_fit_one, *job) for job in jobs])):
            future.result()
            progress(done + 1)


def _fit_one(key: str, rows: Sequence[LabelledRow], support: tuple[Any, ...], fold: int, into: Path) -> None:
    module = labelled_sets()[key]
    into.mkdir(parents=True)
    np.random.seed(0)
    fit(module, without(rows, fold), support).save(into)
