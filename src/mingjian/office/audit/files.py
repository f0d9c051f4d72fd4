"""Sealed bytes against their hashes: of dossiers, and of whatever else keeps a file; and what nobody keeps any more."""

import time
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from mingjian.core.language import Text
from mingjian.office.files.keepers import rows_that_keep
from mingjian.office.files.store import digest_of_file, hash_of, hidden_place_of, is_there, place_of, places, remove
from mingjian.office.models import Entry
from mingjian.office.record.difference import Difference
from mingjian.office.record.entries import enter
from mingjian.office.record.ledger import told_by

LEFT = 24 * 3600.0  # seconds after which a file that came half is nobody's
LEFT_WHOLE = 30 * LEFT  # and one that came whole
MOST = 20  # files that are looked for in every text at once
ERASED = "erased"  # how the kinds of entries end that tell of erased files (`erased_files`)


def kept_hashes() -> dict[str, str]:
    """Return every hash that a row keeps a file under, with a word of where: columns of 64 hex digits are looked up among the files that are there."""
    there, found = {hash_of(place) for place in places()}, dict[str, str]()
    for model, columns in _columns():
        for column in columns:
            for value in rows_that_keep(model).exclude(**{column: ""}).values_list(column, flat=True).distinct().iterator(chunk_size=2000):
                if value and (value in there or model._meta.label == "office.SealedFile"):
                    found.setdefault(value, model._meta.label)
    return found


def _columns() -> Iterator[tuple[type[Model], list[str]]]:
    for model in apps.get_models():
        if model.__module__.startswith("mingjian."):
            yield model, [one.attname for one in model._meta.concrete_fields if isinstance(one, CharField) and one.max_length == 64]


def of_files() -> Iterator[Difference]:
    """Return every kept file whose bytes are gone, or are not those of its hash."""
    erased = _erased()
    for digest, label in sorted(kept_hashes().items()):
        if digest not in erased and not is_there(digest):
            yield Difference("file", digest, None, Text(f"{label} 的文件 {digest[:16]}… 的字节已不在。", f"The bytes of {digest[:16]}… of {label} are gone."))
    for place in places():
        if digest_of_file(place) != (digest := hash_of(place)) and place.exists():  # else it was erased, or converted, while we looked
            said = Text(f"封存文件 {digest[:16]}… 的字节已被改动。", f"The bytes of the sealed file {digest[:16]}… were changed.")
            yield Difference("file", digest, None, said)


def _erased() -> set[str]:
    """Return the hashes of files that the ledger says were erased."""
    bodies = Entry.objects.filter(kind__endswith=ERASED).values_list("body", flat=True)
    return {digest for body in bodies for digest in told_by(body).get("erased_files") or ()}


def sweep_leftovers(now: float | None = None) -> int:
    """Remove what a killed upload left half written in the store, once it is a day old; give how many. Whole files are evidence, and stay."""
    root, gone = Path(settings.SEALED_ROOT), 0
    for place in root.glob("tmp*") if root.is_dir() else ():
        if place.is_file() and place.stat().st_mtime < (now or time.time()) - LEFT:
            place.unlink(missing_ok=True)
            gone += 1
    return gone


def orphans() -> list[str]:
    """Return the hashes of sealed files that no row keeps: a step that failed after its file was kept."""
    kept = kept_hashes()
    return [hash_of(place) for place in places() if hash_of(place) not in kept]


def sweep_erased() -> int:
    """Take away the bytes that the ledger says were erased and no row keeps: the node stopped between the entry and the bytes. Gives how many went."""
    left = [digest for digest in sorted(_erased()) if is_there(digest)]
    kept = kept_hashes() if left else {}
    gone = [digest for digest in left if digest not in kept]
    for digest in gone:
        remove(digest)
    return len(gone)


def sweep_orphans(at: datetime, now: float | None = None) -> list[str]:
    """
    Erase whole files that nobody was ever told of: kept by no row, told of in no entry and no text of any table, and a month old. Gives their hashes.

    What an entry tells of and no row keeps stays: a row may have been removed, and the bytes are evidence of that.
    """
    old = [digest for digest in orphans() if is_there(digest) and _age(digest, now) > LEFT_WHOLE][:MOST]
    gone = [digest for digest in old if not _is_told_of(digest)]
    if gone:
        enter("orphans_erased", at=at, erased_files=gone)
        sweep_erased()
    return gone


def _age(digest: str, now: float | None) -> float:
    newest = max((place.stat().st_mtime for place in (place_of(digest), hidden_place_of(digest)) if place.exists()), default=time.time())
    return (now or time.time()) - newest


def _is_told_of(digest: str) -> bool:
    """Return whether any text of any table, entries among them, has a hash in it."""
    for model in apps.get_models():
        texts = [one.attname for one in model._meta.concrete_fields if isinstance(one, TextField | JSONField)]
        if model.__module__.startswith("mingjian.") and texts:
            asked = model._base_manager.annotate(**{f"said_{name}": Cast(name, TextField()) for name in texts})
            if asked.filter(reduce(or_, (Q(**{f"said_{name}__contains": digest}) for name in texts))).exists():
                return True
    return False
