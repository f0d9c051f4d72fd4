"""Reads a text in several ways, each a list of n-grams: as written, with its disguise taken off, by sound."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from mingjian.core.text import script_tables

LONGEST = 4000  # characters: what comes after does not change what a text is about, and a hostile text may be endless


def as_written(text: str) -> list[str]:
    """Return one to three characters in a row, case and width as they stand."""
    return _grams(list(" ".join(whole(text).lower().split())), 3)


def undisguised(text: str) -> list[str]:
    """
    Return one to three characters in a row, after folding: signs and spaces left out, traditional and look-alike characters plain, any digit a 0, save that
    0 and 1 are the letters o and l that they stand in for.
    """
    return _grams(bare(text), 3)


def by_sound(text: str) -> list[str]:
    """Return one to three syllables in a row, without tone, after folding."""
    sounds = script_tables.sounds()
    return _grams([f"{sounds.get(one, one)} " for one in bare(text)], 3)


def whole(text: str) -> str:
    """Return what is read of a text; what is no character (a lone surrogate) becomes a sign for that."""
    return text[:LONGEST].encode("utf-8", "replace").decode()


def bare(text: str) -> list[str]:
    """Fold a text to letters and digits: what is left when disguise is taken off."""
    return [part for one in whole(text) for part in folded(one)]


@lru_cache(maxsize=1 << 16)  # a hostile text may go through all of Unicode
def folded(one: str) -> tuple[str, ...]:
    """Return what one character is read as when disguise is taken off: often itself, sometimes nothing, sometimes a word."""
    spoken = script_tables.spoken_signs().get(one, one)
    found = "".join(_plain(part) for part in unicodedata.normalize("NFKC", spoken).lower())
    return tuple("0" if part.isdigit() else part for part in found if part.isalnum() or part == "+")


def _plain(one: str) -> str:
    one = script_tables.look_alikes().get(one, one)
    return unicodedata.normalize("NFKC", script_tables.traditional().get(one, one)).lower()


def _grams(parts: Sequence[str], longest: int) -> list[str]:
    return ["".join(parts[at : at + size]) for size in range(1, longest + 1) for at in range(len(parts) - size + 1)]
