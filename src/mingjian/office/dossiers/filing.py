"""Files that are put on a dossier without a step: several at once, and one entry that names them all."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.office.dossiers.transition import hold
from mingjian.office.files.storage import Brought, keep, put_on_file
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.people.permissions import roles_in
from mingjian.office.record.entries import earlier, enter, other_request, own_key

ADDED = "files_added"


def may_add_files(officer: Officer, dossier: Dossier) -> bool:
    """Return whether an officer acts for a department of a dossier that is under way."""
    return not dossier.is_closed and bool(roles_in(officer, dossier, "any"))


def require_part(officer: Officer, dossier: Dossier) -> None:
    """Raise NotPermitted where an officer acts for no department of a dossier."""
    if not roles_in(officer, dossier, "any"):
        raise NotPermitted("您可以查阅卷宗，不能加入文件。", "You may read this dossier, not add to it.")


def add_files(dossier: Dossier, brought: Sequence[Brought], *, by: Officer, at: datetime) -> list[SealedFile]:
    """
    Seal files to a dossier; return those that are new. Raises NotPermitted, StepRefused where the dossier is closed, BadInput for a file that is not taken:
    then none is on file.

    What is on file already by its bytes is not put there twice.
    """
    return _add(dossier, brought, by=by, at=at)[0]


def add_file(dossier: Dossier, brought: Brought, *, by: Officer, at: datetime, key: str | None = None) -> SealedFile:
    """
    Seal one file to a dossier as `add_files` does, and return it; the one that is on file already where its bytes are the same.

    The same key again returns the file of before. Raises StepRefused where that key stood for something else, or came with other bytes.
    """
    fresh, there = _add(dossier, [brought], by=by, at=at, key=key)
    return [*fresh, *there][0]


def _add(dossier: Dossier, brought: Sequence[Brought], *, by: Officer, at: datetime, key: str | None = None) -> tuple[list[SealedFile], list[SealedFile]]:
    """Return the files that are new, and those that were on file already."""
    require_part(by, dossier)
    if dossier.is_closed and not earlier(by, key):
        raise StepRefused(f"卷宗 {dossier.number} 已办结，不能加入文件。", f"Dossier {dossier.number} is closed: nothing is added to it.")
    kept = {one.sha256: (one, each.is_personal, each.came_from) for each in brought for one in [keep(each.chunks, each.name)]}  # read before anything is locked
    with transaction.atomic():
        hold(dossier, by)  # the same bytes sent twice at once are put on file once
        there = {one.sha256: one for one in dossier.files.filter(sha256__in=kept).order_by("-pk")}
        if before := earlier(by, key):
            _refuse_other(before, dossier, kept)
            return [], list(there.values())
        new = [one for digest, one in kept.items() if digest not in there]
        fresh = [put_on_file(one, dossier=dossier, by=by, at=at, is_personal=is_personal, came_from=came_from) for one, is_personal, came_from in new]
        shut = [_shut(one) for digest, one in there.items() if kept[digest][1] and not one.is_personal]
        if fresh or shut:
            told: dict[str, Any] = {"files": [one.sha256 for one in fresh]}
            if personal := [one.sha256 for one in (*fresh, *shut) if one.is_personal]:
                told["personal_files"] = personal
            enter(ADDED, at=at, by=by, dossier=dossier, key=own_key(by, key) if key else None, **told)
    return fresh, list(there.values())


def _shut(file: SealedFile) -> SealedFile:
    """Mark a file that is on file as one with personal data, as whoever sends it again says; nobody makes it open so."""
    file.is_personal = True
    file.save(update_fields=["is_personal"])
    return file


def _refuse_other(before: Entry, dossier: Dossier, kept: Collection[str]) -> None:
    """Refuse a key that stood for something else."""
    told = json.loads(before.body)
    if before.kind != ADDED or before.dossier_id != dossier.pk or not set(kept) <= {*told.get("files", ()), *told.get("personal_files", ())}:
        raise other_request()
