"""No small count leaves the office, and none that totals, or another table of the same data, give away: held against linear programs and every other count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mingjian.core.small_cells import TOTAL, AtLeast, SafeTable, without_small_cells


def follows(table: SafeTable) -> set[tuple[str, str]]:
    """Return the places left out whose counts follow exactly from what is shown: they lie in the row space of the equations."""
    places = [place for place, value in table.cells.items() if value is None]
    lines = []
    for row in (*table.rows, TOTAL):
        lines.append([(1 if column != TOTAL else -1) if (of, column) and of == row else 0 for of, column in places])
    for column in (*table.columns, TOTAL):
        lines.append([(1 if row != TOTAL else -1) if of == column else 0 for row, of in places])
    matrix = np.array(lines, dtype=float).reshape(len(lines), len(places))
    rank = np.linalg.matrix_rank(matrix)
    return {place for nth, place in enumerate(places) if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(places))[nth]])) == rank}


def bounds(table: SafeTable) -> dict[tuple[str, str], tuple[float, float]]:
    """Return between which values each count that is left out must lie, by linear programs over everything that is shown."""
    places = [place for place, value in table.cells.items() if value is None]
    lines, sums = [], []
    for along in (0, 1):
        for name in (*(table.rows if along == 0 else table.columns), TOTAL):
            line, rest = np.zeros(len(places)), 0.0
            for other in (*(table.columns if along == 0 else table.rows), TOTAL):
                place = (name, other) if along == 0 else (other, name)
                sign, value = (-1 if other == TOTAL else 1), table.cells[place]
                if value is None:
                    line[places.index(place)] += sign
                else:
                    rest -= sign * value
            lines.append(line)
            sums.append(rest)
    found = {}
    for nth, place in enumerate(places):
        ends = [linprog(sign * np.eye(len(places))[nth], A_eq=np.array(lines), b_eq=sums, bounds=(0, None), method="highs") for sign in (1, -1)]
        low, high = (end.fun * sign if end.status == 0 else np.inf for end, sign in zip(ends, (1, -1), strict=True))
        found[place] = (low, high)
    return found


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


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(2, 6), st.data())
def test_what_is_left_out_is_bounded_to_no_fewer_values_than_the_threshold(height: int, width: int, least: int, data: st.DataObject) -> None:
    counts = {(f"r{row}", f"c{column}"): data.draw(st.integers(0, 9)) for row in range(height) for column in range(width)}
    table = without_small_cells(counts, least)
    for place, (low, high) in bounds(table).items():
        assert high - low + 1 >= least, (place, low, high)


def test_two_counts_left_out_are_not_known_by_what_is_wanting_to_their_total() -> None:
    table = without_small_cells({("a", "x"): 1, ("b", "x"): 5, ("c", "x"): 0, ("a", "y"): 7, ("b", "y"): 8, ("c", "y"): 9}, 5)  # 6 in all, 5 shown: 1 was left
    assert (table.cells["a", "x"], table.cells["b", "x"], table.cells[TOTAL, "x"]) == (None, 5, None)
    assert [str(one) for one in table.row(TOTAL)] == ["≥5", "24", "≥29"]
    assert [str(one) for one in table.row("a")] == ["None", "7", "≥7"]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(2, 5), st.data())
def test_no_count_left_out_is_known_by_all_tables_of_any_departments_and_quarters_together(height: int, width: int, data: st.DataObject) -> None:
    """Whatever is put for a small count, every table that anybody may be given stays as it is: of some rows, of quarters that roll on, of all."""
    counts = {(f"r{row}", f"c{column}"): data.draw(st.integers(0, 9)) for row in range(height) for column in range(width)}
    small = [place for place, count in counts.items() if 0 < count < 5]
    if not small:
        return
    place = data.draw(st.sampled_from(small))
    for other in range(1, 5):
        assert published({**counts, place: other}) == published(counts)


def published(counts: dict[tuple[str, str], int]) -> list[list[str]]:
    """Return every row of the tables of all, of each row alone, of all but one, and of each stretch of quarters."""
    rows, columns = list(dict.fromkeys(row for row, _ in counts)), list(dict.fromkeys(column for _, column in counts))
    some = [rows, *([row] for row in rows), *([row for row in rows if row != left] for left in rows if len(rows) > 1)]
    spans = [columns[first:until] for first in range(len(columns)) for until in range(first + 1, len(columns) + 1)]
    tables = [without_small_cells({(row, column): counts[row, column] for row in of for column in span}, 5) for of in some for span in spans]
    return [[str(one) for one in table.row(name)] for table in tables for name in (*table.rows, TOTAL)]


def test_a_total_of_which_nothing_is_shown_is_a_sign_alone() -> None:
    assert (str(AtLeast(0)), str(AtLeast(12))) == ("*", "≥12")


@pytest.mark.parametrize(("counts", "least"), [({("a", "x"): -1}, 5), ({("a", "x"): 1}, 1), ({("", "x"): 1}, 5)])
def test_what_is_no_table_of_counts_is_refused(counts: dict[tuple[str, str], int], least: int) -> None:
    with pytest.raises(ValueError, match="Counts"):
        without_small_cells(counts, least)
