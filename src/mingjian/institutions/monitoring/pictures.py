"""Pictures beside a finding: the listing's own, and what it is like: another listing's, or the right holder's specimen; from a folder of the node."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjian.core.errors import NotFound

#: What a picture is, by its first bytes: what a browser may draw. Anything else is not given out.
KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"), (b"RIFF", "image/webp"))
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
MOST = 4  # on each side
SPECIMENS = "specimens"  # folder of the right holders' pictures, by brand
_PLAIN = re.compile(r"[\w一-鿿][\w.\-一-鿿]{0,99}")


@dataclass(frozen=True)
class Beside:
    """Pictures of both sides, as names within the node's folder."""

    own: list[str]
    others: list[str]
    is_specimen: bool


def beside(evidence: dict[str, Any], subject_kind: str, subject: str) -> Beside | None:
    """Give the pictures to lay side by side; None where the listing has none, or nothing to compare with."""
    if subject_kind != "listing":
        return None
    near = [str(one.get("picture", "")) for one in evidence.get("pictures") or [] if isinstance(one, dict)]
    brand = str((evidence.get("beside") or {}).get("brand") or evidence.get("brand") or "")
    others = [name for name in near if _is_there(name)] or list(_of(brand, SPECIMENS))
    own = list(_of(subject.partition("/")[2]))
    return Beside(own[:MOST], others[:MOST], not near) if own and others else None


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
    """Give where a name leads, and refuse one that leads nowhere or out of the folder."""
    try:
        root = _folder().resolve()
        place = (root / name).resolve()
        if place.is_relative_to(root) and place.suffix.lower() in ENDINGS and place.is_file():
            return place
    except (OSError, ValueError):  # too long a name, or a sign that no name holds
        pass
    raise NotFound("没有这张图片。", "There is no such picture.")


def open_picture(name: str) -> tuple[Path, str]:
    """Give a picture's file and what it is, by its own first bytes."""
    place = _place(name)
    with place.open("rb") as file:
        head = file.read(16)
    for beginning, kind in KINDS:
        if head.startswith(beginning) and (kind != "image/webp" or head[8:12] == b"WEBP"):
            return place, kind
    raise NotFound("没有这张图片。", "There is no such picture.")
