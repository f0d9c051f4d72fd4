"""Add a file to a kit: hashed while it arrives, told what it is by its own first bytes, and entered into the ledger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.keeping import HEAD, keep
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, enter

MOST_ITEMS = 60
MOST_BYTES = 300 * 2**20

#: Beginnings of the kinds of files that a telephone makes; anything else is refused.
BEGINNINGS: tuple[tuple[str, int, bytes], ...] = (
    ("JPEG", 0, b"\xff\xd8\xff"),
    ("PNG", 0, b"\x89PNG\r\n\x1a\n"),
    ("GIF", 0, b"GIF8"),
    ("WebP", 8, b"WEBP"),
    ("BMP", 0, b"BM"),
    ("HEIC", 4, b"ftyphei"),
    ("HEIC", 4, b"ftypmif1"),
    ("MP4", 4, b"ftyp"),
    ("WebM", 0, b"\x1a\x45\xdf\xa3"),
    ("AVI", 8, b"AVI "),
    ("MP3", 0, b"ID3"),
    ("AMR", 0, b"#!AMR"),
    ("WAV", 8, b"WAVE"),
    ("PDF", 0, b"%PDF-"),
    ("Word/Excel", 0, b"PK\x03\x04"),
)


def add_item(kit: Kit, kind: str, chunks: Iterable[bytes], name: str, *, note: str = "", at: datetime, by: Officer | None = None) -> Item:
    """Keep one file. The same file of the same kind again is the same item."""
    if kind not in Item.Kind.values:
        raise BadInput("请选择材料种类。", "Choose what kind of thing it is.")
    if kit.items.count() >= MOST_ITEMS:
        raise StepRefused(f"一个证据包至多 {MOST_ITEMS} 份材料。", f"A kit holds {MOST_ITEMS} files at most.")
    kept = keep(chunks, name, most=MOST_BYTES)
    media = media_of(kept.head)
    if kept.size == 0 or not media:
        raise BadInput(
            "只收照片、录屏、录音、PDF、Office 文件和纯文本；此文件不是，未列入。",
            "Photographs, recordings, PDF, office files and plain text only: this is none of them and is not listed.",
        )
    with transaction.atomic():
        told = {"name": kept.name, "size": kept.size, "media": media, "note": note.strip()[:300], "kept_at": at}
        item, is_new = Item.objects.get_or_create(kit=kit, kind=kind, sha256=kept.sha256, defaults=told)
        if is_new:
            enter("kit_item_kept", at=at, about=kit, by=by, item=item, what=kind, sha256=kept.sha256, size=Count(kept.size))
    return item


def media_of(head: bytes) -> str:
    """Say what a file is by its first bytes; empty where it is nothing that we take."""
    for media, place, beginning in BEGINNINGS:
        if head[place : place + len(beginning)] == beginning:
            return media
    shortest = max(0, len(head) - 4) if len(head) == HEAD else len(head) - 1  # a longer file's head may end within a character
    for length in range(len(head), shortest, -1):
        try:
            text = head[:length].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "Text" if text.strip() and "\x00" not in text and not text.lstrip().startswith(("<", "#!")) else ""
    return ""
