"""Describe in words how a row of a notice stands."""

from datetime import datetime

from django.template import Library

from mingjian.core.capture.outcome import WORDS
from mingjian.core.subjects import shop_of
from mingjian.institutions.notices.complaints.tables import STANDS
from mingjian.institutions.notices.models import HolderComplaint, Sighting, Target
from mingjian.institutions.notices.services.looks import next_look
from mingjian.institutions.notices.targets.queries import ENDED, KEPT_AS, STATES
from mingjian.institutions.notices.targets.tables import FOUND_BY, measure_said
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
def complaint_state(one: HolderComplaint) -> str:
    """Return where a holder's complaint stands."""
    return said(STANDS[one.standing])


@register.filter
def found_by(one: Sighting) -> str:
    """Return by what something that is offered again was found."""
    return said(FOUND_BY[one.by])


@register.filter
def row_seen(row: Target) -> str:
    """Return what the newest second look showed."""
    return said(WORDS.get(row.seen))


@register.filter
def row_ended(row: Target) -> str:
    """Return why its measures ended."""
    return said(ENDED.get(row.ended_as))


@register.filter
def row_next_look(row: Target) -> datetime | None:
    """Return when its page is visited again; None where it is not."""
    return next_look(row)


@register.filter
def row_shop(row: Target) -> str:
    """Return the shop that its address names, as `host/id`; empty where it names none."""
    return shop_of(row.address)
