"""`mingjian law claim`: what a consumer may claim beside price and loss."""

from datetime import date
from decimal import Decimal

import click

from mingjian.cli._law_calculators import _both, _number
from mingjian.cli._law_texts import as_json, day_of, show, today
from mingjian.core.law.claims import BASES, as_data, claim
from mingjian.core.procedure import rulebook


@click.command("claim")
@click.option("--basis", required=True, metavar="BASIS", help=f"One of {', '.join(BASES)}.")
@click.option("--on", callback=day_of, help="Day of the purchase; today if left out.")
@click.option("--price", callback=_number, metavar="N", help="Price paid, in yuan.")
@click.option("--loss", callback=_number, metavar="N", help="Loss suffered, in yuan.")
@as_json
def claim_(basis: str, on: date | None, price: Decimal | None, loss: Decimal | None, plain: bool) -> None:
    """Count what a consumer may claim on top: three times the price, ten times, three times the loss, and the least sum."""
    statutes = rulebook().statutes
    found = claim(basis, on or today(), statutes, price, loss)
    if plain:
        show(as_data(found))
        return
    law = statutes.citation(found.basis.ground, found.on)
    _both(f"{found.basis.title.zh}（{law.zh}）：{found.said.zh}", f"{found.basis.title.en} ({law.en}): {found.said.en}")
    _both("\n以下由人判断：", "For a person to judge:")
    for text in found.basis.conditions:
        _both(f"  {text.zh}", text.en)


COMMANDS = (claim_,)
