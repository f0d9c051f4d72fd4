"""What is done to records, what came, and envelopes."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.agreement.release import Release
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire import words as wire_words
from mingjian.core.wire.words import ABOUT, ASKED, GIVEN, KEPT, STOPPED, WITHDRAWN
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars import words
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.models import Copy, Envelope, HeldRecord, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.consents import is_given, noted
from mingjian.institutions.exchange.services.corrections import COLUMNS, Corrected, corrected, cut, note_of
from mingjian.institutions.exchange.services.downstream import recall_copies, with_values
from mingjian.institutions.exchange.services.handling_codes import check_onward
from mingjian.institutions.exchange.services.keep_periods import erase
from mingjian.institutions.exchange.services.node import member_called, peer_open
from mingjian.institutions.exchange.services.onward import Onward, tell_owners
from mingjian.institutions.exchange.services.outbox import following, granted, queue_record, queue_word
from mingjian.institutions.exchange.services.outgoing import Sharing, check_goes, newest_of, release_question, values_to_seal
from mingjian.institutions.exchange.services.pieces import drop_file
from mingjian.institutions.exchange.services.points import reached
from mingjian.institutions.exchange.services.prefill import cleaned, refuse_personal
from mingjian.institutions.exchange.services.versions import LONGEST, Sent, new_version, send_record, send_version
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import Count, enter


# Adopt what the owner of a record corrected into the clue that was made of it.
@act
def adopt_correction(held: HeldRecord, *, by: Officer, at: datetime) -> Account[None]:
    """Replace in the clue what still says the old, and note the rest in its description. A clue that is closed stays as it is, and the entry says so."""
    clue = Clue.objects.select_for_update(of=("self",)).select_related("dossier").filter(dossier=held.dossier_id).first()
    if clue is None:
        raise StepRefused("此记录没有登记为线索。", "No clue was made of this record.")
    found = list(corrected(held, clue))
    if not clue.dossier.is_closed:
        for one in found:
            _adopt(clue, one, held)
        clue.save()
        clue.dossier.save(update_fields=["title"])
        search.index("clue", clue.pk, words(clue))
    held.before, held.is_correction_open = {}, False
    replaced = [one.field for one in found if one.is_replaced] if not clue.dossier.is_closed else []
    return Account(None, {"dossier": clue.dossier, "version": Count(held.version), "fields": sorted(one.field for one in found), "replaced": sorted(replaced)})


def _adopt(clue: Clue, one: Corrected, held: HeldRecord) -> None:
    if not one.is_replaced:
        clue.content = "\n".join(filter(None, [clue.content, note_of(one, held)]))
    elif one.field == "title":
        clue.dossier.title = one.now[: clue.dossier._meta.get_field("title").max_length]
    elif one.field == "content":
        clue.content = clue.content.replace(one.was, one.now)
    else:
        setattr(clue, COLUMNS[one.field], cut(one.field, one.now))


# Correct a shared record: a new version that goes to whoever holds a copy, even where no clause would give it anew.
@act
def correct_record(
    record: SharedRecord, *, by: Officer, at: datetime, record_field: str, corrected_value: str, correction_reason: str
) -> Account[RecordVersion]:
    """Set a field to another value and send the new version to every node that holds a copy. Its masks follow."""
    newest = record.versions.order_by("version").reverse()[0]
    value = _as_it_may_go(record, record_field, visible(corrected_value.strip()))
    if record_field not in newest.values:
        raise BadInput("此记录没有填写该项，请选择其中已有的一项。", "The record does not say this: choose something that it says.")
    if record.kind in ("assistance", "campaign", *ABOUT):
        refuse_personal({record_field: value})
    if record_field in ("until", "opening", "seen_on"):
        _check_day(value)
    if not value or len(value) > LONGEST or value == newest.values[record_field]:
        raise BadInput("请填写与原来不同的内容，不超过五千字。", "Write another content, in 5,000 characters at most.")
    version = new_version(record, with_values(newest.values, {record_field: value}), at, correction_reason)
    nodes = send_version(record, version, by=by, at=at)
    if record_field == "title":
        record.title = value[: SharedRecord._meta.get_field("title").max_length]
    return Account(version, {"dossier": record.dossier, "version": Count(version.version), "nodes": nodes})


def _check_day(value: str) -> None:
    """Refuse what is no day: both ends count by it."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise BadInput("日期请写作 2026-12-31 的形式。", "Write the day as 2026-12-31.") from None


def _as_it_may_go(record: SharedRecord, field: str, value: str) -> str:
    """Take out of what corrects a clue what is taken out of the clue itself: who reported it, and numbers in texts."""
    clue = Clue.objects.filter(dossier=record.dossier).first() if record.kind == "clue" else None
    return cleaned(clue, {field: value})[field] if clue else value


