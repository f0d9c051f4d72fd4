"""What cases put on the demo's desks: one filed by the county's head, with an amount ledger at 82 % of the line."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localdate, now

from mingjian.institutions.cases.acts.add_amount_line import add_amount_line
from mingjian.institutions.cases.acts.describe_case import describe_case
from mingjian.institutions.cases.lore.opening import Filing, file_case
from mingjian.institutions.cases.models import Case
from mingjian.office.demo import Staff
from mingjian.office.files.keeping import seal


def file_one(staff: Staff, folder: Path) -> None:
    """File a case with a few lines, once."""
    if Case.objects.exists():
        return
    county, head, at = staff["county"], staff["head"], now() - timedelta(days=9)
    case = file_case(Filing("青禾鞋行涉嫌销售假冒注册商标的商品案", county, head, None, "桐庐青禾鞋行", "销售假冒注册商标的商品"), by=head, at=at)
    ended = localdate(at) - timedelta(days=20)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": ended}
    describe_case(case, told=told, by=county, at=at)
    proof = seal(["平台导出的交易明细（演示）".encode()], "交易明细.csv", dossier=case.dossier, by=county, at=at)
    lines = (("sold", "207", "actual", "199.00", ""), ("unsold", "90", "average", None, ""), ("sham", "8", "actual", "199.00", "虚假交易团伙：买家之间互购"))
    for kind, quantity, basis, price, reason in lines:
        given = {"amount_kind": kind, "goods_name": "运动鞋", "quantity": quantity, "price_basis": basis, "unit_price": price, "reason": reason}
        add_amount_line(case, amount_proofs=proof.sha256, by=county, at=at, **{name: value for name, value in given.items() if value})
