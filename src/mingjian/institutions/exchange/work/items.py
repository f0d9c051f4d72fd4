"""What each kind of item does at the node that takes it. A sender may say only what is its own to say; the agreement is asked again here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from mingjian.core.agreement.release import Party, Refused, ReleaseRequest, release
from mingjian.core.errors import BadInput
from mingjian.core.law import local_day
from mingjian.core.wire import words
from mingjian.core.wire.envelope import Header
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Register
from mingjian.core.wire.sealing import Shown, read_line
from mingjian.institutions.exchange.lore import heard, node
from mingjian.institutions.exchange.lore.consents import take_answer, take_ask
from mingjian.institutions.exchange.lore.downstream import correct_downstream, plain_of, recall_downstream, recall_from
from mingjian.institutions.exchange.lore.heard import note_answer
from mingjian.institutions.exchange.lore.keeping import erase, last_day
from mingjian.institutions.exchange.lore.onward import take_word, tell_again, tell_state
from mingjian.institutions.exchange.lore.outbox import following, queue_word
from mingjian.institutions.exchange.lore.until import ASKING, last_day_of_reply
from mingjian.institutions.exchange.models import Copy, HeldRecord, Peer
from mingjian.office.dossiers.awaiting import redraw_awaiting
from mingjian.office.lists.text import visible

_TOLD = {"agreement", "sheet", "purpose", "kind", "place", "sender_region", "onward", "keep_months", "reply", "clauses", "papers", "for", "for_kind"}
LONGEST_NAME, LONGEST_KIND = 300, 24  # signs that a row of a record has room for


@dataclass(frozen=True)
class Bearer:
    """Who brings the items of an envelope, and under which release as the sender tells it."""

    peer: Peer
    told: Mapping[str, Any]
    header: Header
    register: Register

    @classmethod
    def read(cls, told: dict[str, Any], header: Header, register: Register, peer: Peer) -> "Bearer":
        """Read what the sender tells of its release; its regions must be those that the register has. Raises Refusal."""
        texts = ("agreement", "sheet", "purpose", "kind", "place", "sender_region", "onward", "reply", "for", "for_kind")
        lists = ("clauses", "papers")
        if set(told) != _TOLD or not all(isinstance(told[name], str) and len(told[name]) <= 200 for name in texts):
            raise Refusal("malformed_item")
        if not all(isinstance(told[name], list) and all(isinstance(one, str) for one in told[name]) for name in lists) or type(told["keep_months"]) is not int:
            raise Refusal("malformed_item")
        if not all(text.isprintable() for text in (*(told[name] for name in texts), *told["clauses"], *told["papers"])):
            raise Refusal("malformed_item")  # what nobody can read is kept in no row
        if told["sender_region"] not in register.member(header.sender).serves or told["for"] not in register.member(settings.NODE).serves:
            raise Refusal("no_member")
        return cls(peer, told, header, register)


def take(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """Do what an item says. Raises Refusal where it may not, or is not understood; then nothing of it is done."""
    kind = next((one for one in TAKERS if one in item), None)
    if kind is None:
        raise Refusal("unknown_kind", ", ".join(sorted(item))[:80])
    TAKERS[kind](item, bearer, at)


def _record(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    shown = read_line(item)
    head = shown.head
    if head.owner != bearer.header.sender:
        raise Refusal("not_the_owner", head.id[:200])
    if head.kind != Name.read(head.id).kind or len(head.id) > LONGEST_NAME or len(head.kind) > LONGEST_KIND:
        raise Refusal("malformed_item", head.id[:200])
    held = HeldRecord.objects.select_for_update().filter(name=head.id).first()
    if held and held.state in (HeldRecord.State.ERASED, HeldRecord.State.STOPPED):
        raise Refusal("recalled_before", head.id[:200])
    if held and head.version == held.version and head.fields != held.fields:
        raise Refusal("version_forks", head.id[:200])
    if held and head.version <= held.version:
        return  # an older one, or the same again: the newest stays
    _check_given(shown, bearer, held)
    _keep(shown, bearer, held, at)


def _check_given(shown: Shown, bearer: Bearer, held: HeldRecord | None) -> None:
    """Ask the agreement whether the sender might give these fields; a correction may bring those that the copy has."""
    names = set(shown.values)
    if held is not None and not bearer.told["purpose"]:
        if extra := names - set(held.values):
            raise Refusal("clause_forbids_field", min(extra)[:60])
        return
    told, head = bearer.told, bearer.header
    sheet, is_signed = node.sheet_of(bearer.register)
    fields = tuple(sorted({name.partition("~")[0] for name in names}))
    sender, addressee = Party(head.sender, told["sender_region"]), Party(settings.NODE, told["for"])
    asked = ReleaseRequest(shown.head.kind, fields, told["purpose"], sender, addressee, local_day(head.made_at), told["place"], frozenset(told["papers"]))
    decided = release(sheet, asked, is_signed=is_signed)
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    if extra := names - decided.names:
        raise Refusal("clause_forbids_field", min(extra)[:60])


def _keep(shown: Shown, bearer: Bearer, held: HeldRecord | None, at: datetime) -> None:
    head = shown.head
    if held is None:
        held = HeldRecord(name=head.id, peer=bearer.peer, received_at=at, department=node.department_for(bearer.told["for"]))
    was = plain_of(held.values)
    if held.version:
        held.corrected_at = at
    if held.version == 0 or bearer.told["purpose"]:
        held.release = dict(bearer.told)
        held.due = last_day_of_reply(bearer.told["reply"], held.received_at) if head.kind in ASKING else None
        held.keep_until = last_day(held.received_at, bearer.told["keep_months"])
    held.kind, held.version, held.fields, held.closed = head.kind, head.version, head.fields, shown.closed
    held.values = {name: visible(value) for name, value in shown.values.items()}
    if held.dossier_id is not None:
        _note_correction(held, was)
    held.save()
    correct_downstream(held, was, at)
    if head.kind == "answer":
        note_answer(held, at)


def _note_correction(held: HeldRecord, was: Mapping[str, str]) -> None:
    """Keep what the corrected fields said until now: an officer brings the clue that was made of them in step."""
    changed = {name: was[name] for name, value in plain_of(held.values).items() if name in was and was[name] != value}
    first = {**changed, **held.before}  # what the clue was made of, where it was corrected twice
    held.before = {name: value for name, value in first.items() if plain_of(held.values).get(name) != value}
    held.is_correction_open = bool(held.before)


def _hand_over(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    held = _held(item["hand_over"], bearer)
    held.is_handed_over = True
    held.save(update_fields=["is_handed_over"])


def _hand_over_answer(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    copy = _copy(item["hand_over_answer"], bearer)
    word = _word(item, "reason", words.DECLINES, optional=True)
    if item.get("did") not in ("taken_up", "declined"):
        raise Refusal("malformed_item")
    if copy.state in (Copy.State.QUEUED, Copy.State.ARRIVED):
        copy.state, copy.word, copy.since = str(item["did"]), word, at
        copy.save()
        if copy.record.dossier_id is not None:
            redraw_awaiting(copy.record.dossier_id, at)  # a clue that was taken up there calls for the step that ends it here


def _recall(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    name = _own_name(item["recall"], bearer)
    word = _word(item, "reason", {**words.RECALLS, **words.ENDS})
    held = HeldRecord.objects.select_for_update().filter(name=name).first()
    if held and held.state == HeldRecord.State.RECALLED:
        return
    if held and held.state in (HeldRecord.State.ERASED, HeldRecord.State.STOPPED):  # its keep period ended while the recall was on its way
        queue_word(bearer.peer, "recall_answer", name, following(bearer.peer.node), by=None, at=at, did=held.state)
        return
    if held is None:  # it overtook the record: what comes later is not kept
        held = HeldRecord(name=name, peer=bearer.peer, received_at=at)
    held.word, held.is_correction_open = word, False
    if held.dossier_id is not None or held.state in (HeldRecord.State.KEPT, HeldRecord.State.EXPIRED):
        held.state = HeldRecord.State.RECALLED
    else:
        held.state = HeldRecord.State.ERASED
        erase(held)
        queue_word(bearer.peer, "recall_answer", name, following(bearer.peer.node), by=None, at=at, did=words.ERASED)
    held.save()
    recall_downstream(held, word, at)
    tell_again(held, at)
    if held.dossier_id is not None:
        redraw_awaiting(held.dossier_id, at)


def _recall_answer(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    copy = _copy(item["recall_answer"], bearer)
    word = _word(item, "ground", words.KEEPS, optional=item.get("did") != words.KEPT)
    is_asked = copy.record.recalled_at is not None or copy.state == Copy.State.RECALL_ASKED
    if item.get("did") not in (words.ERASED, words.STOPPED, words.KEPT) or not is_asked:
        raise Refusal("malformed_item")
    copy.state, copy.word, copy.since = str(item["did"]), word, at
    copy.save()
    tell_state(copy, at)


def _keep_ended(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """A node says that it may keep a copy no longer and what it did; one that was recalled before is answered by its own word."""
    copy = _copy(item["keep_ended"], bearer)
    word = _word(item, "ground", words.KEEPS, optional=item.get("did") != words.KEPT)
    if item.get("did") not in (words.ERASED, words.STOPPED, words.KEPT):
        raise Refusal("malformed_item")
    copy.state, copy.word, copy.since = str(item["did"]), word or "keep_ended", at
    copy.save()
    tell_state(copy, at)


def _passed_on(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    take_word(_copy(item["passed_on"], bearer), item, at)


def _letter_word(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    heard.take_word(_copy(item["letter_word"], bearer), item, at)


def _consent_ask(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    take_ask(_copy(item["consent_ask"], bearer), item, at)


def _consent(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    held = _held(item["consent"], bearer)
    if withdrawn_from := take_answer(held, item, at):
        recall_from(held, withdrawn_from, words.CONSENT_ENDED, at)


def _own_name(told: Any, bearer: Bearer) -> str:
    """Return the name of a record of the sender's own. Raises Refusal for another's."""
    try:
        name = Name.read(told) if isinstance(told, str) else None
    except BadInput as error:
        raise Refusal("malformed_item") from error
    if name is None or len(str(name)) > LONGEST_NAME:
        raise Refusal("malformed_item")
    if name.node != bearer.header.sender:
        raise Refusal("not_the_owner", str(name)[:200])
    return str(name)


def _held(told: Any, bearer: Bearer) -> HeldRecord:
    found = HeldRecord.objects.select_for_update().filter(name=_own_name(told, bearer), version__gt=0).first()
    if found is None or found.state == HeldRecord.State.ERASED:
        raise Refusal("not_held", str(told)[:200])
    return found


def _copy(told: Any, bearer: Bearer) -> Copy:
    """Return the copy of a record of this node that the sender speaks of."""
    name = told if isinstance(told, str) and told.isprintable() else ""
    found = Copy.objects.select_for_update().select_related("record").filter(record__name=name, peer=bearer.peer).first()
    if found is None:
        raise Refusal("not_held", str(told)[:200])
    return found


def _word(item: Mapping[str, Any], name: str, known: Mapping[str, Any], *, optional: bool = False) -> str:
    word = item.get(name, "")
    if isinstance(word, str) and (word in known or (optional and word == "")):
        return word
    raise Refusal("malformed_item", name)


TAKERS: dict[str, Callable[[Mapping[str, Any], Bearer, datetime], None]] = {
    "record": _record,
    "hand_over": _hand_over,
    "hand_over_answer": _hand_over_answer,
    "recall": _recall,
    "recall_answer": _recall_answer,
    "passed_on": _passed_on,
    "keep_ended": _keep_ended,
    "letter_word": _letter_word,
    "consent_ask": _consent_ask,
    "consent": _consent,
}
