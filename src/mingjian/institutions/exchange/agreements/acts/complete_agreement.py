"""Fill an agreement in by the text that was signed, or take one over that another member filled in."""

import hashlib
from datetime import datetime

from mingjian.core.agreement.reader import agreement_of
from mingjian.core.errors import StepRefused
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def complete_agreement(*, by: Officer, at: datetime, name: str, text: str, source: str) -> Account[OwnAgreement]:
    """Keep the text of a sheet until another has compared it. Raises BadInput where it cannot be understood, StepRefused where it is kept already."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    sheet, digest = agreement_of(name, text), hashlib.sha256(text.encode()).hexdigest()
    if OwnAgreement.objects.filter(sha256=digest).exists():
        raise StepRefused("同一份文本已经保存。", "This very text is kept already.")
    told = {"in_force": sheet.in_force, "body": text, "sha256": digest, "source": source[:300], "department": by.department}
    made = OwnAgreement.objects.create(name=name, by=by, at=at, **told)
    return Account(made, {"sha256": digest, "source": source[:300]})
