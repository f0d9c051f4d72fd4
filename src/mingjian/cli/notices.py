"""Notices that others wrote: `mingjian notices read FILE|FOLDER`."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from mingjian.core.errors import BadInput
from mingjian.core.extraction.takedowns.reader import Read, read_notice

_ENDINGS = {".md", ".txt"}
_OF_ROW = ("name", "path", "file", "id")
_FIELDS = ("name", "targets", "works", "sender")
_NEW = click.Path(path_type=Path, dir_okay=False)


@click.group()
def command() -> None:
    """Read notices of copyright that others wrote."""


@command.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=_NEW, help="Where what was read goes, as JSON lines; to the screen, unless given.")
@click.option("--predictions", type=_NEW, help="One row a notice: name, targets, works, sender; FILE.csv (an address a line), else JSON lines.")
def read(source: Path, out: Path | None, predictions: Path | None) -> None:
    """
    Read the notices in SOURCE: what they complain of, which works they name, who sends them.

    SOURCE is a text (.md, .txt), a folder of such texts, or JSON lines with a `text` and a `name` or `path` (.jsonl, .jsonl.gz).
    Nothing is guessed: what a notice does not say is empty.
    """
    found = [read_notice(text, name) for name, text in texts_of(source)]
    if not found:
        raise BadInput(
            f"{source} 中没有通知：需要 .md、.txt 文件或者每行一份通知的 .jsonl 文件。",
            f"{source} holds no notice: name a .md or .txt text, or .jsonl with one a line.",
        )
    if predictions:
        _write_predictions(found, predictions)
    if out or not predictions:
        with click.open_file(str(out or "-"), "w", encoding="utf-8") as file:
            _write_lines((one.as_row() for one in found), file)
    kinds = "、".join(f"{kind} {count}" for kind, count in sorted(Counter(one.kind for one in found).items()))
    said = {name: sum(bool(getattr(one, name)) for one in found) for name in _FIELDS[1:]}
    click.echo(f"读了 {len(found)} 份（{kinds}）；写明被通知地址的 {said['targets']} 份，作品 {said['works']} 份，通知人 {said['sender']} 份。", err=True)
    click.echo(f"Read {len(found)} notices; {said['targets']} name what they complain of, {said['works']} the work, {said['sender']} the sender.", err=True)


def texts_of(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each notice in a file or folder."""
    if source.is_dir():
        for path in sorted(one for one in source.rglob("*") if one.suffix.lower() in _ENDINGS and one.is_file()):
            yield path.relative_to(source).as_posix(), _text(path.read_bytes())
    elif source.name.lower().endswith((".jsonl", ".jsonl.gz")):
        yield from _rows(source)
    else:
        yield source.name, _text(source.read_bytes())


def _rows(source: Path) -> Iterator[tuple[str, str]]:
    try:
        data = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
    except (OSError, EOFError) as error:
        raise BadInput(f"{source} 不是完整的 gzip 文件。", f"{source} is no whole gzip file.") from error
    for nth, line in enumerate(_text(data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise BadInput(f"{source} 第 {nth} 行不是带有 text 的 JSON 对象。", f"Line {nth} of {source} is no JSON object with a `text`.")
        yield str(next((row[key] for key in _OF_ROW if row.get(key)), f"{source.name}:{nth}")), row["text"]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _write_predictions(found: list[Read], path: Path) -> None:
    rows = [{name: one.as_row()[name] for name in _FIELDS} for one in found]
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix.lower() != ".csv":
            _write_lines(rows, file)
            return
        table = csv.DictWriter(file, _FIELDS)
        table.writeheader()
        table.writerows({**row, "targets": "\n".join(row["targets"]), "works": "\n".join(row["works"])} for row in rows)


def _write_lines(rows: Iterable[dict[str, Any]], file: IO[Any]) -> None:
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
