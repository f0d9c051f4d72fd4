"""Keep what a consumer writes by their page, or tells an officer who writes it down: a message, an answer, a file."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.disputes.consumers.queries import MOST_OF_FILE
from mingjian.institutions.disputes.consumers.services.words import asked_of, say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.models import Officer


@act
def consumer_writes(
    receipt: ConsumerReceipt, *, by: Officer | None, at: datetime, consumer_says: str, answered_question: str = "", item_file: Kept | None = None
) -> Account[ConsumerWord]:
    """Keep it until an officer has read it. Raises BadInput for a question that is none of this page, and for too much."""
    if item_file and item_file.size > MOST_OF_FILE:
        raise BadInput(f"文件超过 {MOST_OF_FILE // 2**20} MiB。", f"The file is larger than {MOST_OF_FILE // 2**20} MiB.")
    file = {"name": item_file.name, "sha256": item_file.sha256, "size": item_file.size} if item_file else {}
    answers = asked_of(receipt, answered_question, ConsumerWord.QUESTION) if answered_question.strip() else None
    return say(receipt, ConsumerWord.MESSAGE, consumer_says, by=by, at=at, answers=answers, **file)
