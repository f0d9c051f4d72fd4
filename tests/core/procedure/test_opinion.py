"""Each point of the Opinion of 2015 leads somewhere, or says that no rule exists."""

from pathlib import Path

from mingjian.core.law.reader import Faults
from mingjian.core.procedure import duties, packaged, rulebook
from mingjian.core.procedure.opinion import FILE, check_opinion, read_opinion


def test_every_point_leads_somewhere_or_says_so() -> None:
    faults = Faults()
    points = read_opinion(packaged() / FILE, faults)
    check_opinion(packaged() / FILE, rulebook(), duties(), faults)
    assert faults.found == []
    numbers = " ".join(point.number for point in points)
    assert all(f"({n})" in numbers for n in (1, 3, *range(4, 18)))
    led = {point.what.en: point for point in points if point.duties or point.procedures or point.articles}
    assert led["paid search ranking"].duties[0] == "platform.search.mark_paid"
    assert {"borders and customs", "rewards for reports", "sampling"} <= set(led)


def test_a_point_that_leads_nowhere_or_astray_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        'title: {zh: 某, en: Some}\npoints:\n  - {point: "(1)", what: {zh: 甲, en: A}}\n  - {point: "(2)", what: {zh: 乙, en: B}, duties: [no.such]}\n', "utf-8"
    )
    faults = Faults()
    check_opinion(tmp_path / FILE, rulebook(), duties(), faults)
    assert [fault.en for fault in faults.found] == [
        "A point leads somewhere, or says that no rule exists (none).",
        "Point (2) leads to no.such, which the rulebook has not.",
    ]
