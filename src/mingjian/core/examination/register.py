"""The business register that a report is held against: who stands under a code, which codes a name has, which codes lie one slip away."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mingjian.core.errors import BadInput
from mingjian.core.extraction.firms import folded
from mingjian.core.identifiers import tidy
from mingjian.core.identifiers.digits import USCC_ALPHABET, organisation, uscc
from mingjian.core.records import kind
from mingjian.core.records.reading import read

ENDED = ("注销", "撤销", "吊销", "revoked", "cancelled", "deregistered", "struck off")
#: Letters that no code has, and the digits that people read them for.
_MISREAD = str.maketrans("IOSVZ", "10572")
NAMED = 3  # codes that a reason names


class Entry(NamedTuple):
    """One entry: the registered name, its state as written, the day on which it ended, and its scope of business."""

    name: str
    status: str
    ended_on: date | None
    scope: str = ""

    def has_ended(self, on: date) -> bool:
        """Return whether it was struck off or revoked on a day; without a day, the state counts as it is written."""
        if self.ended_on is not None:
            return self.ended_on <= on
        return any(word in self.status.lower() for word in ENDED)


class Register:
    """Entries by code, and codes by name."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self._entries = entries
        self._codes: dict[str, str | tuple[str, ...]] = {}
        for code, entry in entries.items():
            name = folded(entry.name)
            there = self._codes.get(name)
            self._codes[name] = code if there is None else (*((there,) if isinstance(there, str) else there), code)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, code: str) -> Entry | None:
        """Return the entry under a code."""
        return self._entries.get(code)

    def codes_of(self, name: str) -> tuple[str, ...]:
        """Return the codes under which a name stands, however it is written."""
        found = self._codes.get(folded(name), ()) if name else ()
        return (found,) if isinstance(found, str) else found

    def near(self, code: str) -> tuple[str, ...]:
        """Return the entered codes that one slip makes of this one: a character, two that changed places, one left out or twice."""
        return tuple(dict.fromkeys(one for one in slips(code) if one in self._entries))


def slips(code: str) -> Iterator[str]:
    """Return every valid code that one slip of the pen or eye makes of this one, likely ones first."""
    return (one for one in _written(code) if len(one) == 18 and _holds(one))


def _holds(code: str) -> bool:
    return set(code) <= _ALPHABET and code[2:8].isdigit() and uscc(code)


_ALPHABET = frozenset(USCC_ALPHABET)


def _written(code: str) -> Iterator[str]:
    yield code.translate(_MISREAD)
    for at in range(len(code) - 1):
        yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for at in range(len(code)) if len(code) == 18 else ():
        yield from (code[:at] + sign + code[at + 1 :] for sign in USCC_ALPHABET)
    for at in range(len(code) + 1) if len(code) == 17 else ():
        yield from (code[:at] + sign + code[at:] for sign in USCC_ALPHABET)
    for at in range(len(code)) if len(code) == 19 else ():
        yield code[:at] + code[at + 1 :]


def is_doubtful(code: str) -> bool:
    """Return whether the organisation code within fails its own check."""
    return not organisation(code[8:17])


def read_register(path: Path) -> Register:
    """Read a register (a file of registrations). Raises BadInput where it has no usable entry."""
    entries: dict[str, Entry] = {}
    for batch in read(path, kind("registration"), source="register"):
        columns = [batch.column(name).to_pylist() for name in ("uscc", "name", "status", "ended_on", "business_scope")]
        for code, name, status, ended_on, scope in zip(*columns, strict=True):
            entries[tidy(code)] = Entry(name or "", status or "", ended_on, scope or "")
    if not entries:
        raise BadInput(f"登记簿 {path} 中没有可用的记录。", f"The register {path} has no usable entry.")
    return Register(entries)
