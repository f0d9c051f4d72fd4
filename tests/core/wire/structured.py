"""
A reader of structured fields (RFC 9651), for tests alone: the second opinion on the headers that this software writes and reads by one fixed form.

It follows section 4.2 step by step; the public vectors judge it (`test_vectors.py`).
"""

import base64
import re
from decimal import Decimal
from typing import Any

_BOOLEANS = {"1": True, "0": False}


class Field:
    """One field value that is being read."""

    def __init__(self, text: str) -> None:
        if not text.isascii():
            raise ValueError("not ASCII")
        self.text = text.strip(" ")

    def take(self, pattern: str) -> str:
        """Take what a pattern matches at the beginning. Raises ValueError where it does not."""
        found = re.match(pattern, self.text)
        if found is None:
            raise ValueError(f"{self.text[:20]!r} is not {pattern}")
        self.text = self.text[found.end() :]
        return found[0]

    def has(self, sign: str) -> bool:
        return self.text.startswith(sign)

    def bare(self) -> Any:
        """Read a bare item, as the vectors write one."""
        first = self.text[:1]
        if first in "-0123456789" and first:
            return self.number()
        if first == '"':
            return re.sub(r"\\(.)", r"\1", self.take(r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"')[1:-1])
        if first == ":":
            raw = self.take(r":[A-Za-z0-9+/=]*:")[1:-1]
            data = base64.b64decode(raw + "=" * (-len(raw) % 4), validate=True)
            return {"__type": "binary", "value": base64.b32encode(data).decode()}
        if first == "?":
            return _BOOLEANS[self.take(r"\?[01]")[1]]
        if first == "@":
            self.take("@")
            number = self.number()
            if not isinstance(number, int):
                raise ValueError("a date has no fraction")
            return {"__type": "date", "value": number}
        if first == "%":
            return {"__type": "displaystring", "value": self.display()}
        return {"__type": "token", "value": self.take(r"[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*")}

    def number(self) -> int | float:
        text = self.take(r"-?[0-9]+(?:\.[0-9]*)?")
        whole, point, rest = text.lstrip("-").partition(".")
        if point:
            if len(whole) > 12 or not 1 <= len(rest) <= 3:
                raise ValueError("too long a decimal")
            return float(Decimal(text))
        if len(whole) > 15:
            raise ValueError("too long an integer")
        return int(text)

    def display(self) -> str:
        raw = self.take(r'%"(?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*"')[2:-1]
        return re.sub(rb"%([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), raw.encode()).decode()

    def key(self) -> str:
        return self.take(r"[a-z*][a-z0-9_\-.*]*")

    def parameters(self) -> list[list[Any]]:
        found: dict[str, Any] = {}
        while self.has(";"):
            self.take("; *")
            name = self.key()
            found[name] = True
            if self.has("="):
                self.take("=")
                found[name] = self.bare()
        return [[name, value] for name, value in found.items()]

    def item(self) -> list[Any]:
        return [self.bare(), self.parameters()]

    def item_or_list(self) -> list[Any]:
        if not self.has("("):
            return self.item()
        self.take(r"\( *")
        inner = []
        while not self.has(")"):
            inner.append(self.item())
            if not self.has(")"):
                self.take(" +")
        self.take(r"\)")
        return [inner, self.parameters()]

    def members(self, kind: str) -> list[Any]:
        """Read the members of a list, or of a dictionary as pairs."""
        found: dict[Any, Any] = {}
        while self.text:
            if kind == "dictionary":
                name = self.key()
                if self.has("="):
                    self.take("=")
                    found[name] = self.item_or_list()
                else:
                    found[name] = [True, self.parameters()]
            else:
                found[len(found)] = self.item_or_list()
            self.take(r"[ \t]*")
            if self.text:
                self.take(r",[ \t]*")
                if not self.text:
                    raise ValueError("ends with a comma")
        return [[name, value] for name, value in found.items()] if kind == "dictionary" else list(found.values())


def read(kind: str, lines: list[str]) -> Any:
    """Read a field of a kind (`item`, `list`, `dictionary`), given in one line or more. Raises ValueError where it is none."""
    field = Field(", ".join(lines))
    told = field.item() if kind == "item" else field.members(kind)
    if field.text:
        raise ValueError("something follows")
    return told
