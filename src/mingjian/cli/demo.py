"""The main job from end to end: `mingjian demo` makes or reads a market, runs the detectors, opens dossiers, and serves the console."""

import os
import re
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from mingjian.cli._waiting import waiting_page
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.optional import required

if TYPE_CHECKING:
    from mingjian.core.records.lake import Lake, Load
    from mingjian.office.demo import Account

SHOPS = 2000
SEED = 7
WIDTH = 180  # of the table of accounts, whose passwords are never cut
LINES = 5  # on which the detectors are told


@dataclass
class Report:
    """What was done, and how long each part took, in seconds."""

    loads: list["Load"] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    looks: list[tuple[str, int, int]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    dossiers: list[tuple[str, str, int]] = field(default_factory=list)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A folder of files named after their kind (order.csv, …).")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=Path("var/demo"), show_default=True, help="Where the demo keeps its data.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--shops", type=click.IntRange(50, 100_000), default=SHOPS, show_default=True, help="How large a market to make where no DATA is given.")
@click.option("--serve/--no-serve", "is_served", default=True, help="Stop before serving the console.")
def command(data: Path | None, home: Path, port: int, shops: int, is_served: bool) -> None:
    """Run the main job on a made market, or on the records of a folder, and serve the console with ready-made officers."""
    home = home / _home_name(data)
    os.environ.update(MINGJIAN_HOME=str(home.resolve()), MINGJIAN_LAKE=str((home / "lake").resolve()), MINGJIAN_DEMO="1")
    started = time.perf_counter()
    from mingjian.cli.serve import prepare, serve

    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))
    waiting = waiting_page("127.0.0.1", port, lambda: _stage(progress), refuses=True) if is_served else nullcontext()
    with waiting, progress:
        step = progress.add_task("准备数据库与页面 · database and pages", total=None)
        prepare()
        progress.update(step, total=1, completed=1)
        from mingjian.office.demo import make_demo_officers

        officers = make_demo_officers()
        report = _run(home, data, shops, progress)
    report.seconds["all"] = time.perf_counter() - started
    _tell(report)
    click.echo("")
    _tell_accounts(officers)
    if is_served:
        serve(port, told=lambda: click.echo(f"\n控制台 console: http://127.0.0.1:{port}   （Ctrl-C 停止 to stop）"))


def _stage(progress: Progress) -> str:
    """Return what is being done now, in words."""
    return next((task.description for task in reversed(progress.tasks) if not task.finished), "即将打开 · about to open")


def _home_name(data: Path | None) -> str:
    """
    Name the home of a folder's demo: findings of one are not to be mixed with another's, though both folders are called alike.

    Eight signs of the whole path's hash tell them apart.
    """
    if data is None:
        return "market"
    whole = data.resolve()
    return f"{whole.name or 'records'}-{sha256(os.fsencode(whole)).hexdigest()[:8]}"


