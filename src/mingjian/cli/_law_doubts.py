"""`mingjian law unverified`: all of the rulebook that no text supports."""

from collections import Counter

import click

from mingjian.cli._law_texts import as_json, show
from mingjian.core.agreement.reader import agreements
from mingjian.core.procedure.answers import book, both
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.doubts import KINDS, doubts
from mingjian.core.procedure.rulebook import duties


@click.command("unverified")
@as_json
def unverified(plain: bool) -> None:
    """List all that is UNVERIFIED, by kind: what no text supports is shown and decides nothing."""
    found = doubts(book(), duties(), discretion(), [one for versions in agreements().values() for one in versions.values()])
    if plain:
        told = [{"kind": one.kind, "what": both(one.what), "ground": one.ground, "since": one.since.isoformat() if one.since else None} for one in found]
        show({"count": len(found), "by_kind": dict(Counter(one.kind for one in found)), "unverified": told})
        return
    for kind, count in Counter(one.kind for one in found).items():
        click.echo(f"{KINDS[kind].zh} · {KINDS[kind].en}: {count}")
        for one in (doubt for doubt in found if doubt.kind == kind):
            click.echo(f"  {one.what.zh}{f'  {one.since}' if one.since else ''}\n      {one.what.en}")
    click.echo(f"合计 {len(found)} 项。{len(found)} in all.")
