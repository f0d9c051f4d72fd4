"""The rulebook's texts on the command line: `mingjian law article | diff | duties | refs | coverage`."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mingjian.core.language import Text
from mingjian.core.law import ACTORS, ZONE, differences
from mingjian.core.law.comparison import KINDS
from mingjian.core.law.duties import SERVICES
from mingjian.core.procedure import duties as duties_of
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.answers import article_data, both, changes_data, duties_data, last_day, refs_data
from mingjian.core.procedure.coverage import Coverage, Unused, coverage, unused
from mingjian.core.procedure.dependents import fines_of
from mingjian.core.procedure.text_shelf import NAME, TextShelf
from mingjian.core.procedure.values import day_in

as_json = click.option("--json", "plain", is_flag=True, help="Print JSON, for a program.")


def day_of(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """Read a day of an option as people write it (`2026-04-15`, `2026/4/15`, `2026年4月15日`), or none."""
    return day_in(text) if text else None


def show(value: object) -> None:
    """Print a value as JSON, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def text_shelf() -> TextShelf:
    """Return the full texts of the node whose home this is."""
    return TextShelf(home() / NAME)


def home() -> Path:
    """Return the home of the node."""
    return Path(os.environ.get("MINGJIAN_HOME", "var"))


def today() -> date:
    """Return the day in Beijing: a page or command may look at the clock."""
    return datetime.now(ZoneInfo(ZONE)).date()


@click.command()
@as_json
def refs(plain: bool) -> None:
    """List every period of every version: its ref, number, unit, what starts it, the first and last day on which it holds, and how far it was checked."""
    rows = refs_data()
    if plain:
        show(rows)
        return
    for row in rows:
        click.echo(f"{row['ref']}  {'' if row['number'] is None else row['number']} {row['unit']}  {row['from']}..{row['to'] or ''}  {row['verification']}")


@click.command()
@click.argument("ground")
@click.option("--on", callback=day_of, help="The day, YYYY-MM-DD; today by default.")
@as_json
def article(ground: str, on: date | None, plain: bool) -> None:
    """Show an article as in force on a day (`ecl/43`), with its values, and the steps and duties that rest on it."""
    book, on = rulebook(), on or today()
    ground = ground.partition("#")[0]
    found, law = book.statutes.article(ground, on), book.statutes.law(ground.partition("/")[0], on)
    data = article_data(ground, on)
    if plain:
        show(data)
        return
    _say(book.statutes.citation(ground, on))
    click.echo(f"    {law.version}, {law.in_force}..{last_day(law.until) or ''}  [{found.verification}]")
    _say(found.gist)
    if words := text_shelf().article(law, ground.partition("/")[2]):
        click.echo("  全文 Full text:")
        for line in words.splitlines():
            click.echo(f"    {line}")
    for value in found.values.values():
        click.echo(f"  #{value.ref.partition('#')[2]}: {value.title.zh} {value.amount.zh} / {value.title.en}: {value.amount.en}  [{value.verification}]")
    for name in (*data["steps"], *data["duties"]):
        click.echo(f"  <- {name}")
    for act in data["acts"]:
        click.echo(
            f"  <- {act['act']} {act['title']['zh']} / {act['title']['en']}{''.join(f' [{field}]' for field in act['fields'])}: {', '.join(act['fines'])}"
        )
    for crime in data["crimes"]:
        click.echo(f"  <- {crime['crime']} {crime['regime']} {crime['title']['zh']} / {crime['title']['en']}: {'; '.join(crime['lines'])}")


def _say(text: Text) -> None:
    click.echo(text.zh)
    click.echo(f"    {text.en}")


@click.command()
@click.argument("law")
@click.option("--from", "earlier", required=True, callback=day_of, help="The earlier day, YYYY-MM-DD.")
@click.option("--to", "later", required=True, callback=day_of, help="The later day, YYYY-MM-DD.")
@as_json
def diff(law: str, earlier: date, later: date, plain: bool) -> None:
    """Compare a law on two days: articles that came, went or moved, and figures that are others."""
    if plain:
        show(changes_data(law, earlier, later))
        return
    changes = differences(rulebook().statutes, law, earlier, later)
    for change in changes:
        click.echo(f"{KINDS[change.kind].zh} {change.ref}: {change.before.zh if change.before else '—'} → {change.after.zh if change.after else '—'}")
        click.echo(f"    {KINDS[change.kind].en}: {change.before.en if change.before else '—'} → {change.after.en if change.after else '—'}")
    if not changes:
        click.echo("没有变化。Nothing changed.")


