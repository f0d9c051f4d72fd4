"""Filters of the pages of operators: from whom a link comes, in the reader's language."""

from django import template

from mingjian.institutions.operators.services.sources import source_said
from mingjian.office.language import said

register = template.Library()


@register.filter
def from_whom(source: str) -> str:
    """Return who or what tells of a link."""
    return said(source_said(source))
