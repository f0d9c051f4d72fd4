"""Figures held against lines before and after a draft: which side of a line they come to."""

import pytest

from mingjian.core.language import Text
from mingjian.core.procedure.lines import Weighed, side_of

BELOW, BASE, HEAVY = ((name, Text(name, name)) for name in ("none", "base", "heavy"))


@pytest.mark.parametrize(
    ("was", "would", "side"),
    [(BELOW, BASE, "over"), (HEAVY, BELOW, "under"), (BASE, HEAVY, "changed"), (BELOW, None, "changed"), (None, BELOW, "changed"), (None, BASE, "changed")],
)
def test_what_has_no_line_on_one_side_comes_neither_over_it_nor_under(was: Weighed, would: Weighed, side: str) -> None:
    assert side_of(was, would) == side
