"""What was done and decided, as the consumer reads it: their own data as they are, those of others masked."""

import json
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet
from mingjian.core.redaction import masked
from mingjian.institutions.disputes.models import Complaint, ConsumerReceipt
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.language import said
from mingjian.office.models import Entry
from mingjian.office.papers.kinds import kind_of

OTHER = "［个人］"
#: Of complaints each step is the consumer's to know, with these papers; of a clue or case in which a buyer is named, that it was decided, and no more:
#: what is published of it, the public reads.
_PAPERS = frozenset(
    ("settlement", "settlement_form", "not_accepted_ground", "reason", "termination_ground", "told_what", "test_result", "test_kind", "tester", "both_consent")
)
_INNER = frozenset(("void", "find_breach", "clue_opened", "receive"))
_TOLD_ELSEWHERE = frozenset(("tell_reporter",))
COMPLAINT = "consumer_complaint"


@dataclass(frozen=True)
class Event:
    """A step as the consumer reads it: what it was, when, where it led, and what was said."""

    at: datetime
    label: Text
    state: Text | None
    lines: tuple[tuple[str, str], ...]


def outcome_of(receipt: ConsumerReceipt) -> list[Event]:
    """Return the steps of a dossier that concern its consumer, the oldest first."""
    dossier, sheet = receipt.dossier, sheet_of(receipt.dossier)
    is_complaint = dossier.procedure == COMPLAINT
    wanted = {name for name, step in sheet.steps.items() if (name not in _INNER if is_complaint else name in _TOLD_ELSEWHERE or step.to in sheet.ends)}
    own = own_words(receipt)
    return [_event(sheet, entry, own, is_complaint) for entry in dossier.entries.filter(kind__in=wanted).order_by("index")]


def own_words(receipt: ConsumerReceipt) -> tuple[str, ...]:
    """Return what names the consumer or their purchase, and stays as it is on their own page."""
    complaint = Complaint.objects.filter(dossier=receipt.dossier).first() if receipt.role == "complainant" else None
    return tuple(one for one in (receipt.name, complaint.order_number if complaint else "") if one)


def for_consumer(text: str, own: tuple[str, ...]) -> str:
    """Mask numbers, accounts and names of persons in a text, but for what is the consumer's own."""
    from mingjian.core.linking.persons import without_persons  # reads the lists of names, which no other page needs

    return masked(without_persons(text, OTHER, own), own)


def _event(sheet: Sheet, entry: Entry, own: tuple[str, ...], is_whole: bool) -> Event:
    body = json.loads(entry.body)
    told = body.get("papers") or {}
    step = sheet.steps[entry.kind]
    named = [paper for paper in step.needs if told.get(paper.name) not in (None, "") and (paper.name in _PAPERS if is_whole else paper.name == "told_what")]
    lines = tuple((said(paper.label), for_consumer(kind_of(paper).said(paper, str(told[paper.name]), {}).value, own)) for paper in named)
    return Event(entry.at, step.label, sheet.label_of(body["state"]) if body.get("state") else None, lines)
