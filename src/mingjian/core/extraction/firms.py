"""
Takes names of firms and shops apart: region, trade name, line of trade, legal form, branch; what two ways of writing one firm have in common.

Regions are those of GB/T 2260 as `python-stdnum` lists them; forms and lines of trade stand in `rulebook/wording/firm_names.yaml`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from stdnum import numdb

from mingjian.core.extraction.tables import table

_BRACKETS = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]{0,30})[)）\]】〕]")
_SIGNS = re.compile(r"[\s·•.,，。、'\"“”‘’\-_/\\*|&+:：;；!！?？~～#]+")
_SPANS = re.compile(r"\[[^\]]*\]")
_UNIT = re.compile(r"(?:特别行政区|[一-龥]{0,8}自治区|[一-龥]{0,8}自治州|[一-龥]{0,8}自治县|省|市|区|县|盟|旗|州|地区)$")
_BRANCH = re.compile(
    r"(?<=公司)(.{1,20}(?:分公司|分店|连锁店|门店|店|营业部|经营部|门市部|厂|部|处|站))$|(第[一二三四五六七八九十百\d]{1,4}(?:分公司|分店|店|门市部))$"
)
_ABROAD = re.compile(r"\b(?:co|corp|inc|ltd|llc|gmbh|limited|company|corporation)\b\.?$", re.IGNORECASE)
_GENERAL = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))
LEAST_SHARED = 4  # names that must share an ending before it is taken for a line of trade


@dataclass(frozen=True, slots=True)
class FirmName:
    """One name taken apart; every part may be empty. `body` is trade name and line of trade together, what tells firms apart."""

    region: str
    trade: str
    industry: str
    form: str
    branch: str

    @property
    def body(self) -> str:
        """Return trade name and line of trade in one."""
        return self.trade + self.industry


def is_firm(name: str) -> bool:
    """
    Return whether a name is surely that of a firm or shop: it ends as such names do (有限公司, 商行, 店, Ltd).

    One character alone (行, 部) counts in a name of five and more, for names of people end in it, too. What is not sure is taken for a person's.
    """
    bare = folded(_BRACKETS.sub("", unicodedata.normalize("NFKC", name))) or folded(name)
    forms = [form for form in _words()[0] if folded(name).endswith(form) or bare.endswith(form)]
    return any(len(form) > 1 or len(bare) > 4 for form in forms) or bool(_ABROAD.search(unicodedata.normalize("NFKC", name)))


def folded(text: str) -> str:
    """Write a name in one way: half width, capitals, without signs and blanks; words in brackets stay."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper().replace("(", "").replace(")", "")


@cache
def regions() -> frozenset[str]:
    """Return names of provinces, cities and counties, present and past, with and without 省, 市, 县 at their end."""
    return first_regions() | {_UNIT.sub("", name) for name in _named() if len(_UNIT.sub("", name)) >= 2}


@cache
def first_regions() -> frozenset[str]:
    """Return those with which a name may begin: whole ones, and 杭州 or 义乌 without 市; a county alone (和平, 长安) is as often a trade name."""
    short = {_UNIT.sub("", name) for name in _named() if name.endswith(("省", "市", "自治区"))}
    return frozenset(name for name in _named() | short if len(name) >= 2)


@cache
def _named() -> frozenset[str]:
    return frozenset(name for name in _places(numdb.get("cn/loc").prefixes) if name and name not in _GENERAL)


def _places(prefixes: Any) -> Iterator[str]:
    for _, _, _, told, within in prefixes:
        for names in told.values():
            yield from _SPANS.sub("", names).split(",")
        yield from _places(within)


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    kept = table("firm_names.yaml")
    return tuple(sorted(kept["forms"], key=_longest)), tuple(sorted(kept["industries"], key=_longest))


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word


class Firms:
    """Takes names apart, by the words that we know and by those that many of the names at hand share."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        learnt = _endings(names)
        self._industries = frozenset(_words()[1]) | learnt
        self._longest = max(map(len, self._industries))
        self.parse = lru_cache(maxsize=1 << 16)(self._parse)

    def _parse(self, name: str) -> FirmName:
        inner = "".join(_BRACKETS.findall(unicodedata.normalize("NFKC", name)))
        region_within = inner if inner in regions() else ""
        whole = folded(_BRACKETS.sub("", unicodedata.normalize("NFKC", name)) if region_within else name)
        whole, branch = _without_branch(whole)
        region, rest = _without_region(whole)
        rest, form = _without_form(rest)
        trade, industry = self._split(rest)
        return FirmName(region or region_within, trade, industry, form, branch)

    def _split(self, rest: str) -> tuple[str, str]:
        """Let the line of trade be the longest known ending that leaves a trade name of two characters."""
        for size in range(min(self._longest, len(rest) - 2), 1, -1):
            if rest[-size:] in self._industries:
                return self._shorter(rest[:-size]), self._whole(rest, size)
        return rest, ""

    def _shorter(self, trade: str) -> str:
        """Take a second line of trade off, as in 服饰|电子商务."""
        for size in range(min(self._longest, len(trade) - 2), 1, -1):
            if trade[-size:] in self._industries:
                return trade[:-size]
        return trade

    def _whole(self, rest: str, size: int) -> str:
        return rest[len(self._shorter(rest[:-size])) :]


def _endings(names: Iterable[str]) -> frozenset[str]:
    """Learn endings of two to four characters that stand after several different beginnings."""
    counted: Counter[str] = Counter()
    for name in set(names):
        rest, _ = _without_form(_without_region(_without_branch(folded(name))[0])[1])
        counted.update({rest[-size:] for size in (2, 3, 4) if len(rest) >= size + 2})
    return frozenset(ending for ending, times in counted.items() if times >= max(LEAST_SHARED, sum(counted.values()) // 20_000))


def _without_branch(whole: str) -> tuple[str, str]:
    found = _BRANCH.search(whole)
    return (whole[: found.start()], found.group()) if found else (whole, "")


def _without_region(whole: str) -> tuple[str, str]:
    """Take regions off the beginning, the longest first, one after the other; two characters at least stay."""
    at = 0
    for _ in range(3):
        known = regions() if at else first_regions()
        for size in range(min(11, len(whole) - at - 2), 1, -1):
            if whole[at : at + size] in known:
                at += size
                break
        else:
            break
    return whole[:at], whole[at:]


def _without_form(rest: str) -> tuple[str, str]:
    for form in _words()[0]:
        if rest.endswith(form) and len(rest) - len(form) >= 2:
            return rest[: -len(form)], form
    return rest, ""
