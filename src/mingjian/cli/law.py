"""The rulebook: `mingjian law check | period`, and the commands of the files beside this one."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from mingjian.cli import (
    _law_assess,
    _law_calculators,
    _law_claim,
    _law_course,
    _law_discretion,
    _law_doubts,
    _law_fields,
    _law_full_texts,
    _law_guides,
    _law_opinion,
    _law_procedure,
    _law_register,
    _law_replay,
    _law_scales,
    _law_texts,
)
from mingjian.cli._law_tables import takes_tables
from mingjian.cli._law_texts import as_json, day_of, show
from mingjian.core.language import several
from mingjian.core.law import pause_of
from mingjian.core.procedure import check as faults_of
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.answers import reckoned, reckoned_data, start_of
from mingjian.core.procedure.draft import check_draft


@click.group()
def command() -> None:
    """Ask the rulebook, or check it."""


@command.command()
@click.option("--rulebook", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rulebook than the packaged one.")
@click.option("--overlay", type=click.Path(path_type=Path), help="A draft laid over it, as for replay.")
def check(folder: Path | None, overlay: Path | None) -> None:
    """Check every law, calendar, vocabulary and procedure; name each fault with file, line and cure, and exit with 1 if there is one."""
    faults = check_draft(overlay, folder) if overlay else faults_of(folder)
    for fault in faults:
        click.echo(f"{fault.file}:{fault.line}: {fault.zh}")
        click.echo(f"    {fault.en}")
    if faults:
        click.echo(f"{len(faults)} 处错误。{several(len(faults), 'fault')}.", err=True)
        sys.exit(1)
    click.echo("规则库没有错误。The rulebook is sound.")


def _start_of(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime | None:
    return start_of(text) if text else None


@command.command()
@click.argument("ref")
@click.option("--from", "start", required=True, callback=_start_of, help="What starts it, e.g. 2026-03-03T10:00+08:00; without a zone, Beijing time.")
@click.option("--on", callback=day_of, help="The day whose law governs, YYYY-MM-DD; by default that of --from.")
@click.option("--exclude", "left_out", multiple=True, help="Time that does not count: FROM..TO=reason, both days left out. May be repeated.")
@as_json
def period(ref: str, start: datetime, on: date | None, left_out: tuple[str, ...], plain: bool) -> None:
    """Count a period of the law, e.g. `ecl/43#right_holder_acts`: by when, under which text, and how it was counted."""
    book = rulebook()
    found = reckoned(ref, start, on, [pause_of(text) for text in left_out])
    if plain:
        show(reckoned_data(found))
        return
    value, due = found.value, found.due
    click.echo(f"{value.title.zh}：{due.at:%Y-%m-%d %H:%M:%S}" if due else f"{value.title.zh}：{value.amount.zh}")
    click.echo(f"    {value.title.en}: {f'{due.at:%Y-%m-%d %H:%M:%S}' if due else value.amount.en}")
    for text in (*([due.basis] if due else []), *found.notes):
        click.echo(f"{text.zh}\n    {text.en}")
    click.echo(f"{book.statutes.citation(value.ground, value.in_force).zh}  [{value.verification}]")


takes_tables("period")(period)
for more in (
    _law_texts.refs,
    _law_texts.article,
    _law_texts.diff,
    _law_texts.duties,
    _law_texts.coverage_,
    *_law_assess.COMMANDS,
    *_law_calculators.COMMANDS,
    *_law_claim.COMMANDS,
    *_law_register.COMMANDS,
    *_law_course.COMMANDS,
    _law_doubts.unverified,
    _law_fields.fields_,
    _law_full_texts.texts_,
    *_law_guides.COMMANDS,
    _law_opinion.opinion_,
    _law_replay.replay,
    _law_scales.scales_,
    _law_procedure.procedure,
    *_law_discretion.COMMANDS,
):
    command.add_command(more)
