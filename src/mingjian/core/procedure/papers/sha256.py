"""The SHA-256 of something that was taken: sixty-four hexadecimal signs, kept in small letters. Anything else would prove nothing later."""

import re

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper

_BETWEEN = re.compile(r"[\s:：-]+")  # as tools print it, and as people break it up
_WHOLE = re.compile(r"[0-9a-f]{64}")


def digest_in(written: str) -> str:
    """Return the SHA-256 that somebody typed, in small letters; empty where it is none."""
    text = _BETWEEN.sub("", written).lower()
    return text if _WHOLE.fullmatch(text) else ""


def _read(paper: Paper, value: object) -> str:
    found = digest_in(value) if isinstance(value, str) else ""
    if not found:
        raise ValueError
    return found


KIND = PaperKind(_read, Text("SHA-256 值（64 位十六进制）", "a SHA-256 of 64 hexadecimal signs"))
