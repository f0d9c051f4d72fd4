"""The job that captures the pages of a matter's offers one after another."""

from django.urls import reverse

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.facts import keep_page, note_failure
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.matters.services.captures import KIND
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work


@job(KIND, Text("全部链接网页取证", "Capture of all offers"), attempts=3)
def capture_offers(work: Work) -> Outcome:
    """Visit each page that is not kept yet; one that cannot be had is noted with why, and hinders no other."""
    numbers = list(work.job.args["captures"])
    kept = 0
    for place, number in enumerate(numbers):
        capture = Capture.objects.select_related("dossier__department", "again_of", "asked_by").get(number=number)
        work.tell(place, len(numbers), Text(f"正在访问 {capture.url}"[:300], f"Visiting {capture.url}"[:300]))
        if capture.stands != "kept":
            try:
                capture = keep_page(capture, by=capture.asked_by, clock=work.clock, guard=work.guard)
            except MingjianError as refused:
                capture.refresh_from_db(fields=["stands"])
                if capture.stands == "asked":  # it came, and could not be sealed
                    note_failure(capture, refused, work.guard)
                continue
        kept += capture.stands == "kept"
    failed = len(numbers) - kept
    told = Text(
        f"{kept} 个网页已取证并封存" + (f"，{failed} 个未取得，原因见各商品" if failed else ""),
        f"{kept} pages captured and sealed" + (f"; {failed} could not be had, for the reasons at each offer" if failed else ""),
    )
    return Outcome(told, reverse("matters:part", args=[work.job.args["matter"], "parties"]))
