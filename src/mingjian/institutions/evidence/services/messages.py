"""The talk about a kit: what is written, by which side, and that the other side owes an answer then."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.models import Kit, Remark
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer

LONGEST = 2000  # signs of one remark
MOST_UNANSWERED = 10  # remarks of a buyer that wait together; whoever has the code may write, and nobody has signed in


def say(kit: Kit, text: str, *, by: Officer | None, at: datetime, is_of_buyer: bool) -> Remark:
    """Keep one remark, and since when the buyer waits. Raises BadInput where it is too long, StepRefused where too many wait already."""
    if len(text) > LONGEST:
        raise BadInput(f"留言不超过 {LONGEST} 字。", f"A remark has {LONGEST} characters at most.")
    if is_of_buyer:
        if kit.asks_since and kit.remarks.filter(is_of_buyer=True, at__gte=kit.asks_since).count() >= MOST_UNANSWERED:
            raise StepRefused("您的留言还没有答复，请等执法人员答复后再写。", "Your remarks wait for an answer: write again once an officer has answered.")
        kit.asks_since = kit.asks_since or at
    else:
        kit.asks_since = None
    return Remark.objects.create(kit=kit, is_of_buyer=is_of_buyer, by=by, at=at, text=visible(text.replace("\r\n", "\n")))


def followed_in(kit: Kit) -> Dossier | None:
    """Return the dossier that a kit is followed in, so that the entry of a remark stands in its history too."""
    return Dossier.objects.filter(number=kit.taken_up_as).first() if kit.taken_up_as else None
