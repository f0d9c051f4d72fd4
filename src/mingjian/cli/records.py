"""The kinds of records: `mingjian records list | describe`."""

import click

from mingjian.core.records import kinds
from mingjian.core.records.reading.describing import kinds_page


@click.group()
def command() -> None:
    """List the kinds of bulk records, or describe every column."""


@command.command("list")
def list_() -> None:
    """List the kinds."""
    for kind in kinds().values():
        click.echo(f"{kind.name}  {kind.title.zh} {kind.title.en}  ({', '.join(kind.key)})")


@command.command()
def describe() -> None:
    """Describe every column of every kind, as docs/reference/records.md has it."""
    click.echo(kinds_page(), nl=False)
