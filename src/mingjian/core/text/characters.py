"""
The tables that every character goes through: one look-up for each step, whatever Unicode holds.

Codes are 16 bits: 0 is a character that may stand between those of a term, 0xD800 + n stands for several codes, 0xDC00 + n for the n-th syllable,
0xE000 for a character that matches nothing, 0xE001 for a sign that stands between at the first look and is read aloud at the second.
Rests on Unicode's compatibility decompositions (UAX 15, NFKC) and the tables of `writing`.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.text import script_tables
from mingjian.core.text.disguise import Disguise

CODE_POINTS, CODES = 0x110000, 0x10000
EXPANDED, SYLLABLE, FOREIGN, SIGN = 0xD800, 0xDC00, 0xE000, 0xE001
LONGEST = 4  # codes of one character, ㍿ for one
_FOLDED_BELOW = 0x20000  # above stand rare Han characters, and tags that are dropped
_DROPPED = frozenset("ZCSPM")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul letters by category, invisible by use
_ENDS_CLAUSE = frozenset("。！？；，!?;,\n\r")
_DIGITS = "0123456789"
#: Marks that tell terms of digits apart (1:1 is not 11), each with what Unicode folds to it.
MARKS = {":": 1, "∶": 1, ".": 2, "。": 2, "/": 3, "*": 4, "-": 5, "+": 6, "%": 7, "÷": 8}


class Characters(NamedTuple):
    """
    By code point: `fold` (code), `spoken` (the same, but signs that are read aloud have a code), `light` (before look-alikes), `why` (Disguise), `mark`.

    `syllable` gives for a code the code of its sound, or itself; `expansions` (n x 4) holds the codes that one character stands for, 0 behind the last.
    """

    fold: Array
    spoken: Array
    light: Array
    why: Array
    mark: Array
    syllable: Array
    expansions: Array


@cache
def characters() -> Characters:
    """Make the tables, once."""
    return _Making().made()


class _Making:
    def __init__(self) -> None:
        self._fold, self._light = np.zeros(CODE_POINTS, np.uint16), np.zeros(CODE_POINTS, np.uint16)
        self._why, self._mark = np.zeros(CODE_POINTS, np.uint16), np.zeros(CODE_POINTS, np.uint8)
        self._expansions: dict[str, int] = {}

    def made(self) -> Characters:
        self._fold[_FOLDED_BELOW:0xE0000] = self._light[_FOLDED_BELOW:0xE0000] = FOREIGN
        self._why[0xE0000:] = Disguise.HIDDEN
        for point in range(1, _FOLDED_BELOW):
            self._take(chr(point))
        self._why[0] = Disguise.HIDDEN
        spoken = self._fold.copy()
        for sign, word in script_tables.spoken_signs().items():
            spoken[ord(sign)] = self._code("".join(script_tables.look_alikes().get(one, one) for one in word))
            self._fold[ord(sign)] = SIGN
        return Characters(self._fold, spoken, self._light, self._why, self._mark, _syllables(), self._expanded())

    def _take(self, one: str) -> None:
        light, alike, point = _light(one), script_tables.look_alikes(), ord(one)
        if one in alike and not light:
            light = alike[one]
        self._light[point] = self._code(light)
        self._fold[point] = self._code(alike[one] if one in alike else "".join(alike.get(part, part) for part in light))
        self._why[point] = _why(one, light)
        self._mark[point] = MARKS.get(unicodedata.normalize("NFKC", one), 0)

    def _code(self, text: str) -> int:
        if len(text) < 2:
            return ord(text) if text and ord(text) < EXPANDED else FOREIGN if text else 0
        return EXPANDED + self._expansions.setdefault(text[:LONGEST], len(self._expansions))

    def _expanded(self) -> Array:
        table = np.zeros((SYLLABLE - EXPANDED, LONGEST), np.uint16)
        for text, row in self._expansions.items():
            table[row, : len(text)] = [ord(one) for one in text]
        return table


def _light(one: str) -> str:
    """Fold width, case, enclosure, accents of letters, and traditional forms; nothing is left of what may stand between."""
    simplified = script_tables.traditional()
    if "\u4e00" <= one <= "\u9fff":
        return simplified.get(one, one)
    category = unicodedata.category(one)
    if category == "Co" or one in _FILLERS:
        return "" if one in _FILLERS else "\ue000"
    if 0x1F1E6 <= ord(one) <= 0x1F1FF:
        return chr(ord(one) - 0x1F1E6 + ord("a"))
    if category == "Nd":
        return str(unicodedata.decimal(one))
    whole = unicodedata.normalize("NFKC", one).lower()
    bare = unicodedata.normalize("NFKD", whole)
    if bare and ord(bare[0]) < 0x530:
        whole = bare
    kept = [simplified.get(part, part) for part in whole if unicodedata.category(part)[0] not in _DROPPED]
    return "".join(kept) if len(kept) < 2 or all(part.isascii() or "\u4e00" <= part <= "\u9fff" for part in kept) else kept[0]


def _why(one: str, light: str) -> int:
    category, point = unicodedata.category(one), ord(one)
    if not light:
        if category in {"Cf", "Mn", "Me"} or one in _FILLERS or (category == "Cc" and not one.isspace()):
            return Disguise.HIDDEN
        return Disguise.SEPARATED | (Disguise.ACROSS if one in _ENDS_CLAUSE else 0)
    if one in script_tables.traditional():
        return Disguise.TRADITIONAL
    if 0xFF00 <= point <= 0xFFEF:
        narrow = unicodedata.normalize("NFKC", one)
        return Disguise.FULL_WIDTH | (Disguise.LETTER_CASE if narrow.lower() != narrow else 0)
    if 0x2460 <= point <= 0x24FF or 0x2776 <= point <= 0x2793 or 0x3200 <= point <= 0x32FF or 0x1F100 <= point <= 0x1F2FF:
        return Disguise.ENCLOSED
    if unicodedata.normalize("NFKC", one) == one and one.lower() == light and one != light:
        return Disguise.LETTER_CASE
    return 0 if one == light else Disguise.LOOK_ALIKE


def _syllables() -> Array:
    sounds: Mapping[str, str] = script_tables.sounds()
    number = {syllable: SYLLABLE + n for n, syllable in enumerate(sorted(set(sounds.values())))}
    table = np.arange(CODES, dtype=np.uint16)
    for character, syllable in sounds.items():
        table[ord(character)] = number[syllable]
    return table
