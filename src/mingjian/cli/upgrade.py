"""Bring a node to the version that is installed, or only look at what that would do: `mingjian upgrade`."""

import sys
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import set_up_to_look
from mingjian.cli.doctor import say
from mingjian.cli.serve import prepare
from mingjian.core.errors import BadInput

if TYPE_CHECKING:
    from mingjian.office.node.conditions import Condition


@click.command()
@click.option("--check", is_flag=True, help="Only look: what would be changed, free disk, age of the last backup, versions. Nothing is changed.")
def command(check: bool) -> None:
    """
    Copy the database, and bring its tables to the version that is installed. Stop the node first.

    With --check nothing is changed. Exit code: 0 where nothing stands against it, 1 where something wants looking after, 2 where it should not be done.
    """
    if check:
        found = _looked_at()
        for one in found:
            say(one)
        from mingjian.office.node.conditions import LEVELS, worst

        sys.exit(LEVELS.index(worst(found)))
    prepare()
    click.echo("数据表与本程序一致，可以启动。 The tables are those of this version: the node can be started.")


def _looked_at() -> "list[Condition]":
    set_up_to_look()
    from django.utils.timezone import now

    from mingjian.office.node.upgrade import looked_at_upgrade

    found = looked_at_upgrade(now())
    return [*found, *([_loads()] if all(one.name != "database" for one in found) else [])]


def _loads() -> "Condition":
    """Return how many loads of the lake the first sweep would enter, since the version of before did not."""
    from django.db import DatabaseError

    from mingjian.core.language import Text
    from mingjian.institutions.market.queries.lake_audit import loads_not_entered
    from mingjian.office.node.conditions import NEAR, WELL, Condition

    title = Text("数据导入", "Loads")
    try:
        count = len(loads_not_entered())
    except (DatabaseError, BadInput, OSError) as error:
        return Condition("loads", title, NEAR, Text(f"无法查看：{type(error).__name__}。", f"They cannot be looked at: {type(error).__name__}."))
    said = Text(f"湖中有 {count} 次导入台账未记，首次清扫时补记。", f"Loads that the ledger lacks, which the first sweep would enter: {count}.")
    return Condition("loads", title, WELL, said if count else Text("均已入账。", "All of them are entered."))
