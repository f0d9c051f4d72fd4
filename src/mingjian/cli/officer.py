"""Officers at the node's own keyboard: the first administrators, and keys for systems."""

import click

from mingjian.cli._django import open_node, set_up
from mingjian.core.errors import BadInput


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
def key(username: str, name: str) -> None:
    """Make an API key for an officer and print it, this once."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.models import Officer
    from mingjian.office.people.keys import make_key

    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise BadInput(f"没有人员 {username}。", f"There is no officer {username}.")
    click.echo(make_key(officer, name, at=now()))
