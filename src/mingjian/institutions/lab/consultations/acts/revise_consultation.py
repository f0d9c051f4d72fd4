"""Write a draft anew before it is published; its figures over past dossiers are then counted again."""

from collections.abc import Mapping
from datetime import date, datetime

from mingjian.institutions.lab.consultations.services.drafts import check_draft_of, digest_of
from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def revise_consultation(
    consultation: Consultation,
    *,
    by: Officer,
    at: datetime,
    title: str,
    explanation: str,
    figures_on: date,
    figures: Mapping[str, int] | None = None,
    files: Mapping[str, str] | None = None,
) -> Account[Consultation]:
    """Let a draft say something else. Raises BadInput with the first thing that is wrong in it."""
    figures, files = dict(figures or {}), dict(files or {})
    digest = digest_of(figures, figures_on, files)
    if digest != consultation.digest:
        check_draft_of(figures, figures_on, files)
        consultation.replay = consultation.replayed_at = None
    consultation.title, consultation.explanation = title.strip()[:200], explanation.strip()
    consultation.figures, consultation.figures_on, consultation.files, consultation.digest = figures, figures_on, files, digest
    consultation.drafted_by, consultation.drafted_at = by, at
    return Account(consultation, {"title": consultation.title, "digest": digest})
