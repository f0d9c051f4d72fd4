"""The handbook: `mingjian handbook --out FILE.pdf`, all pages of help as one PDF to be printed or taken along."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from mingjian.core.errors import BadInput
from mingjian.core.law.periods import local_day


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where it goes: FILE.pdf.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def command(out: Path, language: str) -> None:
    """Write all pages of help as one PDF, in Chinese or in English."""
    if out.suffix.lower() != ".pdf" or not out.resolve().parent.is_dir():
        raise BadInput("输出须为 .pdf，放在已有的文件夹中。", "The output is a .pdf in a folder that is there.")
    from mingjian.office.help.handbook import ZH, book
    from mingjian.office.help.places import shelves

    titled = [(shelf.zh if language == ZH else shelf.en, names) for shelf, names in shelves()]
    title = "明鉴使用手册" if language == ZH else "Mingjian Handbook"
    made = book(titled, language, title, version("mingjian"), local_day(datetime.now(UTC)))
    try:
        out.write_bytes(made)
    except OSError as error:
        raise BadInput(f"无法写入 {out}：{error.strerror}。", f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"已写入 {out}，{len(made) // 1024:,} KiB。Written.")
