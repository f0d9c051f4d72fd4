"""
PostgreSQL as Django drives it, and what the ledger's writers need besides: one statement planned once, and a commit that lets the next writer on at once.

The lock that keeps the ledger's indexes without gaps is held until a commit is through. A commit that waits for the disk would make every writer wait for the
disk behind the other; see docs/decisions/0004.
"""

from typing import Any, cast

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper, debug_transaction
from psycopg import Cursor

#: How often psycopg sends a statement of `planned_cursor` before it has it planned for good; psycopg's own figure, which Django sets to never.
_BEFORE_PLANNING = 5

#: Commit and free all locks without waiting for the disk; then write the smallest record there is and wait for that: whatever stands before it in the one
#: write-ahead log is then on the disk too, and whoever waits at the same moment shares the wait. In one message, so that nothing comes between.
_COMMIT_AND_WAIT = "SET LOCAL synchronous_commit = off; COMMIT; SELECT pg_logical_emit_message(true, 'mingjian', '')"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection. Every commit is on the disk when it returns, whichever way it went."""

    _lets_others_on = False

    def get_connection_params(self) -> dict[str, Any]:
        """Leave planning for good on, unless the settings say otherwise: only `planned_cursor` asks for it."""
        return super().get_connection_params() | {"prepare_threshold": self.settings_dict["OPTIONS"].get("prepare_threshold", _BEFORE_PLANNING)}

    def planned_cursor(self) -> CursorWrapper:
        """Give a cursor that sends values apart from the statement, which PostgreSQL reads and plans once a connection if it comes often."""
        self.ensure_connection()
        return cast(CursorWrapper, self._prepare_cursor(Cursor(self.connection)))  # type: ignore[attr-defined]  # there, and not in the stubs

    def let_others_on(self) -> None:
        """Have the transaction that runs free its locks before it waits for the disk. It waits all the same, before anybody is told that it ended."""
        self._lets_others_on = True

    def _commit(self) -> None:
        if self._lets_others_on and self.connection is not None:
            self._lets_others_on = False
            with debug_transaction(self, _COMMIT_AND_WAIT), self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(_COMMIT_AND_WAIT, prepare=False)
        else:
            super()._commit()  # type: ignore[misc]  # there, and not in the stubs

    def _rollback(self) -> None:
        self._lets_others_on = False
        super()._rollback()  # type: ignore[misc]  # as above
