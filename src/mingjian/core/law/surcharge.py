"""Counts the surcharge of a fine that is paid late: a share of the fine for each day, never above the fine, not while it is contested."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.measures import LARGEST
from mingjian.core.law.statutes import Statutes

RATE = "apl/72#surcharge"
CONTESTED = "apl/73"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A surcharge in yuan, the days that count, whether the fine itself capped it, and how it was counted."""

    amount: Decimal
    days: int
    is_capped: bool
    basis: Text


def surcharge(fine: Decimal, due_on: date, paid_on: date, statutes: Statutes, contested: Iterable[tuple[date, date]] = ()) -> Surcharge:
    """
    Count the surcharge of a fine due on one day and paid on another; `contested` are spans of review or suit, both days included, which do not count.

    Raises `BadInput` for a fine that is none, for a span that ends before it begins, and where the book has no rate for the day.
    """
    if not (fine.is_finite() and 0 <= fine <= LARGEST):
        raise BadInput(f"罚款须是零至 {LARGEST} 的数，而不是 {fine}。", f"A fine must be a number from zero to {LARGEST}, not {fine}.")
    rate = statutes.value(RATE, paid_on)
    days = _late_days(due_on, paid_on, contested)
    amount = (fine * Decimal(rate.number or 0) / 100 * days).quantize(_CENT, ROUND_HALF_UP)
    return Surcharge(min(amount, fine), days, amount > fine, _basis(rate.number or 0, days, amount > fine, statutes, paid_on))


def _late_days(due_on: date, paid_on: date, contested: Iterable[tuple[date, date]]) -> int:
    spans = list(contested)
    for since, until in spans:
        if until < since:
            raise BadInput(f"复议、诉讼期间 {since} 至 {until} 首尾颠倒。", f"The span of review or suit from {since} to {until} ends before it begins.")
    late = (due_on + timedelta(days=ahead) for ahead in range(1, (paid_on - due_on).days + 1))
    return sum(not any(since <= day <= until for since, until in spans) for day in late)


def _basis(rate: int, days: int, is_capped: bool, statutes: Statutes, on: date) -> Text:
    law, stay = statutes.citation("apl/72", on), statutes.citation(CONTESTED, on)
    cap = Text("，以罚款数额为限", ", capped at the fine") if is_capped else Text("，未超过罚款数额", ", below the fine")
    return Text(
        f"逾期 {days} 日，每日 {rate}%{cap.zh}（{law.zh}）；复议、诉讼期间不计（{stay.zh}）。",
        f"{days} days late at {rate} % a day{cap.en} ({law.en}); the time of review and suit does not count ({stay.en}).",
    )
