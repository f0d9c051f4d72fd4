"""Take bytes away from the store, unless anything that is not erased needs them."""

from collections.abc import Collection
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from mingjian.institutions.retention.models import ErasedFile
from mingjian.institutions.retention.services.coverage import wanted
from mingjian.office.files.keepers import rows_that_keep
from mingjian.office.files.store import remove
from mingjian.office.models import SealedFile

HASH = "sha256"  # the column by which every model names bytes of the store
AT_A_TIME = 500  # hashes of one question to the database


def take_away(at: datetime) -> int:
    """Take away the bytes of files that were erased and are still there; what something else needs stays, and the receipt says so. Return how many went."""
    gone = 0
    for file in ErasedFile.objects.filter(gone_at=None, is_needed=False):
        with transaction.atomic():
            if is_needed(file.sha256):
                ErasedFile.objects.filter(pk=file.pk).update(is_needed=True)
                continue
            remove(file.sha256)  # before the row says so: done twice it does no harm, and half done it is done again
            ErasedFile.objects.filter(pk=file.pk).update(gone_at=at)
            gone += 1
    return gone


def is_needed(digest: str) -> bool:
    """Return whether a dossier needs these bytes, or any row of an institution keeps them."""
    return digest in needed_among({digest})


def needed_among(digests: Collection[str]) -> set[str]:
    """Return which of some files, by SHA-256, a dossier needs, or a row of an institution keeps."""
    found = wanted(digests)
    for model in _naming():
        found |= set(rows_that_keep(model).filter(**{f"{HASH}__in": digests}).values_list(HASH, flat=True))
    return found


def look_again() -> int:
    """Mark erased files whose bytes something needed, and nothing needs any more, so that `take_away` takes them. Return how many."""
    left = list(ErasedFile.objects.filter(gone_at=None, is_needed=True).order_by("sha256").values_list("sha256", flat=True).distinct())
    freed = 0
    for place in range(0, len(left), AT_A_TIME):
        digests = set(left[place : place + AT_A_TIME])
        freed += ErasedFile.objects.filter(gone_at=None, is_needed=True, sha256__in=digests - needed_among(digests)).update(is_needed=False)
    return freed


def _naming() -> list[type[Model]]:
    """Return the models that name bytes by their hash; one that an institution adds is among them by itself."""
    return [one for one in apps.get_models() if one not in (SealedFile, ErasedFile) and any(field.name == HASH for field in one._meta.fields)]
