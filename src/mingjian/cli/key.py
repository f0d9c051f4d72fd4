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
    from mingjian.office.people.key_rotation import turn

    done = turn(now())
    click.echo(f"已用新密钥加密 {done} 项；密钥文件 {key_file()}，请重新备份。\n{done} values are encrypted with a new key in {key_file()}: back the node up.")


@command.command()
def show() -> None:
    """Show where the keys lie, how many hold, and how many values are not encrypted with the newest, or fit none."""
    open_node()
    from mingjian.office.models.hidden import key_file, keys_in_force
    from mingjian.office.people.key_rotation import outdated, unreadable

    click.echo(f"{key_file()}: {len(keys_in_force())}\n未用最新密钥 outdated: {outdated()}\n无法解密 unreadable: {unreadable()}")
    if unreadable():
        raise SystemExit(1)


@command.group()
def files() -> None:
    """Encrypt sealed files where they lie, decrypt them, and turn their keys; the node may go on meanwhile."""


@files.command()
def hide() -> None:
    """Encrypt every sealed file that lies plainly. For files to come set MINGJIAN_SEALED_HIDDEN=1."""
    _convert("hide_files")


@files.command()
def lay_open() -> None:
    """Decrypt every sealed file that lies encrypted."""
    _convert("lay_files_open")


@files.command("rotate")
def rotate_files() -> None:
    """Encrypt every encrypted file anew under a new key; make a backup afterwards."""
    _convert("turn_file_keys")


@files.command("show")
def show_files() -> None:
    """Show where the keys lie, how many hold, and how the sealed files lie."""
    open_node()
    from mingjian.office.files.conversion import lying
    from mingjian.office.files.encryption_keys import key_file, keys_of_files

    found = lying()
    click.echo(f"{key_file()}: {len(keys_of_files())}\n不加密 plain: {found.plain}\n加密 encrypted: {found.hidden}")
    click.echo(f"未用最新密钥 outdated: {found.outdated}\n无法解密 unreadable: {found.unreadable}")
    if found.unreadable:
        raise SystemExit(1)


def _convert(name: str) -> None:
    """Convert the store in one way, and tell what came of it; exit with 1 where a file was left as it is."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.files import conversion
    from mingjian.office.files.encryption_keys import key_file

    done: conversion.Converted = getattr(conversion, name)(now())
    click.echo(f"已处理 {done.files} 个文件；密钥文件 {key_file()}，请重新备份。")
    click.echo(f"{done.files} files converted; the keys are in {key_file()}: back the node up.")
    for digest in done.left:
        click.echo(f"{digest}：与其哈希不符或无法解密，未处理。 Not its hash, or does not open: left as it is.", err=True)
    if done.left:
        raise SystemExit(1)
