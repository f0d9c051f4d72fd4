"""The keys of what is encrypted where it lies: `mingjian key`."""

import click

from mingjian.cli._django import open_node


@click.group()
def command() -> None:
    """Turn and look at the keys of what the database holds encrypted."""


@command.command()
def rotate() -> None:
    """Encrypt everything with a new key. The one before stays beside it for reading, until the next turn; make a backup afterwards."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.models.hidden import key_file
    from mingjian.office.people.turning import turn

    done = turn(now())
    click.echo(f"已用新密钥加密 {done} 项；密钥文件 {key_file()}，请重新备份。\n{done} values are encrypted with a new key in {key_file()}: back the node up.")


@command.command()
def show() -> None:
    """Tell where the keys lie, how many hold, and how many values are not encrypted with the newest, or fit none."""
    open_node()
    from mingjian.office.models.hidden import key_file, keys_in_force
    from mingjian.office.people.turning import outdated, unreadable

    click.echo(f"{key_file()}: {len(keys_in_force())}\n未用最新密钥 outdated: {outdated()}\n无法解密 unreadable: {unreadable()}")
    if unreadable():
        raise SystemExit(1)
