"""A report as it was pasted: lines that begin with the name of a particular fill that particular, and what is left over is the description."""

import re
from collections.abc import Iterator
from datetime import UTC

import pyarrow as pa
from django.db import models
from django.utils.timezone import localtime

from mingjian.core.procedure import rulebook
from mingjian.core.records.reading.headings import bare_of
from mingjian.core.records.reading.times import read_days, read_instants
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import PARTICULARS, REPORTER
from mingjian.office.particulars.particular import Particular

MOST_SIGNS, MOST_LINES = 20_000, 400
ZONE = "Asia/Shanghai"
_LINE = re.compile(r"(?:[【\[]([^】\]]{1,30})[】\]]\s*[：:]?|([^：:【\[\s](?:[^：:【\[]{0,28}[^：:【\[\s])?)\s{0,30}[：:])(.*)")
_LINK = re.compile(r"https?://[^\s，。；、）)】\]”\"]{4,1900}", re.ASCII | re.IGNORECASE)
_REPORTER = "reporter"


def source_named(told: str) -> str:
    """Read a source as it may stand in a file or a text: our own word for it, or what it is called."""
    words = rulebook().vocabularies["clue_sources"]
    return next((value for value, label in words.items() if told in (value, label.zh, label.en)), told)


def read_pasted(text: str) -> dict[str, str]:
    """
    Return what a pasted report says, by the fields of the form of a clue; an officer reads it there before anything is registered.

    The first line of a name holds. A name that nobody knows, and lines without one, are the description, unless a line of the text is called so; a link in
    it is that of the listing. A report with a reporter in it comes from one.
    """
    named, found, rest = dict(_names()), dict[str, str](), list[str]()
    last = ""
    for line in text[:MOST_SIGNS].splitlines()[:MOST_LINES]:
        told = _LINE.fullmatch(line.strip())
        field = named.get(bare_of(told[1] or told[2])) if told else None
        if field is not None and told is not None and field[0] not in found:
            last = field[0]
            found[last] = told[3].strip()
        elif line.strip() and last == "content" and told is None:
            found[last] = f"{found[last]}\n{line.strip()}".strip()  # a description goes on over several lines
        elif line.strip():
            last = ""
            rest.append(line.strip())
    if rest and not found.get("content"):
        found["content"] = "\n".join(rest)
    if not found.get("listing_url") and not found.get("shop_url") and (link := _LINK.search(found.get("content", ""))):
        found["listing_url"] = link[0]
    if not found.get("source") and any(name.startswith(f"{_REPORTER}_") for name in found):
        found["source"] = Clue.Source.REPORT
    return {name: value for name, value in _as_typed(found, named) if value}


def _names() -> Iterator[tuple[str, tuple[str, "models.Field[object, object]"]]]:
    """Return the field of the form, and its column, by each name that a particular goes by."""
    for under, asked in ((f"{_REPORTER}_", REPORTER), ("", PARTICULARS)):  # what is of the clue itself goes before
        for one in asked.asked:
            for name in _called(one):
                yield bare_of(name), (under + one.name, asked.column(one))


def _called(one: Particular) -> Iterator[str]:
    yield from (one.label.zh.partition("（")[0], one.label.en.partition(",")[0], *one.known_as)


def _as_typed(found: dict[str, str], named: dict[str, tuple[str, "models.Field[object, object]"]]) -> Iterator[tuple[str, str]]:
    """Write days, instants, sums and sources as the form takes them; what cannot be read so is left for the officer to type."""
    columns = dict(named.values())
    for name, value in found.items():
        column = columns.get(name)
        if name == "source":
            yield name, value if value in Clue.Source.values else source_named(value)
        elif isinstance(column, models.DateTimeField):
            read = read_instants(pa.array([value]), ZONE)[0].as_py()
            yield name, localtime(read if read.tzinfo else read.replace(tzinfo=UTC)).strftime("%Y-%m-%dT%H:%M") if read else ""
        elif isinstance(column, models.DateField):
            day = read_days(pa.array([value]), ZONE)[0].as_py()
            yield name, day.isoformat() if day else ""
        elif isinstance(column, models.DecimalField):
            sum_ = re.search(r"\d[\d,，]*(?:\.\d+)?", value)
            yield name, re.sub(r"[,，]", "", sum_[0]) if sum_ else ""
        else:
            yield name, value
