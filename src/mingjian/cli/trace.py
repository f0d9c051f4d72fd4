"""Who stands behind a thing: `mingjian trace START --links FILE --steps 3 --out FILE`. Works without Django."""

import json
import secrets
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from mingjian.cli.import_ import pairs_of, sheet_option
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.graph.link_files import SCHEMA, read_links, row_of, with_plain_named
from mingjian.core.graph.plain_things import names_of
from mingjian.core.graph.traces import Link, Links
from mingjian.core.language import several
from mingjian.core.records.lake import Lake
from mingjian.core.records.reading.tokens import Keyer, has_secret, keyer_beside
from mingjian.core.screening.output import refuse_to_write_over, whole, writer_for, written

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command()
@click.argument("start")
@click.option("--links", "file", type=_FILE, required=True, help="Links: left and right, and kind, strength, since, until, source where known.")
@click.option("--steps", type=click.IntRange(1, 6), default=3, show_default=True, help="How many links far at most.")
@click.option("--out", type=_FILE, required=True, help="Where the things reached go: .csv, .json, .jsonl or .parquet.")
@click.option("--not-through", "never", multiple=True, metavar="THING", help="A thing that is reached, but not passed; may be repeated.")
@click.option("--most", type=click.IntRange(1), default=10_000, show_default=True, help="How many things are told at most, the strongest first.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of the file under another name; may be repeated.")
@click.option("--lake", type=_FOLDER, help="A lake whose tokens are in the links: plain telephones, accounts and addresses are known by its secret.")
@sheet_option
def command(start: str, file: Path, steps: int, out: Path, never: tuple[str, ...], most: int, mapping: tuple[str, ...], lake: Path | None, sheet: str) -> None:
    """
    Follow links from START, some steps far, and tell of each thing reached the way, its dates and sources, and its weakest link.

    Telephones, numbers of accounts and addresses in plain words are one thing however they are written, and are told masked, with a token behind.

    What many share (a courier, a warehouse, an agent's phone) passes on less the more share it, and is named as a hub. A way is a reason to look, no proof.
    """
    if out.suffix.lower() != ".json":
        writer_for(out)
    refuse_to_write_over(file, out)
    links, kinds, left_out = read_links(file, pairs_of(mapping), sheet)
    links, kinds, given = _named(links, kinds, (start, *never), lake)
    start, web = given[start], Links(links, frozenset(given[thing] for thing in never))
    if start not in web:
        raise _unknown(start, web)
    reached = web.trace(start, steps)
    rows = [row_of(one, kinds) for one in reached[:most]]
    _write(rows, out)
    click.echo(f"{len(links):,} 条关联，{steps} 步内到达 {len(reached):,} 个，写出 {len(rows):,} 个；{left_out.rows:,} 行无法使用。")
    click.echo(
        f"{several(len(links), 'link')}: {several(len(reached), 'thing')} within {several(steps, 'step')}, {len(rows):,} of them in {out}; "
        f"not to be used: {several(left_out.rows, 'row')}."
    )
    for note in left_out.notes:
        click.echo(f"注意：{note.zh} Note: {note.en}", err=True)
    if left_out.first:
        click.echo(f"其中首个：{left_out.first.zh} The first of them: {left_out.first.en}", err=True)


def _named(links: list[Link], kinds: dict[str, str], given: tuple[str, ...], lake: Path | None) -> tuple[list[Link], dict[str, str], dict[str, str]]:
    """Return links, kinds and what was given under the names by which plain values are told. Raises BadInput for a lake without a secret."""
    if lake is not None and not has_secret(lake):
        raise BadInput(f"{lake} 没有电话、地址的代号可比对。", f"{lake} has no tokens of telephones or addresses to compare with.")
    keyer = keyer_beside(lake, {one.keyed_by for one in Lake(lake).loads()} - {""}) if lake else Keyer(secrets.token_bytes(32))
    things = {thing for link in links for thing in (link.left, link.right)}
    names = names_of(sorted(things), kinds, keyer, is_whole=lake is not None)
    called = {thing: names.get(thing) or (thing if thing in things else _as_linked(thing, set(names.values()), keyer, lake)) for thing in given}
    return *with_plain_named(links, kinds, names), called


def _as_linked(thing: str, named: set[str], keyer: Keyer, lake: Path | None) -> str:
    """Return what the links call a thing that is given otherwise than they write it: `+86 138…`, a number without its kind."""
    for kind in ("phone", "account", "address"):
        name = names_of([thing], {thing: kind}, keyer, is_whole=lake is not None).get(thing)
        if name in named:
            return name
    return thing


def _unknown(start: str, web: Links) -> NotFound:
    near = web.near(start)
    zh, en = (f"相近的有：{'、'.join(near)}。", f" There are: {', '.join(near)}.") if near else ("", "")
    return NotFound(f"关联中没有 {start}。{zh}", f"No link names {start}.{en}")


def _write(rows: list[dict[str, Any]], out: Path) -> None:
    if out.suffix.lower() == ".json":
        with whole(out) as unfinished:
            unfinished.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    table = pa.Table.from_pylist(rows, SCHEMA)
    written([table], SCHEMA, out)
