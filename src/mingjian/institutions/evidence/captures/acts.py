"""What is done with captures, one file an act."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.capture.guard import address_fault
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure.papers.addresses import lines_of
from mingjian.institutions.evidence.captures.queries import job_of_pages
from mingjian.institutions.evidence.captures.services.orders import asked_capture, capture_order, captures_order, second_look
from mingjian.institutions.evidence.models import Capture
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import Count


# Ask for many pages to be kept for one dossier: one job visits them one after the other.
@act
def capture_all(*, by: Officer, at: datetime, captured_for: str, page_addresses: str) -> Account[Capture]:
    """Queue the job, and return the capture of its first page. Refused for a dossier that others hold, and while such a job of it is open."""
    dossier = Dossier.objects.select_related("department").get(number=captured_for)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"卷宗现由{dossier.department.name_zh}承办，由其取证。", f"{dossier.department.name_en} holds the dossier and captures for it.")
    if dossier.is_closed:
        raise BadInput("卷宗已办结，不再取证。", "The dossier is closed: nothing more is captured for it.")
    if job_of_pages(dossier.number):
        raise StepRefused("此卷宗的网页正在取证，请等该作业完成。", "Its pages are being captured already: wait until that job is done.")
    urls = list(dict.fromkeys(lines_of(page_addresses)))
    for nth, url in enumerate(urls, 1):
        if fault := address_fault(url):
            raise BadInput(f"第 {nth} 行：{fault.zh}", f"Line {nth}: {fault.en}")
    first = Capture.objects.create(number=next_number(f"W{localtime(at).year}-"), dossier=dossier, url=urls[0], asked_by=by, asked_at=at)
    captures_order(dossier, urls, by, at)
    return Account(first, {"pages": Count(len(urls))})


# Ask for a page to be kept as it stands: a job visits it, and seals to the dossier what came.

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


# Visit a captured page again: what a platform says it took down is looked at, and not believed.
@act
def visit_again(capture: Capture, *, by: Officer, at: datetime) -> Account[Capture]:
    """Queue a second capture of the same address, held against the first."""
    made = second_look(capture, by, at)
    capture_order(made, by, at)
    return Account(made, {"again": made})
