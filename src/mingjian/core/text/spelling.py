"""Writes a Chinese word as sellers do who hide it from a filter: one character in letters as it sounds, or all of them (gao仿, 高fang, gaofang)."""

from mingjian.core.text import script_tables

_LEAST, _MOST = 2, 4  # characters: of longer words folding and sounds find enough
_NUMBERS = set("零〇一二三四五六七八九十")  # folded to digits: with one beside it, half of all codes of goods would be a word


def spelled(word: str, *, wholly: bool) -> tuple[str, ...]:
    """Return the spellings of a word of two to four Chinese characters; with `wholly` the one in letters alone, too. Empty for any other word."""
    sounds = [script_tables.sounds().get(one, "") for one in word]
    if not _LEAST <= len(word) <= _MOST or not all(sounds) or set(word) & _NUMBERS:
        return ()
    partly = tuple(f"{word[:place]}{sound}{word[place + 1 :]}" for place, sound in enumerate(sounds))
    return (*partly, "".join(sounds)) if wholly else partly
