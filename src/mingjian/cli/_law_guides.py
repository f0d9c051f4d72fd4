"""`mingjian law competent | playbook`: who is competent for an act in a field of goods, and what the playbook says of it."""

from datetime import date

import click

from mingjian.cli._law_texts import as_json, day_of, show, today
from mingjian.core.errors import BadInput
from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.core.procedure.competence import competent, levels_for, places_for
from mingjian.core.procedure.playbooks import pieces_for


def _field(context: click.Context, parameter: click.Parameter, field: str) -> str:
    fields = rulebook().vocabularies["goods_fields"]
    if field not in fields:
        raise BadInput(f"没有商品领域“{field}”；现有：{'、'.join(fields)}。", f"There is no field of goods {field!r}; there are: {', '.join(fields)}.")
    return field


@click.command("competent")
@click.option("--act", required=True, help="What was done: an act of the rulebook, or the duty that was broken.")
@click.option("--field", required=True, callback=_field, help="Field of goods, as in the vocabulary goods_fields.")
@click.option("--on", callback=day_of, help="Day of the act; by default today.")
@as_json
def competent_(act: str, field: str, on: date | None, plain: bool) -> None:
    """Show which kind of department is competent for an act in a field of goods, by which article, and whose place decides."""
    day, found = on or today(), liabilities().act(act)
    sectors = competent(found, field, day, rulebook().statutes)
    places = places_for(found.act, day, rulebook().statutes, sectors)
    statutes = rulebook().statutes
    fitting = [one for one in found.provisions if one.is_for(field, day) and not one.whom and statutes.has_article(one.ground, day)]
    levels = levels_for(fitting, None, day, statutes)
    if plain:
        told = [{"sector": one.sector.code, "named": one.named.zh, "ground": one.ground, "verification": one.verification} for one in sectors]
        show({"sectors": told, "places": [{"place": one.name, "ground": list(one.ground)} for one in places], "levels": [one.name for one in levels]})
        return
    for one in sectors:
        click.echo(f"{one.sector.label.zh}（{one.named.zh}）  {one.ground}  [{one.verification}]\n    {one.sector.label.en}")
    for level in levels:
        click.echo(f"! {level.label.zh}  {', '.join(level.ground)}\n    {level.label.en}")
    for place in places:
        click.echo(f"- {place.label.zh}  {', '.join(place.ground)}\n    {place.label.en}")


@click.command("playbook")
@click.option("--field", required=True, callback=_field, help="Field of goods, as in the vocabulary goods_fields.")
@click.option("--act", default="", help="An act of the rulebook; without one every piece of the field.")
@click.option("--on", callback=day_of, help="The day whose articles hold; by default today.")
def playbook_(field: str, act: str, on: date | None) -> None:
    """Show what to look for in a field of goods, with the articles, the duties in question, the papers to bring and the steps that help."""
    name = liabilities().act(act).act if act else ""
    for piece in pieces_for(field, name, on or today(), rulebook(), duties()):
        click.echo(f"{piece.title.zh}\n    {piece.title.en}")
        for look in piece.look_for:
            click.echo(f"- {look.what.zh}  {', '.join(look.ground)}\n    {look.what.en}")
        for title, names in (("职责 duties", piece.duties), ("材料 papers", piece.papers), ("步骤 steps", piece.steps)):
            if names:
                click.echo(f"  {title}: {', '.join(f'{told.zh} ({name})' for name, told in names.items())}")


COMMANDS = (competent_, playbook_)
