"""Withdraw a sheet that no register in force is about."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.institutions.exchange.services.node import has_register, register
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_agreement(agreement: OwnAgreement, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Set it aside. Raises StepRefused while the members' register in force signs it."""
    if has_register() and register().sheet_sha256 == agreement.sha256:
        raise StepRefused("现行成员名册依此文本，不能撤下；请先采用新的名册。", "The register in force is about it: adopt another register first.")
    return Account(None, {"sha256": agreement.sha256})
