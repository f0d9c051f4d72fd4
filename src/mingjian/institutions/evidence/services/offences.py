"""The chain of all parts in a sale, named or not, with what each may come to."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjian.core.procedure.parts_in_sale import Offence, offences_of
from mingjian.institutions.evidence.models import Part

#: From where the goods come to where the money goes.
CHAIN = ("supplier", "printer", "store", "shop", "agency", "room", "anchor", "recruiter", "payee", "platform")


@dataclass(frozen=True)
class Link:
    """One part of the chain: what it is called, who is named in it, what it may come to."""

    label: str
    parts: list[Part]
    offences: list[Offence]


def chain_of(parts: Iterable[Part]) -> list[Link]:
    """Put the parts of a sale into the order in which goods and money go; empty where nobody is named yet."""
    held = list(parts)
    if not held:
        return []
    return [Link(str(Part.Role(role).label), [one for one in held if one.role == role], offences_of(role)) for role in CHAIN]
