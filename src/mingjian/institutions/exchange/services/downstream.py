"""
What follows by itself where another node's record was passed on: the record that was made of it here is recalled, or corrected, with all its copies.

A recall or a correction by the owner so reaches every copy, node by node, to any depth; each node tells back what came of it (`services.onward`). No officer
decides: who asked for something to be passed on agreed that its owner goes on being the one who says what it says.
"""

import logging
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from mingjian.core.agreement.masks import masked
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.words import PASSED_ON, RECALL_ASKED
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, Peer, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.node import peer, register
from mingjian.institutions.exchange.services.onward import note_lost, reminder_of, tell_state, told_in
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.prefill import cleaned
from mingjian.institutions.exchange.services.versions import GONE, new_version, send_version
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.models import Dossier, Entry, FileNumber, Officer
from mingjian.office.models.hidden import Encrypted
from mingjian.office.record.bulk_insert import insert_many
from mingjian.office.record.entries import Count, enter

_log = logging.getLogger(__name__)
#: The name of a record of this node behind the name of the node: the kind, and the number of the dossier that it was made of.
_GIVEN = re.compile(r"[a-z_]{1,24}/(?P<number>(?P<head>[A-Z]{1,3}\d{4}-)(?P<nth>\d{7}))(?:-\d{1,9})?", re.ASCII)
#: The field whose text a clue quotes within its own.
_QUOTED = "content"
#: States of copies that nothing is asked of: never there, or there no more once the keep period ended.
_NOT_THERE = (Copy.State.REFUSED, Copy.State.ERASED, Copy.State.STOPPED)


def recall_copies(record: SharedRecord, reason: str, *, by: Officer | None, at: datetime) -> list[str]:
    """Ask every node that holds a copy to erase it, and return which were asked. What is not packed yet for a node does not leave."""
    asked = []
    for copy in record.copies.exclude(state__in=_NOT_THERE).select_related("peer", "record__dossier"):
        has_left = _hold_back(record, copy.peer)
        copy.state, copy.word = (Copy.State.RECALL_ASKED, "") if has_left else (Copy.State.REFUSED, "recalled_before")
        copy.since = at
        copy.save()
        if has_left:
            told = {"do": "erase", "reason": reason, **reminder_of(copy)}
            queue_word(copy.peer, "recall", record.name, following(copy.peer.node), by=by, at=at, **told)
            asked.append(copy.peer.node)
        tell_state(copy, at)
    if record.dossier is not None:
        redraw_awaiting(record.dossier.pk, at)  # one that was taken up elsewhere calls for the step that ends it here no longer
    return asked


def recall_many(records: Sequence[SharedRecord], reason: str, *, by: Officer | None, at: datetime) -> list[str]:
    """Ask every node that holds a copy of any of these records to erase it, with few questions for all; return which those are. As `recall_copies` for one."""
    there = Copy.objects.filter(record__in=records).exclude(state__in=_NOT_THERE)
    copies = list(there.select_related("peer", "record__dossier").order_by("peer", "pk"))
    to_end = {one.record.dossier_id for one in copies if one.record.dossier_id and one.state == Copy.State.TAKEN_UP}
    asked = []
    for node, some in groupby(copies, key=lambda one: one.peer.node):
        each = list(some)
        left = _hold_many_back({one.record.name for one in each}, each[0].peer)
        for has_left in (True, False):
            keys = [one.pk for one in each if (one.record.name in left) is has_left]
            state, word = (Copy.State.RECALL_ASKED, "") if has_left else (Copy.State.REFUSED, "recalled_before")
            Copy.objects.filter(pk__in=keys).update(state=state, word=word, since=at)
        if left:
            of_name = {one.record.name: one for one in each}
            told = {name: said_item("recall", name, do="erase", reason=reason, **reminder_of(of_name[name])) for name in sorted(left)}
            same = Outgoing(peer=each[0].peer, queued_at=at, by=by, kind="recall", asked=Encrypted(following(node)))
            insert_many(same, [{"name": name, "item": item} for name, item in told.items()])
            asked.append(node)
    resting = set(HeldRecord.objects.filter(dossier__in=[one.record.dossier_id for one in copies]).values_list("dossier", flat=True))
    for copy in copies:
        if copy.record.dossier_id in resting:
            copy.refresh_from_db(fields=["state", "word", "since"])
            tell_state(copy, at)
    for key in sorted(to_end):
        redraw_awaiting(key, at)  # what was taken up elsewhere calls for the step that ends it here no longer
    return asked


def recall_from(held: HeldRecord, node: str, reason: str, at: datetime) -> None:
    """Ask one node to erase what it was given of the clue that was made of a record: its owner lets it be there no more. Other copies stay."""
    for copy in Copy.objects.filter(record__in=made_of(held), peer__node=node).select_related("peer", "record__dossier"):
        if copy.state in (*GONE, Copy.State.RECALL_ASKED):
            continue
        has_left = _hold_back(copy.record, copy.peer)
        copy.state, copy.word, copy.since = (Copy.State.RECALL_ASKED, reason, at) if has_left else (Copy.State.REFUSED, "recalled_before", at)
        copy.save()
        if has_left:
            queue_word(copy.peer, "recall", copy.record.name, following(node), by=None, at=at, do="erase", reason=reason)
        tell_state(copy, at)
        enter("copy_asked_back", at=at, about=copy.record, dossier=copy.record.dossier, node=node, why=reason, because_of=held.name)


