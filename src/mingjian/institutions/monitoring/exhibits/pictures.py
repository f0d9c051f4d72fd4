"""Pictures beside a finding: the listing's own, and what it is like: another listing's, or the right holder's specimen; from a folder of the node."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.exhibits.pictures import Box, Pictures
from mingjian.core.text.picture_words import picture_of
from mingjian.institutions.monitoring.exhibits.places import CARD
from mingjian.institutions.monitoring.models import Finding

PLACE, ORDER = CARD, 30
#: What a picture is, by its first bytes: what a browser may draw. Anything else is not given out.
KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"), (b"RIFF", "image/webp"))
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
MOST = 4  # on each side
SPECIMENS = "specimens"  # folder of the right holders' pictures, by brand
_PLAIN = re.compile(r"[\w一-鿿][\w.\-一-鿿]{0,99}")


@dataclass(frozen=True)
class Frame:
    """A box over a picture, in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """One picture: its name within the node's folder, and the part of it that both sides share, where that is known."""

    name: str
    frame: Frame | None = None


@dataclass(frozen=True)
class Beside:
    """Pictures of both sides, the most alike first."""

    own: list[Picture]
    others: list[Picture]
    is_specimen: bool

    @property
    def has_frames(self) -> bool:
        """Return whether a box is drawn over any."""
        return any(one.frame for one in [*self.own, *self.others])


def draw(pictures: Pictures, found: Finding) -> dict[str, Any] | None:
    """Return the pictures to lay side by side; None where there are none."""
    laid = beside(pictures, found.subject_kind, found.subject)
    return {"beside": laid} if laid else None


def beside(told: Pictures, subject_kind: str, subject: str) -> Beside | None:
    """Return the pictures to lay side by side; None where the listing has none, or nothing to compare with."""
    if subject_kind != "listing":
        return None
    others = _framed((one.picture, one.part.other if one.part else None) for one in told.near) or [Picture(name) for name in _of(told.brand, SPECIMENS)]
    alike = _framed((one.own, one.part.own if one.part else None) for one in told.near)
    known = {one.name for one in alike}
    own = alike + [Picture(name) for name in _of(subject.partition("/")[2]) if name not in known]
    return Beside(own[:MOST], others[:MOST], not told.near) if own and others else None


def first_of(found: Finding) -> str:
    """Return the picture that a list shows beside a finding of a listing; empty where there is none. Looked up by its name: no list searches the folder."""
    name = found.subject.partition("/")[2]
    if found.subject_kind != "listing" or not _PLAIN.fullmatch(name):
        return ""
    return next((f"{name}{ending}" for ending in ENDINGS if _is_there(f"{name}{ending}")), "")


def those_there(fields: Iterable[str]) -> list[str]:
    """Return the pictures of whose words some fields are (`picture:name`), of those that are in the node's folder."""
    return [name for name in dict.fromkeys(map(picture_of, fields)) if _is_there(name)][:MOST]


def _framed(named: Iterable[tuple[str, Box | None]]) -> list[Picture]:
    """Return the pictures that the evidence names on one side, once each, with the box that it tells first."""
    found: dict[str, Picture] = {}
    for name, box in named:
        frame = _frame(box) if box else None
        if (name not in found and _is_there(name)) or (frame and name in found and not found[name].frame):
            found[name] = Picture(name, frame)
    return list(found.values())


def _frame(box: Box) -> Frame:
    left, top, right, bottom = (100.0 * one for one in box)
    return Frame(left, top, right - left, bottom - top)


def _folder() -> Path:
    return Path(settings.PICTURES)


def _of(name: str, within: str = "") -> Iterator[str]:
    """Find `name.jpg`, `name-2.png` and what lies in a folder of that name; an odd name has none."""
    if not _PLAIN.fullmatch(name) or not _folder().is_dir():
        return
    root = _folder() / within
    found = [root / f"{name}{ending}" for ending in ENDINGS] + sorted(root.glob(f"{name}-*")) + sorted((root / name).glob("*"))
    yield from (str(path.relative_to(_folder())) for path in found if path.suffix.lower() in ENDINGS and path.is_file())


def _is_there(name: str) -> bool:
    try:
        return bool(name) and _place(name) is not None
    except NotFound:
        return False


def _place(name: str) -> Path:
    """Return where a name leads, and refuse one that leads nowhere or out of the folder."""
    try:
        root = _folder().resolve()
        place = (root / name).resolve()
        if place.is_relative_to(root) and place.suffix.lower() in ENDINGS and place.is_file():
            return place
    except (OSError, ValueError):  # too long a name, or a sign that no name holds
        pass
    raise NotFound("没有这张图片。", "There is no such picture.")


def open_picture(name: str) -> tuple[Path, str]:
    """Return a picture's file and what it is, by its own first bytes."""
    place = _place(name)
    with place.open("rb") as file:
        head = file.read(16)
    for beginning, kind in KINDS:
        if head.startswith(beginning) and (kind != "image/webp" or head[8:12] == b"WEBP"):
            return place, kind
    raise NotFound("没有这张图片。", "There is no such picture.")


def open_small(name: str) -> tuple[Path, str]:
    """Return a picture's file for a list, shrunk; the picture itself where it is small, the extra [vision] is absent or nothing can be kept."""
    place, kind = open_picture(name)
    try:
        from mingjian.core.matching.thumbnails import small  # the extra may be absent
    except ImportError:
        return place, kind
    try:
        shrunk = small(place, Path(settings.HOME) / "readings" / "small")
    except (BadInput, OSError):  # broken or too large to be unpacked here, or a full disk: the browser may try
        return place, kind
    return (shrunk, "image/jpeg") if shrunk else (place, kind)
