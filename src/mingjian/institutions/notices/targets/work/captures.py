"""Capture every page of a notice that nothing shows yet, in one job with progress."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.captures.acts import capture_all
from mingjian.institutions.evidence.captures.queries import job_of_pages
from mingjian.institutions.evidence.queries.waivers import is_page
from mingjian.institutions.notices.models import WAITING, Notice
from mingjian.institutions.notices.services.rows import tie_rows
from mingjian.office.jobs.models import Job
from mingjian.office.models import Officer


def capture_notice(notice: Notice, *, by: Officer, at: datetime) -> Job | None:
    """Queue the job, or return the open one. Raises BadInput where the notice was not taken in, or no page is left."""
    if notice.dossier is None:
        raise BadInput("尚未接收通知：请先接收，建立卷宗。", "The notice was not taken in yet: take it in first.")
    if running := job_of_pages(notice.number):
        return running
    tie_rows(notice)
    rows = notice.targets.filter(state=WAITING).order_by("position").values_list("address", flat=True)
    left = [one for one in rows if is_page(one)]
    if not left:
        raise BadInput(
            "没有尚未取证的网页；没有网址的内容（直播间、账号等），请封存证明该内容的文件。",
            "No page is left to be captured. Of a place without an address seal a file that shows it.",
        )
    capture_all(by=by, at=at, captured_for=notice.number, page_addresses="\n".join(left))
    return job_of_pages(notice.number)
