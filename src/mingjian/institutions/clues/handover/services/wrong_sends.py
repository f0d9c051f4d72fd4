"""Wrong sends: clues that a department was sent and refused, with the ground, and whom the code list names; counted of all that were sent."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.handover.queries.competence import guide_of, matter_of_clue
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import clues_visible_to
from mingjian.office.models import Department, Entry, Officer

SENDS, REFUSED, TAKEN_BACK = frozenset({"dispatch", "hand_over", "report"}), "refuse", "withdraw_refusal"
#: How far the count looks back: the node's own figure.
LOOKED_BACK = timedelta(days=365)
_MOST = 50_000  # entries looked through


@dataclass(frozen=True)
class WrongSend:
    """A clue that was refused: when, who had sent it to whom, why; the goods and act that it is about, and whom the code list names (empty: it cannot say)."""

    clue: Clue
    at: datetime
    sender: Department | None
    receiver: Department
    ground: Text
    field: Text | None
    act: Text | None
    competent: list[Text]


@dataclass(frozen=True)
class Count:
    """How many clues were sent and how many of them refused, and these by their ground, the commonest first."""

    sent: int
    wrong: list[WrongSend]

    @property
    def by_ground(self) -> list[tuple[Text, int]]:
        """Return how many were refused on each ground."""
        counted = Counter(one.ground for one in self.wrong)
        return counted.most_common()


def wrong_sends(officer: Officer, at: datetime) -> Count:
    """Count over the clues that the officer may see, of the last year; a refusal that was taken back is none."""
    seen = clues_visible_to(officer)
    kinds = {*SENDS, REFUSED, TAKEN_BACK}
    entries = Entry.objects.filter(dossier__in=seen.values("dossier"), kind__in=kinds, at__gte=at - LOOKED_BACK).order_by("dossier", "index")
    told = list(entries.select_related("officer__department")[:_MOST])
    refusals = list(_refusals(told))
    clues = {clue.dossier_id: clue for clue in seen.filter(dossier__in=[refused.dossier_id for refused, _ in refusals])}
    known = dict(rulebook().papers["refusal_ground"].options)
    wrong = [_told(clues[refused.dossier_id], refused, sent, known) for refused, sent in refusals if refused.dossier_id in clues]
    return Count(sum(one.kind in SENDS for one in told), sorted((one for one in wrong if one), key=lambda one: one.at, reverse=True))


def _refusals(told: Iterable[Entry]) -> Iterable[tuple[Entry, Entry | None]]:
    """Return each refusal that stands with the sending before it, in the order of dossiers."""
    sent: Entry | None = None
    refused: Entry | None = None
    for one in told:
        if refused is not None and not (one.kind == TAKEN_BACK and one.dossier_id == refused.dossier_id):
            yield refused, sent
        if sent is not None and sent.dossier_id != one.dossier_id:
            sent = None
        refused = one if one.kind == REFUSED else None
        sent = one if one.kind in SENDS else sent
    if refused is not None:
        yield refused, sent


def _told(clue: Clue, refused: Entry, sent: Entry | None, known: dict[str, Text]) -> WrongSend | None:
    receiver = refused.officer.department if refused.officer else None
    if receiver is None:
        return None
    code = str((json.loads(refused.body).get("papers") or {}).get("refusal_ground", ""))
    matter = matter_of_clue(clue, localtime(refused.at).date())
    guide = guide_of(matter, receiver)
    sender = sent.officer.department if sent and sent.officer else None
    ground = known.get(code, Text(code, code))
    return WrongSend(clue, refused.at, sender, receiver, ground, matter.field_said, matter.act_said, [one.named for one in guide.sectors])
