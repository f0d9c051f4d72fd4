"""Every key has a place of its own, whatever the keys are like, and no other key is taken for one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.compiled import Array, kernel
from mingjian.core.text.places import Table, entry_of, table

BITS = 26


@kernel
def look_up(made: Table, keys: Array, out: Array) -> None:
    for k in range(len(keys)):
        out[k] = entry_of(made.turns, made.entries, keys[k], np.uint64(BITS))


def entries(made: Table, keys: Array) -> Array:
    out = np.zeros(len(keys), np.uint64)
    look_up(made, keys, out)
    return out


@settings(deadline=None)
@given(st.sets(st.integers(1, (1 << 38) - 1), max_size=300), st.sets(st.integers(1, (1 << 38) - 1), max_size=50))
def test_a_key_is_found_and_no_other(inside: set[int], outside: set[int]) -> None:
    keys = np.array(sorted(inside), np.uint64)
    made = table(keys, np.arange(1, len(keys) + 1, dtype=np.uint64), BITS)
    assert entries(made, keys).tolist() == [int(key) << BITS | number for number, key in enumerate(keys, 1)]
    assert not entries(made, np.array(sorted(outside - inside), np.uint64)).any()


@pytest.mark.parametrize("step", [1, 1 << 16, 65_537])
def test_many_keys_in_a_row_fill_most_of_the_table(step: int) -> None:
    keys = np.arange(1, 50_001, dtype=np.uint64) * np.uint64(step)
    made = table(keys, np.ones_like(keys), BITS)
    assert (entries(made, keys) >> np.uint64(BITS) == keys).all()
    assert len(made.entries) <= len(keys) * 1.6
