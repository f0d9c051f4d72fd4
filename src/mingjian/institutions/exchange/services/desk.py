"""What lies on a desk of a node that takes part in an exchange."""

from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.models import Officer


def begins_with_regions(officer: Officer) -> bool:
    """Return whether work begins with other regions: the node takes part in an exchange, and nothing was found of its own."""
    return has_register() and not findings_visible_to(officer).exists()
