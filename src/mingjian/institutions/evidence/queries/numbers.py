"""The order and waybill numbers that a kit tells of: in their own fields, in the story, in the notes and names of its files."""

import re
import unicodedata
from collections.abc import Iterator

from mingjian.institutions.evidence.models import Kit

WHERE = ("order_number", "waybill", "story", "file")  # where a number stands, what it is surest in first
MOST = 40  # numbers of one kit that are looked up
#: In running text: long enough that a price, a day or a time of day is none.
_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z-]*(?:[0-9]-?){6})[0-9A-Za-z][0-9A-Za-z-]{7,39}(?![0-9A-Za-z])")
_APART = re.compile(r"[^0-9A-Za-z-]+")
SHORTEST = 4  # signs of one of several numbers in one field: below, what stands beside a number would be taken for one


def numbers_of(kit: Kit) -> dict[str, str]:
    """Return each number with where it stands, one of WHERE. What stands in a field of its own comes first, and counts there."""
    found: dict[str, str] = {}
    for number, where in _told(kit):
        if len(found) < MOST:
            found.setdefault(number, where)
    return found


def _told(kit: Kit) -> Iterator[tuple[str, str]]:
    for where, written in (("order_number", kit.order_number), ("waybill", kit.waybill)):
        plain = _plain(written).strip()
        several = [one for one in _APART.split(plain) if len(one) >= SHORTEST]
        yield from ((number, where) for number in (plain, _APART.sub("", plain), *several) if any(sign.isdigit() for sign in number))
    yield from ((number, "story") for number in _IN_TEXT.findall(_plain(kit.story)))
    for item in kit.items.all():
        yield from ((number, "file") for number in _IN_TEXT.findall(_plain(f"{item.note} {item.name}")))


def _plain(written: str) -> str:
    """Write digits and letters as records do: a Chinese keyboard gives wide ones."""
    return unicodedata.normalize("NFKC", written)
