"""Ask for the pages of all offers of a matter to be captured, by one job."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.facts import asked_capture
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.services.captures import KIND, MOST_AT_ONCE, to_capture
from mingjian.office.acts.execution import Account, act
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Officer


@act
def capture_offers(matter: Matter, *, by: Officer, at: datetime) -> Account[list[Capture]]:
    """Queue the job with a capture for each address. Raises StepRefused where no offer has one that was not captured yet."""
    offers = to_capture(matter).offers[:MOST_AT_ONCE]
    if not offers:
        raise StepRefused(
            "没有待取证的链接：已取证、正在取证的不重复，没有网址的以截图封存。",
            "No offer has a page to capture: captured and waiting ones are not asked for twice, and one without an address is sealed as a screenshot.",
        )
    made = [asked_capture(matter.lead, one.url, by, at) for one in offers]
    about = Text(f"{matter.called}：{len(made)} 个链接"[:300], f"{matter.called}: {len(made)} offers"[:300])
    enqueue(KIND, Order({"matter": matter.number, "captures": [one.number for one in made]}, about, by, f"{KIND}/{matter.number}/{made[0].number}"), at=at)
    return Account(made, {"dossier": matter.lead, "captures": [one.wire_name for one in made]})
