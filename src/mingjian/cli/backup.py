"""Keep a node: `mingjian backup FOLDER|s3://…` copies a running node, sealed; with --list and --check it says what is there and whether it is whole."""

import os
import sys
from pathlib import Path

import click

from mingjian.cli._django import open_node
from mingjian.cli._passphrase import secret_of
from mingjian.core.backups.restoration import HERE, instant
from mingjian.core.backups.store import Store, open_store
from mingjian.core.errors import BadInput, MingjianError

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder")
@click.option("--keys", "keys_to", type=_FOLDER, help="Another folder for the sealed file of keys, so that it does not lie beside the data.")
@click.option("--keep", type=click.IntRange(min=0), default=0, show_default=True, help="How many backups stay; 0 for all.")
@click.option("--age", "recipients", multiple=True, help="Seal a new backup to this recipient of age (age1…) instead of a passphrase; may be repeated.")
@click.option(
    "--identity", type=click.Path(path_type=Path, dir_okay=False), help="File of an identity of age, for --list and --check elsewhere than on the node."
)
@click.option("--list", "is_listed", is_flag=True, help="Say which backups the folder holds.")
@click.option("--check", "is_checked", is_flag=True, help="Read every backup of the folder through, and hold each byte against its hash.")
def command(folder: str, keys_to: Path | None, keep: int, recipients: tuple[str, ...], identity: Path | None, is_listed: bool, is_checked: bool) -> None:
    """Make a backup of this node, while it runs, in FOLDER or s3://bucket/prefix: database, ledger, sealed files, lake, and keys, under a passphrase or age."""
    if is_listed or is_checked:
        _look(open_store(folder, secret_of(folder, recipients, identity)), is_checked)
        return
    open_node()
    from django.utils.timezone import now

    from mingjian.office.node.backup import back_up

    secret = secret_of(folder, recipients, identity, is_new_allowed=True)
    made = back_up(folder, secret, url=os.environ.get("DATABASE_URL", ""), at=now(), keys_to=keys_to, keep=keep)
    click.echo(f"备份完成并已核对：{made.day}，{made.files} 个文件，共 {made.size / 2**20:.1f} MiB，本次写入 {made.written / 2**20:.1f} MiB。")
    click.echo(f"Backed up and read again: {made.day}, {made.files} files, {made.size / 2**20:.1f} MiB in all, {made.written / 2**20:.1f} MiB of them new.")
    if made.pruned:
        click.echo(f"清理旧备份 {made.pruned} 份。 {made.pruned} old backups were taken away.")
    for path in made.damaged[:20]:
        click.echo(f"注意：{path} 与其哈希不符，节点上的原件已损坏或被改动。 {path} is not what its hash says: the node's own file is damaged.", err=True)
    if not made.ledger.get("is_sound"):
        zh, en = made.ledger.get("said", ""), made.ledger.get("said_en", "")
        click.echo(f"注意：台账核验未通过：{zh}请执行 mingjian ledger verify。 The ledger is not sound: {en} Run mingjian ledger verify.", err=True)
    sys.exit(1 if made.damaged or not made.ledger.get("is_sound") else 0)


def _look(store: Store, is_checked: bool) -> None:
    days = store.days()
    if not days:
        raise BadInput("此文件夹中还没有完成的备份。", "There is no finished backup in this folder yet.")
    faults = 0
    for day in days:
        told = store.manifest(day)
        size = sum(file.size for file in told["files"])
        at = f"{instant(day).astimezone(HERE):%Y-%m-%d %H:%M}"
        click.echo(f"{at}  {told['node']}  {told['version']}  {told['database']}  {len(told['files'])} files  {size / 2**20:.1f} MiB")
        for file in told["files"] if is_checked else ():
            try:
                store.check(file)
            except MingjianError as error:
                faults += 1
                click.echo(f"  {file.path}: {error.text.zh} {error.text.en}", err=True)
    if is_checked:
        click.echo("完好。 Whole." if not faults else f"发现 {faults} 处损坏。 {faults} damaged.")
    sys.exit(1 if faults else 0)
