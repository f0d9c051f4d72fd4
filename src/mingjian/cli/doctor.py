"""What is wrong with a node and how it is mended: `mingjian doctor`."""

import json
import sys
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import set_up_to_look
from mingjian.core.language import several

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
        for line in _verdict(found):
            click.echo(line)
    sys.exit(LEVELS.index(worst(found)))


def _verdict(found: "list[Condition]") -> list[str]:
    """Return in a sentence or two whether the node can be used, and with what to begin."""
    bad, near = ([one for one in found if one.level == level] for level in ("bad", "near"))
    if not bad and not near:
        return ["结论：一切正常，可以使用。", "    All is well: it can be used."]
    if not bad:
        return [
            f"结论：可以使用；有 {len(near)} 项请在有空时处理，见“留意”。",
            f"    It can be used; look after {several(len(near), 'thing')} when there is time (look).",
        ]
    first = bad[0]
    return [
        f"结论：有 {len(bad)} 项异常，先处理“{first.title.zh}”，再执行一次 mingjian doctor。",
        f"    {several(len(bad), 'thing')} wrong: mend {first.title.en} first, then run mingjian doctor again.",
    ]


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
