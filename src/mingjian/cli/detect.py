"""Detectors on files: `mingjian detect list | show | run`, without Django; `keep` runs them over the node's lake for its console."""

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pyarrow as pa
from rich.console import Console
from rich.progress import Progress, TextColumn

from mingjian.cli._django import open_node
from mingjian.cli._pictures import looked_at, pictures_option, readings
from mingjian.cli.import_ import pairs_of
from mingjian.core.detectors import RIGHT, Detector, caveat, detector, detectors, remarks_of, run
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.factory import ENGINES, open_engine
from mingjian.core.engines.lake import rows_of, rows_of_lake
from mingjian.core.errors import BadInput
from mingjian.core.extraction.inference import load_filled
from mingjian.core.language import several
from mingjian.core.records import kind, kinds
from mingjian.core.records.lake import Lake, Load
from mingjian.core.screening.output import refuse_to_write_over, writer_for, written
from mingjian.core.screening.picture_view import Pictures, Sight, looks_at_pictures, sight_of

_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def command() -> None:
    """List the detectors, or run one over files and write its findings."""


@command.command("list")
def list_() -> None:
    """List every detector with the kinds of records that it reads."""
    for key, (described, _) in sorted(detectors().items()):
        click.echo(f"{key}  {described.title.zh} {described.title.en}  ({', '.join(described.reads)})")


@command.command()
@click.argument("key")
def show(key: str) -> None:
    """Show what a detector looks for, what else it could be, what it cannot see, and its settings."""
    described, _ = detector(key)
    click.echo("\n".join(_told(described)))


def _told(described: Detector) -> list[str]:
    lines = [f"{described.key} {described.version}  {described.title.zh} {described.title.en}"]
    lines += [described.summary.zh, described.summary.en, f"依据 ground: {', '.join(described.ground)}"]
    lines += [f"或许只是 perhaps only: {text.zh}。{text.en}." for text in described.innocent]
    lines += [f"可由此查清 settled by: {text.zh}。{text.en}." for text in described.settles]
    lines += [f"看不到 blind: {described.blind.zh}", f"  {described.blind.en}"]
    return lines + [f"--set {name}={setting.default}  {setting.meaning.zh} {setting.meaning.en}" for name, setting in described.settings.items()]


def _file_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add one option for each kind of record to the command."""
    for name, described in sorted(kinds().items(), reverse=True):
        function = click.option(f"--{name}", name, type=_FILE, multiple=True, help=f"A file of {described.title.zh}; may be repeated.")(function)
    return function


@command.command("run")
@click.argument("key")
@_file_options
@click.option("--lake", type=_FOLDER, help="A lake to read the kinds from of which no file is given.")
@click.option("--source", help="Where the records come from: stands as platform where a file names none. The file's name, unless given.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of the files under another name; may be repeated.")
@click.option("--engine", "engine_name", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--spark-url", default="local[2]", show_default=True, envvar="MINGJIAN_SPARK", help="For --engine spark: sc://host:15002, or local[2].")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of the detector; may be repeated.")
@pictures_option
@click.option("--out", type=_FILE, required=True, help="Where the findings go: .jsonl, .csv or .parquet.")
def run_(
    key: str,
    lake: Path | None,
    source: str | None,
    mapping: tuple[str, ...],
    engine_name: str,
    spark_url: str,
    settings: tuple[str, ...],
    pictures: Path | None,
    out: Path,
    **files: tuple[Path, ...],
) -> None:
    """
    Run detector KEY over files of records and write its findings, the most remarkable first.

    Telephones, addresses, devices and accounts that stand in plain words in the files are compared by tokens that are made as they are read, with those of
    --lake by its own secret; the plain text is not kept.

    With --pictures, words and codes in the pictures of a listing or post (ID.jpg, ID-2.png, ID/front.webp) are read as well, about a second a picture, and
    kept, so that none is read twice; a detector of copies compares the pictures themselves. A picture that cannot be opened is told; the others go on. Needs
    the extra [vision].
    """
    described, given = _checked(key, settings, files, out)
    sight = _sight(described, given, pictures)
    if doubt := caveat(key, given):
        click.echo(f"{doubt.zh}暂按规则判断。{doubt.en} Until then the rule judges.", err=True)
    with ExitStack() as stack:
        progress = stack.enter_context(_progress())
        beside = Lake(Path(stack.enter_context(TemporaryDirectory(prefix="mingjian-"))) / "lake", compared_with=lake)
        loads = _load(files, source, pairs_of(mapping), beside, progress)
        engine = stack.enter_context(open_engine(engine_name, url=spark_url))
        relations = {**_of_lake(engine, described, lake, files), **{name: rows_of(engine, of_kind) for name, of_kind in loads.items()}}
        progress.add_task(described.title.zh, total=None, note=key)
        found = run(key, engine, sight.beside(engine, relations), {**given, **sight.settings})
        reports = [report for of_kind in loads.values() for number, load in enumerate(of_kind) if (report := _keep_report(load, out, number))]
        written([found], found.schema, out)
    _say(loads, reports, found, out)
    for line in looked_at(sight.read, sight.faults) if sight.read is not None else ():
        click.echo(f"{line.zh} {line.en}", err=bool(sight.faults))


def _sight(described: Detector, given: Mapping[str, str], folder: Path | None) -> Sight:
    """Open the folder of pictures before anything is read. Raises BadInput where there is none, the extra is absent, or the detector looks at no pictures."""
    if folder is None:
        return Sight()
    if not looks_at_pictures(described):
        raise BadInput(f"检测器 {described.key} 不看图片。", f"Detector {described.key} looks at no pictures.")
    pictures = Pictures(folder, readings())
    pictures.shelf  # noqa: B018 - opened here, so that what is wrong with it is said before anything is read
    return sight_of(described, described.read_settings(given), pictures)


def _checked(key: str, settings: tuple[str, ...], files: Mapping[str, tuple[Path, ...]], out: Path) -> tuple[Detector, dict[str, str]]:
    """Refuse what is wrong before anything is read: key, settings, ending, files that the detector does not read."""
    described, _ = detector(key)
    given = _pairs(settings)
    described.read_settings(given)
    writer_for(out)
    if not out.parent.is_dir():
        raise BadInput(f"没有文件夹 {out.parent}，无法写入 {out}。", f"There is no folder {out.parent} to write {out} in.")
    for path in (path for paths in files.values() for path in paths):
        refuse_to_write_over(path, out, *(_report_of(out, name, number) for name in files for number in range(len(files[name]))))
    if unread := sorted(name for name, paths in files.items() if paths and name not in described.asks):
        reads = ", ".join(described.asks)
        raise BadInput(f"检测器 {key} 不读取 {unread[0]}；它读取：{reads}。", f"Detector {key} does not read {unread[0]}; it reads: {reads}.")
    return described, given


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInput(f"{pair!r} 须写作 名称=值。", f"{pair!r} must be NAME=VALUE.")
        pairs[name.strip()] = value.strip()
    return pairs


def _progress() -> Progress:
    """Show progress where a person looks on, and nothing in a file or pipe."""
    console = Console(stderr=True)
    return Progress(
        *Progress.get_default_columns(), TextColumn("{task.fields[note]}", markup=False), console=console, transient=True, disable=not console.is_terminal
    )


def _load(files: Mapping[str, tuple[Path, ...]], source: str | None, mapping: Mapping[str, str], lake: Lake, progress: Progress) -> dict[str, list[Load]]:
    """Read every file into a lake that lasts as long as this command: so rows are checked, repeats dropped and tokens made, as at an import."""
    loads = dict[str, list[Load]]()
    for name, paths in sorted(files.items(), key=lambda of_kind: of_kind[0] != RIGHT):  # rights first: brands are read from titles by them
        for path in paths:
            task = progress.add_task(kind(name).title.zh, total=1.0, note=path.name)
            load = load_filled(
                lake,
                kind(name),
                path,
                source=source or source_of(path),
                at=datetime.now(UTC),
                mapping=mapping,
                progress=lambda part, task=task: progress.update(task, completed=part),  # a default binds the task
            )
            progress.update(task, completed=1.0)
            if load.is_new:
                loads.setdefault(name, []).append(load)
    return loads


def source_of(path: Path) -> str:
    """Make a source's name of a file's: `orders` of `orders.csv.gz`."""
    plain = re.sub(r"[^\w-]+", "_", path.name.split(".")[0]).strip("_-")
    return plain[:64] or "file"


def _of_lake(engine: Engine, described: Detector, lake: Path | None, files: Mapping[str, tuple[Path, ...]]) -> dict[str, Relation]:
    if lake is None:
        return {}
    if not lake.is_dir():
        raise BadInput(f"没有数据湖 {lake}。", f"There is no lake {lake}.")
    kept = Lake(lake)
    return {name: rows_of_lake(engine, kept, name) for name in described.asks if not files.get(name) and kept.has(name)}


def _keep_report(load: Load, out: Path, number: int) -> Path | None:
    """Put the report of a file's bad rows beside the findings, since the lake of this command does not last."""
    if not load.bad:
        return None
    kept = _report_of(out, load.kind, number)
    shutil.copyfile(load.bad_rows_path, kept)
    return kept


