"""Take bytes away from the store, unless anything that is not erased needs them."""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from mingjian.institutions.retention.lore.covering import wanted
from mingjian.institutions.retention.models import ErasedFile
from mingjian.office.files.store import remove
from mingjian.office.models import SealedFile

HASH = "sha256"  # the column by which every model names bytes of the store


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
    """Return whether a dossier needs these bytes, or any row of an institution names them."""
    if wanted({digest}):
        return True
    return any(model._default_manager.filter(**{HASH: digest}).exists() for model in _naming())


def _naming() -> list[type[Model]]:
    """Return the models that name bytes by their hash; one that an institution adds is among them by itself."""
    return [one for one in apps.get_models() if one not in (SealedFile, ErasedFile) and any(field.name == HASH for field in one._meta.fields)]
