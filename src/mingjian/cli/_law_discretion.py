"""Discretion on the command line: `mingjian law discretion | surcharge`."""

import importlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from mingjian.cli._law_calculators import _number
from mingjian.cli._law_texts import as_json, day_of, home, show, today
from mingjian.core.errors import BadInput
from mingjian.core.law.discretion import as_data
from mingjian.core.law.surcharge import surcharge as counted
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.answers import refuse_unknown_field
from mingjian.core.procedure.discretions import fine_placed, read_decisions, span_of
from mingjian.core.procedure.local_scales import NAME, local_scales

_PROVINCES = range(11, 83)


def region_of(context: click.Context, parameter: click.Parameter, code: str) -> str:
    """Take a division of two, four or six digits. Raises BadInput for one that is not and never was."""
    if not code:
        return code
    divisions = importlib.import_module("mingjian.core.extraction.divisions")  # with all that reads texts: a fifth of a second that only a region needs
    places = importlib.import_module("mingjian.core.extraction.places")
    if code.isascii() and len(code) in {2, 4, 6} and divisions.division_said(code.ljust(6, "0")):
        return code
    known = [(str(one), said) for one in _PROVINCES if (said := places.place_named(str(one)))]
    raise BadInput(
        f"没有行政区划代码“{code[:20]}”（GB/T 2260，两位、四位或者六位）；省级有：{'、'.join(f'{one}（{said.zh}）' for one, said in known)}。",
        f"There is no division {code[:20]!r} (GB/T 2260, two, four or six digits); provinces are: {', '.join(f'{one} ({said.en})' for one, said in known)}.",
    )


@click.command()
@click.option("--act", required=True, metavar="ACT", help="What was done: an act of the rulebook, or the duty that was broken.")
@click.option("--field", required=True, metavar="FIELD", help="Field of goods, as in the vocabulary goods_fields; `other` for the rest.")
@click.option("--on", "on", required=True, callback=day_of, help="Day of the act.")
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out. The fine is held against the milder law.")
@click.option("--fine", required=True, callback=_number, metavar="N", help="The fine, in yuan, imposed or intended.")
@click.option("--amount", callback=_number, metavar="N", help="Value of the goods, or turnover, in yuan.")
@click.option("--gains", callback=_number, metavar="N", help="Illegal gains, in yuan.")
@click.option("--circumstance", "circumstances", multiple=True, metavar="NAME", help="A circumstance of discretion/circumstances.yaml; as often as needed.")
@click.option("--region", default="", callback=region_of, metavar="CODE", help="Division code of the authority, for scales that hold in a region.")
@click.option("--decisions", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Earlier decisions to compare with, CSV or JSON lines.")
@as_json
def discretion(
    act: str, field: str, on: date, fine: Decimal, amount: Decimal | None, gains: Decimal | None, circumstances: tuple[str, ...], region: str,
    decisions: Path | None, decided_on: date | None, plain: bool,
) -> None:  # fmt: skip
    """Show why a fine stands where it stands: range, circumstances with their articles, published scale, like decisions."""
    others = read_decisions(decisions) if decisions else []
    refuse_unknown_field(field)
    day, local = decided_on or max(today(), on), local_scales(home() / NAME)
    result = fine_placed(act, field, on, fine, amount, gains, circumstances, region, others, day, local)
    if plain:
        show(as_data(result))
        return
    where = f"{result.place:.0%}" if result.place is not None else "—"
    lawful = {True: ("合法幅度之内", "lawful"), False: ("违反法律", "against the law"), None: ("由人判断", "for a person to judge")}[result.is_lawful]
    click.echo(
        f"{result.liability.act.title.zh}：{fine:,} 元，位置 {where}，{lawful[0]}\n    {result.liability.act.title.en}: {fine:,} yuan, at {where}, {lawful[1]}"
    )
    for text in result.findings:
        click.echo(f"{text.zh}\n    {text.en}")
    for one in result.likes:
        mark = "=" if one.is_same else "~"
        click.echo(f"  {mark} {one.decision.number}  {one.decision.authority}  {one.decision.on}  {one.decision.fine:,}  {one.place:.0%}")


@click.command()
@click.option("--fine", required=True, callback=_number, metavar="N", help="The fine, in yuan.")
@click.option("--due", "due_on", required=True, callback=day_of, help="Last day to pay.")
@click.option("--paid", "paid_on", required=True, callback=day_of, help="Day of payment, or the day to count to.")
@click.option("--contested", multiple=True, help="Review or suit, FROM..TO, both days left out. May be repeated.")
@as_json
def surcharge(fine: Decimal, due_on: date, paid_on: date, contested: tuple[str, ...], plain: bool) -> None:
    """Count the surcharge of a fine paid late: the daily share, capped at the fine, review and suit left out."""
    found = counted(fine, due_on, paid_on, rulebook().statutes, [span_of(text) for text in contested])
    if plain:
        show({"surcharge": str(found.amount), "days": found.days, "is_capped": found.is_capped, "basis": {"zh": found.basis.zh, "en": found.basis.en}})
        return
    click.echo(f"{found.amount:,} 元。{found.basis.zh}\n    {found.amount:,} yuan. {found.basis.en}")


COMMANDS = (discretion, surcharge)
