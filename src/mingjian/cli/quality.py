"""How well the judges judge: `mingjian quality`, on labelled sets that they have not seen, beside a plain baseline."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import click
from rich.console import Console
from rich.table import Table

import mingjian
from mingjian.cli.train import DATA, ONLY, default_data, home, shown, train_all
from mingjian.core.errors import BadInput
from mingjian.core.quality import chosen
from mingjian.core.quality.common.evaluation import Outcome, evaluate
from mingjian.core.quality.common.kept import kept
from mingjian.core.quality.common.page import as_json, named, page, write_predictions
from mingjian.core.quality.common.training import trainable
from mingjian.core.quality.found import measured, section

POSTS = "chineseharm-bench"


@click.command()
@DATA
@ONLY
@click.option("--json", "as_plain", is_flag=True, help="Everything that was measured, as JSON.")
@click.option("--predictions", type=click.Path(path_type=Path, file_okay=False), help="Folder for one JSON-lines file a set, in the order of its file.")
@click.option("--page", "page_path", type=click.Path(path_type=Path, dir_okay=False), help="Where the page goes; docs/reference/quality.md, unless given.")
@click.option("--baseline/--no-baseline", default=True, show_default=True, help="Fit and measure the plain baseline too.")
def command(data: Path | None, only: tuple[str, ...], as_plain: bool, predictions: Path | None, page_path: Path | None, baseline: bool) -> None:
    """Measure every labelled set in a folder: precision, recall, F1 with intervals, beside a plain baseline, never on rows that a model has seen."""
    folder = data or default_data()
    modules = _sets(folder, only, with_made=bool(only) or data is None)
    if not modules:
        known = list(chosen(only))
        raise BadInput(
            f"{folder} 中没有可评测的数据集；用 --data 指定含有以下文件夹之一的文件夹：{'、'.join(known)}。",
            f"{folder} holds no set to measure on: name with --data a folder that holds one of {', '.join(known)}.",
        )
    _train_where_none(modules)
    outcomes = _evaluated(modules, folder, baseline)
    for outcome in outcomes:
        if predictions and outcome.predictions:
            write_predictions(outcome, predictions)
    first = _found(folder) if POSTS in {outcome.described.key for outcome in outcomes} else ""
    written = _write_page(outcomes, page_path, first, all_sets=not only)
    click.echo(json.dumps(as_json(outcomes), ensure_ascii=False, indent=1)) if as_plain else _say(outcomes)
    click.echo(f"已写入 {written}。The page is {written}.", err=True)
    if any(outcome.fault for outcome in outcomes):
        sys.exit(1)


def _sets(folder: Path, only: Sequence[str], *, with_made: bool) -> list[ModuleType]:
    """Return the sets that lie in a folder, and those that are drawn here, which take minutes to draw and read, where they are named or no folder is."""
    found = [module for key, module in chosen(only).items() if (with_made and module.SET.is_made) or (folder / key).is_dir()]
    left = [] if with_made or not found else [key for key, module in chosen(only).items() if module.SET.is_made]
    if left:
        click.echo(f"未评测自行绘制的数据集；如需评测，用 --only 指定：{'、'.join(left)}。", err=True)
        click.echo(f"Sets that are drawn here were left out; name them with --only: {', '.join(left)}.", err=True)
    return found


def _train_where_none(modules: Sequence[ModuleType]) -> None:
    """Train the sets that have no models yet, if there is anything to train them from, and say so."""
    data = default_data()
    absent = tuple(module.SET.key for module in modules if trainable(module, data) and kept(home(), module.SET.key) is None)
    if absent:
        click.echo(f"尚无模型，先用 {data} 训练：{'、'.join(absent)}。No models yet: training from {data} first: {', '.join(absent)}.", err=True)
        train_all(data, absent, workers=2)


def _evaluated(modules: Sequence[ModuleType], folder: Path, baseline: bool) -> list[Outcome]:
    outcomes = []
    with shown() as progress:
        task = progress.add_task("评测", total=len(modules), note="")
        for module in modules:
            progress.update(task, note=module.SET.key)
            models = kept(home(), module.SET.key) if module.SET.learned else None
            outcomes.append(evaluate(module, folder / module.SET.key, models, with_baseline=baseline))
            progress.advance(task)
    return outcomes


def _found(folder: Path) -> str:
    """Measure what the detectors find of posts, where they are there."""
    told = section(measured(folder, kept(home(), POSTS)))
    click.echo(told, err=True)
    return told


def _write_page(outcomes: Sequence[Outcome], path: Path | None, first: str, *, all_sets: bool) -> Path:
    """Write the page; with some sets only, what it says of the others stays."""
    into = path or _page_of_checkout() or home() / "quality.md"
    before = into.read_text(encoding="utf-8") if not all_sets and into.is_file() else ""
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_text(page(outcomes, before, first), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入 {into}：{error.strerror}。", f"{into} cannot be written: {error.strerror}.") from error
    return into


def _page_of_checkout() -> Path | None:
    root = Path(mingjian.__file__).parents[2]
    return root / "docs" / "reference" / "quality.md" if (root / "pyproject.toml").is_file() else None


def _say(outcomes: Sequence[Outcome]) -> None:
    console = Console()
    for outcome in outcomes:
        described = outcome.described
        click.echo(f"\n{described.key}  {described.title.zh} {described.title.en}  → {described.judges}")
        if outcome.ours:
            console.print(_table(outcome))
        for text in (outcome.split, outcome.note, outcome.fault, described.says_not):
            if text:
                click.echo(f"  {text.zh} {text.en}")
    click.echo("\n没有可用的中文假冒商品信息标注集。No labelled set of Chinese counterfeit listings could be had.")


def _table(outcome: Outcome) -> Table:
    table = Table("指标 measure", "本系统 ours", "95 %", "基线 baseline", "基率 base rate", "n")
    beside = {(measure.name, measure.of): measure for measure in outcome.baseline}
    for measure in outcome.ours:
        plain, rate = beside.get((measure.name, measure.of)), "" if measure.base_rate is None else f"{measure.base_rate:.3f}"
        interval = f"{measure.low:.3f} – {measure.high:.3f}"
        table.add_row(named(measure).zh, f"{measure.value:.3f}", interval, f"{plain.value:.3f}" if plain else "", rate, f"{measure.n:,}")
    return table
