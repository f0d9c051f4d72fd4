"""Keep an answer in the file of the subject that it is about: each value a possible link whose source is the answer."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.identifiers import tidy
from mingjian.institutions.operators.models import Inquiry, Link
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter


def keep_identity(dossier: Dossier, name: str, code: str, told: Mapping[str, str], *, by: Officer, at: datetime) -> None:
    """Keep it; nothing where the request is about no subject, or the answer names nothing. A name on file is not overwritten, but stands beside as a link."""
    held = Inquiry.objects.select_related("subject").filter(dossier=dossier).first()
    values = {kind: visible(value).strip()[:300] for kind, value in {"person": name, **told}.items() if value.strip()}
    if held is None or not (values or code.strip()):
        return
    subject = held.subject
    if code.strip() and not subject.uscc:
        subject.uscc = tidy(code)[:40]
        subject.save(update_fields=["uscc"])
        search.index("subject", subject.pk, subject.words())
    source = f"{by.department.name_zh if by.department else ''}答复 {dossier.number}"
    day = localtime(at).date()
    told_new = [Link(subject=subject, kind=kind, value=value, since=day, source=source, dossier=dossier, by=by, at=at) for kind, value in values.items()]
    Link.objects.bulk_create(told_new, ignore_conflicts=True)
    enter("identity_answered", at=at, by=by, about=subject, dossier=dossier, kinds=sorted(values))
