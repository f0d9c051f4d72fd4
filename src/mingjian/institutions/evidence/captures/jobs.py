"""The jobs that capture a page, or many of one dossier."""

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.services.orders import KIND, MANY
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.captures.work.visits import visit_pages
from mingjian.institutions.evidence.models import Capture
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work

VISITS = Text("正在访问网页", "Visiting the page")


@job(KIND, Text("网页取证", "Capture of a page"), attempts=2)
def capture_page(work: Work) -> Outcome:
    """Capture one page; one that is kept already is not visited again."""
    capture = Capture.objects.select_related("dossier", "again_of", "asked_by").filter(number=work.job.args["capture"]).first()
    if capture is None:
        raise NotFound("取证任务已不存在。", "The capture is there no more.")
    if capture.stands != "kept":
        work.tell(0, 0, VISITS)
        capture = keep_page(capture, by=capture.asked_by, clock=work.clock, guard=work.guard)
    told = Text(f"已取证并封存：{capture.title or capture.url}", f"Captured and sealed: {capture.title or capture.url}")
    return Outcome(told, capture.get_absolute_url())


@job(MANY, Text("多个网页取证", "Capture of many pages"), attempts=3)
def capture_pages(work: Work) -> Outcome:
    """Capture the pages of a dossier one after the other; begun anew, go on where it stood."""
    return visit_pages(work)
