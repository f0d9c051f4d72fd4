"""The surcharge of a fine paid late: three per cent a day, capped at the fine, review and suit left out."""

from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.surcharge import surcharge
from mingjian.core.procedure import rulebook

DUE = date(2026, 6, 5)


def test_three_per_cent_a_day_from_the_day_after_it_was_due() -> None:
    found = surcharge(Decimal(10000), DUE, date(2026, 6, 8), rulebook().statutes)
    assert (found.amount, found.days, found.is_capped) == (Decimal("900.00"), 3, False)
    assert surcharge(Decimal(10000), DUE, DUE, rulebook().statutes).amount == 0


def test_never_above_the_fine() -> None:
    at_the_cap, over = (surcharge(Decimal(10000), DUE, day, rulebook().statutes) for day in (date(2026, 7, 8), date(2026, 7, 9)))
    assert (at_the_cap.amount, at_the_cap.days, at_the_cap.is_capped) == (Decimal("9900.00"), 33, False)
    assert (over.amount, over.days, over.is_capped) == (Decimal(10000), 34, True)
    assert "以罚款数额为限" in over.basis.zh


def test_the_time_of_review_and_suit_does_not_count_and_overlapping_spans_count_once() -> None:
    spans = [(date(2026, 6, 20), date(2026, 7, 19)), (date(2026, 7, 10), date(2026, 7, 25))]
    assert surcharge(Decimal(10000), DUE, date(2026, 8, 1), rulebook().statutes, spans).days == 57 - 36


def test_what_is_no_fine_and_no_span_is_refused() -> None:
    with pytest.raises(BadInput, match="罚款须是"):
        surcharge(Decimal("NaN"), DUE, DUE, rulebook().statutes)
    with pytest.raises(BadInput, match="首尾颠倒"):
        surcharge(Decimal(1), DUE, date(2026, 7, 1), rulebook().statutes, [(date(2026, 7, 1), date(2026, 6, 1))])
