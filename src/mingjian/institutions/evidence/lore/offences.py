"""
What each part in a sale may come to: crimes and breaches to ask after, by their articles; and the chain of all parts, named or not.

Which offence a part may come to is this software's own list, made of what the articles punish: a question for the officer, and it decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.procedure.rulebook import crimes, liabilities
from mingjian.institutions.evidence.models import Part

#: Crimes and acts of the rulebook by the part, the gravest first.
CRIMES_OF: Mapping[str, tuple[str, ...]] = {
    "supplier": ("counterfeit_mark", "fake_or_substandard_products"),
    "printer": ("illegal_labels",),
    "store": ("selling_counterfeit_marked_goods",),
    "shop": ("selling_counterfeit_marked_goods", "fake_or_substandard_products"),
    "agency": ("false_advertising",),
    "room": ("selling_counterfeit_marked_goods", "false_advertising"),
    "anchor": ("false_advertising",),
    "recruiter": ("illegal_use_of_network", "false_advertising"),
    "payee": ("aiding_network_crime",),
    "platform": ("refusing_network_duties",),
}
ACTS_OF: Mapping[str, tuple[str, ...]] = {
    "supplier": ("trademark_infringement", "fake_goods"),
    "printer": ("trademark_infringement",),
    "store": ("aiding_fakes",),
    "shop": ("trademark_infringement", "consumer_fraud"),
    "agency": ("fake_trading",),
    "room": ("false_advertising",),
    "anchor": ("false_advertising",),
    "recruiter": ("fake_trading",),
    "payee": (),
    "platform": ("platform_ip", "platform_illegal_goods"),
}
#: From where the goods come to where the money goes.
CHAIN = ("supplier", "printer", "store", "shop", "agency", "room", "anchor", "recruiter", "payee", "platform")


@dataclass(frozen=True)
class Offence:
    """A crime or a breach that a part may come to, with its article."""

    title: Text
    article: str
    is_crime: bool


@dataclass(frozen=True)
class Link:
    """One part of the chain: what it is called, who is named in it, what it may come to."""

    label: str
    parts: list[Part]
    offences: list[Offence]


def offences_of(role: str) -> list[Offence]:
    """Return the crimes and breaches that a part may come to."""
    known, acts = crimes().all, liabilities()
    found = [Offence(known[one].title, known[one].article, is_crime=True) for one in CRIMES_OF[role]]
    return found + [Offence(acts.act(one).title, acts.act(one).provisions[0].ground, is_crime=False) for one in ACTS_OF[role]]


def chain_of(parts: Iterable[Part]) -> list[Link]:
    """Put the parts of a sale into the order in which goods and money go; empty where nobody is named yet."""
    held = list(parts)
    if not held:
        return []
    return [Link(str(Part.Role(role).label), [one for one in held if one.role == role], offences_of(role)) for role in CHAIN]
