"""Record a security or deposit, and its end: checked against what it can be, and changing nothing else."""

from decimal import Decimal

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.services.securities import GIVEN_BY, HELD_OUTSIDE, recorded_on
from mingjian.office.dossiers.transition import Asked, guard

ECOMMERCE, COPYRIGHT, SERVICE = "notice_and_delete", "notice_copyright", "notice_network_service"


@guard(ECOMMERCE, "record_security")
@guard(COPYRIGHT, "record_security")
@guard(SERVICE, "record_security")
def only_what_it_can_be(asked: Asked) -> None:
    """Refuse a security of the wrong side, and one of nothing: no amount is filled in that nobody fixed."""
    side, kind = GIVEN_BY.get(asked.papers["security_kind"], ""), asked.papers["security_kind"]
    if side and asked.papers["security_side"] != side:
        zh = "权利人" if side == "right_holder" else "经营者"
        raise StepRefused(f"该种担保由{zh}提供。", f"A security of this kind comes from the {side.replace('_', ' ')}.")
    if Decimal(str(asked.papers["security_amount"])) <= 0:
        raise StepRefused("金额须大于零：以裁定、约定或者规则写明的为准。", "The amount is what the ruling, agreement or rules say, and more than nothing.")
    standing = [one for one in recorded_on(asked.dossier) if one.ended_at is None and one.kind.key == kind]
    if any(one.document == asked.papers["security_document"].strip() for one in standing):
        raise StepRefused("同一文号的担保已经登记，尚未退还。", "A security under this number is on record and stands.")


@guard(ECOMMERCE, "end_security")
@guard(COPYRIGHT, "end_security")
@guard(SERVICE, "end_security")
def only_one_that_stands(asked: Asked) -> None:
    """Refuse the end of what was not recorded or has ended, and of what a court or the customs hold by anything but their ruling."""
    found = next((one for one in recorded_on(asked.dossier) if one.number == int(asked.papers["security_entry"])), None)
    if found is None or found.ended_at is not None:
        raise StepRefused("没有这一项，或者已经退还。", "There is none of this number, or it has ended.")
    if found.kind.key in HELD_OUTSIDE and asked.papers["security_end"] == "agreement":
        raise StepRefused("人民法院、海关收取的担保，凭其裁定、决定退还。", "What a court or the customs hold ends by their ruling.")