def _tell_accounts(accounts: "list[Account]") -> None:
    """Print who may sign in, as a table by role."""
    told = Table(title="演示账号 · Accounts of the demo", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("角色 role", "账号 account", "密码 password", "姓名 name", "部门 department"):
        told.add_column(heading, overflow="fold", no_wrap=True)
    for one in accounts:
        told.add_row(one.role.zh, one.username, one.password, f"{one.name.zh} · {one.name.en}", one.department.zh)
    Console(width=WIDTH).print(told)


def _run(home: Path, data: Path | None, shops: int, progress: Progress) -> Report:
    from mingjian.core.records.lake import Lake

    report, lake = Report(), Lake(home / "lake")
    step = progress.add_task("读入数据 · records", total=1.0)
    folder = data or _market(home / "market", shops, report)
    begun = time.perf_counter()
    _load(folder, "market" if data is None else _source(folder), lake, report, progress, step)
    report.seconds["load"] = time.perf_counter() - begun
    _detect(report, progress)
    report.dossiers = _open_dossiers(folder, progress)
    return report


def _market(folder: Path, shops: int, report: Report) -> Path:
    """Make the market once."""
    begun = time.perf_counter()
    if not (folder / "truth.json").exists():
        made = required("mingjian.core.made_market", Text("演示市场，请以 --data 指明一个数据文件夹", "a made market: name a folder of records with --data"))
        made.make_market(folder, seed=SEED, shops=shops)
    report.seconds["make"] = time.perf_counter() - begun
    return folder


def _source(folder: Path) -> str:
    """Return a folder's name as the name of a source, in which a blank, say, cannot stand."""
    return re.sub(r"[^\w.-]+", "_", folder.resolve().name).lstrip("._-")[:64] or "records"


def _load(folder: Path, source: str, lake: "Lake", report: Report, progress: Progress, step: TaskID) -> None:
    from django.utils.timezone import now

    from mingjian.core.extraction.inference import load_filled
    from mingjian.core.records.reading.kind_detection import kind_of_file
    from mingjian.office.institution import parts

    kinds = {path: kind_of_file(path) for path in sorted(folder.iterdir()) if path.is_file()}
    # Rights first: by them brands are read from the titles of listings.
    files = sorted(kinds, key=lambda path: getattr(kinds[path], "name", "") != "right")
    refused: list[str] = []
    for number, path in enumerate(files):
        kind = kinds[path]

        def show(part: float, before: int = number) -> None:
            progress.update(step, completed=(before + part) / len(files))

        try:
            if kind is not None:
                report.loads.append(load_filled(lake, kind, path, source=source, at=now(), progress=show))
                continue
        except BadInput as error:
            progress.console.print(f"{path.name}：{error.text.zh}\n{path.name}: {error.text.en}", markup=False)
            refused.append(path.name)
        report.ignored.append(path.name)
    progress.update(step, completed=1.0)
    if report.loads:
        for take_in in parts("takes_in"):
            take_in(now())
    elif refused:
        names = "、".join(refused)
        raise BadInput(
            f"{folder} 中的数据文件都不能读入（{names}），原因见上。演示不能指定列名：请在文件中改列名，或者用 mingjian import … --map 导入。",
            f"None of the files of {folder} could be read ({names}): see above why. The demo takes no --map: rename the columns, or use mingjian import.",
        )
    else:
        raise BadInput(
            f"{folder} 中没有认得的数据文件；请按类别命名，如 order.csv、listing.parquet。",
            f"No file of {folder} was recognised: name them after their kind, as order.csv or listing.parquet.",
        )


def _detect(report: Report, progress: Progress) -> None:
    """Let every institution that finds something in records look over them."""
    from mingjian.office.demo import demo_staff
    from mingjian.office.institution import parts

    officer = demo_staff()["county"]
    for look in (one for looks_of in parts("looks") for one in looks_of(officer)):
        step = progress.add_task(f"{look.title.zh} · {look.title.en}", total=None)
        begun = time.perf_counter()
        report.looks.append((look.key, *look.take()))
        report.seconds[look.key] = time.perf_counter() - begun
        progress.update(step, total=1, completed=1)


def _open_dossiers(folder: Path, progress: Progress) -> list[tuple[str, str, int]]:
    """Furnish the demo's desks; give how many dossiers of each procedure there are, its title in both languages before."""
    step = progress.add_task("立卷 · dossiers", total=None)
    from mingjian.core.procedure import rulebook
    from mingjian.office.demo import counted_by_procedure, furnish_desks

    furnish_desks(folder)
    progress.update(step, total=1, completed=1)
    titles = {procedure: rulebook().versions(procedure)[-1].title for procedure, _ in counted_by_procedure()}
    return [(titles[procedure].zh, titles[procedure].en, count) for procedure, count in counted_by_procedure()]


def _tell(report: Report) -> None:
    """Print in ten lines at most what was found and how long it took."""
    rows = {load.kind: 0 for load in report.loads}
    for load in report.loads:
        rows[load.kind] += load.rows
    bad = sum(load.bad for load in report.loads)
    seconds = report.seconds
    click.echo("读入 read: " + ", ".join(f"{kind} {count:,}" for kind, count in rows.items()) + f" （坏行 bad rows {bad:,}，{seconds['load']:.1f} s）")
    if report.ignored:
        click.echo(f"未读 not read: {', '.join(report.ignored[:6])}{' …' if len(report.ignored) > 6 else ''}")
    click.echo("发现 / 查看的对象 · findings / subjects looked at:")
    told = [_told(key, found, looked, seconds[key]) for key, found, looked in report.looks]
    a_line = -(-len(told) // LINES)
    for first in range(0, len(told), a_line or 1):
        click.echo("  " + "； ".join(told[first : first + a_line]))
    for line in _missing(set(rows)):
        click.echo(line)
    click.echo("卷宗 dossiers: " + "； ".join(f"{zh} {en} {count}" for zh, en, count in report.dossiers))
    click.echo(f"共用时 in all: {seconds['all']:.1f} s。发现只是查看的理由，不是结论。 A finding is a reason to look, never a verdict.")


def _missing(held: set[str]) -> list[str]:
    """Return which further file would let which detectors look, the one that helps most first."""
    from mingjian.core.detectors import detectors
    from mingjian.core.records import kinds

    helped: dict[str, list[str]] = {}
    for described, _ in detectors().values():
        absent = [described.lacks(held)] if described.lacks(held) else [name for name in described.asks if name not in held and not described.reads_any]
        for name in absent:
            helped.setdefault(name, []).append(described.title.zh)
    known = kinds()
    ordered = sorted(helped, key=lambda name: (-len(helped[name]), name))
    lines = [f"  {known[name].title.zh}（{name}.csv，{known[name].title.en}）：{'、'.join(helped[name])}" for name in ordered]
    return ["再加入这些文件，还可查（With these files, more can be found）：", *lines] if lines else []


def _told(key: str, found: int, looked: int, seconds: float) -> str:
    rate = f"1:{looked / found:,.0f}" if found else "—"
    return f"{key}: {found:,} / {looked:,}（{rate}，{seconds:.1f} s）"
