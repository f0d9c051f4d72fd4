"""What securities and deposits were recorded on a notice, and which ended; and which kinds the law knows for its right."""

import json
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.securities import Security, securities
from mingjian.office.models import Dossier

RECORDS, ENDS = "record_security", "end_security"
#: Which side gives a security of a kind; the others are of either.
GIVEN_BY = {"preservation": "right_holder", "customs": "right_holder", "counter_security": "operator", "consumer_deposit": "operator"}
#: Kinds that a court or the customs hold: nothing but their own ruling ends them.
HELD_OUTSIDE = frozenset({"preservation", "counter_security", "customs"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """One that was recorded: its number on the dossier, what it is, and how it ended (empty while it stands)."""

    number: int
    kind: Security
    side: Text
    amount: str
    document: str
    at: datetime
    ended_as: Text | None = None
    ended_at: datetime | None = None


def recorded_on(dossier: Dossier) -> list[Recorded]:
    """Return what was recorded on a dossier, in its order."""
    sides, ends = (dict(rulebook().papers[name].options) for name in ("security_side", "security_end"))
    entries = [(one, json.loads(one.body).get("papers") or {}) for one in dossier.entries.filter(kind__in=[RECORDS, ENDS]).order_by("index")]
    ended = {int(papers["security_entry"]): (ends[str(papers["security_end"])], one.at) for one, papers in entries if one.kind == ENDS}
    begun = [(one, papers) for one, papers in entries if one.kind == RECORDS]
    known = securities()
    return [
        Recorded(
            number,
            known[str(papers["security_kind"])],
            sides[str(papers["security_side"])],
            str(papers["security_amount"]),
            str(papers["security_document"]),
            one.at,
            *ended.get(number, (None, None)),
        )
        for number, (one, papers) in enumerate(begun, 1)
    ]


def kinds_for(right: str) -> list[Security]:
    """Return the kinds that the law knows for a kind of right, with the articles of that right alone: of other civil rights none of the three laws speaks."""
    own = {"trademark": "trademark_law/", "patent": "patent_law/", "copyright": "copyright_law/"}
    others = tuple(law for kind, law in own.items() if kind != right)
    return [_of_right(one, others) for one in securities().values()]


def _of_right(one: Security, others: tuple[str, ...]) -> Security:
    ground = tuple(article for article in one.ground if not article.startswith(others))
    return Security(one.key, one.label, one.given_by, one.held_by, one.amount, one.release, one.effect, ground, one.supported)
