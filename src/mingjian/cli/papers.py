"""Official documents (文书): `mingjian papers list | make | template | remake | numbers | review | sample`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import open_node
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import several

if TYPE_CHECKING:
    from mingjian.office.documents.models import Document
    from mingjian.office.models import Department, Dossier

_NEW = click.Path(path_type=Path, dir_okay=False)


@click.group()
def command() -> None:
    """List, make and remake official documents; take their templates; list the numbers that were given."""


@command.command(name="list")
@click.option("--procedure", help="Only documents of this procedure, such as admin_case.")
def list_(procedure: str | None) -> None:
    """List every form: key, title in Chinese and English, procedures."""
    from mingjian.core.documents.forms import forms
    from mingjian.core.procedure import rulebook

    if procedure is not None and procedure not in (known := rulebook().procedures()):
        raise NotFound(f"没有程序 {procedure}；有：{'、'.join(known)}。", f"There is no procedure {procedure}; there are: {', '.join(known)}.")
    for form in forms(_folder()).values():
        if procedure is None or form.fits(procedure):
            click.echo(f"{form.key:26} {form.title.zh}　{form.title.en}　[{', '.join(form.procedures) or '*'}]")


@command.command()
@click.argument("key")
@click.option("--dossier", "number", required=True, help="Number of the dossier, such as C2026-0000001.")
@click.option("--out", type=_NEW, required=True, help="Where it goes: FILE.docx, or FILE.pdf for the reading copy.")
@click.option("--as", "username", help="The officer who makes it; without one it is made at the node's keyboard, and holds no personal data.")
@click.option("--draft", is_flag=True, help="Make a draft: it says so on each page, and takes no number.")
@click.option("--correct", "why", default="", help="Why a paper that was served is corrected: it keeps its number and day.")
def make(key: str, number: str, out: Path, username: str | None, draft: bool, why: str) -> None:
    """Make the document KEY of a dossier, enter it in the ledger, and write it to FILE. What lacks something is a draft, and what it lacks is named."""
    way = _way(out)
    open_node()
    from django.utils.timezone import now

    from mingjian.office.documents.creation import bytes_of
    from mingjian.office.documents.creation import make as made

    dossier, officer = _dossier(number), None
    if username:
        from mingjian.office.people.officers import officer_called
        from mingjian.office.people.permissions import dossier_visible_to

        officer = officer_called(username)
        dossier = dossier_visible_to(officer, number)
    document = made(key, dossier, by=officer, at=now(), as_draft=draft, corrects=why)
    raw = bytes_of(document)
    _write(out, raw, way)
    _tell(document, out, way)


@command.command()
@click.argument("key")
@click.option("--out", type=_NEW, required=True, help="Where it goes: FILE.docx.")
def template(key: str, out: Path) -> None:
    """Write the house's Word template of the form KEY, to be reworded and put back at the console's page of templates."""
    from mingjian.core.documents.forms import form_of
    from mingjian.core.documents.word_template import template as drawn

    if out.suffix.lower() != ".docx":
        raise BadInput("模板须写为 .docx 文件。", "A template is a .docx file.")
    _write(out, drawn(form_of(_folder(), key)), "docx")


@command.command()
@click.option("--dossier", "number", required=True, help="Number of the dossier.")
def remake(number: str) -> None:
    """Make every document of a dossier again from template and values, and say whether each is what the ledger records. Exit with 1 if one is not."""
    open_node()
    from mingjian.core.errors import LedgerFault
    from mingjian.office.documents.creation import remade
    from mingjian.office.documents.queries import documents_of

    faults = 0
    for document in documents_of(_dossier(number)):
        try:
            remade(document)
            click.echo(f"✓ {document}　{document.sha256}")
        except (LedgerFault, NotFound) as error:
            faults += 1
            click.echo(f"✗ {document}：{error.text.zh} {error.text.en}")
    if faults:
        raise BadInput(f"{faults} 份文书与台账不符。", f"Not what the ledger records: {several(faults, 'document')}.")


@command.command(name="review")
@click.argument("number")
def review_(number: str) -> None:
    """Review the final notice, decision and letter of the dossier NUMBER by forty questions. Exit with 1 if the record finds a fatal fault."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.documents.review import reviewed

    found = reviewed(_dossier(number), now())
    if not found.papers:
        raise NotFound(f"{number} 还没有正式的告知书、决定书或者移送书。", f"{number} has no final notice, decision or letter of transfer.")
    for one in found.answers:
        mark = {"yes": "✓", "no": "✗", "na": "－", "ask": "？"}[one.verdict]
        click.echo(f"{mark} {one.question.text.zh}" + (f"：{one.why.zh}" if one.why else ""))
    told = found.score
    click.echo(f"{told.points} 分，致命问题 {told.fatal} 项，待人回答 {told.open} 项。{'可以按打印稿签发。' if told.is_good else ''}")
    click.echo(f"    {told.points} of 100, {told.fatal} fatal, {told.open} for a person to answer.{' It can be signed as printed.' if told.is_good else ''}")
    if told.fatal:
        raise BadInput("有致命问题，不得签发。", "There is a fatal fault: it is not to be signed.")


