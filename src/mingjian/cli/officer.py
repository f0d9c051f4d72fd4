"""Officers at the node's own keyboard: the first administrators, rosters, and keys for systems."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import open_node, set_up

if TYPE_CHECKING:
    from mingjian.office.models import Officer
    from mingjian.office.people.rosters import Halves


@click.group()
def command() -> None:
    """Enter the first administrators, and many officers by a roster; make API keys."""


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
    passwords = begin_node(body, at=now())
    click.echo("三个管理员的初次密码，只显示这一次，三天内各登录一次。", err=True)
    click.echo("First passwords of the three administrators, shown this once, for one sign-in each within three days.", err=True)
    for duty, password in passwords.items():
        click.echo(f"{duty:10} {password}")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--complete", is_flag=True, help="It lists everybody of its departments: whoever is in service there and not listed leaves.")
@click.option("--ask", is_flag=True, help="Ask for what it says; the security administrator consents in the console. Without this nothing is changed.")
@click.option("--by", default="system", show_default=True, help="The system administrator who asks.")
@click.option("--halves", type=click.Path(dir_okay=False, path_type=Path), help="With --ask: write the first halves of passwords into this new file.")
def roster(file: Path, complete: bool, ask: bool, by: str, halves: Path | None) -> None:
    """
    Show what becomes of each row of a roster of officers (xlsx, csv), and with --ask ask for it.

    Exit code: 0 where every row is taken, 1 where some are refused.
    """
    open_node()
    from django.utils.timezone import now

    from mingjian.office.people import rosters
    from mingjian.office.people.roster_fates import FATES

    if ask and halves is None:
        raise click.UsageError("--ask shows the first halves of passwords once: name a new file for them with --halves.")
    if halves is not None and halves.exists():
        raise click.UsageError(f"{halves} is there already: name a new file.")
    found, unread = rosters.read(file, file.name, is_complete=complete, by=_named(by), at=now())
    lines = rosters.lines_in(found, now())
    for line in (one for one in lines if one.fate != "same"):
        why = " ".join(f"{one.zh} {one.en}" for one in line.why)
        click.echo(f"{line.number or '-':>5}  {line.called.zh} {line.called.en}  {line.username}  {line.name}  {line.department}  {why}".rstrip())
    counts = rosters.counts_of(lines)
    click.echo("；".join(f"{FATES[fate].zh} {FATES[fate].en}: {counts[fate]}" for fate in FATES if fate in counts))
    if unread:
        click.echo(f"没有读取的列 columns that are not read: {'、'.join(unread)}")
    if ask and halves is not None:
        _write_halves(halves, rosters.ask(found, by=_named(by), at=now()))
        click.echo(f"{found.number}: 待安全管理员在“双人办理”页同意 waits for the security administrator, under Consents. {halves}")
    else:
        click.echo("没有改变任何人员；提交请加 --ask。 Nobody was changed; --ask asks for it.")
    if counts.get("refused"):
        raise SystemExit(1)


def _write_halves(place: Path, halves: "Halves") -> None:
    """Write the first half of each password into a file that only its owner reads."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.writelines(f"{line.wanted.department.name_zh}\t{line.name}\t{line.username}\t{half}\n" for line, half in halves if line.wanted)


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
