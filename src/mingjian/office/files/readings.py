"""
Readings: one officer's leave to see personal data unmasked for a working day, for a purpose and on a ground, both of them on record.

What holds personal data says what a reading of it is of (`read_as`): a buyer's kit, the files of a dossier.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.office.models import Dossier, Officer, Reading, SealedFile
from mingjian.office.people.permissions import roles_in
from mingjian.office.record.entries import enter

LASTS = timedelta(hours=8)  # a working day: whoever comes back tomorrow says anew why


def let_read(
    of: str,
    *,
    purpose: str,
    ground: str,
    by: Officer,
    at: datetime,
    kind: str,
    told: Mapping[str, Any] | None = None,
    about: Model | None = None,
    dossier: Dossier | None = None,
) -> Reading:
    """Let an officer read, and enter who, when and why. Whether they may at all, the caller has seen to; `kind`, `told`, what about go into the entry."""
    if not purpose.strip() or not ground.strip():
        raise BadInput("查看未遮蔽的内容须写明目的和依据。", "Say for what purpose and on what ground it is seen unmasked.")
    why = {"purpose": purpose.strip()[:500], "ground": ground.strip()[:200]}
    with transaction.atomic():
        reading = Reading.objects.create(of=of, officer=by, until=at + LASTS, **why)
        enter(kind, at=at, about=about, by=by, dossier=dossier, **(told or {}), **why)
    return reading


def readings_of(officer: Officer, at: datetime, of: Collection[str]) -> QuerySet[Reading]:
    """Give the leaves by which an officer sees any of these unmasked now, whose time is not over, the one that lasts longest first."""
    return Reading.objects.filter(officer=officer, of__in=of, until__gt=at)


def what_opens(file: SealedFile) -> set[str]:
    """Give what a reading may be of that opens a file with personal data: its dossier, or what it was taken out of."""
    return {file.dossier.read_as, file.came_from} - {""}


def personal_files(dossier: Dossier) -> dict[str, list[str]]:
    """Give, for the ledger, the SHA-256 of the files that hold personal data; nothing where there are none."""
    found = list(dossier.files.filter(is_personal=True).values_list("sha256", flat=True))
    return {"personal_files": found} if found else {}


def may_reveal_files(officer: Officer, dossier: Dossier) -> bool:
    """Whether the officer may say why, and then open what holds personal data: who acts for a department that holds or held the dossier, or was let in."""
    return bool(roles_in(officer, dossier, "any"))


def reveal_files(dossier: Dossier, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reading:
    """Let an officer open the files of a dossier that hold personal data. Raises NotPermitted, NotFound where there are none, BadInput without a reason."""
    if not may_reveal_files(by, dossier):
        raise NotPermitted(
            "只有承办、曾经承办或者受邀参与此卷宗的部门可以查看含个人信息的材料。",
            "Only a department that holds or held this dossier, or was let in to it, may open files with personal data.",
        )
    files = personal_files(dossier)
    if not files:
        raise NotFound("此卷宗没有含个人信息的材料。", "No file of this dossier holds personal data.")
    return let_read(dossier.read_as, purpose=purpose, ground=ground, by=by, at=at, kind="files_revealed", told=files, dossier=dossier)
