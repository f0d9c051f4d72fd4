"""Which rows keep bytes of the store. A row that only tells of a file (what was read of it, that it was given away) does not hold back its erasure."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet


def rows_that_keep(model: type[Model]) -> QuerySet[Any]:
    """Return the rows of a model that keep the bytes that they name: all of them, unless its classmethod `rows_that_keep` says which."""
    own: Callable[[], QuerySet[Any]] | None = getattr(model, "rows_that_keep", None)
    return own() if own else model._base_manager.all()
