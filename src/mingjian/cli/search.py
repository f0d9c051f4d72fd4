"""What the search box knows: `mingjian search rebuild` makes everything findable anew, for instance after a move to another database."""

import click

from mingjian.cli._django import open_node


@click.group()
def command() -> None:
    """Look after the search index."""


@command.command()
def rebuild() -> None:
    """Make everything findable by its words, in place of what the index held."""
    open_node()
    from mingjian.office.lists.findable import index_all

    told = ", ".join(f"{kind} {number:,}" for kind, number in index_all().items())
    click.echo(f"已重建检索：{told}。The search index is made anew: {told}.")