# Accept what another node suggested: the record is corrected, and every holder gets the new version.
@act
def adopt_suggestion(held: HeldRecord, *, by: Officer, at: datetime, correction_reason: str) -> Account[RecordVersion]:
    """Correct the field as it was suggested, and tell the node that suggested it. Raises StepRefused where the record was recalled meanwhile."""
    record = SharedRecord.objects.filter(name=held.about, recalled_at__isnull=True).first()
    if record is None:
        raise StepRefused("所针对的记录已撤回，不再更正。", "The record that it is about was recalled: nothing is corrected.")
    told = {"record_field": held.values.get("field", ""), "corrected_value": held.values.get("suggested", "")}
    made = correct_record(record, **told, correction_reason=correction_reason, by=by, at=at)
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="taken_up")
    return Account(made, {"dossier": record.dossier})


@act
def answer_consent(record: SharedRecord, *, by: Officer, at: datetime, consent_node: str, consent_answer: str) -> Account[None]:
    """
    Answer each holder that asked whether it may pass the record on to a node.

    What rests on another node's record is let go on only where that one's owner consents, too. Raises StepRefused where nobody asked for that node.
    """
    to = consent_node.strip()
    copies = [copy for copy in record.copies.select_for_update() if any(one["to"] == to and one["state"] == ASKED for one in copy.consents)]
    if not copies:
        raise StepRefused("没有持有副本的节点请求转交该节点。", "No holder asked to pass it on to that node: choose one that was asked for.")
    if consent_answer == GIVEN and record.dossier is not None:
        check_onward(record.dossier, to)
    number = next_number(f"T{localtime(at).year}-")
    for copy in copies:
        copy.consents = noted(copy.consents, to, consent_answer, at, number=number)
        copy.is_consent_open = any(one["state"] == ASKED for one in copy.consents)
        copy.save(update_fields=["consents", "is_consent_open"])
        told = {"to": to, "did": consent_answer, "number": number}
        queue_word(copy.peer, "consent", record.name, following(copy.peer.node), by=by, at=at, **told)
    return Account(None, {"dossier": record.dossier, "number": number, "nodes": [copy.peer.node for copy in copies]})


# Answer the recall of a record that this node has taken up, or the end of its keep period: its use has ended, or it is kept on a ground of the list.
@act
def answer_recall(held: HeldRecord, *, by: Officer, at: datetime, recall_answer: str, keep_ground: str = "") -> Account[None]:
    """Stop using a record, whose values are then erased here, or keep it with a ground; the owner is told which."""
    if recall_answer == KEPT and not keep_ground:
        raise BadInput("请写明保留的依据。", "Choose the ground on which it is kept.")
    ground = keep_ground if recall_answer == KEPT else ""
    word = "keep_ended" if held.state == HeldRecord.State.EXPIRED else "recall_answer"
    held.state, held.word = recall_answer, ground or held.word
    if recall_answer == STOPPED:
        if held.kind == "evidence" and held.dossier is not None:
            raise StepRefused(
                f"材料已入卷 {held.dossier.number}，卷宗的文件不随撤回删除：请选择依规定保留；保管期满后随卷宗销毁。",
                f"The file is on {held.dossier.number}, and files of a dossier do not go with a recall: keep it on a ground; it goes with its dossier.",
            )
        drop_file(held, at)
        erase(held)
    more = {"ground": ground} if ground else {}
    queue_word(held.peer, word, held.name, following(held.peer.node), by=by, at=at, did=recall_answer, **more)
    return Account(None, {"dossier": held.dossier, "keep_ground": ground})


# Ask the owner of a record for consent to pass it on to a node.
@act
def ask_consent(held: HeldRecord, *, by: Officer, at: datetime, consent_node: str, consent_purpose: str) -> Account[None]:
    """Queue the question for the owner, once for a node until it is answered. Raises NotFound for a node that is no member."""
    to = member_called(consent_node).node
    if to == held.peer.node:
        raise StepRefused("转回提供方不须征得同意。", "It may always go back to its owner: no consent is needed.")
    if is_given(held, to):
        raise StepRefused("提供方已同意转交该节点。", "Its owner consents to that node already.")
    if any(one["to"] == to and one["state"] == ASKED for one in held.consents):
        raise StepRefused("已请求同意，尚未答复；请等候提供方答复。", "It was asked already: wait for the owner's answer.")
    held.consents = noted(held.consents, to, ASKED, at, purpose=consent_purpose)
    queue_word(held.peer, "consent_ask", held.name, following(held.peer.node), by=by, at=at, to=to, purpose=consent_purpose)
    return Account(None, {"dossier": held.dossier})


