"""The kinds of records: `mingjian records list | describe`, and penalties out of the texts of decisions: `mingjian records decisions`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from mingjian.core.documents.texts import text_copy
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.extraction.decisions import read_decision
from mingjian.core.extraction.decisions.record import penalty_of, unsure
from mingjian.core.extraction.pages.saved_pages import Opener
from mingjian.core.language import Text, name_of, several
from mingjian.core.records import kinds
from mingjian.core.records.reading.description import kinds_page
from mingjian.core.screening.output import writer_for, written

_PAGES = frozenset((".html", ".htm", ".mhtml"))
_TEXTS = frozenset((".txt", ".docx", ".ofd", ".odt", ".wps"))


@click.group()
def command() -> None:
    """List the kinds of bulk records, or describe every column."""


@command.command("list")
def list_() -> None:
    """List the kinds."""
    for kind in kinds().values():
        click.echo(f"{kind.name}  {kind.title.zh} {kind.title.en}  ({', '.join(kind.key)})")


@command.command()
def describe() -> None:
    """Describe every column of every kind, as docs/reference/records.md has it."""
    click.echo(kinds_page(), nl=False)


@command.command()
@click.argument("place", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where the records go: .jsonl, .csv or .parquet.")
@click.option("--json", "as_json", is_flag=True, help="Print every value that was read, with how sure it is and where it stands.")
def decisions(place: Path, out: Path, as_json: bool) -> None:
    """
    Read decisions of penalties under PLACE (.txt, .html, .mhtml, .docx, .ofd, .odt), or one of them, and write a record of each for `mingjian import penalty`.

    A value that is not sure stays empty and is named. A text without the number of a decision makes no record.
    """
    writer_for(out)
    rows: list[dict[str, Any]] = []
    remarks: list[tuple[str, Text]] = []
    for path, text in _texts(place, remarks):
        found = read_decision(text)
        row = penalty_of(found)
        if as_json:
            click.echo(json.dumps({"file": path.name, **_plain(found)}, ensure_ascii=False))
        if row["decision_id"]:
            rows.append({**row, "decided_on": row["decided_on"] and row["decided_on"].isoformat()})
        doubt = unsure(found) if row["decision_id"] else Text("没有读到处罚决定书文号，未作记录。", "No number of a decision was read: no record was made.")
        remarks += [(path.name, doubt)] if doubt else []
    for name, remark in remarks:
        click.echo(f"{name_of(Path(name))}: {remark.zh} {remark.en}", err=True)
    if not rows:
        raise BadInput(
            "没有读到任何处罚决定。文件须是决定书全文或者公示页面。", "No decision was read. Bring whole decisions, or the pages on which they were published."
        )
    table = pa.Table.from_pylist(rows, pa.schema([pa.field(name, pa.float64() if name == "fine" else pa.string()) for name in rows[0]]))
    written([table], table.schema, out)
    click.echo(f"读出 {len(rows)} 份处罚决定，已写入 {out}；{len(remarks)} 条说明。", err=True)
    click.echo(f"{several(len(rows), 'decision')} read into {out}; {several(len(remarks), 'remark')}.", err=True)


def _texts(place: Path, remarks: list[tuple[str, Text]]) -> Iterator[tuple[Path, str]]:
    """Return the text of each file of a place; one that cannot be read becomes a remark."""
    paths = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.suffix.lower() in _PAGES | _TEXTS)
    with Opener() as opener:
        for path in paths:
            try:
                if path.suffix.lower() in _PAGES:
                    yield path, str(opener.open(path).get("text") or "")
                else:
                    with path.open("rb") as file:
                        yield path, "\n".join(_lines(text_copy(file).blocks))
            except MingjianError as error:
                remarks.append((path.name, error.text))


def _lines(blocks: Any) -> Iterator[str]:
    for block in blocks:
        yield from (["|".join(map(str, row)) for row in block["rows"]] if block["kind"] == "table" else [str(block.get("text") or "")])


def _plain(found: Any) -> dict[str, Any]:
    """Return what was read as plain values, with confidence and place."""
    told: dict[str, Any] = {}
    for name in ("number", "authority", "party", "code"):
        value = getattr(found, name)
        told[name] = {"value": value.value, "confidence": value.confidence, "start": value.start, "end": value.end} if value else None
    for name in ("breaches", "articles", "sums", "days"):
        told[name] = [
            {slot: str(getattr(one, slot)) if slot in ("yuan", "day") else getattr(one, slot) for slot in one.__slots__} for one in getattr(found, name)
        ]
    transfer = found.transfer
    return told | {"is_code_masked": found.is_code_masked, "transfer": {slot: getattr(transfer, slot) for slot in transfer.__slots__} if transfer else None}
