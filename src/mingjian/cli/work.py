"""One worker: `mingjian work` carries out what is queued. `mingjian serve` runs some of them."""

from datetime import timedelta

import click

from mingjian.cli._django import open_node
from mingjian.core.language import several


@click.command()
@click.option("--until-empty", is_flag=True, help="Leave when nothing is ready, as from cron.")
@click.option("--lease", type=click.FloatRange(5, 3600), default=120, show_default=True, help="Seconds after which a job whose worker died is taken over.")
def command(until_empty: bool, lease: float) -> None:
    """Carry out jobs: detectors, imports, back-tests, and what the night brings. Any number of workers may run, wherever database and home are reached."""
    open_node()
    from django.utils.timezone import now

    from mingjian.office.jobs.worker import Worker

    had = Worker(clock=now, lease=timedelta(seconds=lease)).work(until_empty=until_empty)
    if until_empty:
        click.echo(f"已执行作业 {had} 次。\n{several(had, 'job attempt')} made.")
