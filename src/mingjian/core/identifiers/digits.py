"""
Check digits, each as its standard counts them, and parts of numbers that must agree.

`python-stdnum` counts where it has the rule; `docs/decisions` say why the unified social credit code is counted here. All are given what already fits a format.
"""

from datetime import date
from functools import lru_cache
from operator import getitem

from stdnum import ean, numdb
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_10 as iso_11_10

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _weighed(alphabet: str, weights: tuple[int, ...], modulus: int) -> tuple[dict[str, int], ...]:
    """Return for each place what each character adds: sums of look-ups are several times faster than products."""
    return tuple({char: value * weight % modulus for value, char in enumerate(alphabet)} for weight in weights)


_USCC = _weighed(USCC_ALPHABET, _USCC_WEIGHTS, 31)
_ORG = _weighed("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", _ORG_WEIGHTS, 11)


def uscc(text: str) -> bool:
    """Check a unified social credit code (GB 32100-2015)."""
    return sum(map(getitem, _USCC, text)) % 31 == 0


def organisation(text: str) -> bool:
    """Check an organisation code (GB 11714-1997)."""
    return text[-1] == "0123456789X"[-sum(map(getitem, _ORG, text)) % 11]


def citizen(text: str) -> bool:
    """Check a citizen number (GB 11643-1999, ISO 7064 MOD 11-2) and its birth date."""
    return bool(ric.calc_check_digit(text) == text[17]) and _is_day(text[6:14])


@lru_cache(maxsize=8192)  # there are some 6,000 places, counting those of the past
def place(digits: str) -> bool:
    """Return whether six digits are a county that is or was (GB/T 2260, as `python-stdnum` lists them)."""
    return any("county" in told for _, told in numdb.get("cn/loc").info(digits))


def citizen_place(text: str) -> bool:
    """Return whether a citizen number begins with a place that is or was."""
    return place(text[:6])


@lru_cache(maxsize=65536)  # the days of 180 years
def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def mod_11_10(digits: str) -> bool:
    """Check the last of a row of digits as GB/T 17710 (ISO 7064 MOD 11,10) does."""
    return bool(iso_11_10.checksum(digits) == 1)


def after_letters(text: str) -> bool:
    """Check the digits after a prefix of two letters as GB/T 17710 does."""
    return mod_11_10(text[2:])


def ean13(text: str) -> bool:
    """Check a barcode or ISBN of 13 digits (GB 12904, EAN-13)."""
    return bool(ean.calc_check_digit(text[:-1]) == text[-1])


def s10(text: str) -> bool:
    """Check an international postal item number (UPU S10)."""
    left = -sum(int(char) * weight for char, weight in zip(text[2:10], _S10_WEIGHTS, strict=True)) % 11
    return int(text[10]) == {0: 5, 10: 0}.get(left, left)


def patent(text: str) -> bool:
    """Check a patent number (ZC 0006-2003): weights 2 to 9, modulus 11."""
    number, _, digit = text[2:].partition(".")
    total = sum(int(char) * weight for char, weight in zip(number, _PATENT_WEIGHTS, strict=False))
    return digit == "0123456789X"[total % 11]


def device(text: str) -> bool:
    """Hold the parts against each other: 国械注准 is class 3, a province's class 2, and only the state registers imports (registration measures 115)."""
    national, origin, device_class = text[0] == "国", text[3], text[8]
    if national:
        return origin != "准" or device_class == "3"
    return origin == "准" and device_class == "2"
