"""How code words are hidden from simple searches: full width, split signs, like sounds, emoji, separators."""

import numpy as np

from mingjian.core.made_market.words import EMOJI, FULL_WIDTH, SOUND, SPLIT

SEPARATORS = ("·", " ", "*", "/", "\u200b")
DISGUISES = ("plain", "full_width", "split", "sound", "emoji", "separated")


def disguise(draw: np.random.Generator, word: str) -> tuple[str, str]:
    """Hide a word in one of the ways, `plain` among them. Gives the hidden word and the way; a way that changes nothing is called plain."""
    way = DISGUISES[draw.integers(0, len(DISGUISES))]
    hidden = _hide(draw, word, way)
    return hidden, "plain" if hidden == word else way


def full_width(text: str) -> str:
    """Write letters, digits and signs in full width."""
    return "".join(FULL_WIDTH.get(sign, sign) for sign in text)


def _hide(draw: np.random.Generator, word: str, way: str) -> str:
    if way == "separated":
        separator = SEPARATORS[draw.integers(0, len(SEPARATORS))]
        return separator.join(word)
    table = {"full_width": FULL_WIDTH, "split": SPLIT, "sound": SOUND, "emoji": EMOJI}.get(way, {})
    return "".join(table.get(sign, sign) for sign in word)
