"""How official papers write sums and days: in capitals and figures, without separators; days without zeros."""

import re
from datetime import date
from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_TEN_THOUSAND, _HUNDRED_MILLION = 10**4, 10**8
_BOUND = Decimal(10**16)
_FEN = Decimal("0.01")


def money(sum_: Decimal) -> str:
    """Write a sum in capitals and figures: `人民币捌万元整（￥80000.00）`. Raises ValueError as `capitals` does."""
    return f"人民币{capitals(sum_)}（￥{sum_:.2f}）"


def capitals(sum_: Decimal) -> str:
    """
    Write a sum of yuan in capital characters: `壹拾元零伍分`, `壹万亿元整`.

    Raises ValueError for a negative one, one of 10^16 or more, and one with less than a fen: a sum in a paper is never rounded.
    """
    if not sum_.is_finite() or not 0 <= sum_ < _BOUND or sum_ != sum_.quantize(_FEN):
        raise ValueError(str(sum_))
    yuan, fen = divmod(int(sum_ * 100), 100)
    jiao, fen = divmod(fen, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return f"{whole or '零元'}整"
    small = (f"{_DIGITS[jiao]}角" if jiao else "零" if yuan else "") + (f"{_DIGITS[fen]}分" if fen else "整")
    return whole + small


def day(on: date) -> str:
    """Write a day: `2026年3月1日`."""
    return f"{on.year}年{on.month}月{on.day}日"


def _whole(number: int) -> str:
    """Write a whole number. What follows a unit begins with 零 where its own highest place is empty."""
    for base, unit in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
        if number >= base:
            high, low = divmod(number, base)
            return f"{_whole(high)}{unit}" + (("零" if low < base // 10 else "") + _whole(low) if low else "")
    written, is_gap = "", False
    for place, unit in _PLACES:
        digit = number // place % 10
        if digit:
            written += ("零" if is_gap else "") + _DIGITS[digit] + unit
            is_gap = False
        else:
            is_gap = bool(written)
    return written


def without_suffix(name: str) -> str:
    """Return the name of a file as a list of evidence has it: without what a machine calls its kind."""
    return _SUFFIX.sub("", name) or name


#: The end of a file's name; a paper names what is in the file.
_SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp|tiff?|pdf|docx?|wps|xlsx?|et|csv|txt|zip|rar|7z|wacz|warc|html?|mp[34]|mov|avi|wav|m4a)$", re.IGNORECASE)