@click.command()
@click.option("--actor", required=True, help=f"Whose: {', '.join(ACTORS)}.")
@click.option("--on", callback=day_of, help="The day, YYYY-MM-DD; today by default.")
@click.option("--service", "services", multiple=True, metavar="SERVICE", help=f"What a platform has: {', '.join(SERVICES)}, none; left out, of every kind.")
@as_json
def duties(actor: str, on: date | None, services: tuple[str, ...], plain: bool) -> None:
    """List what an actor must do on a day, with grounds, periods and fines."""
    on, statutes = on or today(), rulebook().statutes
    kept = [one for one in services if one != "none"] if services else None
    if plain:
        show(duties_data(actor, on, kept))
        return
    for duty in duties_of().of(actor, on, statutes, kept):
        only = f"  ({', '.join(SERVICES[one].zh for one in duty.services)})" if duty.services else ""
        click.echo(f"{duty.name}  [{duty.verification}]{only}")
        _say(duty.what)
        click.echo(f"    {', '.join(duty.grounds_on(on, statutes))}")
        for value in (statutes.value(ref, on) for ref in duty.periods_on(on, statutes)):
            click.echo(f"    {value.ref}: {value.amount.zh} / {value.amount.en}")
        for fine in fines_of(duty, liabilities(), statutes, on):
            click.echo(f"    {fine.value.ref}: {fine.value.title.zh} {fine.value.amount.zh} / {fine.value.title.en}: {fine.value.amount.en}")
            for text in fine.conditions:
                click.echo(f"      {text.zh} / {text.en}")
        if duty.note:
            click.echo(f"    {duty.note.zh} {duty.note.en}")


@click.command("coverage")
@as_json
def coverage_(plain: bool) -> None:
    """Count how far the rulebook covers each law, as docs/reference/law.md has it."""
    book, acts = rulebook(), liabilities()
    rows, idle = coverage(book, duties_of(), acts), unused(book, duties_of(), acts)
    if plain:
        show([{name: both(value) if isinstance(value, Text) else value for name, value in _fields(row).items()} for row in rows])
        return
    click.echo(page(rows, idle), nl=False)


def _fields(row: Coverage) -> Mapping[str, object]:
    return {name: getattr(row, name) for name in Coverage.__slots__}


def page(rows: Iterable[Coverage], idle: Iterable[Unused]) -> str:
    """Write the coverage as a page: one line a law, the sum, and the figures that nothing rests on with the word why."""
    lines, sums = [], [0] * 8
    for row in rows:
        figures = [row.versions, row.articles, row.articles_used, row.values, row.values_used, row.verified, row.secondary, row.unverified]
        sums = [one + other for one, other in zip(sums, figures, strict=True)]
        lines.append(f"| `{row.law}` | {row.title.zh} | {' | '.join(map(str, figures))} |")
    return f"""# The rulebook's coverage

Made by `mingjian law coverage`; a test keeps it up to date. One line a law: its versions in the rulebook; its articles, and how many of them a step,
deadline or duty rests on; its values (periods, amounts, ranges), how many of them are used, and how far they were checked. *Verified* means read in the text
of every version that has the value; *secondary*, in a page that reports the text, or in another version of it; *unverified*, neither: such a value decides
nothing by itself.

| law | 名称 | versions | articles | used | values | used | verified | secondary | unverified |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|
{chr(10).join(lines)}
| **{len(lines)}** | **合计** | {" | ".join(f"**{figure}**" for figure in sums)} |

# Figures that nothing rests on, and why

No sheet, duty, fine or paper uses them. Each has its word in `vocabularies/unused_figures.yaml`; a test asks for it.

| figure | what it is | why nothing rests on it |
|---|---|---|
{chr(10).join(f"| `{one.ref}` | {one.title.zh} | {one.why.zh if one.why else '—'} |" for one in idle)}
"""
