"""The whole chain of a matter as a tree: from where the goods come to where the money goes, who plays which part, and what each part is answerable for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.core.law.duties import Duty
from mingjian.core.procedure.parts_in_sale import Offence, duties_of, offences_of
from mingjian.institutions.matters.models import OPEN, Charge, Exhibit, Matter, Offer, Party
from mingjian.institutions.matters.queries import rows_of

Role = Party.Role
#: The branches of the tree with their roles. `asked`: told as not known while nobody is named, since whoever investigates a seller asks after it.
BRANCHES: Sequence[tuple[Text, tuple[str, ...], bool]] = (
    (Text("货源", "Where the goods come from"), (Role.MAKER, Role.SUPPLIER, Role.PRINTER), True),
    (Text("仓储、寄递", "Who keeps and sends them"), (Role.STORE, Role.SENDER), True),
    (Text("销售", "Who sells them"), (Role.SUSPECT,), True),
    (Text("推广、刷单", "Who promotes and inflates them"), (Role.HOST, Role.RECRUITER), False),
    (Text("平台", "Where they are sold"), (Role.PLATFORM,), False),
    (Text("收款", "Where the money goes"), (Role.PAYEE,), True),
    (Text("购买者", "Buyers"), (Role.BUYER,), False),
    (Text("权利人和其他人", "Right holder and others"), (Role.RIGHT_HOLDER, Role.COMPLAINANT, Role.THIRD), False),
)
#: Which part in a sale a role is, for duties and offences; whoever has none is asked after nothing.
PART_OF: Mapping[str, str] = {
    Role.MAKER: "supplier",
    Role.SUPPLIER: "supplier",
    Role.PRINTER: "printer",
    Role.STORE: "store",
    Role.SENDER: "sender",
    Role.SUSPECT: "shop",
    Role.HOST: "room",
    Role.RECRUITER: "recruiter",
    Role.PLATFORM: "platform",
    Role.PAYEE: "payee",
}


@dataclass(frozen=True)
class Leaf:
    """A party in the tree: what is of it, what it is charged with, what its part may come to, the duties that fall on it."""

    party: Party
    offers: int
    shops: list[str]
    exhibits: int
    charges: list[Charge]
    offences: list[Offence]
    duties: list[Duty]


@dataclass
class Branch:
    """One part of the chain, with whoever is named in it."""

    title: Text
    leaves: list[Leaf] = field(default_factory=list)


def chain_of(matter: Matter, on: date) -> list[Branch]:
    """Return the tree of a matter; empty where nobody is named. Branches that nobody is named in stand there where one has to ask after them."""
    parties = rows_of(matter, Party)
    if not parties:
        return []
    offers, charges = rows_of(matter, Offer), rows_of(matter, Charge)
    shops: dict[int, list[str]] = {}
    for one in offers:
        if one.party_id and (one.shop or one.shop_key):
            shops.setdefault(one.party_id, []).append(one.shop or one.shop_key)
    counted = Counter(one.party_id for one in offers), Counter(one.party_id for one in rows_of(matter, Exhibit))
    tree: list[Branch] = []
    for title, roles, is_asked in BRANCHES:
        named = sorted((one for one in parties if one.role in roles), key=lambda one: (roles.index(one.role), one.nth))
        leaves = [
            Leaf(
                one,
                counted[0][one.pk],
                list(dict.fromkeys(shops.get(one.pk, []))),
                counted[1][one.pk],
                charges if one.role == Role.SUSPECT else [],
                *_of(one, on),
            )
            for one in named
        ]
        if leaves or is_asked:
            tree.append(Branch(title, leaves))
    return tree


def played_by(code: str, name: str, matters: QuerySet[Matter]) -> list[tuple[Party, list[Offence]]]:
    """Return the parts, each with the offences to ask after, that whoever has this code, or without one this name, plays in matters, the newest first."""
    named = Party.objects.filter(standing=OPEN, matter__in=matters).select_related("matter__lead")
    found = named.filter(code=code) if code else named.filter(name=name) if name else named.none()
    return [(one, offences_of(PART_OF.get(one.role, ""))) for one in found.order_by("-matter_id", "nth")]


def _of(party: Party, on: date) -> tuple[list[Offence], list[Duty]]:
    part = PART_OF.get(party.role, "")
    return offences_of(part), duties_of(part, on)
