"""Jobs of publication: by night, statements of reasons of platforms become open data."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mingjian.core.language import Text
from mingjian.institutions.publication.reasons.queries import days_withheld_since_published
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.work.statements import draw, is_any_to_draw
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.work import Outcome, Work


def reasons_by_night(at: datetime) -> Iterable[Order]:
    """Ask for it where a decision became public, or files still show what was withheld."""
    return [Order(key="publish_reasons")] if is_any_to_draw(at) or days_withheld_since_published(at) else []


@job("publish_reasons", Text("公开平台处理理由", "Publish statements of reasons"), nightly=reasons_by_night, attempts=3)
def publish(work: Work) -> Outcome:
    """Draw what became public, and write the files of its days."""
    at = work.clock()
    with transaction.atomic():
        work.guard()
        days = sorted({*draw(at), *days_withheld_since_published(at)})
        for day in days:
            publish_day(day, at)
    return Outcome(Text(f"公开了 {len(days)} 天的处理理由。", f"Days of statements published: {len(days)}."), reverse("reasons:data"))
