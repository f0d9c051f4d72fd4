"""Rules in the making: `mingjian lab check | run | report | replay | validate` without Django, `register` in the node's ledger."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import Progress

from mingjian.cli._django import open_node
from mingjian.core.errors import BadInput
from mingjian.core.law import ZONE
from mingjian.core.policy.examples import example, examples
from mingjian.core.policy.experiment import Experiment, experiment_of
from mingjian.core.policy.experiment_run import Results
from mingjian.core.policy.experiment_run import run as run_worlds
from mingjian.core.policy.report import WATERMARK, as_data, markdown, table_of
from mingjian.core.policy.validation import inspection_game, null_changes_nothing
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.masked_replay import replayed
from mingjian.core.procedure.past import Past, read_past

if TYPE_CHECKING:
    from mingjian.office.models import Officer

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def command() -> None:
    """Ask what a rule would do before it is made: an experiment is written down, registered, and only then run."""


@command.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Read an experiment (YAML; or the name of one that comes with the rulebook) and say what it asks, and its digest."""
    found = _experiment(file)
    click.echo(f"{found.key}  {found.title.zh} {found.title.en}\nSHA-256 {found.digest}")
    click.echo(f"{found.operators:,} 名经营者 × {found.weeks} 周 × {found.worlds} 个世界 × {len(found.proposals)} 个方案")
    click.echo(f"    {found.operators:,} operators × {found.weeks} weeks × {found.worlds} worlds × {len(found.proposals)} proposals")
    for one in found.hypotheses:
        click.echo(
            f"假说：{one.says.zh}（每种结构至少 {one.share:.0%} 的世界）\n    Hypothesis: {one.says.en} (in at least {one.share:.0%} of the worlds of each)"
        )


@command.command("list")
def list_() -> None:
    """List the experiments that come with the rulebook."""
    for name, text in examples().items():
        found = experiment_of(text)
        click.echo(f"{name}  {found.title.zh} {found.title.en}")


@command.command()
@click.argument("file", type=_FILE)
@click.option("--by", "username", required=True, help="The researcher in whose name it is registered.")
def register(file: Path, username: str) -> None:
    """Register an experiment in this node: its digest is sealed in the ledger before it runs."""
    text = _text(file)
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.lab.acts import register_experiment, write_experiment

    by = _officer(username)
    found = register_experiment(write_experiment(text=text, by=by, at=now()), by=by, at=now())
    click.echo(
        f"{found.number} 已登记，SHA-256 {found.digest}\n    Registered; it may now be run: mingjian lab run FILE --registered {found.number} --out FOLDER"
    )


@command.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=_FOLDER, required=True, help="A new folder: report.json, report.zh.md, report.en.md, results.parquet.")
@click.option("--registered", "number", help="The number under which this node registered it. Else the run is an exploration, and carries the watermark.")
def run(file: Path, out: Path, number: str | None) -> None:
    """Run an experiment, and write what came out. Without --registered nothing is asked of a node."""
    text = _text(file)
    found = experiment_of(text)
    if number:
        open_node()
        from mingjian.institutions.lab.queries import require_registered

        require_registered(number, found)
    _new(out)
    results = _run(found)
    _write(results, out, is_registered=bool(number))
    if not number:
        click.echo(f"{WATERMARK.zh}。{WATERMARK.en}.", err=True)
    click.echo(f"{found.worlds} 个世界；结果 SHA-256 {results.digest}；已写入 {out}。\n    {found.worlds} worlds; results SHA-256 {results.digest}; in {out}.")


@command.command()
@click.argument("folder", type=_FOLDER)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def report(folder: Path, language: str) -> None:
    """Print the report of a run: what nobody measured, hypotheses, differences with intervals."""
    try:
        data: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
        click.echo(markdown(data, language))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder} 不是 mingjian lab run 写出的文件夹。", f"{folder} is no folder that mingjian lab run wrote.") from error


@command.command()
@click.argument("file", type=_FILE)
@click.option("--dossiers", type=_FILE, help="JSON lines instead of the node's database, one dossier a line.")
def replay(file: Path, dossiers: Path | None) -> None:
    """Replay masked dossiers under the draft of law in an experiment: counts only, those below five withheld."""
    found = _experiment(file)
    if not found.draft:
        raise BadInput("此实验没有草案（draft），不能重演卷宗。", "This experiment has no draft of law (`draft`): there is nothing to replay.")
    counted = replayed(found.draft, found.on, read_past(dossiers) if dossiers else _on_file(), datetime.now(ZoneInfo(ZONE)))
    click.echo(json.dumps(counted, ensure_ascii=False, indent=2))


@command.command()
def validate() -> None:
    """Show that a published result comes out again, and that a null proposal changes nothing."""
    shown = [inspection_game(), null_changes_nothing(experiment_of(example("null")), rulebook().statutes)]
    for one in shown:
        click.echo(f"{'✓' if one.is_shown else '✗'} {one.says.zh}\n    {one.says.en}: {one.got}")
    if not all(one.is_shown for one in shown):
        raise BadInput("验证未通过，模型不可信。", "Validation failed: the model is not to be believed.")


def _text(file: Path) -> str:
    """Read a file, or take an experiment of the rulebook by its name."""
    if not file.exists() and file.name in examples():
        return example(file.name)
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"无法读取 {file}（须为 UTF-8 文本）。", f"{file} cannot be read as UTF-8 text.") from error


def _experiment(file: Path) -> Experiment:
    return experiment_of(_text(file))


def _run(found: Experiment) -> Results:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(found.key, total=found.worlds)
        return run_worlds(found, rulebook().statutes, told=lambda done, total: progress.update(task, completed=done, total=total))


def _new(out: Path) -> None:
    """Refuse a folder that holds something: nothing is written over."""
    if out.exists() and any(out.iterdir()):
        raise BadInput(f"文件夹 {out} 不是空的，请另指定。", f"The folder {out} is not empty: name another.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"无法建立文件夹 {out}。", f"The folder {out} cannot be made.") from error


def _write(results: Results, out: Path, *, is_registered: bool) -> None:
    data = as_data(results, is_registered=is_registered)
    (out / "report.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    for language in ("zh", "en"):
        (out / f"report.{language}.md").write_text(markdown(data, language), "utf-8")
    pq.write_table(table_of(results, is_registered=is_registered), out / "results.parquet")


def _on_file() -> Iterator[Past]:
    open_node()
    from mingjian.office.dossiers.plain_records import stored_dossiers

    return stored_dossiers()


def _officer(username: str) -> "Officer":
    from mingjian.office.people.officers import officer_called

    return officer_called(username)