@command.command()
@click.option("--department", "code", help="Code of the department; needed where several on this node give numbers.")
@click.option("--year", type=int, required=True, help="Files whose decision bears a day of this year.")
@click.option("--count", type=int, default=10, show_default=True, help="How many files are drawn.")
@click.option("--seed", required=True, help="Any words, such as the day of the meeting; the same words draw the same files.")
def sample(code: str | None, year: int, count: int, seed: str) -> None:
    """Draw files of a year at random, review each, and list their scores and what failed most."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.documents.review import drawn, reviewed, weak_points
    from mingjian.office.people.officers import department_coded

    department = department_coded(code) if code else _only_department()
    reviews = [reviewed(one, now()) for one in drawn(department, year, count, seed)]
    for one in reviews:
        click.echo(f"{'✓' if one.score.is_good else '✗'} {one.dossier.number}　{one.score.points}　致命 {one.score.fatal}　待答 {one.score.open}")
    for found, n in weak_points(reviews):
        click.echo(f"{n:4d}　{found.question.text.zh}")


@command.command()
@click.option("--department", "code", help="Code of the department; needed where several on this node give numbers.")
@click.option("--year", type=int, help="Of this year alone.")
def numbers(code: str | None, year: int | None) -> None:
    """List the numbers that a department gave, by series, and what became of each. Exit with 1 if one is not accounted for."""
    open_node()
    from django.utils.timezone import localtime

    from mingjian.office.documents.register import missing_of, register_of
    from mingjian.office.people.officers import department_coded

    lines = register_of(department_coded(code) if code else _only_department(), year)
    for line in lines:
        written = line.number or f"{line.word}〔{line.year}〕{line.place}"
        at = f"{localtime(line.at):%Y-%m-%d}" if line.at else "—"
        click.echo(f"{'✗' if line.is_missing else '✓'} {written}　{line.title or '—'}　{line.dossier or '—'}　{at}　{line.state.zh}")
    if missing := len(list(missing_of(lines))):
        raise BadInput(f"{missing} 个文号没有制作记录。", f"Not accounted for: {several(missing, 'number')}.")


def _only_department() -> "Department":
    """Return the one department that gives numbers. Raises BadInput where several do."""
    from mingjian.office.documents.register import departments_with_numbers

    found = list(departments_with_numbers())
    if len(found) != 1:
        told = "、".join(f"{one.name_zh}（{one.code}）" for one in found) or "—"
        raise BadInput(f"请用 --department 写明部门：{told}。", f"Say which with --department: {told}.")
    return found[0]


def _folder() -> Path:
    import mingjian

    return Path(mingjian.__file__).parent / "rulebook" / "documents"


def _way(out: Path) -> str:
    way = out.suffix.lower().removeprefix(".")
    if way not in {"docx", "pdf"}:
        raise BadInput("输出须为 .docx 或者 .pdf。", "The output is a .docx or a .pdf.")
    if not out.resolve().parent.is_dir():
        raise BadInput(f"文件夹 {out.resolve().parent} 不存在。", f"The folder {out.resolve().parent} does not exist.")
    return way


def _dossier(number: str) -> "Dossier":
    from mingjian.office.dossiers.numbers import dossier_numbered

    return dossier_numbered(number)


def _write(out: Path, raw: bytes, way: str) -> None:
    from mingjian.core.documents.pdf_copy import reading_copy

    made = reading_copy(raw) if way == "pdf" else raw
    try:
        out.write_bytes(made)
    except OSError as error:
        raise BadInput(f"无法写入 {out}：{error.strerror}。", f"{out} cannot be written: {error.strerror}.") from error


def _tell(document: "Document", out: Path, way: str) -> None:
    click.echo(f"已制作 {document}，写入 {out}。SHA-256（Word）{document.sha256}")
    click.echo(f"    Made {document}, in {out}.")
    if way == "pdf":
        click.echo("    PDF 为阅读副本，文书以 Word 为准。The PDF is a reading copy; the Word file is the document.")
    if document.is_draft:
        click.echo("此为草稿：每页注明，不编文号，不得签发。A draft: it says so on each page, bears no number, and is not signed.")
    if document.gaps:
        click.echo(f"缺 {len(document.gaps)} 项，文书中留空：" + "、".join(zh for zh, _ in document.gaps))
        click.echo("    Not on record, left blank: " + "; ".join(en for _, en in document.gaps))
