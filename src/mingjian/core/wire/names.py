"""
One way to write and read a name, so that it means the same on every node, before a court, and after a move of the database.

    sh.mingjian.example/clue/C2026-0000123             a thing: node, kind, number
    sh.mingjian.example/finding/sham_ring@4/云集市/S1#9f86…  a thing as it stood: with the SHA-256 of what it says
    li@sh.mingjian.example                             an officer
    clue@2026-01-01#9f86…                              a version of a procedure's sheet, with the digest of its content
    11330122MB0F00000X, sh.mingjian.example:5f0c9e     a department: its credit code, or what its node calls it
    9f86…                                              bytes, by their SHA-256

A row's key in a database is none of these. Signs that would part a name elsewhere, and those that nobody sees, are written as `%` and two hexadecimal digits
a byte.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

from mingjian.core.errors import BadInput
from mingjian.core.identifiers.digits import USCC_ALPHABET, uscc

_KIND = re.compile(r"[a-z][a-z0-9_]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGESTED = re.compile(r"(.*)#([0-9a-f]{64})", re.DOTALL)
_SHEET = re.compile(r"([a-z][a-z0-9_]*)@(\d{4}-\d{2}-\d{2})#([0-9a-f]{64})")
_CREDIT_CODE = re.compile(rf"[{USCC_ALPHABET}]{{2}}\d{{6}}[{USCC_ALPHABET}]{{10}}")
_GIVEN_CODE = re.compile(r"([^/@:#\s]+):([0-9a-z][0-9a-z-]*)")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a thing: which node says it, what kind of thing, its number there, and, where it may change, the SHA-256 (hex) of what it says."""

    node: str
    kind: str
    number: str
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.node or not self.number or not _KIND.fullmatch(self.kind) or (self.digest and not _DIGEST.fullmatch(self.digest)):
            raise _fault(f"{self.node}/{self.kind}/{self.number}")

    def __str__(self) -> str:
        whole = f"{_escaped(self.node, '/@:')}/{self.kind}/{_escaped(self.number)}"
        return f"{whole}#{self.digest}" if self.digest else whole

    @classmethod
    def read(cls, text: str) -> "Name":
        """Read a name back. Raises BadInput where it is none, or not written as `str` writes it."""
        return _name(text)

    @classmethod
    def _read(cls, text: str) -> "Name":
        rest, digest = _digested(text)
        parts = rest.split("/", 2)
        if len(parts) < 3 or len(text) > _LONGEST:
            raise _fault(text)
        name = cls(unquote(parts[0]), parts[1], unquote(parts[2]), digest)
        if str(name) != text:
            raise _fault(text)
        return name


@lru_cache(maxsize=1024)
def _name(text: str) -> Name:
    """Read a name, which is asked for several times where a record comes or goes."""
    return Name._read(text)


@dataclass(frozen=True, slots=True)
class OfficerName:
    """The name of an officer: how they sign in, and at which node."""

    username: str
    node: str

    def __str__(self) -> str:
        return f"{_escaped(self.username, '/')}@{_escaped(self.node, '/@:')}"

    @classmethod
    def read(cls, text: str) -> "OfficerName":
        """Read a name back. Raises BadInput where it is none."""
        username, _, node = text.rpartition("@")
        name = cls(unquote(username), unquote(node))
        if not username or not node or str(name) != text:
            raise _fault(text)
        return name


@dataclass(frozen=True, slots=True)
class SheetName:
    """The name of one version of a procedure's sheet: the day on which it took force, and the SHA-256 (hex) of its canonical content."""

    procedure: str
    in_force: date
    digest: str

    def __str__(self) -> str:
        return f"{self.procedure}@{self.in_force.isoformat()}#{self.digest}"

    @classmethod
    def read(cls, text: str) -> "SheetName":
        """Read a name back. Raises BadInput where it is none."""
        if not (parts := _SHEET.fullmatch(text)):
            raise _fault(text)
        try:
            return cls(parts[1], date.fromisoformat(parts[2]), parts[3])
        except ValueError:
            raise _fault(text) from None


def given_code(node: str, number: str) -> str:
    """Return the code of a department that has no credit code, as its node calls it. Raises BadInput where it could not be read back."""
    code = f"{_escaped(node, '/@:')}:{number}"
    if not is_department(code):
        raise _fault(code)
    return code


def is_department(text: str) -> bool:
    """Return whether a text is the code of a department: a unified social credit code whose check character holds, or one that a node gave."""
    return bool(_GIVEN_CODE.fullmatch(text) or (_CREDIT_CODE.fullmatch(text) and uscc(text)))


def is_name(text: str) -> bool:
    """Return whether a text is a name of any form."""
    return bool(_DIGEST.fullmatch(text)) or is_department(text) or any(_reads(form, text) for form in (SheetName, Name, OfficerName))


def _reads(form: type[Name] | type[OfficerName] | type[SheetName], text: str) -> bool:
    try:
        form.read(text)
    except BadInput:
        return False
    return True


def _digested(text: str) -> tuple[str, str]:
    parts = _DIGESTED.fullmatch(text)
    return (parts[1], parts[2]) if parts else (text, "")


def _escaped(text: str, parting: str = "") -> str:
    """Write what parts a name, and what cannot be seen, as `%` and its bytes."""
    if text.isprintable() and not any(sign in text for sign in f"%# {parting}"):  # as nearly all are; a space is printable
        return text
    return "".join("".join(f"%{byte:02X}" for byte in sign.encode()) if _is_hidden(sign) or sign in parting else sign for sign in text)


def _is_hidden(sign: str) -> bool:
    return sign in "%#" or sign.isspace() or not sign.isprintable()


def _fault(text: str) -> BadInput:
    shown = ascii(text[:80])
    return BadInput(f"{shown} 不是名称，应形如 节点/类别/编号。", f"{shown} is no name: it should read node/kind/number.")
