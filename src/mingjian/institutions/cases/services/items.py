"""The amount ledger item by item, as the table that goes with a transfer shows it: each line, and each piece of evidence or order that it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingjian.core.amount_lines.lines import BASES, KINDS
from mingjian.core.language import Text
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.office.models import SealedFile

_SHORT = 16  # signs of a hash that tell one file of a dossier from the others


def items_of(lines: Sequence[AmountLine], values: Mapping[str, Decimal]) -> list[dict[str, str]]:
    """Return a row a line, with what it counts in yuan; `values` by the line's number."""
    return [
        {
            "序号": str(one.nth),
            "类别": KINDS[one.kind].zh + ("（已认定）" if one.standing == "settled" else ""),
            "商品": f"{one.goods}（被指商品{one.offer.nth}）" if one.offer else one.goods,
            "数量": f"{one.quantity.normalize():f}",
            "单价": _price_of(one),
            "金额": f"{values[str(one.nth)]:,.2f}" if str(one.nth) in values else "",
            "计价": BASES[one.basis].zh + (f"；{one.reason}" if one.reason else ""),
        }
        for one in lines
    ]


def _price_of(line: AmountLine) -> str:
    """Return the price of one; of orders of several prices a word, since no one price would be true and the reason tells them."""
    if line.price is not None:
        return f"{line.price:,.2f}"
    return "多种，见理由" if line.paid is not None else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence of a line: the line's number, what it is, and the hash of a sealed file (empty for an order)."""

    line: int
    said: Text
    sha256: str


def proofs_of(case: Case, lines: Sequence[AmountLine]) -> list[Proof]:
    """Return the evidence of each line: an order by platform and number, a sealed file by its name."""
    names = _names_of(case)
    return [_proof(line.nth, one, names) for line in lines for one in line.proofs]


def _proof(line: int, name: str, names: Mapping[str, str]) -> Proof:
    if name.startswith("order/"):
        number = name.removeprefix("order/")
        return Proof(line, Text(f"订单 {number}", f"order {number}"), "")
    known = names.get(name)
    return Proof(line, Text(known, known) if known else Text("卷内文件", "a file of the dossier"), name)


def proof_rows(proofs: Sequence[Proof]) -> list[dict[str, str]]:
    """Return the evidence as rows of a document."""
    return [{"明细": str(one.line), "证据": one.said.zh, "校验值": one.sha256[:_SHORT]} for one in proofs]


def _names_of(case: Case) -> dict[str, str]:
    """Name the sealed files of a case and of its clue by their hash, masked."""
    dossiers = [case.dossier_id, *([case.clue.dossier_id] if case.clue else [])]
    return {one.sha256: one.name_masked for one in SealedFile.objects.filter(dossier__in=dossiers)}
