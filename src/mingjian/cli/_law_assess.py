"""`mingjian law assess`: one answer for a deed, from what an officer has."""

from datetime import date
from decimal import Decimal

import click

from mingjian.cli._law_calculators import _counts, _days, _number
from mingjian.cli._law_discretion import region_of
from mingjian.cli._law_tables import takes_tables
from mingjian.cli._law_texts import as_json, day_of, home, show, today
from mingjian.core.procedure.answers import FIGURES, book
from mingjian.core.procedure.assessment import assess, deed_asked, person_in, span_in
from mingjian.core.procedure.assessment_said import as_data, parts_of
from mingjian.core.procedure.local_scales import NAME, local_scales


@click.command("assess")
@click.option("--act", "acts", multiple=True, required=True, metavar="ACT", help="What was done: an act, a duty, or usual words; as often as needed.")
@click.option("--field", required=True, metavar="FIELD", help="Field of goods, as in the vocabulary goods_fields; `other` for the rest.")
@click.option("--on", "on", required=True, metavar="DAY[..DAY]", help="Day of the act, or its first and last day.")
@click.option("--decided-on", callback=day_of, help="Day of the decision; today if left out. The milder law applies.")
@click.option("--found", callback=day_of, help="Day on which it was found, for the limitation.")
@click.option("--harm", is_flag=True, help="Life, health or financial safety was concerned, and harm was done.")
@click.option("--amount", callback=_number, metavar="N", help="Value of the goods, or turnover, in yuan; left out, sales and unsold goods.")
@click.option("--cost", callback=_number, metavar="N", help="Cost of the advertisement, in yuan.")
@click.option("--income", callback=_number, metavar="N", help="Income from the service, in yuan.")
@click.option("--count", "counts", multiple=True, callback=_counts, help="Another measure of a crime, written measure=number; as often as needed.")
@click.option("--penalised-on", "penalised_on", multiple=True, callback=_days, help="Day of an earlier penalty; as often as needed.")
@click.option("--person", "persons", multiple=True, metavar="NAME[,YEAR[,PERIOD]]", help="A person responsible; drawn last year, and meanwhile, in yuan.")
@click.option("--circumstance", "circumstances", multiple=True, metavar="NAME", help="A circumstance of discretion/circumstances.yaml; as often as needed.")
@click.option("--region", default="", callback=region_of, metavar="CODE", help="Division code of the authority, for scales and lists loaded on this node.")
@as_json
def assess_(
    acts: tuple[str, ...], field: str, on: str, decided_on: date | None, found: date | None, harm: bool, amount: Decimal | None, cost: Decimal | None,
    income: Decimal | None, counts: dict[str, Decimal], penalised_on: tuple[date, ...], persons: tuple[str, ...], circumstances: tuple[str, ...], region: str,
    plain: bool,
    **known: Decimal | None,
) -> None:  # fmt: skip
    """
    Answer for a deed in one question: police first or not, department, fines of firm and persons, orders, what to prove, what is unsure.

    Several acts may be one deed: which of them sets the fine is told.
    """
    since, until = span_in(on)
    asked = {
        "acts": acts, "field": field, "on": since, "until": until, "decided_on": decided_on, "found_on": found, "harm": harm, "amount": amount, "cost": cost,
        "income": income, "counts": counts, "penalised_on": penalised_on, "persons": map(person_in, persons), "circumstances": circumstances, "region": region,
    }  # fmt: skip
    deed = deed_asked(asked | known, today())
    answer = assess(deed, book(), local_scales(home() / NAME))
    if plain:
        show(as_data(answer, book()))
        return
    for part in parts_of(answer, book()):
        click.echo(f"【{part.title.zh}】 {part.title.en}")
        for text in part.lines:
            click.echo(f"  {text.zh}\n      {text.en}")


for name, said in FIGURES.items():
    assess_.params.append(click.Option([f"--{name.replace('_', '-')}"], callback=_number, metavar="N", help=said.en))

COMMANDS = (takes_tables("assess")(assess_),)
