"""Withdraw a statement that was brought by mistake: its rows count no more; the file stays on the dossier."""

from datetime import datetime

from mingjian.institutions.statements.models import Statement
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_statement(statement: Statement, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Note why."""
    statement.reason = reason.strip()[:500]
    return Account(None, {"dossier": statement.matter.lead})
