"""
What rows stood like when the ledger last told of them: noted by the act that changed them, sealed by the node's key, held to that by an audit.

An entry says what was done, and not what every column then held. So the transaction that enters something notes the hashes of the columns that it wrote
(`noted`); `seal_rows`, which the sweep calls before it signs a checkpoint, enters a hash of all that, signed. Whatever else changes is found, and which
column it was.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.db.models import Max

from mingjian.core.errors import LedgerFault, MingjianError
from mingjian.core.language import Text
from mingjian.office.models import Entry, Standing
from mingjian.office.record import ledger
from mingjian.office.record.change_notes import SEALED, Note, digest_of, held_since, note, read, salt_of
from mingjian.office.record.difference import Difference
from mingjian.office.record.ledger import standings_in, told_by
from mingjian.office.record.rows import Rows, by_model, rows_of, things
from mingjian.office.record.written import held, written_here

MOST = 500  # things in one sealing entry, and read at once
#: What a row may raise that somebody has meddled with.
UNREADABLE = (AttributeError, KeyError, ValueError, TypeError, ArithmeticError, ObjectDoesNotExist, MingjianError)
DOSSIER = "office.Dossier"
BEFORE = -1  # the "entry" of what stood before anything was sealed


def note_so_far() -> None:
    """Note what the transaction under way has changed until now: whoever seals or audits inside of one holds it to that, too."""
    note(written_here())


def rows_now(standings: list[Standing], salts: dict[int, str]) -> Iterator[tuple[Standing, Rows]]:
    """Yield the rows of things as they are now, hashed with the salt of each standing by its key."""
    by_place = {(one.model, one.row): one for one in standings}
    for model, keys in by_model(by_place.keys()).items():
        label = model._meta.label
        for start in range(0, len(keys), MOST):
            some = keys[start : start + MOST]
            for key, rows in rows_of(model, some, {key: salts[by_place[label, key].pk] for key in some}).items():
                yield by_place[label, key], rows


def _rows_read(standings: list[Standing], salts: dict[int, str]) -> Iterator[tuple[Standing, Rows | None]]:
    """Yield as `rows_now`, things that cannot be read as None: one of them keeps no other of its kind from being looked at."""
    by_model_kept: dict[str, list[Standing]] = {}
    for one in standings:
        by_model_kept.setdefault(one.model, []).append(one)
    for kept in by_model_kept.values():
        for start in range(0, len(kept), MOST):
            yield from _some_read(kept[start : start + MOST], salts)


def _some_read(some: list[Standing], salts: dict[int, str]) -> list[tuple[Standing, Rows | None]]:
    try:
        with transaction.atomic():
            return list(rows_now(some, salts))
    except (*UNREADABLE, DatabaseError, RecursionError):
        if len(some) == 1:
            return [(some[0], None)]
    half = len(some) // 2  # so that few broken cells among many rows cost few questions
    return [*_some_read(some[:half], salts), *_some_read(some[half:], salts)]


def signed(replaced: dict[str, str]) -> str:
    """Sign what is sealed with the ledger's key, so that nobody seals who has the database alone."""
    body = json.dumps(replaced, sort_keys=True, separators=(",", ":"))
    return ledger.signer().sign_note(f"mingjian-standings/1\n{digest_of(body)}\n")


def is_signed(body: Mapping[str, Any]) -> bool:
    """Return whether this ledger's key signed a sealing entry."""
    told = digest_of(json.dumps(standings_in(body), sort_keys=True, separators=(",", ":")))
    for verifier in ledger.verifiers():
        try:
            if verifier.open_note(str(body.get("signed"))) == f"mingjian-standings/1\n{told}\n":
                return True
        except LedgerFault:
            continue
    return False


