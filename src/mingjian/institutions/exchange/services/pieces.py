"""
Files of records in pieces: which wait to be sent, and what has come of one that another node gives.

The pieces that came lie in the store under hashes of their own. With the last one the file is put together and kept like any that is brought: what it is is
told by its bytes, a capture is verified, and its hash must be the one that the record says.
"""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.wire.pieces import ITEM, LARGEST_FILE, SIZE, count_of, piece_item, read_piece
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, Peer, Piece, RecordFile, SharedRecord
from mingjian.office.files.storage import keep, keep_part
from mingjian.office.files.store import as_sealed, bytes_as_sealed, opened, remove
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import Count, enter

#: Fields that hold the hash of a file, the second that of one with personal data.
FILE_FIELDS = ("file", "personal_file")
_SALT = 16  # bytes before a piece that lies here: no piece has the hash of a file that this node keeps, and none is removed with it


def queue_pieces(record: SharedRecord, peer: Peer, asked: Mapping[str, Any], *, by: Officer, at: datetime) -> None:
    """Queue the file of a record for a node, piece by piece; its bytes are read when each is packed."""
    record_file = record.record_file
    told = {"peer": peer, "kind": ITEM, "name": record.name, "asked": dict(asked), "queued_at": at, "by": by}
    numbers = range(count_of(record_file.size))
    Outgoing.objects.bulk_create(Outgoing(item={"number": number, "sha256": record_file.sha256}, **told) for number in numbers)


def packed_piece(name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a piece that waits, with its bytes."""
    number = int(item["number"])
    with opened(str(item["sha256"])) as file:
        file.seek(number * SIZE)
        return piece_item(name, number, file.read(SIZE))


def files_given(dossier: Dossier) -> list[tuple[SharedRecord, list[Copy]]]:
    """Return the records of files of a dossier that went to other nodes, each with its copies."""
    found = SharedRecord.objects.filter(dossier=dossier, kind="evidence").prefetch_related("copies__peer")
    return [(one, list(one.copies.all())) for one in found]


def progress(record: SharedRecord) -> tuple[int, int]:
    """Return how many pieces of the file of a record have arrived, and how many there are."""
    pieces = Outgoing.objects.filter(kind=ITEM, name=record.name)
    return pieces.filter(state=Outgoing.State.ARRIVED).count(), pieces.count()


def hand_out(held: HeldRecord, officer: Officer, at: datetime) -> tuple[RecordFile, IO[bytes]]:
    """Return the file of a record that came, and its bytes; entered. Raises NotFound before it is whole, NotPermitted for one with personal data."""
    file = RecordFile.objects.filter(held=held).first()
    if file is None or file.whole_at is None:
        raise NotFound("文件尚未收齐，或者已经删除。", "The file has not come whole yet, or was erased.")
    if file.is_personal:
        zh, en = "此材料含个人信息：请先入卷，再按卷宗材料写明目的和依据查看。", "It holds personal data: put it on file first; there a reading opens it."
        raise NotPermitted(zh, en)
    content = as_sealed(file.sha256)
    enter("received_file_read", at=at, by=officer, about=held, file=file.sha256)
    return file, content


def begin_file(held: HeldRecord) -> None:
    """Note which file a record of another node announces. Raises Refusal where it announces none that could be taken."""
    digest, size = next((held.values[name] for name in FILE_FIELDS if held.values.get(name)), ""), held.values.get("file_size", "")
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef") or not size.isdecimal() or not 0 < int(size) <= LARGEST_FILE:
        raise Refusal("malformed_item", "file")
    told = {"sha256": digest, "size": int(size), "name": held.values.get("file_name", digest)[:200], "is_personal": "personal_file" in held.values}
    told |= {"belongs_to": held.values.get("belongs_to", "")[:300]}
    record_file, _ = RecordFile.objects.get_or_create(held=held, defaults=told)
    if record_file.sha256 != digest:
        raise Refusal("version_forks", held.name[:200])  # another file is another record


def take_piece(held: HeldRecord, item: Mapping[str, Any], at: datetime) -> None:
    """Keep one piece of a file, and the file once all are there. Raises Refusal for what does not fit it; a piece that came before is no fault."""
    record_file = RecordFile.objects.select_for_update().filter(held=held).first()
    if record_file is None:
        raise Refusal("not_held", held.name[:200])
    number, data = read_piece(item, record_file.size)
    if record_file.whole_at or number < record_file.came:
        return
    if number != record_file.came:
        raise Refusal("malformed_item", "number")
    Piece.objects.create(record_file=record_file, number=number, sha256=keep_part(secrets.token_bytes(_SALT) + data))
    record_file.came += 1
    if record_file.came == count_of(record_file.size):
        _put_together(record_file, held, at)
    record_file.save()


def _put_together(record_file: RecordFile, held: HeldRecord, at: datetime) -> None:
    try:
        kept = keep(_bytes_of(record_file), record_file.name, most=LARGEST_FILE)
    except BadInput as refused:
        raise Refusal("file_not_taken", record_file.name[:60]) from refused
    if kept.sha256 != record_file.sha256:
        raise Refusal("file_differs", record_file.name[:60])
    _drop_pieces(record_file)
    record_file.whole_at = at
    enter("file_arrived", at=at, about=held, file=record_file.sha256, size=Count(record_file.size), pieces=Count(record_file.came))


def _bytes_of(record_file: RecordFile) -> Iterator[bytes]:
    for digest in record_file.pieces.values_list("sha256", flat=True):
        yield bytes_as_sealed(digest)[_SALT:]


def _drop_pieces(record_file: RecordFile) -> None:
    """Remove the pieces of a file, their bytes once the rows are gone for good: a node that is ended before that finds both."""
    digests = list(record_file.pieces.values_list("sha256", flat=True))
    record_file.pieces.all().delete()

    def forget() -> None:
        for digest in digests:
            remove(digest)

    transaction.on_commit(forget)


def drop_file(held: HeldRecord, at: datetime) -> None:
    """Forget the file of a record that is used no longer. Its bytes go with the next sweep, unless something else here keeps the same."""
    record_file = RecordFile.objects.filter(held=held).first() if held.pk else None
    if record_file is None:
        return
    _drop_pieces(record_file)
    if record_file.whole_at:
        enter("received_file_erased", at=at, about=held, erased_files=[record_file.sha256])
    record_file.delete()
