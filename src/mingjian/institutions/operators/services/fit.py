"""
What does not fit together about a subject: licence, person, payee, address of dispatch and register, held against each other. No tick, and no verdict.

Each is two values with who says each. What is missing is no contradiction, and each has innocent explanations: a warehouse elsewhere, a change not shown yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from mingjian.core.agreement.masks import masked
from mingjian.core.extraction.divisions import county_of
from mingjian.core.extraction.firms import folded
from mingjian.core.language import Text
from mingjian.institutions.market.queries.known import Subject as Asked
from mingjian.institutions.market.queries.known import known_of
from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.models import Officer

MOST = 20  # shops that are looked up, and contradictions that are shown
_REGISTER = Text("登记信息", "the business register")
_GONE = ("注销", "吊销", "撤销", "cancelled", "revoked")


@dataclass(frozen=True)
class Said:
    """One side: what is said, as everybody may see it, and by whom."""

    value: str
    source: str


@dataclass(frozen=True)
class Misfit:
    """Two things that do not fit together, and what they are."""

    title: Text
    one: Said
    other: Said


def misfits_of(subject: Subject, officer: Officer) -> list[Misfit]:
    """Return what does not fit together, from links that were not dropped and records that the officer may see."""
    links = list(subject.links.exclude(stands="dropped").select_related("subject"))
    found = [*_between(links), *_names(subject, links), *_of_records(subject, links, officer)]
    return list(dict.fromkeys(found))[:MOST]


def _between(links: list[Link]) -> Iterator[Misfit]:
    """Hold links against each other: goods leave from another county than the business is in; several are paid, or in charge."""
    for business in (one for one in links if one.kind == "address"):
        for place in (one for one in links if one.kind == "warehouse"):
            if _lie_apart(business.value, place.value):
                yield Misfit(
                    Text("经营地址与发货、退货地址不在同一县", "The business is in another county than dispatch or returns"), _said(business), _said(place)
                )
    several = {"payee": Text("收款账户不止一个", "Several accounts are paid"), "person": Text("负责人不止一人", "Several persons are said to be in charge")}
    for kind, title in several.items():
        for one, other in combinations([link for link in links if link.kind == kind], 2):
            if folded(one.value) != folded(other.value):
                yield Misfit(title, _said(one), _said(other))


def _names(subject: Subject, links: list[Link]) -> Iterator[Misfit]:
    """Hold names of firms that are linked against the name of the file."""
    for one in links:
        if one.kind == "firm" and subject.kind == "firm" and not one.value.isascii() and folded(one.value) != folded(subject.name):
            yield Misfit(Text("企业名称与本档案不同", "Another firm's name than the file's"), Said(subject.name, subject.number), _said(one))


def _of_records(subject: Subject, links: list[Link], officer: Officer) -> Iterator[Misfit]:
    shops = [one.value for one in links if one.kind == "shop"][:MOST]
    for shop, known in known_of(officer, [Asked("shop", one) for one in shops]).items():
        shown, registered = known.operator, known.registration
        if subject.uscc and shown.get("uscc") and str(shown["uscc"]).upper() != subject.uscc.upper():
            said = Said(str(shown["uscc"]), shop)
            yield Misfit(Text("网店公示的信用代码与本档案不同", "The shop shows another credit code than the file's"), Said(subject.uscc, subject.number), said)
        if registered:
            yield from _against_register(shop, shown, registered)


def _against_register(shop: str, shown: Mapping[str, Any], registered: Mapping[str, Any]) -> Iterator[Misfit]:
    """Hold what a shop shows against the register's entry of the code that it shows."""
    said = Said(str(shown.get("uscc") or ""), shop)
    if any(word in str(registered.get("status") or "").casefold() for word in _GONE):
        yield Misfit(Text("公示的执照已不在存续状态", "The licence shown is no longer in force"), said, Said(str(registered["status"]), _REGISTER.zh))
    names = str(shown.get("name") or ""), str(registered.get("name") or "")
    if all(names) and folded(names[0]) != folded(names[1]):
        yield Misfit(
            Text("公示的名称与登记的名称不同", "The name shown is not the registered one"), Said(_name(names[0]), shop), Said(_name(names[1]), _REGISTER.zh)
        )
    places = str(shown.get("address") or ""), str(registered.get("address") or "")
    if _lie_apart(*places):
        regions = [Said(masked(place, "region_only"), source) for place, source in zip(places, (shop, _REGISTER.zh), strict=True)]
        yield Misfit(Text("公示的地址与登记的住所不在同一县", "The address shown lies in another county than the registered one"), *regions)


def _lie_apart(one: str, other: str) -> bool:
    """Return whether both name a county, and not the same one."""
    here, there = county_of(one)[0], county_of(other)[0]
    return bool(here and there and here != there)


def _said(link: Link) -> Said:
    return Said(link.value_shown, link.source)


def _name(written: str) -> str:
    """Show a name; of a person, who writes at most four signs, the first alone."""
    return written if len(written) > 4 else f"{written[:1]}**"
