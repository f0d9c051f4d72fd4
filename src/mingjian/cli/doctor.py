"""What is wrong with a node and how it is mended: `mingjian doctor`."""

import json
import sys
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import set_up_to_look

if TYPE_CHECKING:
    from mingjian.office.node.conditions import Condition


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(as_json: bool) -> None:
    """Look at this node and say what is wrong and how to mend it. Exit with 0 where all is well, 1 where something wants looking after, 2 where it is wrong."""
    set_up_to_look()
    from django.utils.timezone import now

    from mingjian.office.node.conditions import LEVELS, WHOLE, looked_at, told_once, worst

    found = looked_at(WHOLE, now())
    if as_json:
        click.echo(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in told_once(found):
            say(one)
    sys.exit(LEVELS.index(worst(found)))


def _told(one: "Condition") -> dict[str, object]:
    mend = {"zh": one.mend.zh, "en": one.mend.en} if one.mend else None
    return {"name": one.name, "level": one.level, "zh": one.said.zh, "en": one.said.en, "mend": mend}


def say(one: "Condition") -> None:
    """Print how one thing is, in both languages, and how it is mended."""
    sign = {"well": "正常  ok", "near": "留意  look", "bad": "异常  WRONG"}[one.level]
    click.echo(
        f"{sign:10} {one.title.zh} {one.title.en}：{one.said.zh} {one.said.en}" if one.said.zh != one.said.en else f"{sign:10} {one.title.zh} {one.said}"
    )
    if one.mend:
        both = one.mend.zh if one.mend.zh == one.mend.en else f"{one.mend.zh} {one.mend.en}"
        click.echo(f"           → {both}")
