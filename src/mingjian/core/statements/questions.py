"""Questions about the rows of statements of one sort: search, sums by counterparty and month, and who paid whom. In DuckDB, in memory, for one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from mingjian.core.statements import PAYMENT

#: Rows keep UTC; what is counted by month and day is so by the clock of the whole country.
_LOCAL = '("at" + INTERVAL 8 HOUR)'
_WORDS = {
    PAYMENT: ("own_name", "own_account", "name", "account", "bank", "summary", "sort", "means", "status", "number", "order_number", "note"),
    "message": ("chat", "sender", "receiver", "text", "sort", "file", "number"),
}
#: Whom a row is with: an account without what banks put behind it, else the name. Of a message: the talk.
_WITH = {
    PAYMENT: r"coalesce(nullif(regexp_replace(account, '[_-][^_-]{1,3}$', ''), ''), nullif(name, ''), '')",
    "message": "coalesce(nullif(chat, ''), nullif(CASE WHEN is_own THEN receiver ELSE sender END, ''), '')",
}
_COUNTED = 'count(*) AS n, count(*) FILTER (is_repeat) AS repeats, min("at") AS first, max("at") AS last'
_SUMS = ", ".join(
    f"coalesce(sum(cents) FILTER (counts AND direction = '{side}'), 0)::BIGINT AS {name}" for side, name in (("in", "came_in"), ("out", "went_out"))
)
#: Whether a row stands in an earlier one: under the same number, at the same time, with the same sum on the same side of the same account.
_REPEATS = {
    PAYMENT: "coalesce(number, '') <> '' AND row_number() OVER (PARTITION BY number, \"at\", cents, direction, own_account ORDER BY statement, row) > 1",
    "message": "false",
}
_ORDER = '"at", statement, row'
_MARKS = pa.schema([("statement", pa.int64()), ("row", pa.int64())])


@dataclass(frozen=True)
class Asked:
    """What is asked for: words that a row holds, with whom (`party_key` of the totals), a month, a direction, sums from and to (cents), one statement."""

    words: str = ""
    party_key: str = ""
    month: str = ""
    direction: str = ""
    least: int | None = None
    most: int | None = None
    statement: int | None = None


class Questions:
    """
    The rows of the statements of one sort, by the number of each statement.

    A movement that stands twice, in one statement or in two, counts once. `party_key` stands for whom a row is with in addresses of pages: `salt` makes it tell
    nobody an account.
    """

    def __init__(self, sort: str, tables: Mapping[int, pa.Table], salt: str = "") -> None:
        self.sort = sort
        import duckdb  # pages know their addresses without it

        self._con = duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False, "autoload_known_extensions": False})
        every = [table.append_column("statement", pa.array([nth] * table.num_rows, pa.int64())) for nth, table in tables.items()]
        self._con.register("every", pa.concat_tables(every))
        told = f"*, substr(md5(concat(?::VARCHAR, party)), 1, 16) AS party_key, {_REPEATS[sort]} AS is_repeat"
        self._con.execute(f"CREATE TABLE rows AS SELECT {told} FROM (SELECT *, {_WITH[sort]} AS party FROM every)", [salt])  # noqa: S608 - our own names
        if sort == PAYMENT:
            self._con.execute("UPDATE rows SET counts = false WHERE is_repeat")

    def __enter__(self) -> "Questions":
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def rows(self, asked: Asked, first: int = 0, size: int = 50) -> list[dict[str, Any]]:
        """Return rows by time."""
        where, given = self._where(asked)
        return self._told(f"SELECT * FROM rows WHERE {where} ORDER BY {_ORDER} LIMIT {int(size)} OFFSET {int(first)}", given)  # noqa: S608 - our own names

    def marked(self, marks: set[tuple[int, int]]) -> list[dict[str, Any]]:
        """Return the rows of these numbers, each a statement's and a row's, by time."""
        self._con.register("marks", pa.Table.from_pylist([{"statement": nth, "row": row} for nth, row in marks], schema=_MARKS))
        return self._told(f"SELECT rows.* FROM rows SEMI JOIN marks USING (statement, row) ORDER BY {_ORDER}", [])  # noqa: S608 - our own names

    def totals(self, asked: Asked) -> dict[str, Any]:
        """Return how many rows there are, the first and last, and the sums in and out."""
        where, given = self._where(asked)
        return self._told(f"SELECT {_COUNTED}{self._sums} FROM rows WHERE {where}", given)[0]  # noqa: S608 - our own names

    def by_party(self, asked: Asked, size: int = 50) -> list[dict[str, Any]]:
        """Return the same by whom the rows are with, who moved most first; `name` is the name that stands there most often."""
        where, given = self._where(asked)
        name = "mode(name)" if self.sort == PAYMENT else "party"
        order = "came_in + went_out DESC, n DESC" if self.sort == PAYMENT else "n DESC"
        told = f"SELECT party, any_value(party_key) AS party_key, {name} AS name, {_COUNTED}{self._sums} FROM rows"  # noqa: S608 - our own names
        return self._told(f"{told} WHERE {where} GROUP BY party ORDER BY {order}, party LIMIT {int(size)}", given)

    def by_month(self, asked: Asked) -> list[dict[str, Any]]:
        """Return the same by month."""
        where, given = self._where(asked)
        told = f"SELECT strftime({_LOCAL}, '%Y-%m') AS month, {_COUNTED}{self._sums} FROM rows"  # noqa: S608 - our own names
        return self._told(f"{told} WHERE {where} GROUP BY month ORDER BY month", given)

    def flows(self, asked: Asked, size: int = 12) -> list[dict[str, Any]]:
        """Return who paid whom how much, the largest first: each side by its account and its name."""
        where, given = self._where(asked)
        own = "coalesce(nullif(own_account, ''), nullif(own_name, ''), '')"
        told = f"SELECT {own} AS own, mode(own_name) AS own_name, party, mode(name) AS name, direction, sum(cents)::BIGINT AS cents, count(*) AS n"
        return self._told(
            f"{told} FROM rows WHERE {where} AND counts GROUP BY own, party, direction ORDER BY cents DESC, party LIMIT {int(size)}",
            given,
        )

    @property
    def _sums(self) -> str:
        return f", {_SUMS}" if self.sort == PAYMENT else ""

    def _where(self, asked: Asked) -> tuple[str, list[Any]]:
        parts, given = ["true"], list[Any]()
        held = f"lower(concat_ws(' ', {', '.join(_WORDS[self.sort])}))"
        for word in asked.words.lower().split():
            parts.append(f"contains({held}, ?)")
            given.append(word)
        for told, condition in ((asked.party_key, "party_key = ?"), (asked.month, f"strftime({_LOCAL}, '%Y-%m') = ?"), (asked.statement, "statement = ?")):
            if told:
                parts.append(condition)
                given.append(told)
        if self.sort == PAYMENT:
            sums = ((asked.direction or None, "direction = ?"), (asked.least, "abs(cents) >= ?"), (asked.most, "abs(cents) <= ?"))
            for value, condition in sums:
                if value is not None:
                    parts.append(condition)
                    given.append(value)
        return " AND ".join(parts), given

    def _told(self, query: str, given: list[Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._con.sql(query, params=given).to_arrow_table().to_pylist()
        return rows
