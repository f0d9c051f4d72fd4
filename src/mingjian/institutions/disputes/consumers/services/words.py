"""What is said by the page of a consumer: kept for the other side, in the ledger by its hash."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

LONGEST = 5000  # characters of one word
MOST_WAITING, MOST = 20, 500  # words of a consumer that wait to be read; words of a page


def say(receipt: ConsumerReceipt, kind: str, text: str, *, by: Officer | None, at: datetime, **told: Any) -> Account[ConsumerWord]:
    """Keep one word and return it with what the ledger tells of it. Raises BadInput where it is too long, or too many wait to be read."""
    if len(text) > LONGEST:
        raise BadInput(f"每次不超过 {LONGEST} 字，现有 {len(text)} 字。", f"At most {LONGEST} characters each time; there are {len(text)}.")
    if by is None and receipt.words.filter(by__isnull=True, taken_at__isnull=True).count() >= MOST_WAITING:
        zh = f"已有 {MOST_WAITING} 条等待承办人查阅，请等查阅后再写。"
        raise BadInput(zh, f"{MOST_WAITING} of your words wait to be read: write again once the officer has read them.")
    if receipt.words.count() >= MOST:
        raise BadInput(f"此页至多 {MOST} 条往来，请与承办人联系。", f"This page has {MOST} words at most: get in touch with the officer.")
    made = ConsumerWord.objects.create(receipt=receipt, kind=kind, text=visible(text.strip().replace("\r\n", "\n")), by=by, at=at, **told)
    entered: dict[str, object] = {"dossier": receipt.dossier}
    if made.text:
        entered |= {"text_sha256": sha256(made.text.encode()).hexdigest(), "length": Count(len(made.text))}
    if made.sha256:
        entered |= {"sha256": made.sha256, "size": Count(made.size)}
    return Account(made, entered)


def asked_of(receipt: ConsumerReceipt, key: str, kind: str) -> ConsumerWord:
    """Return the question or request of a page that an answer names. Raises BadInput where it is none."""
    found = receipt.words.filter(pk=int(key), kind=kind).first() if key.strip().isascii() and key.strip().isdigit() and len(key) < 19 else None
    if found is None:
        raise BadInput("没有这个询问，请刷新页面后再答。", "There is no such question: reload the page and answer again.")
    return found


def refuse_for_others(receipt: ConsumerReceipt, act: str, by: Officer | None) -> None:
    """Raise NotPermitted to whoever signed in: some things the consumer says in person."""
    if by is not None:
        raise receipt.hindrance(act, by) or NotPermitted("由消费者本人填写。", "The consumer says it in person.")
