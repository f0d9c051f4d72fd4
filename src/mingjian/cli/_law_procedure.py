"""A procedure on the command line: `mingjian law procedure`."""

from datetime import date

import click

from mingjian.cli._law_texts import as_json, day_of, show, today
from mingjian.core.procedure import Sheet, missed, packaged, rulebook
from mingjian.core.procedure.answers import last_day, procedure_data
from mingjian.core.procedure.departments import whole_sheet_of
from mingjian.core.procedure.versions import whole_sheet


@click.command()
@click.argument("procedure")
@click.option("--on", callback=day_of, help="The day on which a dossier is opened, YYYY-MM-DD; today by default.")
@click.option("--department", default="", help="Whose sheet: the sector of a kind of department (`police`, `culture`, …; `general`: any other authority).")
@click.option("--whole", is_flag=True, help="Print all that the sheet says, as a file of the rulebook says it; with what it takes over from earlier versions.")
@as_json
def procedure(procedure: str, on: date | None, department: str, whole: bool, plain: bool) -> None:
    """Show the sheet of a PROCEDURE (`crime_transfer`): its steps, and each deadline with whoever must act within it."""
    on = on or today()
    sheet = rulebook().sheet(procedure, on, department)
    if whole:
        folder = packaged() / "procedures" / procedure
        click.echo(whole_sheet_of(folder, department, sheet.in_force) if department else whole_sheet(folder, sheet.in_force), nl=False)
        return
    if plain:
        show(procedure_data(procedure, on, department))
        return
    click.echo(f"{sheet.title.zh}  {sheet.in_force}..{last_day(sheet.until) or ''}\n    {sheet.title.en}")
    for correction in sheet.corrected:
        click.echo(f"{correction.on} 更正：{correction.what.zh}\n    {correction.what.en}")
    _steps(sheet)
    _deadlines(sheet, max(on, sheet.in_force))


def _steps(sheet: Sheet) -> None:
    for step in sheet.steps.values():
        places = "/".join(sheet.states[name].label.zh for name in step.from_states) or "—"
        click.echo(f"{step.name}  {step.label.zh}：{places} → {sheet.states[step.to].label.zh if step.to else '='}")
        click.echo(f"    {step.label.en}  [{', '.join(step.by)}{' + ' + ', '.join(step.second) if step.second else ''}]  {', '.join(step.ground)}")


def _deadlines(sheet: Sheet, on: date) -> None:
    for spec in sheet.deadlines.values():
        value, end = rulebook().statutes.value(spec.period, on), missed(sheet, spec.name).label
        click.echo(f"{spec.name}  {spec.label.zh}：{value.amount.zh}，由{spec.obliged.label.zh}遵守；逾期：{end.zh}  {spec.period}")
        click.echo(f"    {spec.label.en}: {value.amount.en}, owed by {spec.obliged.label.en}; when missed: {end.en}  [{value.verification}]")
