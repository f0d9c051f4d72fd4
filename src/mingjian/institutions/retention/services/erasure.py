"""Erase what a dossier kept: personal values, what institutions keep of persons, and the names of files; note their hashes."""

from datetime import datetime
from typing import Any

from mingjian.institutions.retention.models import ErasedFile, Erasure
from mingjian.institutions.retention.services.coverage import Cover, covered
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.record.entries import Count, enter


def erase(keeping: Dossier, by: Officer, at: datetime, how: str) -> Erasure:
    """Erase, in the caller's transaction, all that may go but the bytes, which go after it; enter the hashes; return the receipt."""
    dossiers, cover = covered(keeping), Cover(keeping)
    going, staying = [file.pk for file in cover.going], {file.sha256 for file in cover.staying}
    found = {file.sha256: file.size for file in cover.going}
    values, _ = cover.values.delete()
    things: list[Any] = []
    for take in parts("erases"):
        for dossier in dossiers:
            told = take(dossier)
            values += told.values
            found |= told.files
            things += told.things
    SealedFile.objects.filter(pk__in=going).update(name="—")  # a name may tell of a person, too
    found = {digest: size for digest, size in found.items() if digest not in staying}  # what another department brought is destroyed by nobody else's kit
    receipt = Erasure.objects.create(keeping=keeping, covered=keeping.arose_from, at=at, by=by, how=how[:300], values=values)
    ErasedFile.objects.bulk_create(ErasedFile(erasure=receipt, sha256=digest, size=size) for digest, size in sorted(found.items()))
    freed = {*found, *staying}  # bytes that an earlier erasure left for these dossiers are looked at again
    ErasedFile.objects.filter(sha256__in=freed, gone_at=None, is_needed=True).update(is_needed=False)
    source: dict[str, Any] = {"source": keeping.arose_from} if keeping.arose_from else {}
    enter("erased", at=at, by=by, dossier=keeping, beside=[*dossiers, *things, receipt], erased_files=sorted(found), erased_values=Count(values), **source)
    return receipt
