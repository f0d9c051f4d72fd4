"""What each kind of item does at the node that takes it. A sender may say only what is its own to say; the agreement is asked again here."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings

from mingjian.core.agreement.release import Party, Refused, Release, ReleaseRequest, release
from mingjian.core.errors import BadInput
from mingjian.core.law import local_day
from mingjian.core.wire import pieces, words
from mingjian.core.wire.envelope import MOST_ITEMS, Header
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Register
from mingjian.core.wire.sealed_record import Shown, read_line
from mingjian.institutions.exchange.models import Copy, HeldRecord, Peer
from mingjian.institutions.exchange.services import checkpoints, heard, node, questions, response_times
from mingjian.institutions.exchange.services.consents import take_answer, take_ask
from mingjian.institutions.exchange.services.downstream import correct_downstream, plain_of, recall_downstream, recall_from, recall_lost
from mingjian.institutions.exchange.services.heard import note_answer
from mingjian.institutions.exchange.services.keep_periods import erase, last_day
from mingjian.institutions.exchange.services.onward import note_lost, take_word, tell_again, tell_state, told_of_lost
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.pieces import begin_file, drop_file, take_piece
from mingjian.institutions.exchange.services.sightings import take_from_holder, take_from_owner, tell_holders
from mingjian.institutions.exchange.services.until import ASKING, last_day_of_reply, last_day_said
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.lists.text import visible
from mingjian.office.models import Department
from mingjian.office.record.bulk_insert import insert_rows

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

    @cached_property
    def department(self) -> Department:
        """Return the department that what they bring is for."""
        return node.department_for(self.told["for"])

    @cached_property
    def due(self) -> set[date]:
        """Return the last days for an answer to what they brought: one where there is any, since all of an envelope go under one release."""
        return set()

    @cached_property
    def decided(self) -> dict[tuple[str, tuple[str, ...]], Release | Refused]:
        """Return what the agreement said of each kind of record with each set of fields that came in this envelope."""
        return {}


def take(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """Do what an item says. Raises Refusal where it may not, or is not understood; then nothing of it is done."""
    kind = next((one for one in TAKERS if one in item), None)
    if kind is None:
        raise Refusal("unknown_kind", ", ".join(sorted(item))[:80])
    TAKERS[kind](item, bearer, at)


def take_records(lines: Sequence[tuple[int, Mapping[str, Any]]], bearer: Bearer, at: datetime) -> tuple[list[tuple[int, Refusal]], list[int]]:
    """
    Take the records that are new here, with two questions for all of them; give those that were refused, and those that are to be taken one by one.

    One by one go what is held already, what came twice, answers, which end the wait for them, and what a file belongs to.
    """
    refused, shown, others = list[tuple[int, Refusal]](), dict[int, Shown](), list[int]()
    for number, item in lines:
        try:
            shown[number] = _read_record(item, bearer)
        except Refusal as wrong:
            refused.append((number, wrong))
    names = [one.head.id for one in shown.values()]
    held = {*HeldRecord.objects.filter(name__in=names).values_list("name", flat=True), *(name for name, count in Counter(names).items() if count > 1)}
    made = []
    for number, one in shown.items():
        if one.head.id in held or one.head.kind in ("answer", "evidence", "report", *words.ABOUT):
            others.append(number)
            continue
        try:
            _check_given(one, bearer, None)
        except Refusal as wrong:
            refused.append((number, wrong))
        else:
            made.append(_filled(_new(one, bearer, at), one, bearer))
    insert_rows(made)
    return refused, others


def _read_record(item: Mapping[str, Any], bearer: Bearer) -> Shown:
    """Read a record and see that it is its sender's own. Raises Refusal."""
    shown = read_line(item)
    head = shown.head
    if head.owner != bearer.header.sender:
        raise Refusal("not_the_owner", head.id[:200])
    if head.kind != Name.read(head.id).kind or len(head.id) > LONGEST_NAME or len(head.kind) > LONGEST_KIND:
        raise Refusal("malformed_item", head.id[:200])
    return shown