def differences(of: Collection[tuple[str, int]] | None = None) -> Iterator[Difference]:
    """
    Yield every thing whose rows are not what was sealed and noted since, and what in them; `of` are pairs of model and key, all where none are given.

    Things that an act came to since they were sealed are compared, too: to what was sealed and what the act noted. A standing that says an act came and has
    no note of it is told of, since nothing but an act that names the thing makes one due.
    """
    note_so_far()
    rows = Standing.objects.order_by("model", "row")
    kept = list(rows if of is None else [one for one in rows.filter(row__in={key for _, key in of}) if (one.model, one.row) in set(of)])
    live, newest, since = _live(), _newest_entries(of), held_since()
    for standing in kept:
        if standing.told and digest_of(standing.told) not in live:
            yield _unsealed(standing)
    if of is None:
        yield from _lost(live, kept)
        yield from _inserted(kept, since)
    compared: dict[int, tuple[str, Rows]] = {}
    kept = [one for one in kept if held(one.model)]  # a version of before sealed some that no audit holds
    for standing in kept:
        found = _noted_wrongly(standing, live, newest) if standing.model in since else []
        if found and _is_still(standing):
            yield from found
        if (before := recorded(standing)) is not None:
            compared[standing.pk] = before
    some = [one for one in kept if one.pk in compared]
    for standing, now in _rows_read(some, {key: salt for key, (salt, _) in compared.items()}):
        if now is None:
            yield _unread(standing)
            continue
        before_now = compared[standing.pk][1]
        if now != before_now and _is_still(standing):
            yield from _compared(standing, before_now, now, since)


def _unread(standing: Standing) -> Difference:
    about = f"{standing.model}/{standing.row}"
    said = Text(f"{about} 的数据行中有无法读取的内容，不是本系统写入的。", f"{about}: a cell of its rows cannot be read; this system wrote no such thing.")
    return Difference("row", about, None, said)


def recorded(standing: Standing) -> tuple[str, Rows] | None:
    """Return the salt and the rows as they were sealed and noted since; None where nothing was yet, or what was cannot be read."""
    rows: Rows = {}
    try:
        if standing.told:
            rows = dict(json.loads(standing.told)["rows"])
        told = read(standing)
        salt = told.salt if told else salt_of(standing.told)
        return (salt, merged(rows, told)) if salt else None
    except UNREADABLE:
        return None


def merged(rows: Rows, told: Note | None) -> Rows:
    """Return the rows that were sealed with what a note says of them since."""
    found = dict(rows)
    for name, hashes in (told.rows if told else {}).items():
        if hashes is None:
            found.pop(name, None)
        elif told and name in told.made:
            found[name] = hashes
        elif name in found:  # else somebody took the row out of what was sealed, and the digest of that tells
            found[name] = found[name] | hashes
    return found


def _newest_entries(of: Collection[tuple[str, int]] | None) -> dict[int, int]:
    """Return the index of the newest entry of each dossier, of these things alone where some are given."""
    rows = Entry.objects.filter(dossier__isnull=False) if of is None else Entry.objects.filter(dossier__in={key for label, key in of if label == DOSSIER})
    return dict(rows.order_by().values("dossier").annotate(newest=Max("index")).values_list("dossier", "newest"))


def _noted_wrongly(standing: Standing, live: dict[str, int], newest: dict[int, int]) -> list[Difference]:
    """Return what is wrong with how a standing says that acts came to it: a note that the node did not write, one that is gone, one of another state."""
    about, told = name_of(standing), read(standing)
    sealed_in = live.get(digest_of(standing.told), standing.sealed_in) if standing.told else standing.sealed_in
    if standing.noted and told is None:
        said = Text(f"{about}：所记的改动并非本节点所写。", f"{about}: what is noted as changed since was not noted by this node.")
        return [Difference("row", about, standing.entry, said)]
    if told and told.replaces != (digest_of(standing.told) if standing.told else ""):
        said = Text(f"{about}：所记的改动不属于现在的封存状况。", f"{about}: what is noted as changed belongs to another state than the one that was sealed.")
        return [Difference("row", about, standing.entry, said)]
    if standing.is_due and told is None and sealed_in is not None:
        said = Text(
            f"{about}：标为待封存，而第 {sealed_in} 条封存之后没有记录说到它。",
            f"{about}: it is said to wait for sealing, and no entry after the seal in entry {sealed_in} tells of it.",
        )
        return [Difference("row", about, sealed_in, said)]
    known = max(told.entry if told else BEFORE, sealed_in if sealed_in is not None else BEFORE)
    if standing.model == DOSSIER and known != BEFORE and newest.get(standing.row, BEFORE) > known:
        index = newest[standing.row]
        said = Text(
            f"{about}：第 {index} 条记录说到它，而所示为在此之前的状况。", f"{about}: entry {index} tells of it, and what is shown is how it stood before that."
        )
        return [Difference("row", about, index, said)]
    return []


