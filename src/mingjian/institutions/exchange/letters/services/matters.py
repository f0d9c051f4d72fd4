"""Letters of a dossier: whom it is about, so that nobody types that again, and how each letter that was asked for it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.institutions.cases.models import PROCEDURE as CASE
from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import PROCEDURE as CLUE
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.office.models import Dossier

#: Whose matters ask other regions for assistance.
ASKING = (CLUE, CASE)


def known_of(dossier: Dossier) -> dict[str, str]:
    """Return whom a dossier is about, as the fields of a letter have it."""
    told = {"dossier": dossier.number}
    if case := Case.objects.filter(dossier=dossier).first():
        told |= {"subject": case.party_name, "code": case.party_code}
    elif clue := Clue.objects.filter(dossier=dossier).first():
        told |= {"subject": clue.operator_name or clue.displayed_operator or clue.shop_name, "code": clue.operator_code}
    return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Asked:
    """A letter of a dossier at one node, and the answers that came to it."""

    letter: SharedRecord
    copy: Copy
    answers: list[HeldRecord]


def asked_of(dossier: Dossier) -> Iterator[Asked]:
    """Return the letters that were asked for a dossier, the newest first."""
    letters = list(SharedRecord.objects.filter(dossier=dossier, kind="assistance").prefetch_related("copies__peer"))
    peers = {copy.peer_id for one in letters for copy in one.copies.all()}
    answers = list(HeldRecord.objects.filter(kind="answer", version__gt=0, peer__in=peers).order_by("pk")) if peers else []
    for one in letters:
        for copy in one.copies.all():
            yield Asked(one, copy, [held for held in answers if held.peer_id == copy.peer_id and held.values.get("letter") == one.name])