# Decline a matter that another node handed over, for a reason of the list.
@act
def decline_matter(held: HeldRecord, *, by: Officer, at: datetime, decline_reason: str) -> None:
    """Notify the sender that its matter is not taken up, and why."""
    held.word = decline_reason
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="declined", reason=decline_reason)


# Abandon an envelope that does not arrive: its items are named as not sent. It is still tried, since its number holds what comes after it.
@act
def give_envelope_up(envelope: Envelope, *, by: Officer, at: datetime) -> Account[None]:
    """Note that nobody counts on an envelope any more."""
    envelope.why = "given_up"
    return Account(None, {"envelope": envelope.sha256, "to": envelope.peer.node, "sequence": Count(envelope.sequence)})


# Recall a shared record: ask every node that holds a copy to erase it. Each confirms, or is named as silent.
@act
def recall_record(record: SharedRecord, *, by: Officer, at: datetime, recall_reason: str) -> Account[None]:
    """Recall a record from all nodes, once and for good. What is not packed yet for a node does not leave, and there is nothing to ask of it."""
    record.recalled_for = recall_reason
    nodes = recall_copies(record, recall_reason, by=by, at=at)
    return Account(None, {"dossier": record.dossier, "nodes": nodes})


# Decline what another node suggested, for a reason of the list.
@act
def refuse_suggestion(held: HeldRecord, *, by: Officer, at: datetime, decline_reason: str) -> None:
    """Notify the node that suggested it; the record stays as it is."""
    held.word = decline_reason
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="declined", reason=decline_reason)


# Report to the owner of a clue that came what is seen of the same here.
@act
def report_seen(held: HeldRecord, *, by: Officer, at: datetime, held_verdict: str, held_seen_on: str, held_note: str) -> SharedRecord:
    """Send it as a record of this node, which can be corrected and recalled like any; files go with it by `attach_file`."""
    note = visible(held_note.strip())
    if not note or len(note) > LONGEST:
        raise BadInput("请写明看到的情况，不超过五千字。", "Write what was seen, in 5,000 characters at most.")
    on = date.fromisoformat(str(held_seen_on)[:10])
    values = {"about": held.name, "verdict": held_verdict, "seen_on": on.isoformat(), "note": note}
    refuse_personal(values)
    title = f"{wire_words.VERDICTS[held_verdict].zh}：{held.values.get('title', held.own_number)}"
    return send_record(Sent("sighting", values, purpose="check_clue", title=title, about=held), [held.peer.node], by=by, at=at)


# Send a clue to another node, and hand the matter over with it: the record, sealed and queued.
@act
def share_clue(*, by: Officer, at: datetime, clue: Clue, sharing: Sharing) -> SharedRecord:
    """Seal a clue as a record and queue it for a node, with the hand-over of the matter. Raises Refusal where the agreement does not give it."""
    sharing.check()
    dossier = Dossier.objects.select_for_update().get(pk=clue.dossier_id)
    if dossier.department_id != by.department_id:
        raise StepRefused("线索不由本部门承办，不能提供。", "Another department holds this clue: it is not yours to give.")
    check_onward(dossier, sharing.node)
    to = peer_open(sharing.node)
    check_goes(dossier, to.node)
    before = newest_of(dossier)
    record, version = _sealed(clue, sharing, by, at)
    asked = release_question(version.values, sharing)
    decided = granted(asked, local_day(at))
    decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
    told = {"region": decided.to.region, "version": version.version, "decisions": decisions, "since": at, "state": Copy.State.QUEUED, "word": ""}
    Copy.objects.update_or_create(record=record, peer=to, defaults=told)  # one that was refused is given anew
    queue_record(to, version, asked, by=by, at=at)
    queue_word(to, "hand_over", record.name, asked, by=by, at=at)
    tell_owners(dossier, Onward(settings.NODE, to.node, record.name, local_day(at)), by=by, at=at)
    _enter(record, decided, by, at, sharing, before.name if before and before != record else "")
    reached("release_before_commit")
    transaction.on_commit(lambda: reached("release_after_commit"))
    return record


def _enter(record: SharedRecord, decided: Release, by: Officer, at: datetime, sharing: Sharing, anew: str) -> None:
    told: dict[str, Any] = {"to": decided.to.node, "purpose": decided.purpose, "clauses": list(decided.clauses), "fields": sorted(decided.names)}
    told |= {"after_recall_of": anew} if anew else {}
    papers = {"case_number": sharing.case_number.strip(), "head": sharing.head.strip(), "owner_consent": _consents(record, decided.to.node)}
    enter("record_released", at=at, about=record, by=by, dossier=record.dossier, told_papers={k: v for k, v in papers.items() if v}, **told)


