"""Reply to an opinion of a consultation, or to all of them."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.conferences.models import Consultation, Reply
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("case_consultation")
def reply(dossier: Dossier, *, by: Officer, at: datetime, reply_text: str, reply_to: int = 0) -> None:
    """Keep it under the department's name, below the opinion that it answers: by its place on the page, from 1. Raises StepRefused where there is none."""
    consultation = Consultation.objects.filter(dossier=dossier).first()
    if consultation is None or by.department is None:
        return  # of before there were consultations: its record alone
    opinions = list(consultation.opinions.all())
    if reply_to and not 0 < reply_to <= len(opinions):
        raise StepRefused(f"没有第 {reply_to} 条意见。", f"There is no opinion {reply_to}.")
    to = opinions[reply_to - 1] if reply_to else None
    Reply.objects.create(consultation=consultation, to=to, department=by.department, by=by, at=at, text=reply_text)
