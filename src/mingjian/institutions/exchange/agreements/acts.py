"""What is done to agreements."""

import hashlib
from datetime import datetime

from mingjian.core.agreement.reader import agreement_of
from mingjian.core.errors import StepRefused
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.institutions.exchange.services.node import has_register, register
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


# Fill an agreement in by the text that was signed, or take one over that another member filled in.
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


# Confirm, as a second person, that a sheet says what the signed text says.
@act
def confirm_agreement(agreement: OwnAgreement, *, by: Officer, at: datetime) -> Account[None]:
    """From now on a register may be about it; what it lets go, the members' signatures decide."""
    return Account(None, {"sha256": agreement.sha256})


# Withdraw a sheet that no register in force is about.
@act
def withdraw_agreement(agreement: OwnAgreement, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Set it aside. Raises StepRefused while the members' register in force signs it."""
    if has_register() and register().sheet_sha256 == agreement.sha256:
        raise StepRefused("现行成员名册依此文本，不能撤下；请先采用新的名册。", "The register in force is about it: adopt another register first.")
    return Account(None, {"sha256": agreement.sha256})
