"""Officers at the node's own keyboard: the first administrators, and keys for systems."""

import secrets

import click

from mingjian.cli._django import set_up
from mingjian.core.errors import BadInput


@click.group()
def command() -> None:
    """Enter the first administrators; make API keys."""


@command.command()
@click.option("--node", required=True, help="Name of the body that runs this node.")
@click.option("--region", required=True, help="Its region code, six digits (GB/T 2260).")
@click.option("--level", type=click.Choice(["state", "province", "city", "county"]), required=True)
def first(node: str, region: str, level: str) -> None:
    """Enter the node's department and its three administrators (system, security, audit), and print their first passwords, this once."""
    set_up()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils.timezone import now

    from mingjian.office.models import Department, Officer
    from mingjian.office.record import ledger

    call_command("migrate", verbosity=0)
    if Officer.objects.exists():
        raise BadInput("本节点已有人员，请由系统管理员在控制台添加。", "This node has officers already: the system administrator adds others in the console.")
    with transaction.atomic():
        department = Department(name_zh=node, name_en=node, kind="market_regulation", level=level, region=region)
        department.full_clean()
        department.save()
        for duty in ("system", "security", "audit"):
            officer = Officer(username=duty, department=department, duty=duty, name_zh=str(Officer.Duty(duty).label))
            password = secrets.token_urlsafe(12)
            officer.set_password(password)
            officer.save()
            click.echo(f"{duty:10} {password}")
        told = {"kind": "node_begun", "department": node, "region": region}
        ledger.append(told, kind="node_begun", at=now())


@command.command()
@click.argument("username")
@click.option("--name", required=True, help="What the key is for.")
def key(username: str, name: str) -> None:
    """Make an API key for an officer and print it, this once."""
    set_up()
    from django.utils.timezone import now

    from mingjian.office.models import Officer
    from mingjian.office.people.keys import make_key

    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise BadInput(f"没有人员 {username}。", f"There is no officer {username}.")
    click.echo(make_key(officer, name, at=now()))
