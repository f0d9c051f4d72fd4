"""
What rows stood like when the ledger last told of them: noted with each entry, sealed by the node's key in entries of its own, compared by an audit.

An entry says what was done, and not what every column then held. So each entry marks the things that it names as due; `seal`, which the sweep calls before it
signs a checkpoint, hashes their rows and enters the hashes, signed. From then on whatever changes in them without an entry is found, and which column it was.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from mingjian.core.errors import LedgerFault, MingjianError
from mingjian.core.language import Text
from mingjian.office.models import Entry, Standing
from mingjian.office.record import ledger
from mingjian.office.record.difference import Difference
from mingjian.office.record.rows import Rows, by_model, is_thing, root_of, rows_of, things

SEALED = "rows_sealed"
MOST = 500  # things in one sealing entry, and read at once
#: What a row may raise that somebody has meddled with.
UNREADABLE = (AttributeError, KeyError, ValueError, TypeError, ObjectDoesNotExist, MingjianError)
BEFORE = -1  # the "entry" of what stood before anything was sealed


def touch(named: Collection[Model], entry: Entry) -> None:
    """Mark the things that an entry names as due, in its transaction."""
    roots = {(root._meta.label, root.pk) for root in map(root_of, named) if root.pk is not None and is_thing(type(root))}
    due = [Standing(model=label, row=key, entry=entry.index, is_due=True) for label, key in sorted(roots)]
    if due:
        Standing.objects.bulk_create(due, update_conflicts=True, unique_fields=["model", "row"], update_fields=["entry", "is_due"])


def told_now(due: list[Standing]) -> Iterator[tuple[Standing, str]]:
    salts = {one.pk: secrets.token_hex(16) for one in due}
    for standing, rows in rows_now(due, salts):
        yield standing, _written(standing, salts[standing.pk], rows)


def _written(standing: Standing, salt: str, rows: Rows) -> str:
    told = {"model": standing.model, "row": standing.row, "entry": standing.entry, "salt": salt, "rows": rows}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def rows_now(standings: list[Standing], salts: dict[int, str]) -> Iterator[tuple[Standing, Rows]]:
    by_place = {(one.model, one.row): one for one in standings}
    for model, keys in by_model(by_place.keys()).items():
        label = model._meta.label
        for start in range(0, len(keys), MOST):
            some = keys[start : start + MOST]
            for key, rows in rows_of(model, some, {key: salts[by_place[label, key].pk] for key in some}).items():
                yield by_place[label, key], rows


def digest_of(told: str) -> str:
    """Give the hash by which an entry seals a standing."""
    return hashlib.sha256(told.encode()).hexdigest()


def signed(replaced: dict[str, str]) -> str:
    """Sign what is sealed with the ledger's key, so that nobody seals who has the database alone."""
    body = json.dumps(replaced, sort_keys=True, separators=(",", ":"))
    return ledger.signer().sign_note(f"mingjian-standings/1\n{digest_of(body)}\n")


def is_signed(body: dict[str, Any]) -> bool:
    """Whether this ledger's key signed a sealing entry."""
    told = digest_of(json.dumps(body["standings"], sort_keys=True, separators=(",", ":")))
    for verifier in ledger.verifiers():
        try:
            if verifier.open_note(body["signed"]) == f"mingjian-standings/1\n{told}\n":
                return True
        except LedgerFault:
            continue
    return False


def differences(of: Collection[tuple[str, int]] | None = None) -> Iterator[Difference]:
    """
    Give every sealed thing whose rows are no longer what was sealed, and what in them; `of` are pairs of model and key, all where none are given.

    Things that an entry came to since are not compared: they are sealed again at the next sweep.
    """
    rows = Standing.objects.order_by("model", "row")
    kept = list(rows if of is None else [one for one in rows.filter(row__in={key for _, key in of}) if (one.model, one.row) in set(of)])
    live = _live()
    for standing in kept:
        if standing.told and digest_of(standing.told) not in live:
            yield _unsealed(standing)
    if of is None:
        yield from _lost(live, kept)
        yield from _inserted(kept)
    sealed = [one for one in kept if not one.is_due and _is_read(one)]
    salts = {one.pk: str(json.loads(one.told)["salt"]) for one in sealed}
    for standing, now in rows_now(sealed, salts):
        before: Rows = json.loads(standing.told)["rows"]
        if now != before and _is_still(standing):
            yield from _compared(standing, before, now)


