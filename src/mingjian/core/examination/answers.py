"""What a platform or firm answers, read field by field and refused at its own portal where it cannot be: numbers by their check digits, sales by their sums."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.core.identifiers import Identification, identify, tidy
from mingjian.core.law.measures import LARGEST
from mingjian.core.sums import yuan

MOST_LINES = 2_000
_LONG = 18  # characters of a credit code and of a citizen's number
_BODIES = ("uscc", "resident_id")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_SALES_FORM = "商品编号｜件数｜销售金额（元）｜起日｜止日"
_GOODS_FORM = "商品编号｜商品名称｜上架日期｜下架日期"


@dataclass(frozen=True)
class Sale:
    """What a platform says was sold of one listing: pieces, yuan, from when to when; days may be left out."""

    listing: str
    pieces: int
    sum: Decimal
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Listed:
    """A listing as the platform has it: its title, and when it was listed and taken off."""

    listing: str
    title: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Answer:
    """An answer to a request: of which shop, who operates it, its permit, listings and sales; what was not given is empty. `evidence` is the file's SHA-256."""

    shop: str = ""
    name: str = ""
    code: str = ""
    phone: str = ""
    address: str = ""
    warehouse: str = ""
    payee: str = ""
    permit: str = ""
    permit_number: str = ""
    permit_until: date | None = None
    goods: tuple[Listed, ...] = ()
    sales: tuple[Sale, ...] = ()
    evidence: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is told in fields."""
        return not any(value for name, value in vars(self).items() if name not in ("shop", "evidence"))


def read_answer(papers: Mapping[str, Any]) -> Answer:
    """Read the papers of an answer. Raises StepRefused for the first that cannot be, with the line where it stands and what to do."""
    told = {name: str(papers.get(name) or "").strip() for name in _PAPERS}
    _check_code(told["identity_code"])
    _check_permit(told["permit_number"])
    until = papers.get("permit_until")
    return Answer(
        **{column: told[paper] for paper, column in _PAPERS.items() if column not in ("goods", "sales")},
        permit_until=date.fromisoformat(str(until)) if until else None,
        goods=tuple(_listed(told["goods_answer"])),
        sales=tuple(_sales(told["sales_answer"])),
    )


#: Which paper of a step is which part of an answer.
_PAPERS = {
    "identity_shop": "shop",
    "identity_name": "name",
    "identity_code": "code",
    "identity_phone": "phone",
    "identity_address": "address",
    "identity_warehouse": "warehouse",
    "identity_payee": "payee",
    "permit_name": "permit",
    "permit_number": "permit_number",
    "goods_answer": "goods",
    "sales_answer": "sales",
    "evidence": "evidence",
}


def _check_code(code: str) -> None:
    """Refuse a number that has the length of a code and fails its check: with it nobody could be found, or somebody else."""
    found = identify(code) if code else []
    if len(tidy(code)) != _LONG or any(one.valid and one.kind in _BODIES for one in found):
        return  # a passport and the like has no check digit that is known here
    why = next((one for one in found if one.kind in _BODIES), None)
    raise StepRefused(
        f"统一社会信用代码、公民身份号码“{code[:4]}…”不能通过校验{_said(why, zh=True)}：请对照后台登记的证照核对后再提交。",
        f"The credit code or citizen number {code[:4]}… fails its check{_said(why, zh=False)}: hold it against the licence on file and send it again.",
    )


def _check_permit(number: str) -> None:
    """Refuse a permit's number that is of a known kind and fails its check; of kinds that have no check digit every number is taken."""
    found = identify(number) if number else []
    if not found or any(one.valid for one in found):
        return
    raise StepRefused(
        f"许可证编号“{number[:40]}”不能通过校验{_said(found[0], zh=True)}：请对照许可证核对。",
        f"The permit's number {number[:40]!r} fails its check{_said(found[0], zh=False)}: hold it against the permit.",
    )


def _said(why: Identification | None, *, zh: bool) -> str:
    text = why.why if why is not None else None
    return f"（{text.zh}）" if zh and text else f" ({text.en})" if text else ""


def _listed(written: str) -> Iterator[Listed]:
    for place, cells in _rows(written, "goods_answer", _GOODS_FORM):
        if len(cells) < 2:
            raise _refused(place, _GOODS_FORM)
        since, until = _days(cells[2:4], place)
        yield Listed(cells[0][:100], cells[1][:300], since, until)


def _sales(written: str) -> Iterator[Sale]:
    seen: set[tuple[str, date | None, date | None]] = set()
    for place, cells in _rows(written, "sales_answer", _SALES_FORM):
        try:
            pieces, total = Decimal(cells[1].rstrip("件个盒双套")), yuan(cells[2])
        except (ArithmeticError, ValueError, IndexError):
            raise _refused(place, _SALES_FORM) from None
        if not pieces.is_finite() or pieces != pieces.to_integral_value() or not 0 <= pieces <= LARGEST or not 0 <= total <= LARGEST:
            raise _refused(place, _SALES_FORM)
        since, until = _days(cells[3:5], place)
        if (cells[0], since, until) in seen:
            raise StepRefused(
                f"销售记录第 {place} 行与前面的同一商品、同一期间重复：请合并为一行。",
                f"Line {place} of the sales repeats a listing and period: make one line of them.",
            )
        seen.add((cells[0], since, until))
        yield Sale(cells[0][:100], int(pieces), total.quantize(Decimal("0.01")), since, until)


def _rows(written: str, paper: str, form: str) -> Iterator[tuple[int, list[str]]]:
    lines = [(place, line.strip()) for place, line in enumerate(written.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise StepRefused(
            f"超过 {MOST_LINES} 行：请将明细作为附件提交，这里只填合计。", f"There are more than {MOST_LINES} lines: attach the table, and enter the sums here."
        )
    for place, line in lines:
        cells = [cell.strip() for cell in re.split(r"[|｜\t]", line)]
        if not cells[0]:
            raise _refused(place, form)
        yield place, cells


def _days(cells: list[str], place: int) -> tuple[date | None, date | None]:
    days: list[date | None] = []
    for cell in cells:
        found = _DAY.fullmatch(cell)
        try:
            days.append(date(*map(int, found.groups())) if found else None)
        except ValueError:
            found = None
        if cell and found is None:
            raise StepRefused(
                f"第 {place} 行的日期“{cell[:20]}”看不懂：写作 2026-10-03。", f"The day {cell[:20]!r} in line {place} cannot be read: write it as 2026-10-03."
            )
    since, until = (*days, None, None)[:2]
    if since and until and since > until:
        raise StepRefused(f"第 {place} 行的起日在止日之后。", f"In line {place} the period ends before it begins.")
    return since, until


def _refused(place: int, form: str) -> StepRefused:
    return StepRefused(
        f"第 {place} 行看不懂：每行写作“{form}”，各栏用竖线或者制表符分开，没有的栏空着。",
        f"Line {place} cannot be read: write each line as {form}, with | or tabs between, and leave blank what there is none of.",
    )
