"""What oversight puts on the demo's desks: an order of the city on a county's case, and a correction that the neighbour suggests."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localtime, now

from mingjian.institutions.oversight.models import Order
from mingjian.institutions.oversight.opening import Ordered, order
from mingjian.office.demo import Staff
from mingjian.office.models import Dossier


def oversee(staff: Staff, folder: Path) -> None:
    """Issue to the county an order of the city on its newest case, once."""
    if Order.objects.exists():
        return
    county, at = staff["county"], now()
    about = Dossier.objects.filter(department=county.department, procedure="admin_case", is_closed=False).order_by("-pk").first()
    if county.department is None or not staff["city"].holds("head"):
        return
    text = "请核实未销售货物的价格依据，补正后报送。"
    order(Ordered("urge", text, county.department, localtime(at).date() + timedelta(days=10), about), by=staff["city"], at=at)
