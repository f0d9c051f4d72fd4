"""
Search in Chinese, words of two characters included.

Text is cut into pairs of neighbouring characters, which SQLite keeps in an FTS5 table and PostgreSQL in a tsvector with a GIN index: FTS5's own trigrams and
pg_trgm find no word of two characters, and a segmenter would need its dictionary on every node.
"""

import re
from typing import TypeVar

from django.db import connection, models
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=models.Model)
_RUNS = re.compile(r"[㐀-鿿]+|[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """Cut text into its search tokens, in order: each pair and each single of Chinese characters, each run of letters and digits."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0] < "㐀":
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)] + list(run)
    return found


def asked(text: str) -> list[str]:
    """Cut a question into tokens that must all occur: pairs where a word has two characters or more, else the single one."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        found += [run] if run[0] < "㐀" else pairs or [run]
    return found[:40]


def index(kind: str, number: int, text: str) -> None:
    """Make one thing findable by its text, in place of what it was findable by before."""
    words = " ".join(dict.fromkeys(tokens(text)))[:20_000]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM office_search WHERE rowid = (SELECT id FROM office_searchrow WHERE kind = %s AND number = %s)", [kind, number])
            cursor.execute("INSERT INTO office_searchrow (kind, number) VALUES (%s, %s) ON CONFLICT (kind, number) DO NOTHING", [kind, number])
            cursor.execute(
                "INSERT INTO office_search (rowid, words) SELECT id, %s FROM office_searchrow WHERE kind = %s AND number = %s",
                [f"kind{kind} {words}", kind, number],
            )
        else:
            cursor.execute(
                "INSERT INTO office_search (kind, number, words) VALUES (%s, %s, array_to_tsvector(%s))"
                " ON CONFLICT (kind, number) DO UPDATE SET words = EXCLUDED.words",
                [kind, number, [word for word in words.split(" ") if word]],
            )


def search(found: "models.QuerySet[M]", kind: str, question: str) -> "models.QuerySet[M]":
    """Keep of a queryset the rows whose text holds every word of the question; a question without words keeps all."""
    words = asked(question)
    if not words:
        return found
    if connection.vendor == "sqlite":
        match = " AND ".join(f'"{word}"' for word in [f"kind{kind}", *words])
        sql = "SELECT r.number FROM office_search JOIN office_searchrow r ON r.id = office_search.rowid WHERE office_search MATCH %s"
        return found.filter(pk__in=RawSQL(sql, [match]))  # noqa: S611 - the words are letters, digits and Chinese characters, and bound
    query = " & ".join(f"'{word}'" for word in words)
    return found.filter(pk__in=RawSQL("SELECT number FROM office_search WHERE kind = %s AND words @@ %s::tsquery", [kind, query]))
