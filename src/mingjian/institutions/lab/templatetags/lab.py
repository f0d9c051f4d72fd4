"""Figures, structures and withheld counts, as the lab's pages write them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def figure(number: float) -> str:
    """Write a number with its own digits and a thin order: 12,000, -0.25."""
    return f"{number:,.15g}"


@register.simple_tag
def structure(told: Mapping[str, Any], name: str) -> str:
    """Return a structure's title."""
    return str(told["structures"][name]["title"])


@register.simple_tag
def withheld(count: int | None) -> str:
    """Write a count, or that it is withheld."""
    return gettext("below five") if count is None else f"{count:,}"
