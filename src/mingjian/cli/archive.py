"""Archive packages of closed dossiers: `mingjian archive make | check`. Only `check` works without Django, on any machine."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import open_node
from mingjian.core.errors import BadInput
from mingjian.core.language import several

if TYPE_CHECKING:
    from mingjian.core.capture.report import Report


@click.group()
def command() -> None:
    """Make the archive package of a closed dossier, or check one that was made."""


@command.command()
@click.argument("number")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where it goes: FILE.zip.")
@click.option("--retention", required=True, help="How long it is kept: 永久, 定期30年 or 定期10年.")
@click.option("--secrecy", default="无", show_default=True, help="无, 内部, 秘密 or 机密.")
@click.option("--fonds", default="", help="Number of the fonds (全宗号), as the archive gave it.")
@click.option("--file-number", default="", help="Number in the archive (档号), as it gave it.")
@click.option("--as", "username", help="The officer who makes it, with the leave to personal data that they took at the console; without one these stay out.")
def make(number: str, out: Path, retention: str, secrecy: str, fonds: str, file_number: str, username: str | None) -> None:
    """Write the archive package of the closed dossier NUMBER to FILE, and enter the SHA-256 of its metadata in the ledger."""
    if not out.resolve().parent.is_dir():
        raise BadInput(f"文件夹 {out.resolve().parent} 不存在。", f"The folder {out.resolve().parent} does not exist.")
    open_node()
    from django.utils.timezone import now

    from mingjian.institutions.retention.work.archive import Labels, archive
    from mingjian.office.dossiers.numbers import dossier_numbered
    from mingjian.office.people.officers import officer_called
    from mingjian.office.people.permissions import dossier_visible_to

    officer = officer_called(username) if username else None
    dossier = dossier_visible_to(officer, number) if officer else dossier_numbered(number)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            made = archive(dossier, Labels(retention, secrecy, fonds, file_number), file, by=officer, at=now())
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"已写入 {out}：收入 {made.items} 件，未收入 {len(made.absent)} 件。封装.xml 的 SHA-256 {made.sha256} 已记入台账第 {made.entry.index} 条。")
    click.echo(f"    In {out}: {several(made.items, 'thing')}; left out: {len(made.absent)}. The ledger holds the SHA-256 of its metadata.")
    for gap in made.absent:
        click.echo(f"○ 未收入 {gap.title}：{gap.why.zh}\n    Left out: {gap.why.en}")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="The ledger's public key as its keeper published it, or a file that holds it; without it the key in FILE is believed.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(file: Path, key: str | None, as_json: bool) -> None:
    """Check the archive package FILE, offline: its structure, metadata, files and proofs. Exit with 0 if all holds, with 1 if not, naming what does not."""
    from mingjian.core.archive.check import check as checked
    from mingjian.core.ledger.checkpoint import Verifier

    text = Path(key).read_text(encoding="utf-8", errors="replace") if key and Path(key).is_file() else key
    report = checked(file, Verifier.from_text(text) if text else None)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        _say(report, file)
    sys.exit(0 if report.is_sound else 1)


def _say(report: "Report", file: Path) -> None:
    for fault in report.faults:
        click.echo(f"✗ {fault.member or file.name}：{fault.text.zh}\n    {fault.text.en}")
    for sign, texts in (("✓", report.held), ("○", report.uncovered)):
        for text in texts:
            click.echo(f"{sign} {text.zh}\n    {text.en}")
    if report.is_sound:
        click.echo("归档包核验相符；标 ○ 者不在核验之内。\n    The package holds; what is marked ○ is not covered.")
    else:
        click.echo(f"归档包核验不符：{len(report.faults)} 处。\n    The package does not hold: {several(len(report.faults), 'fault')}.")
