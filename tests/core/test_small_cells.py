"""No small count leaves the office, and none that the rest of the table gives away: held against linear algebra over random tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.small_cells import TOTAL, SafeTable, without_small_cells


def follows(table: SafeTable) -> set[tuple[str, str]]:
    """Give the places left out whose counts follow exactly from what is shown: they lie in the row space of the equations."""
    places = [place for place, value in table.cells.items() if value is None]
    lines = []
    for row in (*table.rows, TOTAL):
        lines.append([(1 if column != TOTAL else -1) if (of, column) and of == row else 0 for of, column in places])
    for column in (*table.columns, TOTAL):
        lines.append([(1 if row != TOTAL else -1) if of == column else 0 for row, of in places])
    matrix = np.array(lines, dtype=float).reshape(len(lines), len(places))
    rank = np.linalg.matrix_rank(matrix)
    return {place for nth, place in enumerate(places) if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(places))[nth]])) == rank}


def test_a_small_count_goes_and_takes_along_what_would_give_it_away() -> None:
    told = without_small_cells({("桐庐", "线索"): 40, ("桐庐", "案件"): 1, ("淳安", "线索"): 30, ("淳安", "案件"): 9}, 5)
    assert told.cells["桐庐", "案件"] is None
    assert told.left_out >= 4
    assert follows(told) == set()


def test_nothing_small_and_nothing_is_left_out() -> None:
    told = without_small_cells({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 7}, 5)
    assert told.left_out == 0
    assert told.row("a") == [5, 0, 5]
    assert told.cells[TOTAL, TOTAL] == 12


def test_one_column_does_not_give_its_rows_away_by_their_totals() -> None:
    told = without_small_cells({("a", "x"): 2, ("b", "x"): 9, ("c", "x"): 30}, 5)
    assert told.cells["a", TOTAL] is None
    assert follows(told) == set()


@settings(max_examples=150)
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_whatever_the_table_no_small_count_is_shown_and_none_follows(height: int, width: int, data: st.DataObject) -> None:
    counts = {(f"r{row}", f"c{column}"): data.draw(st.integers(0, 12)) for row in range(height) for column in range(width)}
    told = without_small_cells(counts, 5)
    assert all(value is None or value == 0 or value >= 5 for value in told.cells.values())
    assert follows(told) == set()
    assert all(told.cells[place] in (None, value) for place, value in counts.items())


@pytest.mark.parametrize(("counts", "least"), [({("a", "x"): -1}, 5), ({("a", "x"): 1}, 1), ({("", "x"): 1}, 5)])
def test_what_is_no_table_of_counts_is_refused(counts: dict[tuple[str, str], int], least: int) -> None:
    with pytest.raises(ValueError, match="Counts"):
        without_small_cells(counts, least)
