"""The synthetic market: `mingjian market make FOLDER`."""

from datetime import datetime
from pathlib import Path

import click

from mingjian.core.market import make_market
from mingjian.core.market.plan import LAST_DAY
from mingjian.core.market.writing import FORMATS


@click.group()
def command() -> None:
    """Make a synthetic market with known truth, for demonstrations and load tests."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same market.")
@click.option("--shops", default=2000, show_default=True, help="How many shops; about 130 orders each.")
@click.option("--days", default=30, show_default=True, help="How many days.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=LAST_DAY.isoformat(), show_default=True, help="The last day, in Beijing.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
def make(folder: Path, seed: int, shops: int, days: int, until: datetime, file_format: str) -> None:
    """Write a market to FOLDER: one file a kind of record, and its truth in truth.json and truth.parquet (or .csv)."""
    rows = make_market(folder, seed=seed, shops=shops, days=days, until=until.date(), file_format=file_format)
    click.echo("、".join(f"{name} {count:,}" for name, count in rows.items()))
    click.echo(f"合成市场已写入 {folder}；真相另见 truth.json。The market is in {folder}; its truth, apart, in truth.json.")
