"""
Says what a number may be, and whether it is valid: companies, persons, permits, filings, waybills, barcodes, decisions.

Formats first, then check digits. Whether a number was ever given out, to whom and for what, only the public register tells.
"""

import re
import unicodedata
from collections.abc import Mapping

from mingjian.core.identifiers.general import GENERAL
from mingjian.core.identifiers.kinds import Identification, Kind
from mingjian.core.identifiers.permits import PERMITS
from mingjian.core.language import Text

__all__ = ["Identification", "identify", "kinds", "tidy"]

LONGEST = 64  # characters; no number that we know has more than 40

_KINDS = GENERAL + PERMITS
_ANY_FIRST = tuple(kind for kind in _KINDS if not kind.first)
_DOUBTFUL = tuple(kind.doubtful for kind in _KINDS if kind.hint)
_SIGNED = tuple((kind, re.compile(kind.sign).match) for kind in _KINDS if kind.sign)
_ANY_SIGN = re.compile("|".join(f"(?:{kind.sign})" for kind, _ in _SIGNED))  # one look tells that there is none


def identify(value: str) -> list[Identification]:
    """
    Return what a number may be: one answer for each kind whose format fits, valid ones first.

    Spaces, case and full-width characters do not matter. Where nothing is surely valid, kinds whose tell-tale sign is there are named with what is wrong.
    The list is empty for what looks like no number we know.
    """
    text = tidy(value)
    if not text or len(text) > LONGEST:
        return []
    answers = [_judge(kind, text) for kind in _candidates(text) if kind.fits(text)]
    if not any(answer.valid and answer not in _DOUBTFUL for answer in answers):
        answers += _near_misses(text, answers)
    return answers if len(answers) == 1 else sorted(answers, key=_order)


def tidy(value: str) -> str:
    """Take out spaces and signs without width, fold full-width characters, and write letters large."""
    folded = value if value.isascii() else "".join(sign for sign in unicodedata.normalize("NFKC", value) if unicodedata.category(sign) != "Cf")
    return "".join(folded.split()).upper()


def kinds() -> Mapping[str, Text]:
    """Return the ids of all kinds with their titles."""
    return {kind.kind: kind.title for kind in _KINDS}


def _order(answer: Identification) -> bool:
    return not answer.valid


def _judge(kind: Kind, text: str) -> Identification:
    if kind.check and not kind.check(text):
        return kind.bad_check
    return kind.doubtful if kind.hint and not kind.hint(text) else kind.good


def _near_misses(text: str, answers: list[Identification]) -> list[Identification]:
    if not _ANY_SIGN.match(text):
        return []
    named = {answer.kind for answer in answers}
    return [kind.bad_shape for kind, has_sign in _SIGNED if kind.kind not in named and has_sign(text)]


def _candidates(text: str) -> tuple[Kind, ...]:
    by_length = _INDEX.get(text[0])
    found = by_length.get(len(text), ()) if by_length else ()
    return found + _ANY_FIRST if text[-1] == "号" else found


def _index() -> Mapping[str, Mapping[int, tuple[Kind, ...]]]:
    index: dict[str, dict[int, tuple[Kind, ...]]] = {}
    for kind in _KINDS:
        for char in kind.first:
            lengths = index.setdefault(char, {})
            for length in range(kind.least, kind.most + 1):
                lengths[length] = (*lengths.get(length, ()), kind)
    return index


_INDEX = _index()  # by first character and length, so that few formats are tried
