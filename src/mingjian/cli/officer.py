"""Officers at the node's own keyboard: the first administrators, and keys for systems."""

from typing import TYPE_CHECKING

import click

from mingjian.cli._django import open_node, set_up

if TYPE_CHECKING:
    from mingjian.office.models import Officer


@click.group()
def command() -> None:
    """Enter the first administrators; make API keys."""


@command.command()
@click.option("--node", required=True, help="Name of the body that runs this node.")
@click.option("--region", required=True, help="Its region code, six digits (GB/T 2260).")
@click.option("--level", type=click.Choice(["state", "province", "city", "county"]), required=True)
@click.option("--code", default="", help="Its unified social credit code, by which every node knows it; without it the node gives it a code.")
def first(node: str, region: str, level: str, code: str) -> None:
    """Enter the node's department and its three administrators (system, security, audit), and print their first passwords, this once."""
    set_up()
    from django.core.management import call_command
    from django.utils.timezone import now

    from mingjian.office.people.staff import begin_node

    call_command("migrate", verbosity=0)
    body = {"name_zh": node, "name_en": node, "kind": "market_regulation", "level": level, "region": region, "code": code}
    for duty, password in begin_node(body, at=now()).items():
        click.echo(f"{duty:10} {password}")


@command.command()
@click.argument("username")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--scope", type=click.Choice(["read", "work"]), default="read", show_default=True, help="Whether it only reads.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it holds.")
def key(username: str, name: str, scope: str, days: int) -> None:
    """Make an API key for an officer and print it, this once."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.people.keys import make_key

    click.echo(make_key(_named(username), name, at=now(), scope=scope, days=days))


@command.command()
@click.argument("username")
def keys(username: str) -> None:
    """List an officer's API keys: number, scope, when made, until when, when last used."""
    open_node()
    from django.utils.timezone import localtime

    from mingjian.office.people.keys import keys_of

    for one in keys_of(_named(username)):
        until = f"revoked {localtime(one.revoked_at):%Y-%m-%d}" if one.revoked_at else f"until {localtime(one.ends_at):%Y-%m-%d}" if one.ends_at else "no end"
        seen = f"{localtime(one.seen_at):%Y-%m-%d %H:%M}" if one.seen_at else "never"
        click.echo(f"{one.pk:6} {one.scope:5} {localtime(one.made_at):%Y-%m-%d} {until:18} last used {seen:16} {one.name}")


@command.command()
@click.argument("username")
@click.argument("number", type=int)
def revoke(username: str, number: int) -> None:
    """Revoke an API key of an officer, by the number that `keys` lists."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.people.keys import keys_of, revoke

    click.echo(f"revoked: {revoke(keys_of(_named(username)), number, at=now()).name}")


def _named(username: str) -> "Officer":
    from mingjian.office.people.officers import officer_called

    return officer_called(username)
