"""Learned judges: `mingjian train`. Their models stay in the user's data folder."""

import os
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from time import perf_counter
from types import ModuleType

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mingjian.cli._django import set_up
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import several
from mingjian.core.learning.verdicts import EACH, LEAST
from mingjian.core.quality import chosen
from mingjian.core.quality.common.kept import models_folder
from mingjian.core.quality.common.training import FITS, train, trainable

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the sets, one folder each; data under MINGJIAN_SHARED (../shared), unless given.",
)
ONLY = click.option("--only", multiple=True, metavar="SET", help="Only this set; may be repeated.")


@click.command()
@DATA
@ONLY
@click.option("--workers", type=click.IntRange(1, 64), default=min(2, os.cpu_count() or 1), show_default=True, help="How many models are fitted at a time.")
@click.option("--verdicts", "on_verdicts", is_flag=True, help="Train on this office's own verdicts instead: what was taken up, set aside or judged.")
def command(data: Path | None, only: tuple[str, ...], workers: int, on_verdicts: bool) -> None:
    """
    Fit the learned judges on the labelled sets of a folder: for each set a model of all rows, and five that each left a fifth out.

    Detectors use what was made without being told. With --verdicts, a judge is fitted on what officers of this node decided; `mingjian sweep` does so by night.
    """
    if on_verdicts:
        _train_on_verdicts()
        return
    if train_all(data or default_data(), only, workers):
        sys.exit(1)


def _train_on_verdicts() -> None:
    set_up()
    from django.utils.timezone import now

    from mingjian.institutions.monitoring.runs.work.train_on_verdicts import train_on_verdicts, verdicts

    told = train_on_verdicts(now(), again=True)
    if told is None:
        raise BadInput(
            f"已有处理结论 {len(verdicts())} 条；满 {LEAST} 条且正反各 {EACH} 条才训练（MINGJIAN_JUDGES=0 时不训练）。",
            f"So far {several(len(verdicts()), 'verdict')}; it takes {LEAST}, {EACH} of either kind (and none is trained with MINGJIAN_JUDGES=0).",
        )
    click.echo(f"{told.text.zh}\n{told.text.en}")


def default_data() -> Path:
    """Return the folder of labelled sets that stands beside the project."""
    return Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"


def home() -> Path:
    """Return the user's data folder."""
    return Path(os.environ.get("MINGJIAN_HOME", "var"))


def train_all(data: Path, only: tuple[str, ...], workers: int) -> list[MingjianError]:
    """
    Train every chosen set that the folder holds, with a display of how far it is, and give what went wrong with any: the others go on.

    Raises BadInput where the folder holds none.
    """
    modules = [module for module in chosen(only).values() if trainable(module, data)]
    if not modules:
        known = list(chosen(only))
        raise BadInput(
            f"{data} 中没有可供训练的数据集；用 --data 指定含有以下文件夹之一的文件夹：{'、'.join(known)}。",
            f"{data} holds no set to train on: name with --data a folder that holds one of {', '.join(known)}.",
        )
    faults = []
    with shown() as progress:
        for module in modules:
            try:
                _train_one(module, data, workers, progress)
            except MingjianError as error:
                faults.append(error)
                click.echo(f"{module.SET.key}: {error.text.zh} {error.text.en}", err=True)
    click.echo(f"模型在 {models_folder(home())}。The models are in {models_folder(home())}.", err=True)
    return faults


def _train_one(module: ModuleType, data: Path, workers: int, progress: Progress) -> None:
    task, began = progress.add_task(module.SET.title.zh, total=FITS, note=module.SET.key), perf_counter()
    try:
        kept = train(module, data, home(), workers=workers, progress=lambda done: progress.update(task, completed=done))
    except BrokenProcessPool as error:
        raise BadInput(
            "训练进程被系统终止，可能内存不足：请用 --workers 1。", "A training process was ended by the system, perhaps for want of memory: try --workers 1."
        ) from error
    click.echo(f"{module.SET.key}: {kept.rows:,} 行 rows, {perf_counter() - began:.0f} s", err=True)


def shown() -> Progress:
    """Show progress on the screen, and plain lines in a file or pipe."""
    columns = (TextColumn("{task.description} {task.fields[note]}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
