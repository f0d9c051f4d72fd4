"""Bring a node back: `mingjian restore FOLDER` writes a backup into an empty home, the newest or that of a day."""

import os
from datetime import datetime
from pathlib import Path

import click

from mingjian.cli._passphrase import passphrase
from mingjian.core.backups.restoring import HERE, RestoreTarget, instant, restore

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As the node stood at the last backup of this day or before it (Beijing time).")
@click.option("--keys", "keys_from", type=_FOLDER, help="The folder of the sealed file of keys, where it was kept apart.")
def command(folder: Path, on: datetime | None, keys_from: Path | None) -> None:
    """Bring a node back from FOLDER into MINGJIAN_HOME, which must be empty; with DATABASE_URL into that empty PostgreSQL database."""
    home = Path(os.environ.get("MINGJIAN_HOME", "var")).resolve()
    folders = {name: Path(given).resolve() for name in ("lake", "pictures") if (given := os.environ.get(f"MINGJIAN_{name.upper()}"))}
    elsewhere = {name: folder for name, folder in folders.items() if not folder.is_relative_to(home)}
    place = RestoreTarget(home, elsewhere, os.environ.get("DATABASE_URL", ""))
    done = restore(folder, passphrase(), place, on=on.date() if on else None, keys_from=keys_from)
    at = f"{instant(done.day).astimezone(HERE):%Y-%m-%d %H:%M}"
    click.echo(f"已恢复节点 {done.node}（{at} 的备份，版本 {done.version}）：{done.files} 个文件、{done.keys} 个密钥，台账 {done.ledger.get('size', 0)} 条。")
    click.echo(
        f"Brought back {done.node} as of {at} (version {done.version}): {done.files} files, {done.keys} keys, a ledger of {done.ledger.get('size', 0)} entries."
    )
    click.echo(f"下一步 next: MINGJIAN_HOME={home} mingjian doctor; mingjian ledger export ledger.jsonl; mingjian ledger verify ledger.jsonl; mingjian serve")
