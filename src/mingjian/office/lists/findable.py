"""What can be found: dossiers, and what institutions name on their manifests."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from mingjian.office.institution import Findable, Institution, institutions
from mingjian.office.lists.search import index

DOSSIER = Findable("dossier", "office.Dossier")
AT_ONCE = 2000  # rows in memory together


def findables() -> Iterator[Findable]:
    """Return every kind of thing that the search finds."""
    yield DOSSIER
    for one in institutions():
        yield from one.finds


def index_all() -> dict[str, int]:
    """Make every row of every kind findable by its words, all or none; give how many of each kind."""
    with transaction.atomic():
        return {one.kind: _index(one) for one in findables()}


def _index(one: Findable) -> int:
    count = 0
    for row in apps.get_model(one.model)._default_manager.order_by("pk").iterator(chunk_size=AT_ONCE):
        index(one.kind, row.pk, words_of(row, one), is_sounded=one.is_sounded)
        count += 1
    return count


def words_of(row: Any, one: Findable) -> str:
    """Return the words that a thing is found by: of itself, or by a function of its institution (`module.function`)."""
    if "." in one.words:
        manifest = apps.get_app_config(one.model.partition(".")[0])
        assert isinstance(manifest, Institution)  # noqa: S101 - only manifests name functions
        return str(manifest.part(one.words)(row))
    words = getattr(row, one.words)
    return str(words() if callable(words) else words)
