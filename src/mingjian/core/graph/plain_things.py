"""
Telephones, accounts and addresses that stand in plain words in a file of links: one thing however they are written, shown masked with a token behind.

The token is a keyed hash by a secret of this run, or that of a lake, so that what its records hold already as tokens is the same thing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyarrow as pa

from mingjian.core.records.reading.tokens import ACCOUNT, ADDRESS, PHONE, Keyer, tokens_of

_SORTS = {"phone": PHONE, "account": ACCOUNT, "address": ADDRESS}
_MOBILE = re.compile(r"(?:\+?86|0086)?[\s-]*1[3-9]\d(?:[\s-]*\d){8}")
#: Of an account: a number of a card or of a wallet, or a mail address. A nickname is known by its words and stays.
_PAID = re.compile(r"(?:\D*\d){8,}\D*|.*@.*")
_SIGNS, _BEGINS = 8, 6  # of a token behind what is masked; of an address that are shown


def names_of(things: Iterable[str], kinds: Mapping[str, str], keyer: Keyer, *, is_whole: bool = False) -> dict[str, str]:
    """
    Return what each thing is called that stands in plain words; others are not named.

    `is_whole`: by its token alone, as the records of a lake have it.
    """
    of_sort: dict[str, list[str]] = defaultdict(list)
    for thing in things:
        if sort := _sort_of(thing, kinds):
            of_sort[sort].append(thing)
    found: dict[str, str] = {}
    for sort, some in of_sort.items():
        tokens = tokens_of(sort, [pa.array([_bare(thing)[1] for thing in some], pa.string())], keyer)[0].to_pylist()
        found |= {thing: token if is_whole else _called(sort, thing, token) for thing, token in zip(some, tokens, strict=True) if token}
    return found


def _sort_of(thing: str, kinds: Mapping[str, str]) -> str:
    before, bare = _bare(thing)
    sort = _SORTS.get(kinds.get(thing) or before, "")
    if sort == ACCOUNT and not _PAID.fullmatch(bare):
        return ""
    return sort or (PHONE if not before and not kinds.get(thing) and _MOBILE.fullmatch(bare) else "")


def _bare(thing: str) -> tuple[str, str]:
    """Part a thing from the kind that may stand before it: `phone:138…`."""
    before, colon, bare = thing.partition(":")
    return (before, bare) if colon and before in _SORTS else ("", thing)


def _called(sort: str, thing: str, token: str) -> str:
    bare = _bare(thing)[1]
    plain = "".join(unicodedata.normalize("NFKC", bare).split())
    if sort == PHONE:
        digits = re.sub(r"\D", "", plain)[-11:]
        plain = f"{digits[:3]}****{digits[-4:]}"
    elif sort == ACCOUNT:
        plain = f"{plain[:3]}****{plain[-4:]}" if "@" not in plain else f"{plain[:1]}***@{plain.rpartition('@')[2]}"
    else:
        plain = f"{plain[:_BEGINS]}…"
    return f"{plain} #{token[:_SIGNS]}"
