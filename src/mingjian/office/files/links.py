"""Which views give something out and enter to whom: a link on another site opens none of them by itself (`office.web.own_links`)."""

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase

MARK = "leaves_an_entry"
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def leaves_an_entry(view: _View) -> _View:
    """Mark a view that gives something out and enters to whom."""
    setattr(view, MARK, True)
    return view
