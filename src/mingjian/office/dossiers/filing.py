"""Files that are put on a dossier without a step: several at once, and one entry that names them all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.office.files.keeping import Brought, keep, put_on_file
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.people.permissions import roles_in
from mingjian.office.record.entries import enter

ADDED = "files_added"


def may_add_files(officer: Officer, dossier: Dossier) -> bool:
    """Whether an officer acts for a department of a dossier that is under way."""
    return not dossier.is_closed and bool(roles_in(officer, dossier, "any"))


def require_part(officer: Officer, dossier: Dossier) -> None:
    """Raise NotPermitted where an officer acts for no department of a dossier."""
    if not roles_in(officer, dossier, "any"):
        raise NotPermitted("您可以查阅卷宗，不能加入文件。", "You may read this dossier, not add to it.")


def add_files(dossier: Dossier, brought: Sequence[Brought], *, by: Officer, at: datetime) -> list[SealedFile]:
    """
    Seal files to a dossier. Raises NotPermitted, StepRefused where the dossier is closed, BadInput for a file that is not taken: then none is on file.

    What is on file already by its bytes is not put there twice.
    """
    require_part(by, dossier)
    if dossier.is_closed:
        raise StepRefused(f"卷宗 {dossier.number} 已办结，不能加入文件。", f"Dossier {dossier.number} is closed: nothing is added to it.")
    kept = {one.sha256: (one, each.is_personal) for each in brought for one in [keep(each.chunks, each.name)]}  # read before anything is locked
    with transaction.atomic():
        there = set(dossier.files.filter(sha256__in=kept).values_list("sha256", flat=True))
        fresh = [put_on_file(one, dossier=dossier, by=by, at=at, is_personal=told) for digest, (one, told) in kept.items() if digest not in there]
        if fresh:
            told: dict[str, Any] = {"files": [one.sha256 for one in fresh]}
            if personal := [one.sha256 for one in fresh if one.is_personal]:
                told["personal_files"] = personal
            enter(ADDED, at=at, by=by, dossier=dossier, **told)
    return fresh
