"""Numbers of persons where they stand in other text: told by their shape, so that one with a slip is no more repeated than a sound one."""

import re

from stdnum.cn import ric, uscc

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SHAPE = rf"[1-9]\d{{5}}(?:(?:18|19|20)\d{{2}}{_DAY}\d{{3}}[\dXx]|\d{{2}}{_DAY}\d{{3}})"
_WHOLE = re.compile(_SHAPE)
_WITHIN = re.compile(rf"(?<![0-9A-Za-z]){_SHAPE}(?![0-9A-Za-z])")


def is_of_person(number: str) -> bool:
    """
    Return whether a number has the form of a citizen's, of 18 or of 15 digits, whatever its check digit.

    A number that holds as a credit code and not as a citizen's is a code: the two can coincide in form.
    """
    return _WHOLE.fullmatch(number) is not None and (ric.is_valid(number) or not _is_code(number))


def without_persons(text: str) -> str:
    """Return a text in which each number of a person keeps its first four digits, which tell the city, and no others."""
    return _WITHIN.sub(lambda found: f"{found[0][:4]}{'*' * (len(found[0]) - 4)}" if is_of_person(found[0].upper()) else found[0], text)


def _is_code(number: str) -> bool:
    return len(number) == 18 and uscc.is_valid(number)
