"""What changed in a law between two days."""

from datetime import date

import pytest

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law import differences
from mingjian.core.procedure import rulebook

LAW = rulebook().statutes


def test_articles_that_moved_are_paired_with_what_they_were() -> None:
    changes = differences(LAW, "aucl", date(2025, 1, 1), date(2026, 1, 1))
    moved = {change.ref: change.before.zh for change in changes if change.kind == "moved" and change.before}
    assert moved["aucl/25"] == "aucl/20"
    assert moved["aucl/20"] == "aucl/16"
    assert changes[0].kind == "version"


def test_a_figure_that_changed_with_the_renumbering_is_shown_on_both_sides() -> None:
    changes = differences(LAW, "aucl", date(2025, 1, 1), date(2026, 1, 1))
    fine = next(change for change in changes if change.ref == "aucl/25#fine")
    assert fine.before is not None
    assert fine.after is not None
    assert ("200000" in fine.before.zh, "200000" in fine.after.zh) == (True, False)
    assert "aucl/25#serious_fine" not in {change.ref for change in changes}


def test_two_days_under_one_version_show_no_change() -> None:
    assert differences(LAW, "ecl", date(2020, 1, 1), date(2026, 1, 1)) == []


def test_a_day_without_a_version_an_unknown_law_and_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(BadInput, match="尚无此法"):
        differences(LAW, "ecl", date(2018, 1, 1), date(2026, 1, 1))
    with pytest.raises(NotFound):
        differences(LAW, "no_law", date(2020, 1, 1), date(2026, 1, 1))
    with pytest.raises(BadInput, match="对调"):
        differences(LAW, "ecl", date(2026, 1, 1), date(2020, 1, 1))


def test_what_the_book_had_left_out_is_not_told_as_new_law() -> None:
    kinds = {change.ref: change.kind for change in differences(LAW, "aucl", date(2025, 1, 1), date(2026, 1, 1))}
    came = {change.ref for change in differences(LAW, "aucl", date(2025, 1, 1), date(2026, 1, 1)) if change.kind == "came"}
    assert came == {"aucl/21", "aucl/30", "aucl/31"}  # B1: articles 7, 13, 16, 17, 23, 29 and 35 did not come on 2025-10-15; sales below cost and strength did
    assert kinds["aucl"] == "amended"
    entered = {change.ref: change.kind for change in differences(LAW, "express_reg", date(2025, 1, 1), date(2026, 1, 1))}
    assert entered["express_reg/48"] == "entered"


def test_a_gist_worded_otherwise_is_no_change_of_law_unless_the_amendment_is_known_to_touch_it() -> None:
    kinds = {(change.ref, change.kind) for change in differences(LAW, "trademark_law", date(2026, 1, 1), date(2027, 1, 1))}
    assert ("trademark_law/77", "retold") in kinds
    assert ("trademark_law/74", "reworded") in kinds
    good_faith = LAW.article("trademark_law/74", date(2027, 1, 1)).gist.en
    assert "heavier for two in five years" in good_faith  # B5
    assert "a seller in good faith" in good_faith


def test_every_later_version_names_what_made_it() -> None:
    statutes = rulebook().statutes
    assert [f"{law} {later.in_force}" for law in statutes.laws() for later in statutes.versions(law)[1:] if later.amendment is None] == []
