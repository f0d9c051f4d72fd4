"""What is done by and for the page of a consumer."""

import secrets
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.disputes.consumers.queries import MOST_OF_FILE, scope_of, settlement_claimed
from mingjian.institutions.disputes.consumers.services.words import asked_of, refuse_for_others, say
from mingjian.institutions.disputes.models import Complainant, ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Officer, SealedFile


def _new_code() -> str:
    """Return a code that nobody guesses."""
    return secrets.token_urlsafe(18)


def _address_of(receipt: ConsumerReceipt) -> str:
    """Return the path of a page with its code: for the consumer, and in the reply to who made it."""
    return reverse("consumer:receipt", args=[receipt.code])


# Ask a consumer whether their data may be passed on: to whom, which, and for what purpose.
@act
def ask_consent(
    receipt: ConsumerReceipt,
    *,
    by: Officer,
    at: datetime,
    consent_items: str,
    passing_purpose: str,
    consent_department: int | str = "",
    consent_recipient: str = "",
) -> Account[ConsumerWord]:
    """
    Put the request on the page. Raises BadInput where it names no recipient, or two: a consent is for one.

    Of a body here it names what that is to see, since no more is opened to it.
    """
    if bool(consent_department) == bool(consent_recipient.strip()):
        raise BadInput("请写明一个接收方：本系统内的单位，或者其他接收方。", "Name one recipient: a body with an account, or another.")
    if consent_department and not scope_of(consent_items):
        raise BadInput(
            "由本系统内的单位查看的，只写其可以查看的各项，如“姓名、电话、地址”，不写“不含……”“……除外”；其他材料请另行征求，接收方以文字写明。",
            "What a body here is to see is named item by item and by nothing else, such as `name, telephone, address`, without `not` or `except`; for other "
            "material ask apart, with the recipient written out.",
        )
    to = Department.objects.get(pk=consent_department) if consent_department else None
    return say(receipt, ConsumerWord.CONSENT_ASKED, consent_items, by=by, at=at, to=to, recipient=consent_recipient.strip(), purpose=passing_purpose.strip())


# Ask a consumer something, by their page.
@act
def ask_consumer(receipt: ConsumerReceipt, *, by: Officer, at: datetime, consumer_question: str) -> Account[ConsumerWord]:
    """Put the question on the page; the entry has its hash, since the text may name persons."""
    return say(receipt, ConsumerWord.QUESTION, consumer_question, by=by, at=at)


# Keep what a consumer writes by their page, or tells an officer who writes it down: a message, an answer, a file.
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


# Open the page by whose code a consumer reads and answers.

MOST = 200  # of one dossier: a case may name that many buyers
COMPLAINANT = "complainant"


@act
def open_consumer_receipt(*, by: Officer, at: datetime, consumer_dossier: str, consumer_role: str, consumer_name: str = "") -> Account[ConsumerReceipt]:
    """
    Make it; neither code nor name stands in an entry, and the address is shown to whoever makes it, once.

    Refused for a dossier of others, for a second page of who complained, and for a consumer of whom no name is known.
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=consumer_dossier)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"卷宗由{dossier.department.name_zh}承办，由其开具。", f"{dossier.department.name_en} holds the dossier and opens the page.")
    if dossier.consumer_receipts.count() >= MOST:
        raise StepRefused(f"一份卷宗至多开具 {MOST} 个查询页。", f"A dossier has {MOST} pages of consumers at most.")
    if consumer_role == COMPLAINANT and (living := dossier.consumer_receipts.filter(role=COMPLAINANT).first()):
        raise StepRefused(
            f"已为投诉人开具查询页 {living.number}，一份卷宗只有一个；网址遗失的，请更换网址。",
            f"Who complained has the page {living.number}, and there is one of a dossier: where its address was lost, renew it.",
        )
    registered = Complainant.objects.filter(complaint__dossier=dossier).first() if consumer_role == COMPLAINANT else None
    name = visible(consumer_name.strip()) or (registered.name if registered else "")
    if not name:
        raise BadInput("请填写消费者姓名。", "Give the name of the consumer.")
    number = next_number(f"V{localtime(at).year}-")
    told = {"number": number, "code": _new_code(), "role": consumer_role, "name": name, "opened_by": by, "opened_at": at}
    made = ConsumerReceipt.objects.create(dossier=dossier, **told)
    return Account(made, {"dossier": dossier}, shown_once=_address_of(made))


# Renew the address of a consumer's page; the old one leads nowhere from then on.
@act
def renew_consumer_code(receipt: ConsumerReceipt, *, by: Officer, at: datetime, reason: str) -> Account[ConsumerReceipt]:
    """End the old code; what was said by the page stays. The new address is shown to whoever does it, once, and stands in no entry."""
    receipt.code, receipt.seen_at = _new_code(), None
    return Account(receipt, {"dossier": receipt.dossier}, shown_once=_address_of(receipt))


# Keep whether a consumer consents to passing data on, or takes that back.
@act
def say_consent(receipt: ConsumerReceipt, *, by: Officer | None, at: datetime, consent_request: str, consent_word: str) -> Account[ConsumerWord]:
    """Keep it: the newest word on a request counts. Raises NotPermitted to any officer, BadInput for a request that is none of this page."""
    refuse_for_others(receipt, "say_consent", by)
    return say(receipt, consent_word, "", by=by, at=at, answers=asked_of(receipt, consent_request, ConsumerWord.CONSENT_ASKED))


# Keep what a consumer says of the settlement that a shop or platform claims.
@act
def say_settlement(receipt: ConsumerReceipt, *, by: Officer | None, at: datetime, settlement_word: str, consumer_says: str = "") -> Account[ConsumerWord]:
    """Keep it: the newest word counts, and moves nothing by itself. Raises NotPermitted to any officer, StepRefused where nobody claims a settlement."""
    refuse_for_others(receipt, "say_settlement", by)
    if settlement_claimed(receipt.dossier) is None:
        raise StepRefused("目前没有待您确认的和解。", "No settlement waits for your word.")
    return say(receipt, settlement_word, consumer_says, by=by, at=at)


# Note that an officer read what a consumer wrote, and seal the files among it.
@act
def take_consumer_words(receipt: ConsumerReceipt, *, by: Officer, at: datetime) -> Account[int]:
    """Seal each file, shut, since nobody has looked yet; return how many words were taken. Nothing is entered where nothing waits."""
    new = list(receipt.words.filter(by__isnull=True, taken_at__isnull=True))
    told = {"dossier": receipt.dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new if one.sha256)
    receipt.words.filter(pk__in=[one.pk for one in new]).update(taken_at=at)
    return Account(len(new), {"dossier": receipt.dossier, "sha256": [one.sha256 for one in new if one.sha256]}, bool(new))
