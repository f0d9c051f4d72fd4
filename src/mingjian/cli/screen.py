"""Screen a file of listings or posts: `mingjian screen FILE --kind listing --text COLUMN`. Works without Django."""

import re
from itertools import count
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from mingjian.cli._pictures import looked_at, pictures_option, readings
from mingjian.cli.detect import source_of
from mingjian.cli.import_ import language, pairs_of, sheet_option
from mingjian.core.language import Text, several
from mingjian.core.records.reading import ZONE
from mingjian.core.redaction import shown
from mingjian.core.screening import TEXT_OF, doubts
from mingjian.core.screening.files import Order, Screening, screen_file

_FILE = click.Path(path_type=Path, dir_okay=False)
_FORM = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx|xls|jsonl|ndjson|json|parquet))?(?:\.(?:gz|zst|bz2|xz|zip))?$", re.IGNORECASE)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--kind", type=click.Choice(list(TEXT_OF)), required=True, help="What a row is.")
@click.option("--text", "text", default="", metavar="COLUMN", help="The file's column with the title (listing) or the words (post), unless recognised.")
@click.option("--out", type=_FILE, help="Where the findings go: .jsonl, .csv or .parquet. Beside FILE as .findings.jsonl, unless given.")
@click.option("--only", multiple=True, metavar="KEY", help="Only this detector; may be repeated.")
@click.option("--right", type=_FILE, help="A file of rights (listings only): by its marks brands that FILE does not tell are read from titles.")
@click.option("--source", help="Stands as platform where the file names none. The file's name, unless given.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of the file under another name; may be repeated.")
@click.option("--zone", default=ZONE, show_default=True, help="The time zone of times that carry none.")
@sheet_option
@pictures_option
def command(
    file: Path,
    kind: str,
    text: str,
    out: Path | None,
    only: tuple[str, ...],
    right: Path | None,
    source: str | None,
    mapping: tuple[str, ...],
    zone: str,
    sheet: str,
    pictures: Path | None,
) -> None:
    """
    Run every detector of words over FILE (CSV, Excel, JSON lines, Parquet), each row by itself, in one pass.

    Findings say why, where in the raw text, and what else it could be. Bad rows are listed with row and reason. The findings appear at the end, whole; a run
    that was killed leaves none, and is started again.

    With --pictures, words and codes in the pictures of a row (ID.jpg, ID-2.png, ID/front.webp) are read as well, about a second a picture, and kept, so that
    none is read twice. A picture that cannot be opened is told; the others go on. Needs the extra [vision].
    """
    into = out or file.with_name(f"{_bare(file.name)}.findings.jsonl")
    whence = (source or source_of(file), only, tuple(pairs_of(mapping).items()), zone)
    order = Order(file, kind, into, text, *whence, str(pictures or ""), str(right or ""), str(readings()), sheet)
    for doubt in doubts(kind, only) if kind == "post" else ():
        click.echo(doubt.in_language(language()), err=True)
    done = _run(order)
    for line in summary(order, done):
        click.echo(line.in_language(language()))


def _bare(name: str) -> str:
    """Return a file's name without what tells its form, and no more: `shop.2025` of `shop.2025.csv.gz`."""
    return _FORM.sub("", name) or name


def _run(order: Order) -> Screening:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(order.path.name, total=1.0, told="")
        seen = progress.add_task("图片 pictures", total=None, told="", visible=bool(order.pictures))
        looked = count(1)

        def look() -> None:
            progress.update(seen, told=f"{next(looked):,}")

        def go(part: float, rows: int, found: int) -> None:
            progress.update(task, completed=part, told=f"{rows:,} / {found:,}")

        return screen_file(order, progress=go, looked=look)


def summary(order: Order, done: Screening) -> list[Text]:
    """Return what came of it."""
    found = several(done.findings, "finding")
    lines = [Text(f"已检测 {done.rows:,} 行，{done.findings:,} 项发现，写入 {order.out}。", f"Screened {several(done.rows, 'row')}: {found} in {order.out}.")]
    if done.bad:
        bad = several(done.bad, "bad row")
        lines.append(Text(f"{done.bad:,} 行有误，未检测，原因列于 {order.bad_path}。", f"Not screened: {bad}; {order.bad_path} says why."))
    if done.ignored:
        names = [shown(name) for name in done.ignored]
        zh, en = f"未读的列：{'、'.join(names)}。", f"Columns not read: {', '.join(names)}."
        lines.append(Text(f"{zh}其中若有文字，请用 --map 指明。", f"{en} If one holds words, name it by --map."))
    lines += [Text(f"注意：{note.zh}", f"Note: {note.en}") for note in done.notes]
    return lines + (looked_at(done.pictures, done.faults) if order.pictures else [])
