"""A replay for researchers: no name, number or text of a dossier leaves it, and small counts are withheld."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.procedure.masked_replay import masked_dossiers, replayed
from mingjian.core.procedure.past import Past, Taken

ZONE = ZoneInfo("Asia/Shanghai")
DAY, NOW = date(2026, 6, 30), datetime(2026, 6, 30, 12, tzinfo=ZONE)
DECIDE = "complaint_2025/15#decide"


def complaint(number: int) -> Past:
    """Received on Wednesday 6 May 2026, decided on the sixth working day: in time within seven, late within five."""
    given = {"complaint_facts": "张三 13800000000 买到假货", "complained_of": "李四鞋店", "amount": "120000.50", "paid_on": "2026-05-01", "act": "fake_goods"}
    steps = (Taken("receive", datetime(2026, 5, 6, 9, tzinfo=ZONE), given), Taken("accept_complaint", datetime(2026, 5, 13, 9, tzinfo=ZONE)))
    return Past(f"T{number}", "李四鞋店", "consumer_complaint", date(2026, 4, 15), steps=steps)


def test_number_title_and_texts_are_masked_and_amounts_days_and_choices_stay() -> None:
    (found,) = masked_dossiers([complaint(77)])
    assert (found.number, found.title) == ("#1", "—")
    assert "13800000000" not in str(found)
    kept = ("amount", "paid_on", "act")
    assert [found.papers[name] for name in kept] == ["120000.50", "2026-05-01", "fake_goods"]


@pytest.mark.slow
def test_a_draft_is_counted_over_masked_dossiers() -> None:
    found = replayed({DECIDE: 5}, DAY, [complaint(number) for number in range(7)], NOW)
    assert (found["dossiers"], found["touched"], found["faulty"]) == (7, 7, 0)
    assert {one["en"]: one["count"] for one in found["figures"]}["would be missed"] == 7
    assert not any(word in json.dumps(found, ensure_ascii=False) for word in ("李四", "张三", "13800000000"))


@pytest.mark.slow
def test_counts_below_five_are_withheld() -> None:
    found = replayed({DECIDE: 5}, DAY, [complaint(number) for number in range(4)], NOW)
    assert found["dossiers"] is None
    assert {one["count"] for one in found["figures"]} == {None}


@pytest.mark.slow
def test_todays_number_changes_nothing() -> None:
    found = replayed({DECIDE: 7}, DAY, [complaint(number) for number in range(7)], NOW)
    assert (found["touched"], found["figures"]) == (0, [])


@pytest.mark.parametrize("ref", ["complaint_2025/14#nothing", "nothing/1#x", "livestream_measures/12#report"])
def test_what_the_law_does_not_hold_is_refused(ref: str) -> None:
    with pytest.raises(MingjianError):
        replayed({ref: 5}, DAY, [], NOW)


def test_a_period_without_a_number_cannot_be_drafted() -> None:
    with pytest.raises(BadInput, match="没有数字"):
        replayed({"livestream_measures/12#report": 5}, DAY, [], NOW)
