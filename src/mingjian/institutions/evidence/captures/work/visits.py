"""Visit many pages of one dossier, one after the other: one that cannot be captured stops no other."""

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries.waivers import kept_urls
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Dossier
from mingjian.office.record.entries import enter


def visit_pages(work: Work) -> Outcome:
    """Capture what is not kept yet, with progress; what failed is noted at its capture, in words."""
    dossier = Dossier.objects.get(number=work.job.args["dossier"])
    kept = kept_urls(dossier)
    left, failed = [one for one in work.job.args["urls"] if one not in kept], 0
    for done, url in enumerate(left):
        work.tell(done, len(left), Text(f"正在访问：{url[:200]}", f"Visiting {url[:200]}"))
        capture = _capture_of(dossier, url, work)
        try:
            keep_page(capture, by=capture.asked_by, clock=work.clock, guard=work.guard)
        except MingjianError:
            failed += 1
    work.tell(len(left), len(left))
    told = Text(f"取证 {len(left)} 个，未成功 {failed} 个。", f"Pages visited: {len(left)}; not captured: {failed}.")
    return Outcome(told, f"/dossiers/{dossier.number}")


def _capture_of(dossier: Dossier, url: str, work: Work) -> Capture:
    """Return the capture that was asked for and waits, or make one."""
    waiting = Capture.objects.filter(dossier=dossier, url=url, stands="asked").select_related("dossier", "again_of", "asked_by").first()
    if waiting:
        return waiting
    assert work.job.by is not None  # noqa: S101 - an officer asks for pages
    at, by = work.clock(), work.job.by
    with transaction.atomic():
        made = Capture.objects.create(number=next_number(f"W{localtime(at).year}-"), dossier=dossier, url=url, asked_by=by, asked_at=at)
        enter("capture_asked", at=at, about=made, by=by, dossier=dossier)
    return made
