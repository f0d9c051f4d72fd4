"""A platform's report of its operators, row by row: `mingjian examine FILE --on DATE --register FILE --out FILE`. Works without Django."""

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from mingjian.cli._law_texts import day_of
from mingjian.cli.import_ import pairs_of, sheet_option
from mingjian.core.examination import Examination, examine
from mingjian.core.examination.register import read_register
from mingjian.core.examination.report import REPORT
from mingjian.core.language import several
from mingjian.core.procedure import rulebook
from mingjian.core.screening.output import refuse_to_write_over, writer_for, written

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--on", "on", required=True, callback=day_of, help="The day whose law and dates count, YYYY-MM-DD.")
@click.option("--register", type=_FILE, required=True, help="The business register: a file of registrations.")
@click.option("--out", type=_FILE, required=True, help="Where the answers go: .csv, .jsonl or .parquet.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of FILE under another name; may be repeated.")
@sheet_option
def command(file: Path, on: date, register: Path, out: Path, mapping: tuple[str, ...], sheet: str) -> None:
    """
    Examine a platform's report of its operators (CSV, Excel, JSON lines, Parquet) row by row.

    The answers have row (numbered as in the spreadsheet), shop_id, shop_name, verdict (pass; fail: certainly wrong; person: somebody must look), the reasons
    in Chinese and English, and the articles that they rest on, as in force on the day. Nothing is reported to anybody by this.
    """
    writer_for(out)
    refuse_to_write_over(file, out)
    refuse_to_write_over(register, out)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=1.0)
        entered = read_register(register)

        def show(part: float) -> None:
            progress.update(task, completed=part)

        done = examine(file, entered, on, rulebook().statutes, mapping=pairs_of(mapping), sheet=sheet, progress=show)
    written([done.table], done.table.schema, out)
    _say(done, out)


def _say(done: Examination, out: Path) -> None:
    told = [done.verdicts[name] for name in ("pass", "person", "fail")]
    click.echo(f"{done.table.num_rows:,} 行：通过 {told[0]:,}，须人看 {told[1]:,}，不符 {told[2]:,}；已写入 {out}。")
    click.echo(f"{several(done.table.num_rows, 'row')}: {told[0]:,} pass, {told[1]:,} for a person, {told[2]:,} fail; in {out}.")
    for code, times in done.reasons.most_common():
        click.echo(f"  {code}: {times:,}")
    for note in done.notes:
        click.echo(f"{note.zh} {note.en}", err=True)
    for name in done.lacking:
        meaning = REPORT.column(name).meaning
        click.echo(f"整个文件没有“{meaning.zh}”列，未逐行列为问题。The file has no column of {meaning.en}; no row is blamed for that.", err=True)
