"""`mingjian law texts load | list | remove`: full texts that a node fetched itself, beside the gists of the book."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mingjian.cli._law_texts import as_json, day_of, show, text_shelf
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.law import ZONE
from mingjian.core.law.full_texts import STANDINGS, Held
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.text_shelf import Loaded

_READ = frozenset((".docx", ".md", ".markdown", ".txt", ".odt", ".ofd", ".wps"))
_MOST = 16 << 20  # bytes of a file
_BODY_ENDS = frozenset(("head", "notes", "comments"))  # blocks after which only headers, notes and comments follow


@click.group("texts")
def texts_() -> None:
    """Load full texts that this node fetched itself, list them, or take one away. The software itself holds none."""


@texts_.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@as_json
def load(folder: Path, plain: bool) -> None:
    """
    Load the texts under FOLDER (.docx as officially downloaded, .md or .txt of open collections), or one file.

    Instrument, version and articles are told by title, days and headings; each article is held against the hash and figures of the book, and what differs
    is told. What cannot be told is refused in words and not kept: name such a file 'TITLE_DAY IN FORCE'.
    """
    loaded: list[tuple[Path, Loaded]] = []
    refused: list[tuple[Path, Text]] = []
    for path in _files(folder):
        try:
            raw = _bytes(path)
            loaded.append((path, text_shelf().load(path.name, raw, list(_lines(path)), datetime.now(ZoneInfo(ZONE)))))
        except MingjianError as error:
            refused.append((path, error.text))
    if plain:
        show(
            {
                "loaded": [_data(path, one) for path, one in loaded],
                "refused": [{"file": path.name, "zh": said.zh, "en": said.en} for path, said in refused],
            }
        )
    else:
        _tell(loaded, refused)
    if not loaded:
        raise BadInput("没有装入任何文本。", f"No text was loaded. Put texts of the kinds {', '.join(sorted(_READ))} into the folder.")


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file() and path.suffix.lower() in _READ | {".doc", ".pdf"})


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() not in _READ:
        raise BadInput(
            "不读 .doc、.pdf：请另存为 .docx，或者从官方数据库下载 .docx。", "Files of .doc and .pdf are not read: save as .docx, or download the .docx."
        )
    if path.stat().st_size > _MOST:
        raise BadInput("文件超过 16 MiB，不是一部法规。", "The file is larger than 16 MiB, which no instrument is.")
    return path.read_bytes()


def _lines(path: Path) -> Iterator[str]:
    """Return the paragraphs of a file; of Word headers, notes and comments are left out."""
    from mingjian.core.documents.texts import text_copy  # with what reads office files, which other questions of law need not wait for

    with path.open("rb") as file:
        copy = text_copy(file)
    if copy.is_cut:
        raise BadInput("文件太长，只能读到一部分，没有装入。", "The file is too long to be read whole, and was not loaded.")
    for block in copy.blocks:
        if block["kind"] in _BODY_ENDS:
            return
        if block["kind"] == "table":
            yield from ("　".join(map(str, row)) for row in block["rows"])
        else:
            yield str(block.get("text") or "")


def _tell(loaded: list[tuple[Path, Loaded]], refused: list[tuple[Path, Text]]) -> None:
    for path, one in loaded:
        counted = [(STANDINGS[name], one.count(name)) for name in STANDINGS if one.count(name)]
        click.echo(f"✓ {one.version.title.zh}（{one.version.in_force}）{len(one.articles)} 条 ← {path.name}{'（替换原有文本）' if one.replaced else ''}")
        click.echo(
            f"    {one.version.title.en} ({one.version.in_force}), articles: {len(one.articles)}{' (in place of what was there)' if one.replaced else ''}"
        )
        for text, count in counted:
            click.echo(f"    {count} 条{text.zh}\n      {count}: {text.en}")
        for held in one.differing:
            said = differing_said(held)
            click.echo(f"  ! {said.zh}\n      {said.en}")
        if one.others:
            click.echo(
                f"    文件中另有 {one.others} 个文本，没有装入；请分开保存。\n      Further texts in the file, not loaded: {one.others}. Save them apart."
            )
    for path, said in refused:
        click.echo(f"✗ {path.name}：{said.zh}\n    {said.en}")
    click.echo(f"装入 {len(loaded)} 个文本，{len(refused)} 个没有装入。Loaded: {len(loaded)}; not loaded: {len(refused)}.")


def differing_said(held: Held) -> Text:
    """Describe how an article differs from the book."""
    zh, en = [f"第 {held.number} 条"], [f"art. {held.number}"]
    if held.standing == "figures":
        zh.append(f"库内所据文本有而本文本没有的数：{'、'.join(held.only_book) or '无'}；本文本另有：{'、'.join(held.only_text) or '无'}")
        en.append(f"figures of the book's text only: {', '.join(held.only_book) or 'none'}; of this text only: {', '.join(held.only_text) or 'none'}")
    if held.lacked:
        zh.append(f"本文本没有库内数值：{'、'.join(held.lacked)}")
        en.append(f"values of the book that this text has not: {', '.join(held.lacked)}")
    return Text("；".join(zh), "; ".join(en))


def _data(path: Path, one: Loaded) -> dict[str, object]:
    return {
        "file": path.name,
        "law": one.version.law,
        "in_force": one.version.in_force.isoformat(),
        "articles": len(one.articles),
        "standings": {name: one.count(name) for name in STANDINGS},
        "differing": [{"article": held.number, "zh": differing_said(held).zh, "en": differing_said(held).en} for held in one.differing],
        "others": one.others,
    }


@texts_.command("list")
@click.option("--missing", is_flag=True, help="The versions in force today whose text is not loaded.")
@as_json
def list_(missing: bool, plain: bool) -> None:
    """List the texts that are loaded, with how many articles differ from the book; or those that are wanting."""
    if missing:
        today = datetime.now(ZoneInfo(ZONE)).date()
        wanting = [
            one for law in rulebook().statutes.laws() for one in rulebook().statutes.versions(law) if one.governs(today) and text_shelf().of(one) is None
        ]
        if plain:
            show([{"law": one.law, "in_force": one.in_force.isoformat(), "title": one.title.zh} for one in wanting])
            return
        for one in wanting:
            click.echo(f"{one.title.zh}（{one.in_force}）  {one.law}\n    {one.title.en}")
        return
    rows = [(version, text, [held for held in text_shelf().held(version) if held.differs]) for version, text in text_shelf().all()]
    if plain:
        show(
            [
                {"law": version.law, "in_force": version.in_force.isoformat(), "articles": len(text.articles), "differing": [held.number for held in differing],
                 "file": text.file, "sha256": text.sha256, "loaded_at": text.loaded_at}
                for version, text, differing in rows
            ]
        )  # fmt: skip
        return
    for version, text, differing in rows:
        click.echo(f"{version.title.zh}（{version.in_force}）{len(text.articles)} 条，{len(differing)} 条与库内不同  ← {text.file}，{text.loaded_at}")
        click.echo(f"    {version.title.en}: articles {len(text.articles)}, differing from the book {len(differing)}")
    if not rows:
        click.echo("还没有装入全文：mingjian law texts load 文件夹。No full text is loaded yet: mingjian law texts load FOLDER.")


@texts_.command("show")
@click.argument("ground")
@click.option("--on", required=True, callback=day_of, help="A day on which the version governs, YYYY-MM-DD.")
def show_(ground: str, on: date) -> None:
    """Print a text that is loaded: an article (`ecl/43`), be it in the book or not, or the whole (`ecl`)."""
    law, _sign, number = ground.partition("/")
    version = rulebook().statutes.law(law, on)
    text = text_shelf().of(version)
    articles = {} if text is None else text.articles if not number else {number: text.articles[number]} if number in text.articles else {}
    if not articles:
        raise BadInput(
            f"《{version.title.zh}》（{version.in_force}）没有装入全文，或者文本没有第 {number} 条。",
            f"No text of {version.title.en} ({version.in_force}) is loaded, or it has no article {number}.",
        )
    for name, words in articles.items():
        click.echo(f"第 {name} 条　{words}")


@texts_.command()
@click.argument("law")
@click.option("--on", required=True, callback=day_of, help="A day on which the version governs, YYYY-MM-DD.")
def remove(law: str, on: date) -> None:
    """Take the text of a version of a LAW away from this node."""
    version = rulebook().statutes.law(law, on)
    if not text_shelf().drop(version):
        raise BadInput(f"《{version.title.zh}》（{version.in_force}）没有装入全文。", f"No text of {version.title.en} ({version.in_force}) is loaded.")
    click.echo(f"已移除《{version.title.zh}》（{version.in_force}）的全文。The text of {version.title.en} ({version.in_force}) is taken away.")
