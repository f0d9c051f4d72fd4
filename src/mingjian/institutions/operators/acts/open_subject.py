"""Open the file of a person or firm, with what is known already."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.core.identifiers import tidy
from mingjian.institutions.operators.models import Link, Subject
from mingjian.institutions.operators.services.known import Tie
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import is_of_authority


@act
def open_subject(
    *,
    by: Officer,
    at: datetime,
    subject_kind: str,
    subject_name: str,
    subject_code: str = "",
    ties: Sequence[Tie] = (),
    dossier: Dossier | None = None,
) -> Account[Subject]:
    """Open it for the officer's department. `ties`: what records say already; `dossier`: in which it turned up."""
    if not is_of_authority(by) or by.department is None:
        raise BadInput("主体档案由主管部门建立。", "Subject files are kept by authorities.")
    name, code = visible(subject_name).strip(), tidy(subject_code)
    if len(name) > 200 or len(code) > 40:
        raise BadInput("名称至多二百字，信用代码至多四十位。", "A name has 200 characters at most, a credit code 40.")
    number = next_number(f"U{localtime(at).year}-")
    made = Subject.objects.create(number=number, kind=subject_kind, name=name, uscc=code, department=by.department, opened_by=by, opened_at=at)
    if dossier is not None:
        made.dossiers.add(dossier)
    told = [Link(subject=made, kind=one.kind, value=one.value[:300], since=one.since, source=one.source[:300], by=by, at=at) for one in ties]
    Link.objects.bulk_create(told, ignore_conflicts=True)
    search.index("subject", made.pk, made.words())
    return Account(made, {"links": [f"{one.kind}: {one.source}" for one in told]} if told else {})
