"""Seal at the end of every transaction, as the sweep does each minute, so that whatever then changes without an entry shows in an audit."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from mingjian.office.record.seals import seal_rows

_by_hand: set[str] = set()  # of the test that runs


def by_hand(*rows: Any) -> None:
    """State which rows this test put in or changed itself, past every act, as no officer can: a finding of another day, a clock moved on."""
    _by_hand.update(f"{row._meta.label}/{row.pk}" for row in rows)


def take_by_hand() -> set[str]:
    """Return the rows that the test said so of, and forget them."""
    said = set(_by_hand)
    _by_hand.clear()
    return said


def seal_after_each_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal whenever a transaction ends that is not inside another; the one that a test itself runs in does not count."""
    is_inside = connection.in_atomic_block
    begin, plain, state = transaction.Atomic.__enter__, transaction.Atomic.__exit__, {"is_sealing": False}

    def enter(self: Any) -> None:
        if is_inside and not connection.savepoint_ids and not state["is_sealing"]:
            named = list(connection.written.touched)
            connection.written.clear()  # what was written outside of a transaction is noted by none
            connection.written.touched.extend(named)
        begin(self)

    def leave(self: Any, *raised: Any) -> None:
        plain(self, *raised)
        is_outermost = not connection.savepoint_ids if is_inside else not connection.in_atomic_block
        if raised[0] is None and is_outermost and not state["is_sealing"] and not connection.needs_rollback:
            state["is_sealing"] = True
            try:
                seal_rows(now())
            finally:
                state["is_sealing"] = False

    monkeypatch.setattr(transaction.Atomic, "__enter__", enter)
    monkeypatch.setattr(transaction.Atomic, "__exit__", leave)
