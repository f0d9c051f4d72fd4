"""The rulebook: `mingjian law check`."""

import sys
from pathlib import Path

import click

from mingjian.core.procedure import check as faults_of


@click.group()
def command() -> None:
    """Ask the rulebook, or check it."""


@command.command()
@click.option("--rulebook", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another rulebook than the packaged one.")
def check(folder: Path | None) -> None:
    """Check every law, calendar, vocabulary and procedure; name each fault with file, line and cure, and exit with 1 if there is one."""
    faults = faults_of(folder)
    for fault in faults:
        click.echo(f"{fault.file}:{fault.line}: {fault.zh}")
        click.echo(f"    {fault.en}")
    if faults:
        click.echo(f"{len(faults)} 处错误。{len(faults)} fault(s).", err=True)
        sys.exit(1)
    click.echo("规则库没有错误。The rulebook is sound.")
