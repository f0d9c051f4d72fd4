"""How far the rulebook covers each law."""

from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.core.procedure.coverage import coverage, unused

ROWS = {row.law: row for row in coverage(rulebook(), duties())}


def test_every_instrument_of_the_rulebook_has_its_line() -> None:
    assert list(ROWS) == list(rulebook().statutes.laws())
    assert len(ROWS) >= 113


def test_a_value_counts_once_and_has_one_mark() -> None:
    for row in ROWS.values():
        assert row.verified + row.secondary + row.unverified == row.values
        assert row.values_used <= row.values
        assert row.articles_used <= row.articles


def test_a_value_is_verified_only_if_every_version_was_read() -> None:
    assert ROWS["transfer_rules"].versions == 2
    assert ROWS["transfer_rules"].verified == 1  # of the text of 2001 nothing was read; article 19 has its value in that of 2020 only
    assert ROWS["acl"].verified == ROWS["acl"].values


def test_what_a_step_or_duty_rests_on_is_used() -> None:
    assert ROWS["penalty_publicity"].values_used >= 4
    assert ROWS["gb32100"].articles_used == 0


def test_every_figure_that_nothing_rests_on_has_a_word_why_and_no_word_is_left_over() -> None:
    idle = unused(rulebook(), duties(), liabilities())
    assert [one.ref for one in idle if one.why is None] == []
    assert set(rulebook().vocabularies["unused_figures"]) == {one.ref for one in idle}
