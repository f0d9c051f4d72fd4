"""What the pages of consumers show on a dossier, for whoever holds it: to whom one was opened, what they said, and the way to ask."""

from datetime import datetime

from mingjian.institutions.disputes.consumers.acts import COMPLAINANT
from mingjian.institutions.disputes.consumers.queries import consents_of, settlement_claimed, word_on_settlement
from mingjian.institutions.disputes.models import PROCEDURE, ConsumerReceipt
from mingjian.office.institution import PARTIES
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import may

SHOWN = 50
#: Dossiers that may name a buyer; a complaint has its consumer.
_NAME_BUYERS = frozenset(("clue", "admin_case", "admin_case_summary", "report_handling"))


@in_part(PARTIES)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show them on it, with what consumers said and what waits."""
    if not isinstance(thing, Dossier) or thing.department_id != officer.department_id or not may(officer, "disputes.talk_to_consumers"):
        return None
    if thing.procedure != PROCEDURE and thing.procedure not in _NAME_BUYERS:
        return None
    found = ConsumerReceipt.objects.filter(dossier=thing).prefetch_related("words__to", "words__by")[:SHOWN]
    told = [(one, [word for word in one.words.all() if word.is_of_consumer and not word.taken_at]) for one in found]
    context = {
        "dossier": thing,
        "role": COMPLAINANT if thing.procedure == PROCEDURE else "buyer",
        "receipts": told,
        "consents": list(consents_of(thing)),
        "claimed": settlement_claimed(thing),
        "said": word_on_settlement(thing),
        "may_open": thing.procedure != PROCEDURE or not any(one.role == COMPLAINANT for one in found),
    }
    return Panel("disputes/consumers/of_dossier.html", context, 40)
