"""
Search in Chinese, words of two characters included.

Text is cut into pairs of neighbouring characters, which SQLite keeps in an FTS5 table and PostgreSQL in a tsvector with a GIN index: FTS5's own trigrams and
pg_trgm find no word of two characters, and a segmenter would need its dictionary on every node. The first characters of a text, where names stand, are kept by
their sound as well: 青禾 is found by `qinghe` and by `qh`.
"""

import re
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

from django.db import connection, models
from django.db.models import F
from django.db.models.expressions import RawSQL

from mingjian.core.text.script_tables import sounds

M = TypeVar("M", bound=models.Model)
#: Bits of SQLite's row numbers that stand for the kind: a number made of its name, so that no kind has a place among others.
KIND_BITS = 24
MOST_WORDS = 4000
WALKED = 200  # of the newest that words find, looked up by their keys before all are
BEGUN = 4  # letters or digits from which on a word finds those that it begins
SOUNDED = 60  # characters of a text that are kept by their sound
SYLLABLES = 8  # of them, at most, that one word of a question may spell
# No word of letters is longer, and PostgreSQL takes none of 2 kB.
_RUNS = re.compile(r"[㐀-鿿]+|[a-z0-9]{1,60}")


def tokens(text: str) -> list[str]:
    """Cut text into its search tokens, in order: each pair and each single of Chinese characters, each run of letters and digits."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0] < "㐀":
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)] + list(run)
    return found


def sounds_of(text: str) -> list[str]:
    """
    Return how the Chinese of the first characters sounds, from each character on: whole syllables, and their initials for two, three and more characters.

    One that begins with what is typed is found, so that `qinghe` finds 青禾鞋行.
    """
    found: list[str] = []
    left = SOUNDED
    for run in _RUNS.findall(text.lower()):
        if run[0] < "㐀" or left <= 0:
            continue
        said = [sounds().get(character, "") for character in run[:left]]
        left -= len(said)
        for start in range(len(said) - 1):
            spelled = said[start : start + SYLLABLES]
            initials = "".join(one[:1] for one in spelled)
            found += ["".join(spelled)[:60], initials[:2], initials[:3], initials]
    return [one for one in dict.fromkeys(found) if len(one) > 1]


def asked(text: str) -> list[str]:
    """Cut a question into tokens that must all occur: pairs where a word has two characters or more, else the single one."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        found += [run] if run[0] < "㐀" else pairs or [run]
    return found[:40]


#: What the number of a dossier looks like: letters, the year, a running number.
_NUMBER = re.compile(r"[A-Z]{1,4}\d{4}-\d{1,9}", re.IGNORECASE)


def is_number(question: str) -> bool:
    """Return whether a question is the whole number of a dossier: it then leads there, whatever else a list is sifted by."""
    return bool(_NUMBER.fullmatch(question.strip()))


def is_begun(word: str) -> bool:
    """Return whether a word of a question may be the beginning of a longer one: a number or code typed in part, long enough to mean something."""
    return len(word) >= BEGUN and word[0] < "㐀"