def _record(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    shown = _read_record(item, bearer)
    head = shown.head
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
    decided = _decided_of(shown, bearer)
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    if extra := names - decided.names:
        raise Refusal("clause_forbids_field", min(extra)[:60])


def _decided_of(shown: Shown, bearer: Bearer) -> Release | Refused:
    """Return what the agreement says of a record with these fields, asked once for all of an envelope that have them."""
    asked = (shown.head.kind, tuple(sorted({name.partition("~")[0] for name in shown.values})))
    if asked not in bearer.decided:
        bearer.decided[asked] = _decided(*asked, bearer)
    return bearer.decided[asked]


def _decided(kind: str, fields: tuple[str, ...], bearer: Bearer) -> Release | Refused:
    told, head = bearer.told, bearer.header
    sheet, is_signed = node.sheet_of(bearer.register)
    sender, addressee = Party(head.sender, told["sender_region"]), Party(settings.NODE, told["for"])
    asked = ReleaseRequest(kind, fields, told["purpose"], sender, addressee, local_day(head.made_at), told["place"], frozenset(told["papers"]))
    return release(sheet, asked, is_signed=is_signed)


def _new(shown: Shown, bearer: Bearer, at: datetime) -> HeldRecord:
    return HeldRecord(name=shown.head.id, peer=bearer.peer, received_at=at, department=bearer.department)


def _keep(shown: Shown, bearer: Bearer, held: HeldRecord | None, at: datetime) -> None:
    held = held or _new(shown, bearer, at)
    was = plain_of(held.values)
    if held.version:
        held.corrected_at = at
    _filled(held, shown, bearer)
    if held.dossier_id is not None and held.kind == "clue":
        _note_correction(held, was)
    held.save()
    if held.kind == "evidence":
        begin_file(held)
    correct_downstream(held, was, at)
    if held.kind in ("answer", "report"):
        note_answer(held, at)
    if held.kind == "sighting":
        tell_holders(held, at)


def _filled(held: HeldRecord, shown: Shown, bearer: Bearer) -> HeldRecord:
    """Let a record say what came of it."""
    head = shown.head
    if held.version == 0 or bearer.told["purpose"]:
        held.release = {**bearer.told, **_terms(shown, bearer)}
        if head.kind != "campaign":
            held.due = last_day_of_reply(held.release["reply"], held.received_at) if head.kind in ASKING else None
            if held.due is not None and held.version == 0:
                bearer.due.add(held.due)
        held.keep_until = last_day(held.received_at, held.release["keep_months"])
    held.kind, held.version, held.fields, held.closed = head.kind, head.version, head.fields, shown.closed
    before, held.values = held.values, {name: visible(value) for name, value in shown.values.items()}
    if held.kind == "campaign" and held.values.get("until") != before.get("until"):
        held.due = last_day_said(held.values)  # the task says it: no article does, and both ends read the same
    if held.kind in (*words.ABOUT, "report"):
        _note_about(held)
    return held


def _note_about(held: HeldRecord) -> None:
    """Note of which record of this node something is said, where its sender holds that; it is for the department that gave it."""
    name = held.values.get("order" if held.kind == "report" else "about", "")
    copy = Copy.objects.filter(record__name=name, peer=held.peer).select_related("record__department").first()
    if copy is None:
        raise Refusal("not_held", name[:200])
    held.about, held.department = name, copy.record.department


def _terms(shown: Shown, bearer: Bearer) -> dict[str, Any]:
    """Return what the agreement has of the copy as it was decided here: a sender does not say for itself under which clauses and for how long it is kept."""
    decided = _decided_of(shown, bearer)
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    told = {name: getattr(decided, name) for name in ("agreement", "sheet", "onward", "keep_months", "reply")}
    return {**told, "clauses": list(decided.clauses)}


def _note_correction(held: HeldRecord, was: Mapping[str, str]) -> None:
    """Keep what the corrected fields said until now: an officer brings the clue that was made of them in step."""
    changed = {name: was[name] for name, value in plain_of(held.values).items() if name in was and was[name] != value}
    first = {**changed, **held.before}  # what the clue was made of, where it was corrected twice
    held.before = {name: value for name, value in first.items() if plain_of(held.values).get(name) != value}
    held.is_correction_open = bool(held.before)


def _hand_over(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """Hand over one record, or with `others` many that came together; of those, what is not held any more is left out."""
    others = item.get("others", [])
    if not isinstance(others, list) or len(others) > MOST_ITEMS:
        raise Refusal("malformed_item", "others")
    names = [_own_name(name, bearer) for name in (item["hand_over"], *others)]
    held = HeldRecord.objects.filter(name__in=names, version__gt=0).exclude(state=HeldRecord.State.ERASED)
    if not held.update(is_handed_over=True):
        raise Refusal("not_held", names[0][:200])


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
        drop_file(held, at)
        erase(held)
        queue_word(bearer.peer, "recall_answer", name, following(bearer.peer.node), by=None, at=at, did=words.ERASED)
    held.save()
    recall_downstream(held, word, at)
    recall_lost(held, item.get("onward", ""), word, at)
    tell_again(held, at)
    if held.dossier_id is not None:
        redraw_awaiting(held.dossier_id, at)


def _piece(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    take_piece(_held(item[pieces.ITEM], bearer), item, at)


def _evidence_used(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    copy = _copy(item["evidence_used"], bearer)
    if copy.record.kind != "evidence":
        raise Refusal("malformed_item", "evidence_used")
    if copy.state in (Copy.State.QUEUED, Copy.State.ARRIVED):
        copy.state, copy.word, copy.since = Copy.State.TAKEN_UP, "", at
        copy.save()


def _question(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    _own_name(item["question"], bearer)
    points = item.get("points")
    fields = tuple(sorted(points)) if isinstance(points, dict) and all(isinstance(one, str) for one in points) else ()
    decided = _decided("question", fields, bearer)
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    if extra := set(fields) - decided.names:
        raise Refusal("clause_forbids_field", min(extra)[:60])
    questions.take_question(item, bearer.peer, bearer.told, node.sheet_of(bearer.register)[0], at)


def _question_answer(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    questions.take_answer(item, bearer.peer, at)


def _recall_answer(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    word = _word(item, "ground", words.KEEPS, optional=item.get("did") != words.KEPT)
    if item.get("did") in (words.ERASED, words.STOPPED, words.KEPT) and (lost := told_of_lost(bearer.peer.node, str(item["recall_answer"]))):
        note_lost(lost, bearer.peer.node, str(item["recall_answer"]), at, str(item["did"]), word)
        return
    copy = _copy(item["recall_answer"], bearer)
    is_asked = copy.record.recalled_at is not None or copy.state == Copy.State.RECALL_ASKED
    if item.get("did") not in (words.ERASED, words.STOPPED, words.KEPT) or not is_asked:
        raise Refusal("malformed_item")
    copy.state, copy.word, copy.since = str(item["did"]), word, at
    copy.save()
    tell_state(copy, at)


def _sighted(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """Note when the same was last seen, by whomever: as the owner tells it, or, of a record of this node, as one of its holders does."""
    try:
        on = date.fromisoformat(str(item.get("on")))
    except ValueError as error:
        raise Refusal("malformed_item", "sighted") from error
    if on > local_day(at) + timedelta(days=1):  # no clock is farther off
        raise Refusal("malformed_item", "sighted")
    if str(item["sighted"]).startswith(f"{settings.NODE}/"):
        take_from_holder(_copy(item["sighted"], bearer), on, at)
    else:
        take_from_owner(_held(item["sighted"], bearer), on, at)


def _checkpoint(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    checkpoints.take_note(bearer.header.sender, item, bearer.register, at)


def _answering(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    response_times.take_word(bearer.peer, item, at)


def _keep_ended(item: Mapping[str, Any], bearer: Bearer, at: datetime) -> None:
    """A node says that it may keep a copy no longer and what it did; one that was recalled before is answered by self-reported."""
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
    pieces.ITEM: _piece,
    "question": _question,
    "question_answer": _question_answer,
    "evidence_used": _evidence_used,
    "recall": _recall,
    "recall_answer": _recall_answer,
    "passed_on": _passed_on,
    "keep_ended": _keep_ended,
    "letter_word": _letter_word,
    "consent_ask": _consent_ask,
    "consent": _consent,
    "sighted": _sighted,
    checkpoints.KIND: _checkpoint,
    response_times.KIND: _answering,
}
