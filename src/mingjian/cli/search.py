"""What the search box knows: `mingjian search rebuild` makes everything findable anew, for instance after a move to another database."""

from collections.abc import Callable, Iterator
from typing import Any

import click

from mingjian.cli._django import set_up


@click.group()
def command() -> None:
    """Look after the search index."""


@command.command()
def rebuild() -> None:
    """Make every finding, clue and dossier findable by its words, in place of what the index held of them."""
    set_up()
    from django.db import transaction

    from mingjian.office.lists.search import index

    with transaction.atomic():
        counted = {}
        for kind, rows, words in _findable():
            counted[kind] = 0
            for row in rows:
                index(kind, row.pk, words(row))
                counted[kind] += 1
    told = ", ".join(f"{kind} {number:,}" for kind, number in counted.items())
    click.echo(f"已重建检索：{told}。The search index is made anew: {told}.")


def _findable() -> Iterator[tuple[str, Any, Callable[[Any], str]]]:
    """Give each kind with its rows and the words that each is found by; the same words as when it was registered."""
    from mingjian.institutions.clues.models import Clue
    from mingjian.institutions.monitoring.models import Finding
    from mingjian.office.models import Dossier

    yield "finding", Finding.objects.iterator(chunk_size=2000), lambda row: f"{row.subject} {row.reason_zh} {row.reason_en}"
    yield "clue", Clue.objects.select_related("dossier").iterator(chunk_size=2000), lambda row: row.words()
    yield "dossier", Dossier.objects.iterator(chunk_size=2000), lambda row: f"{row.number} {row.title} {row.subject}"
