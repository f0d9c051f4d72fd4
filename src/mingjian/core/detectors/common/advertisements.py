"""What detectors of advertisements for hire share: a deed that is offered or asked for, and the signs that make an advertisement of a mere word."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from mingjian.core.extraction.codes import TALK
from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.wording import Mention, Reading

#: Categories of words of sham trade: orders, reviews, likes and followers to order, parcels with nothing in them.
TRADE = ("brushing", "engagement", "empty_parcel")
LONGEST = 20_000  # characters of a field that are searched for accounts
TERSE = 16  # letters: a post that says no more than this says nothing but the deed
_AT_ONCE = 3  # strength of an invitation by a code
_ITEM = "(?:单|条|篇|个|号|本|门|作品|视频|🥚|旦|丹|箪)"
_PAY = "(?:米|元|块|r(?![a-z])|💰|毛|¥)"
_SUM = r"(?:\d[\d.~-]{0,6}|[一二两三四五六七八九十]+)"
_NO_SUM = "(?![\\d年月日号点岁分集期楼])"
_DEED = "(?:代发|评论|发文|视频|作品|粉丝?|赞)"
#: So much for each: 5米一条, 3r/篇; 一单10, 一条100; 20一个; 代发100.
RATE = re.compile(
    f"{_SUM}{_PAY}.?[一每/]?{_ITEM}|[一每1]{_ITEM}[^，。\\n\\d]{{0,3}}{_SUM}{_NO_SUM}|{_SUM}[一/](?:{_ITEM}|天)|{_DEED}[^，。\\n\\d]{{0,4}}\\d[\\d.~-]*{_NO_SUM}",
    re.IGNORECASE,
)


#: Somebody looks for the deed or offers it, right before its name.
_SOUGHT = re.compile("(?:[找招收求接做可帮想租]|需要?|专业|靠谱|免费|有无|有没有|大量)[^，。！!\n]{0,4}$")


class Signs(NamedTuple):
    """
    What stands beside the deed: mentions by category, an account to turn to, so much for each; `is_sought`: looked for or offered by a word right before it;
    `is_terse`: the text says next to nothing else.
    """

    beside: Mapping[str, list[Mention]]
    has_account: bool
    has_rate: bool
    is_sought: bool
    is_terse: bool

    def count(self, least: int) -> int:
        """Count the kinds of signs of this strength or more."""
        return sum(any(one.strength >= least for one in mentions) for mentions in self.beside.values()) + self.has_account + self.has_rate

    @property
    def is_call(self) -> bool:
        """Return whether whoever reads is called upon."""
        return bool(self.beside.get("call")) or self.has_rate or self.is_sought

    @property
    def mentions(self) -> list[Mention]:
        """Return all that was mentioned beside the deed."""
        return [one for mentions in self.beside.values() for one in mentions]


def signs(reading: Reading, deeds: list[Mention], categories: tuple[str, ...]) -> Signs:
    """Read the signs of these categories in one row; none that is part of the deed counts."""
    beside = {name: [one for one in reading.of(name) if not any(one.overlaps(other) for other in deeds)] for name in categories}
    contacts = [one for text in reading.fields.values() for one in find_contacts(text[:LONGEST])]
    has_account = any(one.moves == TALK and not one.is_service and (one.value or _is_open_group(one)) for one in contacts)
    has_rate = any(RATE.search(text[:LONGEST]) for text in reading.fields.values())
    is_sought = any(_SOUGHT.search(reading.fields[one.field][max(0, one.start - 6) : one.start]) for one in deeds)
    return Signs(beside, has_account, has_rate, is_sought, sum(map(str.isalnum, reading.whole[: 8 * TERSE])) <= TERSE)


def points(deeds: list[Mention]) -> float:
    """Count the strongest word in full, each further one by half."""
    return sum(one.strength if place == 0 else 0.5 * one.strength for place, one in enumerate(deeds))


def _is_open_group(one: Contact) -> bool:
    """Return whether whoever reads may enter a group at once, by a code that is at hand: no account need stand beside it."""
    return one.kind == "group" and one.strength >= _AT_ONCE
