"""What time does: `mingjian sweep` notes missed deadlines, does what institutions do in time, and signs the ledger, once or again and again."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli._django import open_node

if TYPE_CHECKING:
    from mingjian.office.node.sweep import Swept


@click.command()
@click.option("--every", type=click.IntRange(min=1), help="Go on, every so many seconds.")
@click.option("--beat", type=click.Path(path_type=Path, dir_okay=False), help="A file that is touched after each round, so that whoever watches knows.")
def command(every: int | None, beat: Path | None) -> None:
    """Do what institutions do in time, note the deadlines that have passed, and sign the ledger. What fails raises an alarm and stops nothing else."""
    open_node()
    from django.conf import settings
    from django.db import DatabaseError, close_old_connections
    from django.utils.timezone import now

    from mingjian.office.audit.clock import Clock, kept_clock
    from mingjian.office.node.sweep import sweep_node

    clock = Clock(now()) if every else kept_clock(settings.HOME, now())
    while True:
        try:
            swept: Swept | None = sweep_node(now(), clock)
        except DatabaseError as error:  # gone for a while: it is there again later
            swept = None
            click.echo(f"数据库暂时不可用，稍后再清扫：{type(error).__name__}。 The database is away for the moment: {type(error).__name__}.", err=True)
        if swept:
            _tell(swept, is_once=not every)
        if not every:
            sys.exit(1 if swept is None or swept.alarms else 0)
        if beat and swept:
            beat.touch()
        close_old_connections()
        time.sleep(every)


def _tell(swept: "Swept", *, is_once: bool) -> None:
    for text in swept.told:
        click.echo(f"{text.zh} {text.en}")
    for name in swept.alarms:
        click.echo(f"清扫未全部完成：{name}，见节点状况。 Part of the sweep failed: {name}; see the condition of the node.", err=True)
    if (swept.missed or is_once) and swept.checkpoint:
        click.echo(f"新增逾期 {len(swept.missed)} 项；台账已签至 {swept.checkpoint.size} 条。")
        missed = "1 deadline" if len(swept.missed) == 1 else f"{len(swept.missed)} deadlines"
        click.echo(f"{missed} missed; the ledger is signed up to {swept.checkpoint.size} entries.")
