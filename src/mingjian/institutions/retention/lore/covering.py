"""What an erasure covers: which files and values go, and which stay since another department brought them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from mingjian.institutions.retention.models import Erasure
from mingjian.office.models import Dossier, Entry, PersonalValue, SealedFile

PROCEDURE = "retention"
HELD = "held"


def covered(keeping: Dossier) -> list[Dossier]:
    """Return the dossiers whose files and personal values are kept: the one by which they are, and the one that it was opened from."""
    return [keeping, *([keeping.arose_from] if keeping.arose_from else [])]


@dataclass(frozen=True)
class Cover:
    """The files and personal values that the dossier `keeping` covers, parted by whether they go with it."""

    keeping: Dossier

    @cached_property
    def files(self) -> list[SealedFile]:
        """Every file of the dossiers covered, the oldest first."""
        found = SealedFile.objects.filter(dossier__in=covered(self.keeping)).select_related("dossier", "sealed_by", "sealed_by__department")
        return list(found.order_by("sealed_at", "pk"))

    @cached_property
    def brought_by_others(self) -> set[str]:
        """The SHA-256 of files that another department sealed first, here or elsewhere: they are not the holder's to destroy, whoever carried them along."""
        digests = {file.sha256 for file in self.files}
        other = SealedFile.objects.filter(sha256__in=digests).exclude(sealed_by__department=self.keeping.department_id)
        return set(other.values_list("sha256", flat=True))

    @property
    def going(self) -> list[SealedFile]:
        """The files that are destroyed."""
        return [file for file in self.files if file.sha256 not in self.brought_by_others]

    @property
    def staying(self) -> list[SealedFile]:
        """The files that stay, since another department brought them."""
        return [file for file in self.files if file.sha256 in self.brought_by_others]

    @property
    def values(self) -> QuerySet[PersonalValue]:
        """The personal values that are destroyed: all but those that another department gave with a step of its own."""
        dossiers = covered(self.keeping)
        others = Entry.objects.filter(dossier__in=dossiers, officer__isnull=False).exclude(officer__department=self.keeping.department_id)
        given = Q(pk__in=[])
        for dossier, at in others.values_list("dossier", "at"):
            given |= Q(dossier=dossier, given_at=at)
        return PersonalValue.objects.filter(dossier__in=dossiers).exclude(given)

    def is_empty(self) -> bool:
        """Return whether nothing would be destroyed."""
        return not self.going and not self.values.exists()


def erased_dossiers() -> set[int]:
    """Return the keys of the dossiers whose files were erased: their rows stand for no bytes any more."""
    return set(_pairs())


def _pairs() -> Iterator[int]:
    for keeping, source in Erasure.objects.values_list("keeping", "covered"):
        yield from (key for key in (keeping, source) if key is not None)
