"""Describe in words how a row of a notice stands."""

from django.template import Library

from mingjian.core.capture.outcome import WORDS
from mingjian.institutions.notices.models import Target
from mingjian.institutions.notices.targets.queries import ENDED, KEPT_AS, STATES
from mingjian.institutions.notices.targets.tables import measure_said
from mingjian.office.language import said

register = Library()


@register.filter
def row_state(row: Target) -> str:
    """Return where a row stands."""
    return said(STATES[row.state])


@register.filter
def row_kept(row: Target) -> str:
    """Return what shows it."""
    return said(KEPT_AS.get(row.kept_as))


@register.filter
def row_measure(row: Target) -> str:
    """Return the measure taken on it, or that none was."""
    return said(measure_said(row)) or said(STATES[row.state])


@register.filter
def row_seen(row: Target) -> str:
    """Return what the newest second look showed."""
    return said(WORDS.get(row.seen))


@register.filter
def row_ended(row: Target) -> str:
    """Return why its measures ended."""
    return said(ENDED.get(row.ended_as))
