"""Ask for a page to be kept as it stands: a job visits it, and seals to the dossier what came."""

from datetime import datetime

from mingjian.core.capture.guard import address_fault
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.evidence.captures.services.orders import asked_capture, capture_order
from mingjian.institutions.evidence.models import Capture
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer

MOST_WAITING = 20  # of one dossier: a page of links must not fill the queue


@act
def capture_page(*, by: Officer, at: datetime, captured_for: str, page_address: str) -> Capture:
    """Queue it. Refused for what is no web address, for a dossier that is closed or that others hold, and where too many wait already."""
    dossier = Dossier.objects.select_related("department").get(number=captured_for)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"卷宗现由{dossier.department.name_zh}承办，由其取证。", f"{dossier.department.name_en} holds the dossier and captures for it.")
    if dossier.is_closed:
        raise BadInput("卷宗已办结，不再取证。", "The dossier is closed: nothing more is captured for it.")
    if fault := address_fault(page_address.strip()):
        raise BadInput(fault.zh, fault.en)
    if Capture.objects.filter(dossier=dossier, stands="asked").count() >= MOST_WAITING:
        raise BadInput("此卷宗已有二十个网页在等待取证。", "Twenty pages of this dossier wait to be captured already.")
    made = asked_capture(dossier, page_address, by, at)
    capture_order(made, by, at)
    return made