def _report_of(out: Path, kind_name: str, number: int) -> Path:
    return out.with_name(f"{out.stem}.bad_rows_{kind_name}{number or ''}.csv")


def _say(loads: Mapping[str, list[Load]], reports: list[Path], found: pa.Table, out: Path) -> None:
    for of_kind in loads.values():
        for load in of_kind:
            told = f"{load.file}: {load.rows:,} 行 rows, {load.repeated:,} 重复 repeated, {load.bad:,} 坏行 bad"
            click.echo(told, err=bool(load.bad))
    for remark in remarks_of(found):
        click.echo(f"{remark.zh} {remark.en}", err=True)
    for report in reports:
        click.echo(f"坏行及原因见 {report}。The bad rows and why: {report}.", err=True)
    click.echo(f"{found.num_rows:,} 项发现，已写入 {out}。{several(found.num_rows, 'finding')} in {out}.")


@command.command("keep")
@click.argument("keys", nargs=-1)
@click.option("--by", "username", required=True, help="The officer for whose department the findings are kept.")
@click.option("--engine", "engine_name", type=click.Choice(ENGINES), default=None, help="The node's (MINGJIAN_ENGINE, else duckdb) unless given.")
@pictures_option
def keep_(keys: tuple[str, ...], username: str, engine_name: str | None, pictures: Path | None) -> None:
    """
    Run detectors over this node's lake; their findings come to the console.

    KEYS name those to run, else every one does that has not read all that the lake holds. What an earlier run told in the same words is not told again.

    Words and codes in the node's pictures are read as well; --pictures names another folder for this run, whose pictures the console does not show.
    """
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.monitoring.runs.work.run_due import run_due
    from mingjian.office.people.officers import officer_called

    for key in keys:
        detector(key)  # an unknown one is refused before any runs
    officer = officer_called(username)
    if pictures is not None and not pictures.is_dir():
        raise BadInput(f"没有图片文件夹 {pictures}。", f"There is no folder of pictures {pictures}.")
    for made in run_due(keys, by=officer, at=now(), clock=now, engine=engine_name or "", pictures=pictures):
        click.echo(f"{made.detector}: {made.findings.count():,} / {made.subjects:,}")
        for zh, en in made.remarks:
            click.echo(f"  {zh} {en}", err=True)
