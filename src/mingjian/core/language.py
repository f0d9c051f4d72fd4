"""Words in Chinese and English, side by side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in both languages of the house. Neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"A text needs both languages: zh={self.zh!r}, en={self.en!r}.")

    def in_language(self, code: str) -> str:
        """Return the phrase for a language code as browsers say it (`zh-hans`, `en`); Chinese unless it is English."""
        return self.en if code.lower().startswith("en") else self.zh

    def filled(self, **values: object) -> "Text":
        """Put values into the `{places}` of both phrases."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def __str__(self) -> str:
        return self.zh


def is_text(text: str) -> bool:
    """Return whether every sign is a character; halves of surrogate pairs are none, and no file or database takes them."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def amount(number: float) -> str:
    """Write a sum in whole digits (1288000, 19.9), where `:g` would round it to six and write an exponent."""
    return f"{number:.15g}"


def figure(number: Decimal | int) -> str:
    """Write a sum of money or a quantity with its thousands apart, and without decimals that say nothing: `1,207`, `1,207.50`."""
    return f"{number:,.2f}".removesuffix(".00")


def several(count: int, thing: str) -> str:
    """Count things in English: `1 shop`, `2 shops`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def name_of(path: PurePath) -> str:
    """
    Return the path of a file as text that any answer can hold.

    Names are bytes: what of them is no UTF-8 (archives made on Windows), and control signs, are written as `\\xff`, so that two names stay two.
    """
    return _NO_TEXT.sub(lambda sign: f"\\x{ord(sign[0]) & 0xFF:02x}", path.as_posix())


def key_named(word: str, labels: Mapping[str, Text]) -> str:
    """Return the key whose label a word is, or in whose label alone it stands; a key, and a word that names none, as it is. One character names nothing."""
    if word in labels or len(word) < _LEAST_NAME:
        return word
    found = [key for key, label in labels.items() if word.lower() in (label.zh, label.en.lower())]
    found = found or [key for key, label in labels.items() if word in label.zh]
    return found[0] if len(found) == 1 else word


_LEAST_NAME = 2
