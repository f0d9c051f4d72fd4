"""
A package for a medium: envelopes and receipts for one node in one file, byte for byte as they would go over a line.

A line of JSON says from whom and for whom it is, which envelope must be there before, and how long and of which SHA-256 each part is; the parts follow. The
line is not signed: each part proves itself, and whoever changes the line can only let something be read again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.encoding import sha256_hex

FORMAT = "mingjian-package/1"
LARGEST_LINE = 4 * 2**20
MOST_PARTS = 10_000
ENVELOPE, RECEIPT = "envelope", "receipt"


@dataclass(frozen=True, slots=True)
class Part:
    """An envelope or a receipt."""

    kind: str
    data: bytes

    def told(self) -> dict[str, Any]:
        """Return what the first line says of it."""
        return {"kind": self.kind, "size": len(self.data), "sha256": sha256_hex(self.data)}


@dataclass(frozen=True, slots=True)
class Package:
    """
    What is carried from one node to another.

    `needs`: the number of the envelope that must have come before the first one here; 0 where none, or none is here. `seen`: how many entries of the
    addressee's ledger the sender saw, from where its receipts are to go on; `heard`: how many another member saw, or 0. `expected`: the number from which the
    sender asks for envelopes again, or 0.
    """

    sender: str
    to: str
    needs: int
    seen: int
    expected: int = 0
    parts: Sequence[Part] = field(default=())
    heard: int = 0

    @property
    def data(self) -> bytes:
        """Return the package as a file."""
        told = {"format": FORMAT, "from": self.sender, "to": self.to, "needs": self.needs, "seen": self.seen, "expected": self.expected}
        told |= {"heard": self.heard} if self.heard else {}
        line = canonical({**told, "parts": [one.told() for one in self.parts]})
        return line + b"\n" + b"".join(one.data for one in self.parts)

    def of(self, kind: str) -> list[bytes]:
        """Return the parts of a kind, in their order."""
        return [one.data for one in self.parts if one.kind == kind]


def read_package(data: bytes) -> Package:
    """Read one. Raises BadInput where it is none, or was damaged on its medium, naming the part."""
    package, damaged, count = read_what_is_whole(data)
    if damaged:
        raise BadInput(
            f"介质上的第 {damaged[0]} 部分（共 {count} 部分）已损坏，请重新打包。",
            f"Part {damaged[0]} of {count} was damaged on the medium: have it packed again.",
        )
    return package


def read_what_is_whole(data: bytes) -> tuple[Package, list[int], int]:
    """
    Read those parts of a package that are whole; give it, the numbers of the parts that were damaged or cut off, and how many parts there should be.

    Raises BadInput where it is no package, or says no more what it holds.
    """
    line, gap, _ = data[: LARGEST_LINE + 1].partition(b"\n")
    if not gap:
        raise _no_package()
    try:
        told = json.loads(line)
        numbers = [told[name] for name in ("needs", "seen", "expected")] + [told.get("heard", 0)]
        is_one = told["format"] == FORMAT and all(type(one) is int and 0 <= one < 2**53 for one in numbers)
        if not is_one or not all(isinstance(told[name], str) and 0 < len(told[name]) <= 200 for name in ("from", "to")):
            raise _no_package()
        listed = [(one["kind"], one["size"], one["sha256"]) for one in told["parts"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise error if isinstance(error, BadInput) else _no_package() from error
    if len(listed) > MOST_PARTS or not all(kind in (ENVELOPE, RECEIPT) and type(size) is int and size > 0 for kind, size, _ in listed):
        raise _no_package()
    parts, damaged = _parts(data, len(line) + 1, listed)
    package = Package(told["from"], told["to"], told["needs"], told["seen"], told["expected"], parts, numbers[3])
    return package, damaged, len(listed)


def _parts(data: bytes, start: int, listed: Sequence[tuple[str, int, str]]) -> tuple[tuple[Part, ...], list[int]]:
    found, damaged = [], []
    for number, (kind, size, digest) in enumerate(listed, start=1):
        part = Part(kind, data[start : start + size])
        if len(part.data) == size and sha256_hex(part.data) == digest:
            found.append(part)
        else:
            damaged.append(number)
        start += size
    if start < len(data):
        raise _no_package()
    return tuple(found), damaged


def _no_package() -> BadInput:
    return BadInput("这不是节点往来的介质文件。", "This is no package of an exchange between nodes: choose the file that the other node wrote.")
