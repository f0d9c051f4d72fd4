"""Which sender posted for several shops: by the keyed hashes of attestations, of one quarter and city each, and by the tokens of records. Nobody is named."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.parcels.models import Attestation
from mingjian.institutions.parcels.services.sent import Sent, Waybill, sent_by
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter

FEWEST, MOST, AT_ONCE = 2, 20, 500
LONGEST = timedelta(days=366)
BY = {
    "identity": Text("收寄证明：证件号码", "attestations: document"),
    "phone": Text("收寄证明：电话", "attestations: telephone"),
    "token": Text("寄递记录：寄件人代号", "records of parcels: sender's token"),
}
#: The matters for which senders are compared.
MATTERS = frozenset({"clue", "admin_case", "admin_case_summary", "crime_transfer", "assistance"})


@dataclass(frozen=True)
class Comparison:
    """What is compared: which shops (`platform/id`), from which day to which, for which clue or case, and why."""

    shops: Collection[str]
    since: date
    until: date
    about: Dossier
    purpose: str


@dataclass(frozen=True)
class Sender:
    """One sender who posted for several shops: a number in this answer, by what it is the same, and what it posted for each shop."""

    place: int
    by: Text
    sent: tuple[Sent, ...]

    @property
    def parcels(self) -> int:
        """Count what it posted for these shops."""
        return sum(one.parcels for one in self.sent)


@dataclass(frozen=True)
class Compared:
    """What came of it: how many parcels of the shops were looked at, how many of them are attested, and the senders of several shops, the busiest first."""

    parcels: int
    attested: int
    senders: tuple[Sender, ...]


def compare(asked: Comparison, *, by: Officer, at: datetime) -> Compared:
    """Compare, and enter in the ledger that it was done, for which matter and why. Raises BadInput, NotPermitted."""
    require(by, "parcels.compare")
    _check(asked)
    waybills, tokens = sent_by(asked.shops, asked.since, asked.until, by)
    attested = list(_attested(waybills))
    groups = [*_groups("identity", attested), *_groups("phone", attested), *_grouped("token", tokens)]
    several = sorted((one for one in groups if len(one[1]) >= FEWEST), key=lambda one: -sum(sent.parcels for sent in one[1]))
    senders = tuple(Sender(place, BY[kind], tuple(sent)) for place, (kind, sent) in enumerate(several, 1))
    told: dict[str, Any] = {"shops": sorted(set(asked.shops)), "since": asked.since, "until": asked.until, "purpose": asked.purpose.strip()[:500]}
    with transaction.atomic():
        enter("senders_compared", at=at, by=by, about=asked.about, **told, found=Count(len(senders)))
    return Compared(len(waybills), len({one.waybill for one, _ in attested}), senders)


def _check(asked: Comparison) -> None:
    if asked.about.procedure not in MATTERS or asked.about.is_closed:
        raise BadInput("比对须为办理中的线索、案件、移送或者协查。", "Senders are compared for a clue, case, transfer or assistance under way.")
    if not asked.purpose.strip():
        raise BadInput("请写明比对的目的。", "Say what it is for.")
    shops = set(asked.shops)
    if not FEWEST <= len(shops) <= MOST or any(not all(part.strip() for part in (shop.partition("/")[0], shop.partition("/")[2])) for shop in shops):
        raise BadInput(f"请填写 {FEWEST} 至 {MOST} 家网店，每行一家，写作“平台/编号”。", f"Name {FEWEST} to {MOST} shops, one a line, as platform/id.")
    if asked.since > asked.until or asked.until - asked.since > LONGEST:
        raise BadInput("期间的起止日期不对，或者超过一年。", "The period ends before it begins, or is longer than a year.")


def _attested(waybills: Collection[Waybill]) -> Iterator[tuple[Attestation, str]]:
    """Return the attestations of some waybills, each with the shop."""
    shops = {one.number: one.shop for one in waybills}
    names = list(shops)
    for start in range(0, len(names), AT_ONCE):
        for one in Attestation.objects.filter(waybill__in=names[start : start + AT_ONCE]):
            yield one, shops[one.waybill]


def _groups(kind: str, attested: Collection[tuple[Attestation, str]]) -> list[tuple[str, list[Sent]]]:
    """Count by hash and shop."""
    days: dict[tuple[str, str], list[date]] = {}
    for one, shop in attested:
        if value := getattr(one, kind):
            days.setdefault((value, shop), []).append(one.sent_on)
    return _grouped(kind, [Sent(shop, value, len(found), min(found), max(found)) for (value, shop), found in days.items()])


def _grouped(kind: str, sent: Collection[Sent]) -> list[tuple[str, list[Sent]]]:
    """Put together what one sender posted for each shop."""
    found: dict[str, list[Sent]] = {}
    for one in sorted(sent, key=lambda one: (-one.parcels, one.shop)):
        found.setdefault(one.sender, []).append(one)
    return [(kind, of_one) for of_one in found.values()]
