"""Questions about what pictures say: of which files, and whether they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from mingjian.institutions.evidence.models import Item, Kit
from mingjian.institutions.pictures.models import Acceptance, Mask, PictureReading
from mingjian.office.files.kinds import DRAWN, KINDS, LEAFED, is_drawn, is_leafed
from mingjian.office.files.masked_copies import COPY, copy_mark
from mingjian.office.files.readings import readings_of, what_opens
from mingjian.office.models import Dossier, Officer, SealedFile

GONE, KIT = "—", "kit/"  # the name of an erased file; how `Acceptance.of` names a kit
#: How names of files end whose bytes can be read as pictures; a file is sealed under a name that its bytes bear out.
ENDINGS = tuple(ending for kind in KINDS if kind.name in {*DRAWN, LEAFED} for ending in kind.endings)


@dataclass(frozen=True)
class Pictured:
    """
    A picture or PDF of a kit or a dossier: its name as the officer sees it, whether it is open to them, where it is shown, and what was read.

    `sees_words`: whether they may see its words, masked at least. Of a dossier's picture that is shut nobody sees any: masks cover numbers, not names.
    """

    sha256: str
    name: str
    is_open: bool
    shown_at: str
    reading: PictureReading | None
    sees_words: bool = True
    is_leafed: bool = False
    copy_at: str = ""  # where its masked copy is shown, if there is one
    is_copy: bool = False  # a masked copy itself


def unread_files() -> QuerySet[SealedFile]:
    """Return the sealed pictures and PDFs that nobody has read, the newest first."""
    ends = Q()
    for ending in ENDINGS:
        ends |= Q(name__iendswith=ending)
    return SealedFile.objects.filter(ends).exclude(_is_read()).order_by("-pk")


def unread_items() -> QuerySet[Item]:
    """Return the pictures and PDFs of kits that nobody has read, the newest first."""
    return Item.objects.filter(media__in=[*DRAWN, LEAFED]).exclude(_is_read()).order_by("-pk")


def accepted_of(of: str) -> list[Acceptance]:
    """Return what was accepted for a kit or a dossier that the caller may see."""
    return list(Acceptance.objects.filter(of=of))


def _is_read() -> Exists:
    return Exists(PictureReading.objects.filter(sha256=OuterRef("sha256")))


def orphans() -> QuerySet[PictureReading]:
    """Return readings whose file nobody holds any more."""
    held = Exists(held_files().filter(sha256=OuterRef("sha256"))), Exists(Item.objects.filter(sha256=OuterRef("sha256")))
    return PictureReading.objects.exclude(held[0]).exclude(held[1])


def held_files() -> QuerySet[SealedFile]:
    """Return the sealed files that were not erased: the row of one that was stays, without its name."""
    return SealedFile.objects.exclude(name=GONE)


def stale_masks() -> QuerySet[Mask]:
    """Return what was hidden in files of kits that those kits do not hold any more."""
    held = Item.objects.annotate(of=Concat(Value(KIT), Cast("kit_id", CharField()))).filter(of=OuterRef("of"), sha256=OuterRef("sha256"))
    return Mask.objects.filter(of__startswith=KIT).exclude(Exists(held))


def stale_acceptances() -> QuerySet[Acceptance]:
    """Return what was accepted from files of kits that those kits do not hold any more."""
    held = Item.objects.annotate(of=Concat(Value(KIT), Cast("kit_id", CharField()))).filter(of=OuterRef("of"), sha256=OuterRef("sha256"))
    return Acceptance.objects.filter(of__startswith=KIT).exclude(Exists(held))


def pictures_of_kit(kit: Kit, *, is_open: bool) -> list[Pictured]:
    """Return the pictures and PDFs of a kit that the caller may see."""
    items = [one for one in kit.items.all() if one.media in DRAWN or one.media == LEAFED]
    read, masks = _readings(one.sha256 for one in items), set(Mask.objects.filter(of=kit.read_as).values_list("sha256", flat=True))
    return [
        Pictured(
            one.sha256,
            one.name if is_open else one.name_masked,
            is_open,
            reverse("evidence:item_preview", args=[kit.pk, one.pk]),
            read.get(one.sha256),
            is_leafed=one.media == LEAFED,
            copy_at=reverse("pictures:masked", args=[kit.number, one.sha256]) if one.sha256 in masks else "",
        )
        for one in items
    ]


def pictures_of_dossier(dossier: Dossier, officer: Officer, at: datetime) -> list[Pictured]:
    """Return the pictures and PDFs of a dossier that the caller may see, each once; those with personal data are open on a reading alone."""
    files = list({one.sha256: one for one in _pictured(dossier.files.select_related("dossier"))}.values())
    read = _readings(one.sha256 for one in files)
    copies = {one.came_from: reverse("preview", args=[one.pk]) for one in files if one.came_from.startswith(COPY)}
    told = []
    for one in files:
        is_open = not one.is_personal or readings_of(officer, at, what_opens(one)).exists()
        name, shown_at = one.name if is_open else one.name_masked, reverse("preview", args=[one.pk])
        copy_at, is_copy = copies.get(copy_mark(one.sha256), ""), one.came_from.startswith(COPY)
        told.append(Pictured(one.sha256, name, is_open, shown_at, read.get(one.sha256), is_open, is_leafed(one.name), copy_at, is_copy))
    return told


def _pictured(files: Iterable[Any]) -> Iterator[Any]:
    return (one for one in files if is_drawn(one.name) or is_leafed(one.name))


def _readings(digests: Iterable[str]) -> dict[str, PictureReading]:
    return {one.sha256: one for one in PictureReading.objects.filter(sha256__in=list(digests))}