def _consents(record: SharedRecord, to: str) -> str:
    """Return under which numbers the owners of what a clue rests on consented to its going to a node."""
    held = HeldRecord.objects.filter(dossier=record.dossier, kind="clue").exclude(peer__node=to)
    numbers = (one["number"] for row in held for one in row.consents if one["to"] == to and one["state"] == GIVEN)
    return "、".join(dict.fromkeys(numbers))


def _sealed(clue: Clue, sharing: Sharing, by: Officer, at: datetime) -> tuple[SharedRecord, RecordVersion]:
    """
    Return the record of a clue with its newest version, made at its first sharing, and anew after a recall.

    The new one has a name of its own: the recalled one stays recalled, wherever it is, and whoever has not confirmed that stays named.
    """
    dossier = clue.dossier
    before = newest_of(dossier)
    if before and not before.recalled_at:
        return before, before.versions.order_by("version").reverse()[0]
    values = values_to_seal(clue, sharing)
    made = SharedRecord.objects.filter(dossier=dossier, kind="clue").count()
    name = f"{dossier.wire_name}-{made + 1}" if made else dossier.wire_name
    told = {"kind": "clue", "title": dossier.title, "dossier": dossier, "department": dossier.department, "by": by, "made_at": at}
    record = SharedRecord.objects.create(name=name, **told)
    return record, new_version(record, values, at)


# Suggest to the owner of a record that came what it should say.
@act
def suggest_to_owner(held: HeldRecord, *, by: Officer, at: datetime, suggested_field: str, suggested_value: str, held_note: str = "") -> SharedRecord:
    """Send the suggestion as a record of this node: its owner alone corrects. Raises BadInput for a field that did not come whole, or what says nothing new."""
    value, note = visible(suggested_value.strip()), visible(held_note.strip())
    if suggested_field not in (held.options_of("suggested_field") or ()):
        raise BadInput("只能对完整收到、不属于个人信息的项目提出建议。", "A suggestion is of a field that came whole and is nobody's personal data.")
    if not value or len(value) > LONGEST or len(note) > LONGEST or value == held.values[suggested_field]:
        raise BadInput("请填写与原来不同的内容，不超过五千字。", "Write another content, in 5,000 characters at most.")
    values = {"about": held.name, "field": suggested_field, "suggested": value, **({"note": note} if note else {})}
    refuse_personal(values)
    title = f"建议更正{wire_words.FIELDS[suggested_field].zh}：{held.values.get('title', held.own_number)}"
    return send_record(Sent("suggestion", values, purpose="check_clue", title=title, about=held), [held.peer.node], by=by, at=at)


# Take up a matter that another node handed over: it becomes a clue of this one, and the sender is told.
@act
def take_matter_up(held: HeldRecord, *, by: Officer, at: datetime) -> Account[Clue]:
    """Register a clue of what another node handed over, and tell that node."""
    clue = register(_intake(held), by=by, at=at)
    held.dossier = clue.dossier
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="taken_up")
    return Account(clue, {"dossier": clue.dossier})


def _intake(one: HeldRecord) -> Intake:
    values = {name.partition("~")[0]: value for name, value in one.values.items()}
    amount = values.get("amount", "")
    return Intake(
        source=Clue.Source.OTHER_DEPARTMENT,
        suspected_act=values.get("act", "") or values.get("title", "") or one.own_number,
        title=values.get("title", ""),
        original_number=one.name[:80],
        platform=values.get("platform", "")[:60],
        shop_name=values.get("shop", "")[:120],
        shop_url=values.get("shop_url", ""),
        listing_title=values.get("listing", "")[:300],
        operator_name=values.get("operator", "")[:200],
        operator_code=values.get("code", "")[:40],
        operator_address=values.get("address", "")[:300],
        content="\n".join(filter(None, (values.get("content", ""), amount and f"移交方所载涉嫌金额：{amount} 元", f"来自 {one.name}"))),
    )


# Withdraw the consent to passing a record of this node on to another.
@act
def withdraw_consent(record: SharedRecord, *, by: Officer, at: datetime, consent_node: str) -> Account[None]:
    """Notify each holder that the record may go on to a node no more; what went there is asked back by the holder's own node."""
    to, nodes = consent_node.strip(), []
    for copy in record.copies.select_for_update().select_related("peer"):
        given = next((one for one in copy.consents if one["to"] == to and one["state"] == GIVEN), None)
        if given is None:
            continue
        copy.consents = noted(copy.consents, to, WITHDRAWN, at)
        copy.save(update_fields=["consents"])
        told = {"to": to, "did": WITHDRAWN, "number": given["number"]}
        queue_word(copy.peer, "consent", record.name, following(copy.peer.node), by=by, at=at, **told)
        nodes.append(copy.peer.node)
    if not nodes:
        raise StepRefused("没有对转交该节点的同意。", "No consent was given for that node: choose one that it was given for.")
    return Account(None, {"dossier": record.dossier, "nodes": nodes})
