"""Masked copies: what is proposed to be hidden, what an officer hides, and the copy that is made of it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.core.extraction.redaction import burnt, code_boxes
from mingjian.core.screening.personal_words import Box, Words, personal_boxes
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.pictures.models import Mask, PictureReading
from mingjian.institutions.pictures.services.readers import bytes_of_picture
from mingjian.office.dossiers.filing import add_file
from mingjian.office.files.masked_copies import copy_mark
from mingjian.office.files.storage import Brought
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record.entries import Count, enter

MOST_BOXES = 200
LEAST = 4  # pixels of a side
ASKED = "picture_mask_asked"
_WAITS = timedelta(days=7)  # a second officer's word


def proposed_boxes(reading: PictureReading) -> list[Box]:
    """Return where personal words and codes stand; whoever masks looks for what no program reads: faces, handwriting, names in a chat's head."""
    words = personal_boxes([Words(text, box) for text, box in reading.lines])
    codes = code_boxes(bytes_of_picture(reading.sha256)) if reading.codes else []
    return [inside for box in (*words, *codes) if (inside := _inside(box, reading.width, reading.height))]


def masks_of(of: str) -> dict[str, Mask]:
    """Return the newest mask of each picture of a kit or dossier that the caller may see."""
    return {one.sha256: one for one in Mask.objects.filter(of=of)}


def read_boxes(written: Sequence[str], width: int, height: int) -> list[Box]:
    """Return boxes as a page sends them, `left,top,width,height`. Raises BadInput where there is none, or one is none."""
    found = []
    for text in dict.fromkeys(written):
        parts = text.split(",")
        if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
            raise BadInput("遮盖框写作“左,上,宽,高”（像素）。", "A box is written `left,top,width,height`, in pixels.")
        left, top, wide, high = map(int, parts)
        if inside := _inside((left, top, wide, high), width, height):
            found.append(inside)
    if not found:
        raise BadInput("请至少保留或者画出一个遮盖框。", "Keep or draw one box at least.")
    if len(found) > MOST_BOXES:
        raise BadInput(f"遮盖框最多 {MOST_BOXES} 个。", f"A picture has {MOST_BOXES} boxes at most.")
    return found


def left_visible(proposed: Sequence[Box], boxes: Sequence[Box]) -> list[Box]:
    """Return the proposed boxes of which some part would stay visible."""
    return [one for one in proposed if _outside([one], boxes)]


def _outside(parts: list[Box], boxes: Sequence[Box]) -> list[Box]:
    """Return what of some rectangles lies in none of the boxes, as rectangles."""
    for left, top, width, height in boxes:
        cut: list[Box] = []
        for x, y, wide, high in parts:
            begin, end = max(x, left), min(x + wide, left + width)
            over, under = max(y, top), min(y + high, top + height)
            if begin >= end or over >= under:
                cut.append((x, y, wide, high))
                continue
            around = ((x, y, wide, over - y), (x, under, wide, y + high - under), (x, over, begin - x, under - over), (end, over, x + wide - end, under - over))
            cut += [one for one in around if one[2] > 0 and one[3] > 0]
        parts = cut
    return parts


def asked_mask(of: str, sha256: str, by: Officer, at: datetime) -> tuple[Officer, list[Box]] | None:
    """Return the boxes for which another officer asked within the week that a second one agree, and who asked; None where nobody did."""
    entries = Entry.objects.filter(kind=ASKED, at__gte=at - _WAITS, at__lte=at, body__contains=f'"sha256":"{sha256}"').exclude(officer=by)
    for entry in entries.select_related("officer").order_by("-index"):
        told = json.loads(entry.body)
        if told["of"] == of and entry.officer is not None:
            left_top = [tuple(map(int, one.split(","))) for one in told["boxes"]]
            return entry.officer, [(one[0], one[1], one[2], one[3]) for one in left_top]
    return None


def may_mask(of: str, reading: PictureReading, boxes: Sequence[Box], by: Officer, at: datetime, about: Kit | Dossier) -> bool:
    """
    Return whether a mask may be made by this officer: it hides all that was proposed, or another officer asked for these very boxes.

    Otherwise enter that this one asks, and return False: what is left visible of personal data is open to many, so that two persons look at it.
    """
    if not left_visible(proposed_boxes(reading), boxes):
        return True
    asked = asked_mask(of, reading.sha256, by, at)
    if asked is not None and sorted(asked[1]) == sorted(boxes):
        return True
    whose: dict[str, Any] = {"dossier": about} if isinstance(about, Dossier) else {"about": about}
    with transaction.atomic():
        enter(ASKED, at=at, by=by, of=of, sha256=reading.sha256, boxes=[",".join(map(str, box)) for box in boxes], **whose)
    return False


def mask_kit_picture(kit: Kit, reading: PictureReading, boxes: Sequence[Box], by: Officer, at: datetime) -> Mask:
    """Keep what an officer hid in a kit's picture; from now on whoever has no leave sees it so."""
    masked_picture(reading.sha256, boxes)  # what cannot be drawn is refused now, and not when somebody looks
    with transaction.atomic():
        enter("picture_masked", at=at, by=by, about=kit, sha256=reading.sha256, boxes=Count(len(boxes)))
        return _kept(reading, kit.read_as, boxes, by, at)


def mask_dossier_picture(dossier: Dossier, reading: PictureReading, name: str, boxes: Sequence[Box], by: Officer, at: datetime) -> Mask:
    """
    Put a copy with burnt boxes on a dossier beside its original, which stays sealed; earlier copies, which may show what this one hides, are shut as that is.

    Raises NotPermitted, StepRefused as adding a file does.
    """
    content = masked_picture(reading.sha256, boxes)
    with transaction.atomic():
        brought = Brought([content], f"脱敏件-{name.rpartition('.')[0] or name}"[:190] + ".png", came_from=copy_mark(reading.sha256))
        copy = add_file(dossier, brought, by=by, at=at)
        earlier = dossier.files.filter(came_from=copy_mark(reading.sha256), is_personal=False).exclude(pk=copy.pk)
        open_till_now = list(earlier.values_list("sha256", flat=True))
        shut: dict[str, Any] = {"personal_files": open_till_now} if open_till_now else {}
        earlier.update(is_personal=True)
        enter("picture_masked", at=at, by=by, dossier=dossier, sha256=reading.sha256, file=copy.sha256, boxes=Count(len(boxes)), **shut)
        return _kept(reading, dossier.number, boxes, by, at, copy.sha256)


def masked_picture(sha256: str, boxes: Sequence[Box]) -> bytes:
    """Return the copy as a PNG."""
    return burnt(bytes_of_picture(sha256), boxes)


def _kept(reading: PictureReading, of: str, boxes: Sequence[Box], by: Officer, at: datetime, copy: str = "") -> Mask:
    return Mask.objects.create(sha256=reading.sha256, of=of, boxes=[list(box) for box in boxes], copy_sha256=copy, by=by, at=at)


def _inside(box: Box, width: int, height: int) -> Box | None:
    """Return the part of a box that lies within the picture, or nothing where that is too small to hide anything."""
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(width, box[0] + box[2]), min(height, box[1] + box[3])
    return (left, top, right - left, bottom - top) if right - left >= LEAST and bottom - top >= LEAST else None
