"""What a kind of number is: its format, where it is looked for, and the answers it gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mingjian.core.language import Text

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
P = f"[{PROVINCES}]"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Check = Callable[[str], bool]
Pair = tuple[str, str]  # a phrase in Chinese and in English

_FITS = ("格式相符，无校验位", "the format fits; there is no check digit")
_HOLDS = ("格式与校验相符", "format and check hold")
_WRONG_DIGIT = ("校验位不符", "the check digit is wrong")
_UNCHECKED = ("。（该格式未经核对，UNVERIFIED）", ". (This format is UNVERIFIED.)")


@dataclass(frozen=True, slots=True)
class Identification:
    """One thing that a number may be: the kind's id, whether format and check digit hold, and why."""

    kind: str
    valid: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of number, with its three answers made once: identifying only picks one.

    `first` are the characters it may begin with (empty: any), `least` and `most` its length. `sign` is what makes people take a wrong number for this kind.
    A number that fails `check` is wrong; one that fails `hint` is only told to be doubtful.
    """

    kind: str
    title: Text
    fits: Callable[[str], object]
    first: str
    least: int
    most: int
    check: Check | None
    hint: Check | None
    sign: str
    good: Identification
    doubtful: Identification
    bad_check: Identification
    bad_shape: Identification


def kind(
    name: str,
    zh: str,
    en: str,
    pattern: str,
    first: str,
    lengths: tuple[int, int],
    shape: Pair,
    *,
    check: Check | None = None,
    hint: Check | None = None,
    sign: str = "",
    verification: str = "secondary",
    checked: Pair = _WRONG_DIGIT,
    doubt: Pair = _WRONG_DIGIT,
) -> Kind:
    """Make a kind. `shape` says the format to a person, `checked` what a failed check means, `doubt` what a failed hint does."""

    def answer(valid: bool, said: Pair) -> Identification:
        end = _UNCHECKED if verification == "UNVERIFIED" else ("。", ".")
        return Identification(name, valid, Text(f"{zh}：{said[0]}{end[0]}", f"{en}: {said[1]}{end[1]}"))

    return Kind(
        name,
        Text(zh, en),
        re.compile(pattern).fullmatch,
        first,
        *lengths,
        check,
        hint,
        sign,
        answer(True, _HOLDS if check else _FITS),
        answer(True, doubt),
        answer(False, checked),
        answer(False, (f"格式应为{shape[0]}", f"the format is {shape[1]}")),
    )
