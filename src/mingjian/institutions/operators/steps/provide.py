"""Keep what a platform or firm answers, in part or whole, in the file of the subject that it was asked about, with its source."""

from datetime import datetime

from mingjian.institutions.operators.lore.answering import keep_identity
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("assistance")
def provide(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    answer: str,
    evidence: str = "",
    identity_name: str = "",
    identity_code: str = "",
    identity_phone: str = "",
    identity_address: str = "",
    identity_warehouse: str = "",
    identity_payee: str = "",
) -> None:
    """Answer whole."""
    told = {"phone": identity_phone, "address": identity_address, "warehouse": identity_warehouse, "payee": identity_payee}
    keep_identity(dossier, identity_name, identity_code, told, by=by, at=at)


@step("assistance")
def provide_part(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    answer: str,
    evidence: str = "",
    identity_name: str = "",
    identity_code: str = "",
    identity_phone: str = "",
    identity_address: str = "",
    identity_warehouse: str = "",
    identity_payee: str = "",
) -> None:
    """Answer a part; the clock runs on."""
    told = {"phone": identity_phone, "address": identity_address, "warehouse": identity_warehouse, "payee": identity_payee}
    keep_identity(dossier, identity_name, identity_code, told, by=by, at=at)
