"""Finds many plain words in a text at once, the longest at each place."""

from collections.abc import Iterable, Iterator, Mapping
from operator import add
from typing import NamedTuple


class Found(NamedTuple):
    """A word, and where it stands in the text that was looked through."""

    word: str
    start: int
    end: int


class Words:
    """Words made ready. Looking costs one look-up for each pair of characters."""

    def __init__(self, words: Iterable[str]) -> None:
        beginnings: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda one: (-len(one), one)):
            if word:
                beginnings.setdefault(word[:2], []).append(word)
        self._beginnings: Mapping[str, list[str]] = beginnings
        self._single = frozenset(beginning for beginning in beginnings if len(beginning) == 1)

    def find(self, text: str) -> Iterator[Found]:
        """Return the longest word at each place, from left to right, none begun inside another. A word of Latin letters must stand alone."""
        past, beginnings, single = 0, self._beginnings, self._single
        for start, pair in enumerate(map(add, text, f"{text[1:]} ")):
            if (pair in beginnings or pair[0] in single) and start >= past:
                word = self._at(text, start, pair)
                if word:
                    past = start + len(word)
                    yield Found(word, start, past)

    def _at(self, text: str, start: int, pair: str) -> str:
        for word in self._beginnings.get(pair, ()):
            if text.startswith(word, start) and stands_alone(text, start, start + len(word)):
                return word
        return pair[0] if pair[0] in self._single and stands_alone(text, start, start + 1) else ""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a span does not begin or end within a longer run of Latin letters."""
    return not (is_letter(text, start) and is_letter(text, start - 1)) and not (is_letter(text, end - 1) and is_letter(text, end))


def is_letter(text: str, place: int) -> bool:
    """Return whether there is a Latin letter at a place of a text."""
    return 0 <= place < len(text) and text[place].isascii() and text[place].isalpha()
