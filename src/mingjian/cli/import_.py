"""Bring a file of records into the lake: `mingjian import KIND FILE --source NAME`. Works without Django."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from mingjian.core.errors import BadInput
from mingjian.core.extraction.inference import load_filled
from mingjian.core.language import Text
from mingjian.core.records import kind, kinds
from mingjian.core.records.lake import Lake, Load
from mingjian.core.records.lake.staging import read_bad_rows
from mingjian.core.records.reading import ZONE

sheet_option = click.option("--sheet", default="", help="The sheet of a workbook to read; without it that which is recognised, with all of the same headings.")
SHOWN = 10  # bad rows on the screen; the report has all


@click.command()
@click.argument("kind_name", metavar="KIND")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Who gave the file; stands as platform where the file names none.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of the file under another name; may be repeated.")
@click.option("--skip", multiple=True, metavar="THEIRS", help="A column of the file that is not to be read, though its heading is known; may be repeated.")
@sheet_option
@click.option("--zone", default=ZONE, show_default=True, help="The time zone of times that carry none.")
@click.option("--lake", type=click.Path(path_type=Path, file_okay=False), help="The lake; MINGJIAN_LAKE, else lake under MINGJIAN_HOME (var), unless given.")
def command(kind_name: str, file: Path, source: str, mapping: tuple[str, ...], skip: tuple[str, ...], sheet: str, zone: str, lake: Path | None) -> None:
    """
    Load the good rows of FILE (CSV, Excel, JSON lines, Parquet) as records of KIND, and list the bad ones with row, column and reason.

    The same file is loaded once.
    """
    os.umask(0o077)  # records are of persons: only this user reads them, as everything of a node
    described, pairs = kind(kind_name), {**pairs_of(mapping), **dict.fromkeys(map(str.strip, skip), "")}
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(file.name, total=1.0)
        into = Lake(lake or lake_folder())

        def show(part: float) -> None:
            progress.update(task, completed=part)

        done = load_filled(into, described, file, source=source, mapping=pairs, zone=zone, at=datetime.now(UTC), progress=show, sheet=sheet)
    for line in summary(done):
        click.echo(line.in_language(language()))
    if entered := _entered(into, done):
        click.echo(entered.in_language(language()))


def _entered(lake: Lake, load: Load) -> Text | None:
    """Have the node's ledger say what was loaded into its lake; on a machine without a node there is no ledger, and no word."""
    home = Path(os.environ.get("MINGJIAN_HOME", "var"))
    has_node = "DATABASE_URL" in os.environ or (home / "mingjian.sqlite3").exists()
    if not has_node or lake.folder.resolve() != lake_folder().resolve():
        return None
    from mingjian.cli._django import open_node

    open_node()
    from django.utils.timezone import now

    from mingjian.office.institution import parts

    entered = [one for take_in in parts("takes_in") for one in take_in(now()) if one.digest == load.digest]
    return Text("已记入台账。", "Entered in the ledger.") if entered else None


def pairs_of(mapping: tuple[str, ...]) -> Mapping[str, str]:
    """Read `theirs=ours` pairs; the last `=` parts them, as their names may hold one."""
    pairs = {}
    for written in mapping:
        theirs, sign, ours = written.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise BadInput(f"--map 须写作 原列名=本系统列名，不能是 {written!r}。", f"--map is written THEIRS=OURS, not {written!r}.")
        pairs[theirs.strip()] = ours.strip()
    return pairs


def lake_folder() -> Path:
    """Return the lake that the environment names."""
    return Path(os.environ.get("MINGJIAN_LAKE") or Path(os.environ.get("MINGJIAN_HOME", "var")) / "lake")


def language() -> str:
    """Return the language of the person at the terminal; Chinese unless the environment says English."""
    said = os.environ.get("MINGJIAN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if said.lower().startswith("en") else "zh"


def summary(load: Load) -> list[Text]:
    """Return what came of a load, bad rows first among the details."""
    title = kinds()[load.kind].title
    if not load.is_new:
        return [
            Text(
                f"{load.file} 已于 {load.at} 载入过（{load.rows} 行），未重复载入。",
                f"{load.file} was loaded already on {load.at} ({load.rows} rows); nothing was added.",
            )
        ]
    lines = [Text(f"已载入 {load.rows} 行{title.zh}，来源 {load.source}。", f"Loaded {load.rows} rows ({title.en.lower()}) from {load.source}.")]
    recognised = {ours: theirs for ours, theirs in load.theirs.items() if ours != theirs}
    if recognised:
        pairs = ", ".join(f"{theirs} → {ours}" for ours, theirs in recognised.items())
        lines.append(Text(f"列名对应：{pairs}", f"Columns: {pairs}"))
    if load.ignored:
        lines.append(Text(f"未用的列：{'、'.join(load.ignored)}", f"Columns not used: {', '.join(load.ignored)}"))
    lines += [Text(f"注意：{zh}", f"Note: {en}") for zh, en in load.notes]
    if load.brands_read:
        lines.append(
            Text(
                f"其中 {load.brands_read} 行未载明品牌，已按权利数据从标题读出（brand_from 列注明）。",
                f"The brand of {load.brands_read} rows was not told, and read from the title by the rights at hand (column brand_from says so).",
            )
        )
    if load.fines_read:
        lines.append(
            Text(
                f"其中 {load.fines_read} 行未单列罚款金额，已从处罚内容读出（fine_from 列注明）。",
                f"The fine of {load.fines_read} rows had no column, and was read from what the penalty says (column fine_from says so).",
            )
        )
    if load.repeated:
        lines.append(Text(f"文件内完全重复的 {load.repeated} 行只载入一次。", f"{load.repeated} rows stood in the file twice and were loaded once."))
    return lines + (_bad_rows(load) if load.bad or load.unread else [])


def _bad_rows(load: Load) -> list[Text]:
    counts = Text(f"{load.bad} 行有误，未载入", f"{load.bad} bad rows were not loaded")
    if load.unread:
        counts = Text(f"{counts.zh}；{load.unread} 个值读不出，已留空", f"{counts.en}, and {load.unread} values that cannot be read were left empty")
    lines = [Text(f"{counts.zh}，全部列于 {load.bad_rows_path}：", f"{counts.en}; all are listed in {load.bad_rows_path}:")]
    faults = list(read_bad_rows(load.bad_rows_path, SHOWN + 1))
    for row in faults[:SHOWN]:
        shown = row["value"][:60]
        column = Text(f"{row['column']} 列", f"column {row['column']}") if row["column"] else Text("整行", "the row")
        lines.append(
            Text(f"  第 {row['row']} 行，{column.zh}，“{shown}”：{row['reason_zh']}", f"  row {row['row']}, {column.en}, “{shown}”: {row['reason_en']}")
        )
    return lines if len(faults) <= SHOWN else [*lines, Text("  ……", "  …")]
