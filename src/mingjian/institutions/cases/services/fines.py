"""The fines of a case party by party: range of the law and right to a hearing are each party's own, and only what is owed is their sum."""

from collections.abc import Collection
from decimal import Decimal

from mingjian.institutions.matters.models import Party, Penalty
from mingjian.institutions.matters.queries import matter_of, rows_of, suspects_of
from mingjian.office.models import Dossier


def fines_of(dossier: Dossier) -> dict[int, tuple[Party, Decimal]]:
    """Return the fine of each party of the penalty in yuan, by the party's key; a fine without a party is the only party's, or else nobody's."""
    matter = matter_of(dossier)
    suspects = suspects_of(matter) if matter else []
    only = suspects[0] if len(suspects) == 1 else None
    sums: dict[int, tuple[Party, Decimal]] = {}
    for row in rows_of(matter, Penalty) if matter else []:
        party = row.party or only
        if row.kind == Penalty.Kind.FINE and row.sum is not None and party is not None:
            sums[party.pk] = party, sums.get(party.pk, (party, Decimal(0)))[1] + row.sum
    return sums


def greatest_fine(dossier: Dossier, kinds: Collection[str]) -> Decimal | None:
    """Return the greatest fine of one party of these kinds, by which it is told whether anybody has a right to a hearing; None where there is none."""
    return max((amount for party, amount in fines_of(dossier).values() if party.kind in kinds), default=None)


def fines_meant(dossier: Dossier, fine: Decimal) -> list[tuple[Party | None, Decimal]]:
    """
    Return the fines for which a sum stands that an officer entered for the whole case: those of its parties where it is their total or the greatest of some.

    Any other sum stands for itself, with no party.
    """
    parties = list(fines_of(dossier).values())
    amounts = [amount for _party, amount in parties]
    if len(parties) > 1 and (fine == sum(amounts) or fine in amounts):
        return [(party, amount) for party, amount in parties]
    return [(None, fine)]
