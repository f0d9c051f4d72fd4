"""Submit an opinion on a consultation: it stands in the table of opinions with what its department does not agree to."""

from datetime import datetime

from mingjian.institutions.conferences.models import Consultation, Opinion
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("case_consultation")
def give_opinion(dossier: Dossier, *, by: Officer, at: datetime, opinion: str, dissent: str = "") -> None:
    """Keep it under the department's name. A dossier of before there were consultations has only its record."""
    consultation = Consultation.objects.filter(dossier=dossier).first()
    if consultation is not None and by.department is not None:
        Opinion.objects.create(consultation=consultation, department=by.department, by=by, at=at, text=opinion, dissent=dissent)
