"""Questions about the pages of consumers, each starting from the code that one keeps, or from what the officer may see."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.timezone import now

from mingjian.core.errors import NotFound, UnknownCode
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.people.permissions import may_see

MOST_OF_FILE = 100 * 2**20  # bytes
MOST_OF_RECEIPT = 500 * 2**20  # bytes that the portal takes by one page
FORM = 64 * 2**10  # bytes of a form beside its file
CLAIMS = "tell_settlement"
CLAIMED = "settled_with_platform"


def receipt_by_code(code: str) -> ConsumerReceipt:
    """Return the page whose code somebody knows."""
    found = ConsumerReceipt.objects.filter(code_key=code_key(code[:40])).select_related("dossier__department").first() if code else None
    if found is None:
        raise UnknownCode("没有这个查询页，请核对承办人发来的网址。", "There is no such page: look at the address that the officer sent you.", "consumer:enter")
    return found


def receipt_visible_to(officer: Officer, number: str) -> ConsumerReceipt:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = ConsumerReceipt.objects.filter(may_see(officer, "dossier")).select_related("dossier__department").filter(number=number).first()
    if found is None:
        raise NotFound(f"没有消费者查询页 {number}。", f"There is no page of a consumer {number}.")
    return found


def room_in_receipt(code: str) -> int:
    """Return how many bytes the portal takes by a page."""
    held = receipt_by_code(code).words.aggregate(sum=Sum("size"))["sum"] or 0
    today = ConsumerWord.objects.filter(by__isnull=True, at__gte=now() - timedelta(days=1)).aggregate(sum=Sum("size"))["sum"] or 0
    return max(0, min(MOST_OF_RECEIPT - held, settings.PUBLIC_DAILY - today)) + FORM


def note_opened(receipt: ConsumerReceipt, at: datetime) -> None:
    """Note when its page was opened first: the officer sees that it arrived."""
    ConsumerReceipt.objects.filter(pk=receipt.pk, seen_at__isnull=True).update(seen_at=at)


def receipts_to_read(officer: Officer) -> QuerySet[ConsumerReceipt]:
    """Return the pages of dossiers that the officer's department holds, by which a consumer said something that nobody read yet."""
    waiting = ConsumerWord.objects.filter(by__isnull=True, taken_at__isnull=True).order_by()  # few, and an index has them: else each dossier held is looked at
    return ConsumerReceipt.objects.filter(pk__in=waiting.values("receipt"), dossier__department=officer.department_id).select_related("dossier")


def settlement_claimed(dossier: Dossier) -> tuple[str, datetime] | None:
    """Return the settlement that waits for the consumer's word, and when it was claimed; None where nobody claims one now."""
    if dossier.state_text != CLAIMED:
        return None
    entry = dossier.entries.filter(kind=CLAIMS).order_by("-index").first()
    return (str((json.loads(entry.body).get("papers") or {}).get("settlement", "")), entry.at) if entry else None


def word_on_settlement(dossier: Dossier) -> ConsumerWord | None:
    """
    Return the word of the consumer on the settlement that is claimed now; None while they said nothing, which is neither yes nor no.

    The newest word of a page counts. Where an older dossier has two pages of who complained, a denial by one stands until the same page takes it back.
    """
    claimed = settlement_claimed(dossier)
    if claimed is None:
        return None
    kinds = [ConsumerWord.SETTLED, ConsumerWord.NOT_SETTLED]
    said = ConsumerWord.objects.filter(receipt__dossier=dossier, receipt__role="complainant", kind__in=kinds, at__gte=claimed[1])
    newest = {one.receipt_id: one for one in said.select_related("receipt").order_by("at", "pk")}.values()
    return max(newest, key=lambda word: (word.kind == ConsumerWord.NOT_SETTLED, word.at, word.pk), default=None)


#: What a request for consent calls the values that are on file of a consumer.
_ITEMS = {
    "name": frozenset({"姓名", "名字", "name"}),
    "phone": frozenset({"电话", "手机", "手机号", "手机号码", "电话号码", "联系电话", "联系方式", "telephone", "phone", "telephone number"}),
    "address": frozenset({"地址", "住址", "收货地址", "联系地址", "通讯地址", "address"}),
}
_BETWEEN_ITEMS = re.compile(r"[、，,；;/\n]|和|以及|及|\band\b")


def consents_of(dossier: Dossier) -> Iterator[tuple[ConsumerWord, ConsumerWord | None]]:
    """Return each request for consent in a dossier with the newest answer to it; None where there is none."""
    asked = ConsumerWord.objects.filter(receipt__dossier=dossier, kind=ConsumerWord.CONSENT_ASKED).select_related("to", "receipt")
    for one in asked.prefetch_related("answered_by"):
        yield one, max(one.answered_by.all(), key=lambda word: (word.at, word.pk), default=None)


def scope_of(items: str) -> frozenset[str]:
    """
    Return which values of a consumer a request for consent names: each as an item by itself, in the words that stand on the consumer's page.

    Where a single part is anything else the whole opens nothing: nobody consented to what has to be guessed from a sentence, such as 姓名，不含电话、地址.
    """
    named = {part for item in _BETWEEN_ITEMS.split(items) if (part := item.strip(" 。.").lower())}
    if not named <= frozenset[str]().union(*_ITEMS.values()):
        return frozenset()
    return frozenset(value for value, words in _ITEMS.items() if named & words)


def consented(dossier: Dossier, to: Department | None) -> frozenset[str]:
    """Return which values (`name`, `phone`, `address`) the consumer who complained consents now to being seen by a department; none where they do not."""
    if to is None:
        return frozenset()
    given = (
        scope_of(asked.text)
        for asked, answer in consents_of(dossier)
        if answer is not None and answer.kind == ConsumerWord.CONSENT_GIVEN and asked.to_id == to.pk and asked.receipt.role == "complainant"
    )
    return frozenset[str]().union(*given)
