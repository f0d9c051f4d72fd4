"""What buyers' kits tell where somebody searched for them."""

from mingjian.core.wording import masked
from mingjian.institutions.evidence.models import Kit
from mingjian.office.desk.news import Line


def line_of(kit: Kit) -> Line:
    """Tell a kit on one line, contacts masked."""
    return Line(masked(kit.goods), kit.get_absolute_url(), " · ".join(one for one in (kit.number, masked(kit.place), kit.taken_up_as) if one))
