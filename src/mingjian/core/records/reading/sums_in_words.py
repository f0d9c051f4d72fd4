"""Sums written in words, as receipts and decisions have them: `人民币壹万贰仟叁佰元伍角整`, `叁拾万元`, `一千二百元`."""

import re

import pyarrow as pa
import pyarrow.compute as pc

_DIGITS = {sign: number for signs in ("零壹贰叁肆伍陆柒捌玖", "〇一二三四五六七八九", "0弌弍弎") for number, sign in enumerate(signs)} | {
    "两": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_SMALL = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SIGNS = "".join(sorted({*_DIGITS, *_SMALL, *_LARGE} - {"0"}))
#: A sum has a unit, or a sign that only sums are written with: `十` alone may be anything.
_SUM = re.compile(
    rf"(?:人民币|金额|大写|[:：(（])*(?P<whole>[{_SIGNS}]+?)(?P<yuan>元|圆|块)?(?:零?(?P<jiao>[{_SIGNS}])角)?(?:零?(?P<fen>[{_SIGNS}])分)?(?:整|正)?[)）]?"
)
_UNIT = re.compile("[元圆块整]")
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟貳參陸]")


def sums_in_words(texts: pa.Array, *, is_bare_told: bool = True) -> pa.Array:
    """
    Return the sums in yuan that texts (NFKC, without space) write in words; null where they write none.

    One that names no unit counts in yuan with `is_bare_told` alone: under a heading in another unit nobody can say what is meant.
    """
    may_be = pc.fill_null(pc.match_substring_regex(texts, rf"^\D*[{_SIGNS}]\D*$"), False)
    if not pc.any(may_be).as_py():
        return pa.nulls(len(texts), pa.float64())
    told = pc.if_else(may_be, texts, pa.scalar(None, pa.string())).dictionary_encode()
    return pa.array([sum_of(text) if is_bare_told or _UNIT.search(text) else None for text in told.dictionary.to_pylist()], pa.float64()).take(told.indices)


def sum_of(text: str) -> float | None:
    """Return a sum in yuan; None where the words are none, or may be something else than a sum."""
    found = _SUM.fullmatch(text)
    if found is None or not (found["yuan"] or _FORMAL.search(text)):
        return None
    whole = _number_of(found["whole"])
    if whole is None or ((found["jiao"] or found["fen"]) and not found["yuan"]):
        return None
    parts = [_DIGITS.get(found[name]) if found[name] else 0 for name in ("jiao", "fen")]
    if None in parts:
        return None
    return (whole * 100 + (parts[0] or 0) * 10 + (parts[1] or 0)) / 100


def _number_of(words: str) -> int | None:
    """Return a number written with its places (`壹万贰仟`); None where places do not fall as they must."""
    total, section, digit, last = 0, 0, None, 10**5
    largest = 10**12
    for sign in words:
        if sign in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            place = _SMALL[sign]
            if place >= last or (digit is None and (place != 10 or section)) or digit == 0:
                return None
            section, last, digit = section + (digit or 1) * place, place, None
        else:
            place = _LARGE[sign]
            section += digit or 0
            if place >= largest or not section:
                return None
            total, section, digit, last, largest = total + section * place, 0, None, 10**5, place
    return total + section + (digit or 0)