def index(kind: str, number: int, text: str, *, is_sounded: bool = True) -> None:
    """
    Make one thing findable by its text, in place of what it was findable by before. `kind` is a name such as `clue`, `number` the primary key.

    `is_sounded`: by the sound of its Chinese as well; not for what a node has millions of.
    """
    words = list(dict.fromkeys([*tokens(text), *(sounds_of(text) if is_sounded else ())]))[:MOST_WORDS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            row = rowid(kind, number)
            cursor.execute("DELETE FROM office_search WHERE rowid = %s", [row])
            cursor.execute("INSERT INTO office_search (rowid, words) VALUES (%s, %s)", [row, f"kind{kind} {' '.join(words)}"])
        else:
            cursor.execute(
                "INSERT INTO office_search (kind, number, words) VALUES (%s, %s, array_to_tsvector(%s))"
                " ON CONFLICT (kind, number) DO UPDATE SET words = EXCLUDED.words",
                [kind, number, words],
            )


def rowid(kind: str, number: int) -> int:
    """Return the row of SQLite's full-text table that stands for a thing: its key and its kind in one number, so that no second table is joined."""
    return number << KIND_BITS | kind_number(kind)


def kind_number(kind: str) -> int:
    """Return the number that a kind's name makes, below 2 ** KIND_BITS; that no two kinds of the house share one is tested."""
    return crc32(kind.encode()) >> (32 - KIND_BITS)


def search(found: "models.QuerySet[M]", kind: str, question: str) -> "models.QuerySet[M]":
    """Keep of a queryset the rows whose text holds every word of the question; a question without words keeps all."""
    words = asked(question)
    if not words:
        return found
    if connection.vendor == "sqlite":
        # Materialized, and compared with a sum: SQLite, which knows nothing of how many rows a search finds, would else walk all that it found for every row
        # of another condition. So each row of the queryset is looked up once among those found.
        sql = "WITH m AS MATERIALIZED (SELECT rowid FROM office_search WHERE office_search MATCH %s) SELECT rowid >> %s FROM m"
        keyed: models.QuerySet[M] = found.alias(found_key=F("pk") + 0)  # type: ignore[assignment]  # an alias leaves the rows what they are
        return keyed.filter(found_key__in=RawSQL(sql, [_match(kind, words), KIND_BITS]))  # noqa: S611 - letters, digits and Chinese characters, and bound
    sql = "SELECT number FROM office_search WHERE kind = %s AND words @@ %s::tsquery"
    return found.filter(pk__in=RawSQL(sql, [kind, _tsquery(words)]))  # noqa: S611 - as above


def newest(found: "models.QuerySet[M]", kind: str, question: str, most: int, sides: "Sequence[models.QuerySet[M]]" = ()) -> "list[M]":
    """
    Return the newest rows (by their key) of a queryset whose text holds every word of the question, `most` of them at most.

    The newest that the words find are taken first and looked up by their keys: where nothing is found, or the first few may be seen, no table is walked.
    `sides`: querysets that have all rows of the first between them, each by a condition that an index leads to. Where little may be seen of much that is
    found, they are asked for instead, one by one, and not each row that was found whether it may be seen.
    """
    words = asked(question)
    keys = _newest_keys(kind, words) if words else []
    if not words:
        return list(found.order_by("-pk")[:most])
    rows = list(found.filter(pk__in=keys).order_by("-pk")[:most])
    if len(rows) == most or len(keys) < WALKED:
        return rows
    # Found apart from their order, by which every row would be walked until enough of these few had come.
    asked_of = [search(one.order_by(), kind, question).values_list("pk", flat=True) for one in sides or [found]]
    every = sorted({key for side in asked_of for key in side}, reverse=True)
    return list(found.filter(pk__in=every[:most]).order_by("-pk"))


def _newest_keys(kind: str, words: list[str]) -> list[int]:
    """Return the greatest keys of a kind that words find, up to `WALKED`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = "SELECT rowid >> %s FROM office_search WHERE office_search MATCH %s ORDER BY rowid DESC LIMIT %s"
            cursor.execute(sql, [KIND_BITS, _match(kind, words), WALKED])
        else:
            sql = "SELECT number FROM office_search WHERE kind = %s AND words @@ %s::tsquery ORDER BY number DESC LIMIT %s"
            cursor.execute(sql, [kind, _tsquery(words), WALKED])
        return [key for (key,) in cursor.fetchall()]


def _match(kind: str, words: list[str]) -> str:
    """Write words of a question, which are letters, digits and Chinese characters alone, as FTS5 asks for them."""
    return " AND ".join([f'"kind{kind}"', *(f'"{word}"{"*" if is_begun(word) else ""}' for word in words)])


def _tsquery(words: list[str]) -> str:
    """Write them as PostgreSQL asks for them."""
    return " & ".join(f"'{word}'{':*' if is_begun(word) else ''}" for word in words)