def _is_read(standing: Standing) -> bool:
    try:
        told = json.loads(standing.told)
        return isinstance(told["rows"], dict) and bool(told["salt"])
    except (ValueError, KeyError, TypeError):
        return False


def _live() -> dict[str, int]:
    """Give the hashes that are sealed and not replaced since, each with the index of its entry; what no key of ours signed seals nothing."""
    live: dict[str, int] = {}
    for index, body in Entry.objects.filter(kind=SEALED).order_by("index").values_list("index", "body"):
        told = json.loads(body)
        if not is_signed(told):
            continue
        for new, old in told["standings"].items():
            live.pop(old, None)
            live[new] = index
    return live


def _is_still(standing: Standing) -> bool:
    """Whether a standing is as it was read: nobody took a step while the audit looked."""
    return Standing.objects.filter(pk=standing.pk, is_due=False, told=standing.told).exists()


def _compared(standing: Standing, before: Rows, now: Rows) -> Iterator[Difference]:
    entry = standing.entry if standing.entry != BEFORE else standing.sealed_in
    about = name_of(standing)
    for row in sorted(before.keys() | now.keys()):
        if row not in now:
            yield Difference("removed", about, entry, Text(f"{about}：数据行 {row} 已被删去。", f"{about}: the row {row} was removed."))
        elif row not in before:
            yield Difference("inserted", about, entry, Text(f"{about}：数据行 {row} 没有记录可依。", f"{about}: no entry tells of the row {row}."))
        else:
            for column in sorted(before[row].keys() & now[row].keys()):
                if before[row][column] != now[row][column]:
                    said = Text(f"{about}：{row} 的 {column} 列已被改动。", f"{about}: the column {column} of {row} was changed.")
                    yield Difference("row", about, entry, said)


def _unsealed(standing: Standing) -> Difference:
    about = name_of(standing)
    return Difference("row", about, standing.sealed_in, Text(f"{about}：封存的状况已被改动。", f"{about}: what was sealed of it was changed."))


def _lost(live: dict[str, int], kept: list[Standing]) -> Iterator[Difference]:
    """Give what was sealed and is not there any more."""
    there = {digest_of(one.told) for one in kept if one.told}
    for digest, index in live.items():
        if digest not in there:
            said = Text(f"第 {index} 条所封存的一项状况已不在。", f"Something that entry {index} sealed is no longer there.")
            yield Difference("removed", digest[:16], index, said)


def _inserted(kept: list[Standing]) -> Iterator[Difference]:
    """Give the things that stand there and that no entry tells of."""
    if not any(one.sealed_in is not None for one in kept):
        return
    known = {(one.model, one.row) for one in kept}
    for model in things():
        for row in model._base_manager.all().iterator(chunk_size=500):
            if (model._meta.label, row.pk) not in known:
                about = wire_name_of(row) or f"{model._meta.label}/{row.pk}"
                yield Difference("inserted", about, None, Text(f"{about}：没有任何记录说到它。", f"{about}: no entry tells of it."))


def name_of(standing: Standing) -> str:
    """Give what a thing is called, if it is still there; else its place."""
    model = next(iter(by_model([(standing.model, standing.row)])), None)
    row = model._base_manager.filter(pk=standing.row).first() if model else None
    return wire_name_of(row) or f"{standing.model}/{standing.row}"


def wire_name_of(row: object) -> str:
    """Give the name of a row, whose columns somebody may have changed so that they make none: then nothing."""
    try:
        return str(getattr(row, "wire_name", ""))
    except UNREADABLE:
        return ""
