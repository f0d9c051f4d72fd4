"""Tie what somebody answered to the subject that it was asked about."""

from collections.abc import Mapping
from datetime import date, datetime

from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer


@act
def tie_answer(subject: Subject, *, by: Officer, at: datetime, values: Mapping[str, str], source: str, dossier: Dossier, since: date | None = None) -> None:
    """Keep each value, by its kind of link, as possible until an officer confirms it; the same from the same source again is the same link."""
    about = {"subject": subject, "source": source[:300], "dossier": dossier, "since": since, "by": by, "at": at}
    Link.objects.bulk_create([Link(kind=kind, value=value[:300], **about) for kind, value in values.items()], ignore_conflicts=True)
