"""Keep an answer in the file of the subject that it is about: each value a possible link whose source is the answer."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.extraction.firms import is_firm
from mingjian.core.identifiers import identify, tidy
from mingjian.core.identifiers.typed import refuse_no_telephone
from mingjian.institutions.operators.models import Inquiry, Link
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

_CITIZENS = re.compile(r"[1-8]\d{5}(?:19|20)\d{9}[\dX]")


def keep_identity(dossier: Dossier, name: str, code: str, told: Mapping[str, str], *, by: Officer, at: datetime) -> None:
    """
    Keep it; nothing where the request is about no subject, or the answer names nothing. A name or code on file is not overwritten, but stands beside as a link.

    What is no telephone is refused (BadInput); a code that fails its check is kept, and marked where it is shown.
    A citizen's number that stands where the credit code is asked for is kept as what it is: masked, and found by nobody's search.
    """
    if told.get("phone", "").strip():
        refuse_no_telephone(told["phone"])
    held = Inquiry.objects.select_related("subject").filter(dossier=dossier).first()
    of_person = code if _is_citizens(code) else ""
    given = {kind_of_name(name, code): name, "person_number": tidy(of_person), **told}
    values = {kind: visible(value).strip()[:300] for kind, value in given.items() if value.strip()}
    if held is None or not (values or code.strip()):
        return
    subject = held.subject
    if code.strip() and not of_person and not subject.uscc:
        subject.uscc = tidy(code)[:40]
        subject.save(update_fields=["uscc"])
        search.index("subject", subject.pk, subject.words())
    source = f"{by.department.name_zh if by.department else ''}答复 {dossier.number}"
    day = localtime(at).date()
    ties = list(values.items())
    if code.strip() and not of_person and tidy(code)[:40] != subject.uscc:
        ties.append(("firm", tidy(code)[:40]))  # another than the one on file: it overwrites nothing, and is not lost
    told_new = [Link(subject=subject, kind=kind, value=value, since=day, source=source, dossier=dossier, by=by, at=at) for kind, value in ties]
    Link.objects.bulk_create(told_new, ignore_conflicts=True)
    enter("identity_answered", at=at, by=by, about=subject, dossier=dossier, kinds=sorted({kind for kind, _ in ties}))


def kind_of_name(name: str, code: str = "") -> str:
    """Return which kind of link a name becomes: a firm's where the credit code or the name itself says so, else a person's, which is masked."""
    return "firm" if is_firm(name) or _is_credit_code(code) else "person"


def _is_citizens(code: str) -> bool:
    """Return whether it is a citizen's number, also one with a slip in it."""
    return bool(_CITIZENS.fullmatch(tidy(code))) and not _is_credit_code(code)


def _is_credit_code(code: str) -> bool:
    return any(one.kind == "uscc" and one.valid for one in identify(code))
