"""Shop sites out of saved pages: `mingjian sites read FOLDER --out shop_site.jsonl`. Works without Django; opens nothing but files."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
from rich.console import Console
from rich.progress import Progress

from mingjian.core.extraction.pages.captures import Fault, read_captures
from mingjian.core.extraction.pages.saved_pages import SECONDS
from mingjian.core.language import several
from mingjian.core.records import kind
from mingjian.core.screening.output import writer_for, written

SHOWN = 10  # remarks on the screen; the file has all
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def command() -> None:
    """Make records of stand-alone shop sites out of pages that an officer saved."""


@command.command()
@click.argument("place", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where the records go: .jsonl, .csv or .parquet.")
@click.option("--index", type=_FILE, help="A CSV with columns file and url (and seen_at): which address each file was saved from.")
@click.option(
    "--facts", type=_FILE, help="What you were told of the domains: a table with url or domain, day of registration, in the mainland, widely visited."
)
@click.option("--source", default="", help="Who saved the pages; stands as platform.")
@click.option("--seconds", type=click.IntRange(1, 600), default=SECONDS, show_default=True, help="Most computing that one page may take.")
def read(place: Path, out: Path, index: Path | None, facts: Path | None, source: str, seconds: int) -> None:
    """
    Read the pages saved under PLACE (.html, .mhtml), or one of them, and write a record of each site, to be given to `mingjian detect run risky_site`.

    Scripts are not run and nothing is fetched. Pages of one host become one record. What a page cannot tell stays empty, and adds nothing to any score.
    """
    writer_for(out)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(place.name, total=1.0)
        done = read_captures(place, index=index, facts=facts, source=source, seconds=seconds, progress=lambda part: progress.update(task, completed=part))
    records = _table(done.records)
    written([records], records.schema, out)
    if done.faults:
        kept = out.with_name(f"{out.stem}.remarks.jsonl")
        kept.write_text(
            "".join(json.dumps({"file": one.file, "zh": one.reason.zh, "en": one.reason.en}, ensure_ascii=False) + "\n" for one in done.faults), "utf-8"
        )
    _say(done.faults)
    click.echo(f"读了 {done.pages} 个页面，得 {len(done.records)} 个网站的记录，已写入 {out}；{len(done.faults)} 条说明。")
    click.echo(f"{several(done.pages, 'page')} read, {several(len(done.records), 'record')} of sites in {out}; {several(len(done.faults), 'remark')}.")


def _table(records: list[dict[str, Any]]) -> pa.Table:
    """Return the records with days and instants as text, as files of lines hold them; instants say that they are UTC, or they would be read as local."""
    told = [{name: _told(value) for name, value in one.items()} for one in records]
    fields = [pa.field(one.name, pa.string() if pa.types.is_temporal(one.type) else one.type) for one in kind("shop_site").schema]
    return pa.Table.from_pylist(told, pa.schema(fields))


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _say(faults: list[Fault]) -> None:
    for one in faults[:SHOWN]:
        click.echo(f"{one.file!r}: {one.reason.zh} {one.reason.en}", err=True)
    if len(faults) > SHOWN:
        click.echo("……", err=True)
