"""Draft what is to be put before the public."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.institutions.lab.consultations.services.drafts import check_draft_of, digest_of
from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


@act
def draft_consultation(
    *,
    by: Officer,
    at: datetime,
    title: str,
    explanation: str,
    figures_on: date,
    figures: Mapping[str, int] | None = None,
    files: Mapping[str, str] | None = None,
) -> Account[Consultation]:
    """Keep a draft: figures of the law, or files of a rulebook. Raises BadInput with the first thing that is wrong in it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    figures, files = dict(figures or {}), dict(files or {})
    check_draft_of(figures, figures_on, files)
    made = Consultation.objects.create(
        number=next_number(f"YJ{localtime(at).year}-"),
        department=by.department,
        title=title.strip()[:200],
        explanation=explanation.strip(),
        figures=figures,
        figures_on=figures_on,
        files=files,
        digest=digest_of(figures, figures_on, files),
        drafted_by=by,
        drafted_at=at,
    )
    return Account(made, {"title": made.title, "digest": made.digest})
