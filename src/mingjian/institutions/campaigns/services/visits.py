"""
A visit on the spot: whom, where, when, what was found, and photographs that were hashed where they were taken.

The telephone hashes a photograph when it is chosen and may send it hours later; the node hashes what arrives, and takes it only where both agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.office.dossiers.filing import add_file
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import earlier

STEP, MOST_PHOTOS = "record_visit", 30
PHOTOS_ARE = ("image",)
NOT_TOLD = "接收时计算"


@dataclass(frozen=True)
class Photo:
    """A photograph as it arrives; the SHA-256 and the instant that the telephone noted, empty where it noted none."""

    brought: Brought
    sha256: str = ""
    hashed_at: str = ""


@dataclass(frozen=True)
class Visit:
    """What is entered of a visit."""

    visited_on: date
    party: str
    place: str
    found: str


def record_visit(task: Dossier, visit: Visit, photos: Sequence[Photo], *, by: Officer, at: datetime, key: str) -> Entry:
    """
    Seal the photographs to the task and take the step, in one transaction. The same key again gives the same entry, and seals nothing twice.

    Raises BadInput for a photograph whose hash is not the one noted, NotPermitted for whoever does not act for the holder of the task, and StepRefused.
    """
    if task.department_id != by.department_id or not may(by, "campaigns.visit"):
        raise NotPermitted("实地检查由承担任务的部门登记。", "Visits are entered by the department that holds the task.")
    if len(photos) > MOST_PHOTOS:
        raise BadInput(f"一次检查最多 {MOST_PHOTOS} 张照片，请分几次登记。", f"A visit has {MOST_PHOTOS} photographs at most: enter it in parts.")
    if before := earlier(by, key):
        return before
    with transaction.atomic():
        lines = [_sealed(photo, task, by, at) for photo in photos]
        told = {"visited_on": visit.visited_on.isoformat(), "visited_party": visit.party, "visited_place": visit.place, "visit_found": visit.found}
        return take(task, STEP, by=by, at=at, given=told | ({"visit_photos": "\n".join(lines)} if lines else {}), key=key)


def _sealed(photo: Photo, task: Dossier, by: Officer, at: datetime) -> str:
    """Put a photograph on file and return its line: hash, name, and when the telephone hashed it. Raises BadInput where what arrived is not what was hashed."""
    kept = add_file(task, photo.brought, by=by, at=at)
    name = visible(photo.brought.name)
    if photo.sha256 and photo.sha256.lower() != kept.sha256:
        raise BadInput(
            f"照片“{name[:80]}”与手机选定时的校验值不符，未登记。请重新选择照片。",
            f"The photograph {name[:80]!r} is not the one that was hashed on the telephone: choose it again.",
        )
    noted = f"手机记录时间 {visible(photo.hashed_at)[:40]}" if photo.sha256 else NOT_TOLD
    return f"{kept.sha256}　{name[:120]}　{noted}"


def refuse_unsealed(task: Dossier, lines: str) -> None:
    """Refuse a hash that is no file sealed to the task: what a step names as a photograph has to be there."""
    named = [line.strip().split("　")[0].lower() for line in lines.splitlines() if line.strip()]
    held = set(task.files.filter(sha256__in=named).values_list("sha256", flat=True))
    if unknown := [one for one in named if one not in held]:
        raise StepRefused(
            f"照片 {visible(unknown[0])[:64]} 不是本卷宗已封存的文件。请在“实地检查”页登记照片。",
            f"{visible(unknown[0])[:64]} is no file sealed to this dossier: enter photographs on the page of visits.",
        )
