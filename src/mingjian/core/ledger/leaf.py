"""What one entry is to the tree: its canonical bytes (RFC 8785) and their leaf hash (RFC 6962, section 2.1)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import rfc8785

from mingjian.core.errors import BadInput

#: Set before a leaf's bytes, so that no leaf can pass for an inner node (RFC 6962, section 2.1).
LEAF_PREFIX = b"\x00"

#: An entry of more values than this, perhaps a list that holds itself, is left to the careful writer.
MANY = 10_000

#: Lists and mappings inside each other beyond this are looked into no further when a fault is named.
DEEPEST = 100

#: The largest whole number that every reader of JSON understands alike (RFC 7493, section 2.2).
LARGEST_INTEGER = 2**53 - 1


def canonical(entry: Mapping[str, Any]) -> bytes:
    """
    Return the one spelling of an entry in bytes: JSON by RFC 8785, keys sorted, no spaces, UTF-8.

    Takes text, whole numbers up to 2^53 - 1, finite fractions, true, false, null, lists, and mappings with text keys. Raises BadInput for anything
    else, naming the place: larger numbers, dates, decimals and bytes must be written as text by the caller, who knows how they are to be read.
    """
    try:
        return _WRITE(entry).encode() if _is_simple(entry) else rfc8785.dumps(dict(entry))
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError, AttributeError) as error:
        _refuse(entry, error)


#: Python's own writer, many times as fast, spells as RFC 8785 does whatever `_is_simple` lets through.
_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def _is_simple(entry: object) -> bool:
    """
    Return whether an entry holds only what both writers spell alike: no fractions, no large numbers, no keys that UTF-16 sorts otherwise than code points do.

    Raises RecursionError beyond DEEPEST, which not every Python's own writer does.
    """
    level: list[Any] = [entry]
    seen = 0
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is str or kind is bool or value is None:
                continue
            if kind is dict and all(type(key) is str and key.isascii() for key in value):
                inner.extend(value.values())
            elif kind is list:
                inner.extend(value)
            elif kind is not int or not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
                return False
        seen += len(inner)
        if not inner or seen > MANY:
            return not inner
        level = inner
    raise RecursionError


def leaf_hash(leaf: bytes) -> bytes:
    """Return the 32 bytes by which the tree knows a leaf: SHA-256 of 0x00 and the leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def parse(text: bytes | str) -> dict[str, Any]:
    """
    Read one JSON object strictly, as RFC 7493 asks: no key twice, no NaN, no infinity.

    Raises BadInput where it is not one: two readers of such a text could understand two different things.
    """
    try:
        value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"不是规范的 JSON：{error}。请提供未经改动的文件。", f"Not strict JSON: {error}. Give the file as it was written.") from error
    if not isinstance(value, dict):
        raise BadInput("须为一个 JSON 对象。", "It must be one JSON object.")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _number(digits: str) -> int | float:
    """Take a long row of digits for the double that it is in JSON: RFC 8785 writes 1e20 as 100000000000000000000."""
    value = int(digits) if len(digits) <= 17 else None
    return value if value is not None and abs(value) <= LARGEST_INTEGER else float(digits)


def _refuse(entry: Mapping[str, Any], error: Exception) -> NoReturn:
    place, value = next(_unwritable(entry, ""), ("", entry))
    raise BadInput(
        f"台账记录的 {place or '内容'} 无法写成规范 JSON：{_short(value)}。超过 2^53-1 的整数、小数金额、日期与字节须先写成文本。",
        f"The entry's {place or 'content'} has no canonical JSON: {_short(value)}. Write numbers above 2^53 - 1, decimals, dates and bytes as text first.",
    ) from error


def _short(value: object) -> str:
    text = ascii(value)  # a lone surrogate could not be printed
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"


def _unwritable(value: Any, place: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Walk to the values that RFC 8785 cannot write, with their places."""
    if depth > DEEPEST:
        yield f"{place[:20]}…", "nested too deeply"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            plain = isinstance(key, str) and _is_plain(key)
            there = f"{place}.{key if plain else ascii(key)}".lstrip(".")
            if not plain:
                yield there, key
            yield from _unwritable(inner, there, depth + 1)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _unwritable(inner, f"{place}[{number}]", depth + 1)
    elif not _is_plain(value):
        yield place, value


def _is_plain(value: object) -> bool:
    try:
        rfc8785.dumps(value)  # type: ignore[arg-type]  # what it does not take, it refuses
    except (rfc8785.CanonicalizationError, UnicodeError, AttributeError):
        return False
    return True
