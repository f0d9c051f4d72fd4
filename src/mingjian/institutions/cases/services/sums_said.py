"""What the amount ledger of a case comes to, in the words of a paper: pieces and sums of each kind, and the sums of the law with how they were reckoned."""

from collections.abc import Sequence
from decimal import Decimal

from mingjian.core.amount_lines.lines import BASES, IN_PART
from mingjian.core.amount_lines.totals import Total, Totals
from mingjian.core.errors import BadInput
from mingjian.institutions.cases.models import SETTLED, AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.assessment import totals_of

SOLD, UNSOLD = AmountLine.Kind.SOLD, AmountLine.Kind.UNSOLD
#: What is taken out of the sales, as a paper calls it.
TAKEN_OUT = {AmountLine.Kind.REFUND: "退款", AmountLine.Kind.SHAM: "虚假交易"}


def sums_said(case: Case) -> dict[str, str]:
    """Return the sums in words; one with open doubts is not told, since a paper must not say less than the ledger."""
    try:
        totals = totals_of(case)
    except BadInput:
        return {}
    lines = lines_counted(case)
    if not lines:  # nothing was counted: a sum of nought would be a claim
        return {}
    is_open = any(one.kind in TAKEN_OUT and one.standing != SETTLED for one in lines)
    out = "" if is_open else _taken_out(lines, totals)
    said = {"已售": _of_kind(lines, totals, SOLD), "剔除": out, "未售": _unsold(lines, totals)}
    for name, slot in (("turnover", "货值"), ("proceeds", "所得")):
        total = totals.of(name)
        if total.most is not None and not total.is_open and not total.missing:
            said |= {slot: f"{total.most:.2f}元", f"{slot}算法": _reckoned(lines, totals, total)}
    return said


def _reckoned(lines: Sequence[AmountLine], totals: Totals, total: Total) -> str:
    """Return how a sum came to be, as an addition of what the paper has told before; in the words of the ledger where that gives another sum."""
    terms = [("", "销售金额", _value(lines, totals, SOLD)), *(("减去", words, _value(lines, totals, kind)) for kind, words in TAKEN_OUT.items())]
    if total.name == "turnover":
        terms.append(("加上", "未销售商品货值", _value(lines, totals, UNSOLD)))
    counted = [(sign, words, value) for sign, words, value in terms if value]
    if sum((-value if sign == "减去" else value for sign, _, value in counted), Decimal(0)) != total.most:
        return total.why.zh.rstrip("。")
    if len(counted) == 1:
        return f"即上述{counted[0][1]}"
    return "，".join(f"{sign}{words}{value:.2f}元" for sign, words, value in counted)


def _value(lines: Sequence[AmountLine], totals: Totals, kind: str) -> Decimal:
    return sum((totals.values[str(one.nth)] for one in lines if one.kind == kind), Decimal(0))


def _of_kind(lines: Sequence[AmountLine], totals: Totals, kind: str) -> str:
    """
    Return how many and for how much the lines of a kind come to: `6件，合计149.54元`.

    Goods refunded in part stay sold, so that their pieces are not counted again as refunded: `2件，合计600.00元（含部分退款10.00元）`.
    """
    some = [one for one in lines if one.kind == kind]
    if not some:
        return ""
    whole, in_part = [one for one in some if one.basis != IN_PART], [one for one in some if one.basis == IN_PART]
    value, part = _value(lines, totals, kind), sum((totals.values[str(one.nth)] for one in in_part), Decimal(0))
    if not whole:
        return f"{value:.2f}元"
    count = sum((one.quantity for one in whole), Decimal(0))
    return f"{count.normalize():f}件，合计{value:.2f}元" + (f"（含部分退款{part:.2f}元）" if in_part else "")


def _taken_out(lines: Sequence[AmountLine], totals: Totals) -> str:
    """Return what is taken out of the sales, kind by kind: `退款2件，合计600.00元`; `部分退款10.00元` where no goods came back."""
    said = []
    for kind, words in TAKEN_OUT.items():
        if some := [one for one in lines if one.kind == kind]:
            is_in_part = all(one.basis == IN_PART for one in some)
            said.append(f"{'部分' if is_in_part else ''}{words}{_of_kind(lines, totals, kind)}")
    return "，".join(said)


def _unsold(lines: Sequence[AmountLine], totals: Totals) -> str:
    """Return what is unsold, with the basis of its price where all of it has one."""
    said = _of_kind(lines, totals, UNSOLD)
    bases = {one.basis for one in lines if one.kind == UNSOLD}
    return said.replace("，", f"，按{BASES[bases.pop()].zh}计算，", 1) if said and len(bases) == 1 else said
