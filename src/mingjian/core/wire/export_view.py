"""
What of a matter is written into files of other systems: firms, shops and accounts, addresses, offers. No person, no number of one.

Each kind of file is a module beside this one (`stix`, `misp`, `follow_the_money`); docs/reference/exchange-formats.md says what becomes what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

#: Identifiers are made of names under this one, so that the same thing has the same identifier in each export.
NAMESPACE = UUID("5b0f3c1e-6c1d-5b7a-9a53-9d1a3f0f7c11")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm or individual business: its name, unified social credit code and addresses, as far as they are known."""

    key: str
    name: str
    code: str = ""
    addresses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A shop or account on a platform, and the key of the firm that it is linked with; `since`: the first day on which that is known to hold."""

    platform: str
    account: str
    title: str = ""
    firm: str = ""
    since: date | None = None
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """An offer: goods, where they are offered, under which brand, by which firm."""

    key: str
    goods: str
    url: str = ""
    place: str = ""
    platform: str = ""
    shop: str = ""
    listing: str = ""
    brand: str = ""
    price: str = ""
    firm: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What one matter says: by which node and authority, under which number, and when it was opened and is written."""

    node: str
    authority: str
    number: str
    title: str
    opened_at: datetime
    at: datetime
    firms: Sequence[Firm] = field(default=())
    accounts: Sequence[Account] = field(default=())
    offers: Sequence[Listed] = field(default=())
    left_out: int = 0

    @property
    def name(self) -> str:
        """Return what every node calls the matter."""
        return f"{self.node}/{self.number}"

    def uuid(self, *parts: str) -> str:
        """Return the identifier of a thing of this node by its parts."""
        return str(uuid5(NAMESPACE, "\x00".join((self.node, *parts))))
