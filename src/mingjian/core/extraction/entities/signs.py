"""The signs of each character of a title: its neighbours, its place, and what is known of the words that it stands in."""

import re
from collections.abc import Callable, Iterable, Sequence

from mingjian.core.extraction.entities.known import Count, Known, Looks, narrow

_PADDING = 3
_RUN_OF_LETTERS = re.compile(r"[a-z]+(?:[ '&.\-][a-z]+)*")
_SEGMENT = re.compile(r"[^\s,，.。/、·!！()（）【】\[\]|:：;；+*&\-_]+")
_LONGEST_TOKEN = 20
#: Signs that are told once more under the name of whose marking a title bears, so that what differs between hands is learnt apart.
_APART = ("c0", "b0", "b-1", "t-1", "lB", "lP", "gB", "gP")

Word = tuple[int, int, Count]


def signs_of(title: str, known: Known, part: int | None = None, *, hand: str = "M") -> list[list[str]]:
    """Give the signs of each character; `part` is the title's own part while fitting, `hand` whose marking is learnt or wanted."""
    text = narrow(title)
    signs: list[list[str]] = [[] for _ in text]
    _neighbours(text, signs)
    _runs(text, signs)
    _looks(text, known.looks, signs)
    _words(known.words(text, part), signs)
    return [[*told, hand, *(hand + sign for sign in told if sign.startswith(_APART))] for told in signs]


def _kind(one: str) -> str:
    if "\u4e00" <= one <= "\u9fff":
        return "Z"
    if one.isdigit():
        return "D"
    if one.isspace():
        return "_"
    return ("L" if one.isascii() else "l") if one.isalpha() else "P"


def _neighbours(text: str, signs: list[list[str]]) -> None:
    around = ["<3", "<2", "<1", *text, ">1", ">2", ">3"]
    kinds = ["^"] * _PADDING + [_kind(one) for one in text] + ["^"] * _PADDING
    for place, told in enumerate(signs):
        at = place + _PADDING
        told += [f"c{step}{around[at + step]}" for step in (-2, -1, 0, 1, 2)]
        told += [f"b{step}{around[at + step]}{around[at + step + 1]}" for step in (-2, -1, 0, 1)]
        told += [f"t{step}{around[at + step]}{around[at + step + 1]}{around[at + step + 2]}" for step in (-2, -1, 0)]
        told += [f"q{''.join(kinds[at - 1 : at + 2])}", f"p{min(place, 6)}", f"e{min(len(text) - 1 - place, 4)}"]


def _runs(text: str, signs: list[list[str]]) -> None:
    for match in _RUN_OF_LETTERS.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else "^"
        behind = text[end] if end < len(text) else "$"
        beside = f"r{before}{'z' if _kind(before) == 'Z' else ''}|{behind}"
        for place in range(start, end):
            signs[place] += [f"w{match.group()[:_LONGEST_TOKEN]}", f"v{_position(place, start, end)}{min(end - start, 8)}", beside]
    for match in _SEGMENT.finditer(text):
        start, end = match.span()
        for place in range(start, end):
            signs[place] += [f"s{min(place - start, 5)}", f"z{min(end - 1 - place, 5)}"]
        signs[start].append(f"y{'first' if start < 2 else ''}{min(end - start, 9)}")


def _position(place: int, start: int, end: int) -> str:
    if end - start == 1:
        return "S"
    return "B" if place == start else "E" if place == end - 1 else "I"


def _looks(text: str, looks: Looks, signs: list[list[str]]) -> None:
    like = ["-", *(str(looks.brand_like.get(one, "-")) for one in text), "-"]
    for place, told in enumerate(signs):
        told += [f"k{like[place + 1]}", f"k3{''.join(like[place : place + 3])}"]
        for name, table, part in (
            ("n1", looks.product_ends, text[place]),
            ("n2", looks.product_ends, text[max(0, place - 1) : place + 1]),
            ("n3", looks.product_begins, text[place]),
            ("n4", looks.product_begins, text[place : place + 2]),
        ):
            told.append(f"{name}{table.get(part, '-')}")


def _words(words: Sequence[Word], signs: list[list[str]]) -> None:
    long = [word for word in words if word[1] - word[0] > 1]
    _tell(signs, [word for word in long if word[2].brand_books], lambda n, c: ("gB", f"gB{min(n, 5)}", f"gBc{min(c.brand_books, 3)}"))
    _tell(signs, [word for word in long if word[2].product_books], lambda n, c: ("gP", f"gP{min(n, 5)}", f"gPc{min(c.product_books, 3)}"))
    _tell(signs, [word for word in words if word[2].brand > 0], lambda n, c: _told("lB", n, c.brand, c.product, c.seen))
    _tell(signs, [word for word in words if word[2].product > 0], lambda n, c: _told("lP", n, c.product, c.brand, c.seen))
    _tell(signs, [word for word in words if word[2].brand_here > 0], lambda n, c: _told_here("mB", n, c.brand_here, c.seen_here))
    _tell(signs, [word for word in words if word[2].product_here > 0], lambda n, c: _told_here("mP", n, c.product_here, c.seen_here))
    _tell(signs, [word for word in long if word[2].seen_here > 1 and not word[2].brand_here + word[2].product_here], lambda n, c: ("no",))


def _told(name: str, length: int, marked: int, otherwise: int, seen: int) -> tuple[str, ...]:
    share = _share(marked, seen)
    return name, f"{name}{_size(marked)}{share}", f"{name}{min(length, 4)}{share}", f"{name}{share}{_share(otherwise, seen)}"


def _told_here(name: str, length: int, marked: int, seen: int) -> tuple[str, ...]:
    return f"{name}{_share(marked, seen)}", f"{name}{min(length, 4)}_{_size(marked)}"


def _size(count: int) -> int:
    return 0 if count <= 0 else 1 if count == 1 else 2 if count < 4 else 3 if count < 10 else 4


def _share(part: int, whole: int) -> str:
    return "n" if whole <= 0 else "abcde"[max(0, min(4, int(5 * part / whole)))]


def _tell(signs: list[list[str]], words: Iterable[Word], names: Callable[[int, Count], tuple[str, ...]]) -> None:
    """Give each character of the words that stand in no longer one their names, with its place in the word."""
    past = -1
    for start, end, count in sorted(words, key=lambda word: (word[0], -word[1])):
        if end <= past:
            continue
        past = end
        told = names(end - start, count)
        for place in range(start, end):
            position = _position(place, start, end)
            signs[place] += [name + position for name in told]
