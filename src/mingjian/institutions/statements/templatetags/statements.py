"""Tags of the pages of statements: sums, which rows keep in cents."""

from django import template

register = template.Library()


@register.filter
def yuan(cents: int | None) -> str:
    """Return a sum in yuan with thousands; nothing for none."""
    return "" if cents is None else f"{cents / 100:,.2f}"
