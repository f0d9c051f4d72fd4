"""
How alike two characters look and sound, from 0 to 1.

Looks: the parts by Cangjie code, the corners by four-corner code, the number of strokes (all from Unihan, UAX 38). Sounds: pinyin by initial, final and tone,
with the pairs that dialects do not tell apart (n and l, f and h, z and zh, in and ing …).
"""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from mingjian.core.matching.tables import table

_INITIALS = ("zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w")
_INITIALS_MIXED_UP = frozenset(map(frozenset, (("n", "l"), ("f", "h"), ("z", "zh"), ("c", "ch"), ("s", "sh"), ("r", "l"))))
_FINALS_MIXED_UP = frozenset(map(frozenset, (("in", "ing"), ("en", "eng"), ("an", "ang"), ("ian", "iang"), ("uan", "uang"), ("un", "ong"))))
_NEAR_INITIALS = frozenset(map(frozenset, (("b", "p"), ("d", "t"), ("g", "k"), ("j", "q"), ("zh", "ch"), ("z", "c"))))
#: Finals that differ by one phoneme, or that dialects without ü, or with few nasals, do not tell apart.
_NEAR_FINALS_LISTED = "i-v i-u ie-ve ian-uan an-en ang-eng ai-ei ao-ou o-uo o-e e-uo i-ei u-ou ong-eng ia-a ua-a ui-ei un-en ian-an iao-ao iu-ou"
_NEAR_FINALS = frozenset(frozenset(pair.split("-")) for pair in _NEAR_FINALS_LISTED.split())
_OTHER_TONE, _MIXED_UP, _NEAR = 0.95, 0.85, 0.7
_CANGJIE, _CORNERS, _STROKES = 0.5, 0.35, 0.15
_TAKEN = 0.85  # of a pair that readers take for each other, by the table


class Character(NamedTuple):
    """What the table knows of a character; `corners` is empty where its four-corner code is not known."""

    cangjie: str
    corners: str
    strokes: int
    initial: str
    final: str
    tone: str


@cache
def characters() -> Mapping[str, Character]:
    """Return the characters of GB 2312."""
    entries = str(table("writing", "characters")["characters"]).replace("\n", ";").split(";")
    return dict(_character(entry.split()) for entry in entries if entry.strip())


def _character(parts: list[str]) -> tuple[str, Character]:
    (named, corners, strokes, sound) = parts
    initial, final = syllable(sound[:-1])
    return named[0], Character(named[1:], corners.replace("-", "")[:4], int(strokes), initial, final, sound[-1])


def syllable(pinyin: str) -> tuple[str, str]:
    """Split a toneless syllable into initial and final; y and w count as initials."""
    initial = next((one for one in _INITIALS if pinyin.startswith(one)), "")
    return initial, pinyin[len(initial) :]


@cache
def _simplified() -> Mapping[str, str]:
    groups = str(table("writing", "traditional_characters")["groups"]).split()
    return {member: group[0] for group in groups for member in group[1:]}


@cache
def _look_alikes() -> Mapping[str, str]:
    """Map a sign of any script to the sign that its group of look-alikes is named after."""
    groups = str(table("writing", "signs")["look_alikes"]).split()
    return {member: group[0] for group in groups for member in group[1:] if not _is_han(group[0])}


def folded(text: str) -> tuple[str, list[int]]:
    """
    Fold width, case and traditional forms, and drop what is no letter, digit or character.

    Gives the folded text, and for each of its characters the place in the raw text.
    """
    out: list[str] = []
    places: list[int] = []
    for place, raw in enumerate(text):
        for one in unicodedata.normalize("NFKC", raw).casefold():
            if unicodedata.category(one)[0] in "LN":
                out.append(_simplified().get(one, one))
                places.append(place)
    return "".join(out), places


def sound_likeness(one: str, other: str) -> float:
    """Return how alike two characters sound: 1 the same with tone, 0.95 another tone, 0.85 where dialects mix them up, 0 unlike or not known."""
    mine, theirs = characters().get(one), characters().get(other)
    if mine is None or theirs is None:
        return float(one == other)
    initial = _part(mine.initial, theirs.initial, _INITIALS_MIXED_UP, _NEAR_INITIALS)
    final = _part(mine.final, theirs.final, _FINALS_MIXED_UP, frozenset())
    return initial * final * (1.0 if mine.tone == theirs.tone else _OTHER_TONE)


def near_sound_likeness(one: str, other: str) -> float:
    """
    Return how near two characters sound that need not sound alike: as `sound_likeness`, or by one phoneme that differs, in initial or final.

    0 where both parts differ by more than dialects mix up.
    """
    mine, theirs = characters().get(one), characters().get(other)
    if mine is None or theirs is None:
        return float(one == other)
    initial = _part(mine.initial, theirs.initial, _INITIALS_MIXED_UP, _NEAR_INITIALS)
    final = _part(mine.final, theirs.final, _FINALS_MIXED_UP, _NEAR_FINALS)
    return initial * final if max(initial, final) == 1 or min(initial, final) >= _MIXED_UP else 0.0


def _part(mine: str, theirs: str, mixed_up: frozenset[frozenset[str]], near: frozenset[frozenset[str]]) -> float:
    if mine == theirs:
        return 1.0
    pair = frozenset((mine, theirs))
    if pair in mixed_up:
        return _MIXED_UP
    return _NEAR if pair in near else 0.0


@lru_cache(maxsize=1 << 16)
def shape_likeness(one: str, other: str) -> float:
    """Return how alike two characters look: 1 the same, above 0.7 easily taken for each other; letters by the table of look-alikes."""
    if one == other:
        return 1.0
    return max(_by_codes(one, other), _TAKEN * any(other in group for group in mistaken_for(one)))


@cache
def _groups() -> tuple[str, ...]:
    return tuple(str(table("marks", "look_alikes")["groups"]).split())


def mistaken_for(one: str) -> tuple[str, ...]:
    """Return the groups of characters that readers take for each other and that this one is in."""
    return tuple(group for group in _groups() if one in group)


def _by_codes(one: str, other: str) -> float:
    mine, theirs = characters().get(one), characters().get(other)
    if mine is None or theirs is None:
        return float(look(one) == look(other)) * 0.95
    parts = 2 * common(mine.cangjie, theirs.cangjie) / (len(mine.cangjie) + len(theirs.cangjie))
    strokes = min(mine.strokes, theirs.strokes) / max(mine.strokes, theirs.strokes)
    if not mine.corners or not theirs.corners:
        return ((_CANGJIE + _CORNERS) * parts + _STROKES * strokes) * 0.95
    corners = sum(a == b for a, b in zip(mine.corners, theirs.corners, strict=True)) / 4
    return (_CANGJIE * parts + _CORNERS * corners + _STROKES * strokes) * 0.95


def look(one: str) -> str:
    """Return the sign that stands for all that look like this one."""
    return _look_alikes().get(one, one)


def common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = row
        row = [0]
        for place, b in enumerate(other):
            row.append(before[place] + 1 if a == b else max(before[place + 1], row[place]))
    return row[-1]


def is_han(text: str) -> bool:
    """Return whether any character is Chinese."""
    return any(_is_han(one) for one in text)


def _is_han(one: str) -> bool:
    return "\u3400" <= one <= "\u9fff" or "\U00020000" <= one <= "\U0003ffff"
