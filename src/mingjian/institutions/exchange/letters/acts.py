"""What is done to letters."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.text.personal import personal_numbers
from mingjian.core.wire.words import EXTENDED, REFUSED
from mingjian.institutions.exchange.letters.services.checks import Letter, clean
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.versions import LONGEST, Sent, send_record
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


def _reply(held: HeldRecord, text: str, ground: str, *, by: Officer, at: datetime, is_part: bool = False) -> SharedRecord:
    """Send an answer to the node that asked. Raises BadInput for one that is empty, too long, or holds personal numbers without a ground."""
    answer = clean(text)
    if not answer or len(answer) > LONGEST:
        raise BadInput("请写明答复，不超过五千字。", "Write the answer, in 5,000 characters at most.")
    if (found := personal_numbers(answer)) and not ground:
        zh = f"答复中含有电话或者身份证号：{'、'.join(found)}。确需提供的，请选择依据；否则请删去。"
        en = f"The answer holds telephone or identity numbers: {', '.join(found)}. Choose the ground on which it gives them, or take them out."
        raise BadInput(zh, en)
    papers = {"personal_ground": ground} if ground and found else {}
    values = {"letter": held.name, "answer": answer}
    sent = Sent("answer", values, title=answer.split("\n")[0], about=held, is_part=is_part, papers=papers)
    return send_record(sent, [held.peer.node], by=by, at=at)


# Answer a part of a letter of another node first: the letter still waits.
@act
def answer_in_part(held: HeldRecord, *, by: Officer, at: datetime, letter_answer: str, personal_ground: str = "") -> SharedRecord:
    """Send a part of the answer; the other node is told that more is to come, and the term runs on."""
    return _reply(held, letter_answer, personal_ground, by=by, at=at, is_part=True)


# Answer a letter of assistance of another node.
@act
def answer_letter(held: HeldRecord, *, by: Officer, at: datetime, letter_answer: str, personal_ground: str = "") -> SharedRecord:
    """Send the answer to a letter to the node that asked; a letter is answered whole once, and the answer corrected like any record."""
    held.settled_at = at
    return _reply(held, letter_answer, personal_ground, by=by, at=at)


# Ask another node for assistance: a letter is a record of this node like any other, and goes by the agreement's clause on assistance.
@act
def ask_for_assistance(
    *,
    by: Officer,
    at: datetime,
    to_node: str,
    letter_questions: str,
    letter_number: str = "",
    letter_subject: str = "",
    letter_code: str = "",
    letter_phone: str = "",
    letter_for: str = "",
) -> SharedRecord:
    """
    Send a letter to a node: its number and questions, about whom, and what of them is needed. Raises Refusal where the agreement gives none.

    `letter_for`: the dossier that it is asked for, which its answers then belong to; NotPermitted where another department holds it.
    """
    letter = Letter(to_node, letter_number, letter_questions, letter_subject, letter_code, letter_phone)
    dossier = Dossier.objects.select_related("department").get(number=letter_for) if letter_for else None
    if dossier is not None and dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    values = letter.values()
    sent = Sent("assistance", values, title=values["questions"].split("\n")[0], dossier=dossier)
    return send_record(sent, [to_node], by=by, at=at)


# Announce to the node that asked that its letter will be answered later.
@act
def extend_letter(held: HeldRecord, *, by: Officer, at: datetime, extension_ground: str, answer_until: str) -> Account[None]:
    """Set a later last day for the answer at both ends. Raises StepRefused after the term has ended, or for a day that is not later."""
    until, today = date.fromisoformat(str(answer_until)), localtime(at).date()
    if held.due is not None and held.due < today:
        zh, en = f"答复期限已于 {held.due} 届满，不能再告知延期；请尽快答复。", f"The term ended on {held.due}: no more time can be announced. Answer soon."
        raise StepRefused(zh, en)
    if until <= (last := max(held.due or today, today)):
        raise StepRefused(f"延期后的日期须晚于 {last}，请改填更晚的日期。", f"The new day must be later than {last}: choose a later one.")
    held.due = until
    queue_word(held.peer, "letter_word", held.name, following(held.peer.node), by=by, at=at, did=EXTENDED, until=until.isoformat(), reason=extension_ground)
    return Account(None)


# Refuse a letter: the node that asked is notified that it cannot be assisted with, for a reason of the list.
@act
def refuse_letter(held: HeldRecord, *, by: Officer, at: datetime, letter_refusal: str) -> Account[None]:
    """End the wait for an answer at both ends. What was answered in part stays there."""
    held.word, held.settled_at = letter_refusal, at
    queue_word(held.peer, "letter_word", held.name, following(held.peer.node), by=by, at=at, did=REFUSED, reason=letter_refusal)
    return Account(None)
