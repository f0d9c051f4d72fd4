"""The bank of a right's pictures: what lies in it, and which of them a listing's own pictures are near, by how many bits of 64 their hashes differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import REFUSED, RightPicture
from mingjian.office.files.kinds import HEAD, drawn_as
from mingjian.office.files.store import as_sealed

#: Bits of 64 in which hashes may differ, as the detector of copied listings has them; and pictures of a listing that are compared.
BITS, MOST = 8, 4
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_PLAIN = re.compile(r"[\w.-]{1,100}")


@dataclass(frozen=True)
class Near:
    """A listing's picture (its name in the node's folder) beside one of a bank, and in how many bits of 64 they differ."""

    own: str
    picture: RightPicture
    bits: int


def hashed(data: bytes) -> list[str]:
    """Hash a picture as it is, turned and mirrored; nothing of one that shows nothing, or on a node without the extra. Raises BadInput for no picture."""
    try:
        from mingjian.core.matching.pictures import hashes_of, open_picture
    except ImportError:
        return []
    found = hashes_of(open_picture(data))
    return [] if found is None else [f"{int(one):016x}" for one in found]


def near_of_listing(listing: str, on: date) -> list[Near]:
    """Return which pictures of banks in force a listing's own pictures are near, the nearest first."""
    own = pictures_of_listing(listing)
    if not own:
        return []
    banks = list(RightPicture.objects.filter(until__gte=on).exclude(right__standing=REFUSED).exclude(hashes=[]).select_related("right"))
    found = [near for path in own for near in _near(path, banks)] if banks else []
    return sorted(found, key=lambda one: one.bits)[:MOST]


def pictures_of_listing(listing: str) -> list[Path]:
    """Find the pictures of a listing in the node's folder by its id; an odd id has none."""
    folder = Path(settings.PICTURES)
    if not _PLAIN.fullmatch(listing) or listing.startswith(".") or not folder.is_dir():
        return []
    named = [folder / f"{listing}{ending}" for ending in _ENDINGS] + sorted(folder.glob(f"{listing}-*"))
    return [one for one in named if one.suffix.lower() in _ENDINGS and one.is_file()][:MOST]


def kind_of_picture(digest: str) -> str:
    """Return what a kept picture is, by its first bytes: what a browser may draw; empty for anything else."""
    with as_sealed(digest) as file:
        return drawn_as(file.read(HEAD))


def _near(path: Path, banks: Sequence[RightPicture]) -> list[Near]:
    try:
        own = hashed(path.read_bytes())[:1]
    except (BadInput, OSError):  # a broken picture in the folder is near to none
        return []
    told = [(one, min(differ(own[0], other) for other in one.hashes)) for one in banks] if own else []
    return [Near(path.name, one, bits) for one, bits in told if bits <= BITS]


def differ(one: str, other: str) -> int:
    """Return in how many bits of 64 two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