def _live() -> dict[str, int]:
    """Return the hashes that are sealed and not replaced since, each with the index of its entry; what no key of ours signed seals nothing."""
    live: dict[str, int] = {}
    for index, body in Entry.objects.filter(kind=SEALED).order_by("index").values_list("index", "body"):
        told = told_by(body)
        if not is_signed(told):
            continue
        for new, old in standings_in(told).items():
            live.pop(old, None)
            live[new] = index
    return live


def _is_still(standing: Standing) -> bool:
    """Return whether a standing is as it was read: nobody took a step while the audit looked."""
    return Standing.objects.filter(pk=standing.pk, told=standing.told, noted=standing.noted, is_due=standing.is_due).exists()


def _compared(standing: Standing, before: Rows, now: Rows, held: frozenset[str]) -> Iterator[Difference]:
    entry = standing.entry if standing.entry != BEFORE else standing.sealed_in
    about = name_of(standing)
    for row in sorted(before.keys() | now.keys()):
        if row not in now:
            yield Difference("removed", about, entry, Text(f"{about}：数据行 {row} 已被删去。", f"{about}: the row {row} was removed."))
        elif row not in before and row.rpartition("/")[0] in held:
            yield Difference("inserted", about, entry, Text(f"{about}：数据行 {row} 没有记录可依。", f"{about}: no entry tells of the row {row}."))
        elif row in before:
            for column in sorted(before[row].keys() & now[row].keys()):
                if before[row][column] != now[row][column]:
                    said = Text(f"{about}：{row} 的 {column} 列已被改动。", f"{about}: the column {column} of {row} was changed.")
                    yield Difference("row", about, entry, said)


def _unsealed(standing: Standing) -> Difference:
    about = name_of(standing)
    return Difference("row", about, standing.sealed_in, Text(f"{about}：封存的状况已被改动。", f"{about}: what was sealed of it was changed."))


def _lost(live: dict[str, int], kept: list[Standing]) -> Iterator[Difference]:
    """Return what was sealed and is not there any more."""
    there = {digest_of(one.told) for one in kept if one.told}
    for digest, index in live.items():
        if digest not in there:
            said = Text(f"第 {index} 条所封存的一项状况已不在。", f"Something that entry {index} sealed is no longer there.")
            yield Difference("removed", digest[:16], index, said)


def _inserted(kept: list[Standing], held: frozenset[str]) -> Iterator[Difference]:
    """Return the things that stand there and that no entry tells of; those of a model that was never held are taken in by the next sweep."""
    if not any(one.sealed_in is not None for one in kept):
        return
    known = {(one.model, one.row) for one in kept}
    for model in (one for one in things() if one._meta.label in held):
        for row in model._base_manager.all().iterator(chunk_size=500):
            if (model._meta.label, row.pk) not in known:
                about = wire_name_of(row) or f"{model._meta.label}/{row.pk}"
                yield Difference("inserted", about, None, Text(f"{about}：没有任何记录说到它。", f"{about}: no entry tells of it."))


def name_of(standing: Standing) -> str:
    """Return what a thing is called, if it is still there; else its place."""
    model = next(iter(by_model([(standing.model, standing.row)])), None)
    row = model._base_manager.filter(pk=standing.row).first() if model else None
    return wire_name_of(row) or f"{standing.model}/{standing.row}"


def wire_name_of(row: object) -> str:
    """Return the name of a row, whose columns somebody may have changed so that they make none: then nothing."""
    try:
        return str(getattr(row, "wire_name", ""))
    except UNREADABLE:
        return ""
