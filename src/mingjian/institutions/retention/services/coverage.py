"""What an erasure covers: which files and values go, and which stay since another department brought them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from mingjian.institutions.retention.models import ErasedFile, Erasure
from mingjian.office.models import Dossier, Entry, PersonalValue, SealedFile

PROCEDURE = "retention"
HELD = "held"


def covered(keeping: Dossier) -> list[Dossier]:
    """Return the dossiers whose files and personal values are kept: the one by which they are, and the one that it was opened from."""
    return [keeping, *([keeping.arose_from] if keeping.arose_from else [])]


@dataclass(frozen=True)
class Cover:
    """
    The files and personal values that the dossier `keeping` covers, parted by whether they go with it.

    Each department lets go of what it sealed itself, and of that alone: what another brought stays until that department has destroyed it in a dossier of
    its own. The bytes go once nobody needs them (`services.bytes`), so that two departments with the same file do not lock it for each other.
    """

    keeping: Dossier

    @cached_property
    def files(self) -> list[SealedFile]:
        """Return every file of the dossiers covered, the oldest first."""
        found = SealedFile.objects.filter(dossier__in=covered(self.keeping)).select_related("dossier", "sealed_by", "sealed_by__department")
        return list(found.order_by("sealed_at", "pk"))

    @cached_property
    def staying(self) -> list[SealedFile]:
        """
        Return the files that stay: another department brought them, and has not destroyed them itself.

        Whoever sealed a file first brought it: the dossier by which files are kept has copies that its opener sealed.
        """
        own = self.keeping.department_id
        gone = let_go_of({file.sha256 for file in self.files if file.sealed_by.department_id != own})
        brought = {file.pk for file in self.files if file.sealed_by.department_id != own and (file.sealed_by.department_id, file.sha256) not in gone}
        first = {file.sha256: file.pk for file in reversed(self.files)}
        return [file for file in self.files if brought & {file.pk, first[file.sha256]}]

    @cached_property
    def going(self) -> list[SealedFile]:
        """Return the files that are destroyed."""
        staying = {file.pk for file in self.staying}
        return [file for file in self.files if file.pk not in staying]

    @cached_property
    def shared(self) -> set[str]:
        """Return the SHA-256 of files that go from these dossiers, and whose bytes stay since another dossier or department has them, too."""
        return wanted({file.sha256 for file in self.going}, besides=[file.pk for file in self.going])

    @property
    def values(self) -> QuerySet[PersonalValue]:
        """Return the personal values that are destroyed: all but those that another department gave with a step of its own."""
        dossiers = covered(self.keeping)
        others = Entry.objects.filter(dossier__in=dossiers, officer__isnull=False).exclude(officer__department=self.keeping.department_id)
        given = Q(pk__in=[])
        for dossier, at in others.values_list("dossier", "at"):
            given |= Q(dossier=dossier, given_at=at)
        return PersonalValue.objects.filter(dossier__in=dossiers).exclude(given)

    def is_empty(self) -> bool:
        """Return whether nothing would be destroyed."""
        return not self.going and not self.values.exists()


def let_go_of(digests: Collection[str]) -> set[tuple[int | None, str]]:
    """Return which departments have destroyed which of some files, by SHA-256, in a dossier that they hold."""
    return set(ErasedFile.objects.filter(sha256__in=digests).values_list("erasure__keeping__department", "sha256"))


def erasures_of(dossiers: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Return by which department and when some dossiers were erased, by their keys."""
    found: dict[int, tuple[int, datetime]] = {}
    erasures = Erasure.objects.filter(Q(keeping__in=dossiers) | Q(covered__in=dossiers))
    for keeping, source, department, at in erasures.values_list("keeping", "covered", "keeping__department", "at"):
        found |= {key: (department, at) for key in (keeping, source) if key is not None}
    return found


def wanted(digests: Collection[str], besides: Collection[int] = ()) -> set[str]:
    """
    Return which of some files, by SHA-256, a dossier needs, besides some of their rows.

    That is one that was not erased; one that was, for a file that came to it later, or that another department brought and has not destroyed itself.
    """
    sealed = SealedFile.objects.filter(sha256__in=digests).exclude(pk__in=besides)
    rows = list(sealed.values_list("sha256", "dossier", "sealed_by__department", "sealed_at"))
    erased, gone = erasures_of({dossier for _, dossier, _, _ in rows}), let_go_of(digests)
    found = set()
    for digest, dossier, department, sealed_at in rows:
        eraser, at = erased.get(dossier, (None, None))
        is_brought = department != eraser and (department, digest) not in gone
        if at is None or sealed_at > at or is_brought:
            found.add(digest)
    return found