def _hold_back(record: SharedRecord, peer: Peer) -> bool:
    """Take out of the outbox what is not packed yet of a record for a node; whether anything of it was packed before."""
    return bool(_hold_many_back({record.name}, peer))


def _hold_many_back(names: Collection[str], peer: Peer) -> set[str]:
    """Take out of the outbox what is not packed yet of records for a node; give those of which anything was packed before."""
    Peer.objects.select_for_update().get(pk=peer.pk)  # nothing is packed for it meanwhile
    items = Outgoing.objects.filter(name__in=names, peer=peer)
    items.filter(state=Outgoing.State.QUEUED).update(state=Outgoing.State.REFUSED, why="recalled_before")
    return set(items.filter(envelope__isnull=False).values_list("name", flat=True))


def recall_downstream(held: HeldRecord, reason: str, at: datetime) -> None:
    """Recall what this node passed on of a record that its owner recalled, or whose time here has ended. Entered as the node's own deed."""
    for record in made_of(held):
        record.recalled_at, record.recalled_for = at, reason
        record.save(update_fields=["recalled_at", "recalled_for"])
        nodes = recall_copies(record, reason, by=None, at=at)
        told: dict[str, Any] = {"papers": {"recall_reason": reason}, "stands": "recalled", "nodes": nodes, "because_of": held.name}
        enter("record_recalled", at=at, about=record, dossier=record.dossier, **told)


def recall_lost(held: HeldRecord, reminder: object, reason: str, at: datetime) -> None:
    """
    Ask back what this node passed on of a record and knows no more, by what the owner reminds it of. Raises Refusal for what is not understood.

    It was brought back from a backup of before: the owner was told then, and remembers. A node that was never brought back has forgotten nothing; what was
    never held was not passed on; and a number that this node has not given yet, or gave to another dossier that is here, is none of what it lost.
    """
    told = told_in(reminder)
    if told and not (held.version > 0 and Entry.objects.filter(kind="exchange_restored").exists()):
        _log.warning("the reminders with a recall of %s are not acted on: %d", held.name, len(told))
        return
    for to, number in told:
        if to not in register().members or not _may_be_lost(number, held):
            _log.warning("a reminder with a recall of %s is not acted on: %s", held.name, number)
        else:
            queue_word(peer(to), "recall", number, following(to), by=None, at=at, do="erase", reason=reason)
            note_lost(held, to, number, at, RECALL_ASKED)
            enter("copy_asked_back", at=at, node=to, why=reason, because_of=held.name, record=number)


def _may_be_lost(name: str, held: HeldRecord) -> bool:
    """Return whether this node may have passed a record on under a name and forgotten it: its number was given, and to no dossier but the one made of it."""
    given = _GIVEN.fullmatch(name.removeprefix(f"{settings.NODE}/"))
    others = Dossier.objects.exclude(pk=held.dossier_id or 0)
    if given is None or SharedRecord.objects.filter(name=name).exists() or others.filter(number=given["number"]).exists():
        return False
    return FileNumber.objects.filter(head=given["head"], last__gte=int(given["nth"])).exists()


def correct_downstream(held: HeldRecord, was: Mapping[str, str], at: datetime) -> None:
    """Correct what this node passed on of a record that its owner corrected, as far as it says what the record said (`was`) before."""
    now = plain_of(held.values)
    for record in made_of(held):
        newest = record.versions.order_by("version").reverse()[0]
        changed = dict(_changed(newest, was, now))
        if not changed:
            continue
        clue = Clue.objects.filter(dossier=record.dossier).first()
        values = with_values(newest.values, cleaned(clue, changed) if clue else changed)
        version = new_version(record, values, at, "owner_corrected", follows=held.version)
        if "title" in changed:
            record.title = values["title"][: SharedRecord._meta.get_field("title").max_length]
            record.save(update_fields=["title"])
        nodes = send_version(record, version, by=None, at=at)
        told: dict[str, Any] = {"version": Count(version.version), "nodes": nodes, "because_of": held.name, "papers": {"correction_reason": "owner_corrected"}}
        enter("record_corrected", at=at, about=record, dossier=record.dossier, beside=[version], **told)


def plain_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return fields under their own names, whether they came whole or masked."""
    return {name.partition("~")[0]: value for name, value in values.items()}


def with_values(values: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a record with some changed, and their masked forms made anew."""
    remade = {name: masked(changed[plain], name.partition("~")[2]) for name in values if "~" in name and (plain := name.partition("~")[0]) in changed}
    return {**values, **changed, **remade}


def made_of(held: HeldRecord) -> list[SharedRecord]:
    """Return what this node gave to others of the clue that was made of a record, but for what was recalled."""
    if held.dossier_id is None or held.kind not in PASSED_ON:
        return []
    return list(SharedRecord.objects.select_for_update().filter(dossier=held.dossier_id, kind=held.kind, recalled_at__isnull=True))


def _changed(newest: RecordVersion, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the fields that say what the owner said before, as the owner says them now. What this node found out itself stays as it is."""
    for name, value in now.items():
        before, here = was.get(name, ""), newest.values.get(name, "")
        if not before or before == value or not here:
            continue
        if here == before:
            yield name, value
        elif name == _QUOTED and before in here:
            yield name, here.replace(before, value)
