"""What time does: `mingjian sweep` notes missed deadlines, does what institutions do in time, and signs the ledger, once or again and again."""

import time

import click

from mingjian.cli._django import open_node


@click.command()
@click.option("--every", type=click.IntRange(min=1), help="Go on, every so many seconds.")
def command(every: int | None) -> None:
    """Do what institutions do in time, note the deadlines that have passed, and sign the ledger."""
    open_node()
    from django.db import close_old_connections
    from django.utils.timezone import now

    from mingjian.office.dossiers.sweeps import sweep
    from mingjian.office.institution import parts

    while True:
        told = [text for swept in parts("sweeps") if (text := swept(now()))]
        found, checkpoint = sweep(now())
        for text in told:
            click.echo(f"{text.zh} {text.en}")
        if found or not every:
            click.echo(f"新增逾期 {len(found)} 项；台账已签至 {checkpoint.size} 条。")
            click.echo(f"{len(found)} deadlines missed; the ledger is signed up to {checkpoint.size} entries.")
        if not every:
            return
        close_old_connections()
        time.sleep(every)
