"""
Reads decisions by which an authority penalised somebody: number, authority, party, code, acts, articles, sums, days, transfers.

Each value has its place in the raw text and a confidence from 0 to 1. What the text does not say is empty: nothing is guessed from what such decisions mostly
say, and a sum that stands in words and in digits that disagree is not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.extraction.decisions.compact import Compact, compact
from mingjian.core.extraction.decisions.days import Day, find_days
from mingjian.core.extraction.decisions.grounds import BROKEN, Article, find_articles
from mingjian.core.extraction.decisions.heads import Value, find_authority, find_breaches, find_code, find_number, find_party
from mingjian.core.extraction.decisions.money import FINE, Sum, find_sums
from mingjian.core.extraction.decisions.transfer_letters import Transfer, find_transfer

__all__ = ["Article", "Day", "Decision", "Sum", "Transfer", "Value", "read_decision"]

MOST_SIGNS = 200_000
#: From here on a value is entered in a record without a person; below it is only proposed.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Decision:
    """What a text says of a decision; each part is None or empty where it says nothing. `is_code_masked`: a code stands there with signs left out."""

    number: Value | None
    authority: Value | None
    party: Value | None
    code: Value | None
    is_code_masked: bool
    breaches: tuple[Value, ...]
    articles: tuple[Article, ...]
    sums: tuple[Sum, ...]
    days: tuple[Day, ...]
    transfer: Transfer | None

    def day(self, role: str) -> Day | None:
        """Return the surest day of a role: `decided`, `published`, `inspected`, `filed`."""
        return _surest(one for one in self.days if one.role == role)

    @property
    def decided_on(self) -> date | None:
        """Return the day of the decision."""
        found = self.day("decided")
        return found.day if found else None

    @property
    def fine(self) -> Decimal | None:
        """Return the fine; None where several are named, as for a firm and its head, of which nobody can say which is meant."""
        fines = [one for one in self.sums if one.kind == FINE]
        best = max((one.confidence for one in fines), default=0.0)
        told = {one.yuan for one in fines if one.confidence == best}
        return told.pop() if len(told) == 1 else None

    @property
    def broken(self) -> tuple[Article, ...]:
        """Return the articles that were broken."""
        return tuple(one for one in self.articles if one.role == BROKEN)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was read that only a decision has."""
        return self.number is None and not any(one.kind == FINE or one.kind.startswith("没收") for one in self.sums)


def read_decision(text: str) -> Decision:
    """Read a decision, or the page on which it was published, as plain text; behind 200,000 signs nothing is read."""
    written: Compact = compact(text[:MOST_SIGNS])
    number = find_number(written)
    authority = find_authority(written)
    party = find_party(written, authority.value if authority else "")
    code, is_masked = find_code(written)
    return Decision(
        number=number,
        authority=authority,
        party=party,
        code=code,
        is_code_masked=is_masked,
        breaches=find_breaches(written, party.value if party else ""),
        articles=find_articles(written),
        sums=find_sums(written),
        days=find_days(written, number),
        transfer=find_transfer(written, authority.value if authority else ""),
    )


def _surest(found: Iterable[Day]) -> Day | None:
    return max(found, key=lambda one: one.confidence, default=None)
