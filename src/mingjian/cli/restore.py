"""Bring a node back: `mingjian restore FOLDER` writes a backup into an empty home, the newest or that of a day."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from mingjian.cli._passphrase import secret_of
from mingjian.core.backups.restoration import HERE, Restored, RestoreTarget, instant, restore
from mingjian.core.errors import MingjianError
from mingjian.core.ledger.checkpoint import read_checkpoint, taken_apart

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As the node stood at the last backup of this day or before it (Beijing time).")
@click.option("--keys", "keys_from", type=_FOLDER, help="The folder of the sealed file of keys, where it was kept apart.")
@click.option("--identity", type=click.Path(path_type=Path, dir_okay=False), help="File of an identity of age, where the backup is sealed to its recipient.")
def command(folder: str, on: datetime | None, keys_from: Path | None, identity: Path | None) -> None:
    """Bring a node back from FOLDER or s3://bucket/prefix into MINGJIAN_HOME, which must be empty; with DATABASE_URL into that empty PostgreSQL database."""
    home = Path(os.environ.get("MINGJIAN_HOME", "var")).resolve()
    folders = {name: Path(given).resolve() for name in ("lake", "pictures") if (given := os.environ.get(f"MINGJIAN_{name.upper()}"))}
    elsewhere = {name: folder for name, folder in folders.items() if not folder.is_relative_to(home)}
    place = RestoreTarget(home, elsewhere, os.environ.get("DATABASE_URL", ""))
    done = restore(folder, secret_of(folder, identity=identity), place, on=on.date() if on else None, keys_from=keys_from)
    at = f"{instant(done.day).astimezone(HERE):%Y-%m-%d %H:%M}"
    click.echo(f"已恢复节点 {done.node}（{at} 的备份，版本 {done.version}）：{done.files} 个文件、{done.keys} 个密钥，台账 {done.ledger.get('size', 0)} 条。")
    click.echo(
        f"Brought back {done.node} as of {at} (version {done.version}): {done.files} files, {done.keys} keys, a ledger of {done.ledger.get('size', 0)} entries."
    )
    for told in _behind(done):
        click.echo(told, err=True)
    click.echo(f"下一步 next: MINGJIAN_HOME={home} mingjian doctor; mingjian ledger export ledger.jsonl; mingjian ledger verify ledger.jsonl; mingjian serve")


def _behind(done: Restored) -> Iterator[str]:
    """Warn where a keeper outside of the home saw a longer ledger than what came back; their notes are read here, and held to the key by the node."""
    keepers = [Path(folder) / f"{done.node}.checkpoint" for folder in os.environ.get("MINGJIAN_LEDGER_KEEPERS", "").split(",") if folder]
    memory = os.environ.get("MINGJIAN_LEDGER_MEMORY", "")
    here = int(done.ledger.get("size", 0))
    for place in [*keepers, *([Path(memory)] if memory else [])]:
        try:
            seen = read_checkpoint(taken_apart(place.read_text(encoding="utf-8"))[0]).size
        except (OSError, UnicodeDecodeError, MingjianError):
            continue
        if seen > here:
            yield f"注意！！！恢复的台账只有 {here} 条，而 {place} 见过 {seen} 条：其后的记录不在此备份中，节点不会再签发。"
            yield "请先找更新的备份；确实没有的，执行 mingjian ledger resume --reason 原因。"
            yield f"ATTENTION: the ledger that came back has {here} entries, and {place} saw {seen}: the rest is not in this backup, and nothing is signed."
            yield "Look for a newer backup first; where there is none, run mingjian ledger resume --reason WHY."
