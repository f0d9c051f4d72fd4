"""Masked copies of pictures: files of a dossier like others, open to all who see it. Where one stands, it goes out in the place of its original."""

from collections.abc import Iterable

from mingjian.office.models import SealedFile

COPY = "masked/"
_SIGNS = 48  # of the original's SHA-256, as many as the column holds


def copy_mark(sha256: str) -> str:
    """Return what a masked copy says it came from."""
    return f"{COPY}{sha256[:_SIGNS]}"


def masked_originals(files: Iterable[SealedFile]) -> set[str]:
    """Return the SHA-256 of those files of which a masked copy stands among them."""
    told = list(files)
    marks = {one.came_from for one in told if one.came_from.startswith(COPY)}
    return {one.sha256 for one in told if one.is_personal and copy_mark(one.sha256) in marks}


def without_originals(files: Iterable[SealedFile]) -> list[SealedFile]:
    """Return files as they go out unless somebody says otherwise: of what has a masked copy the copy alone."""
    told = list(files)
    originals = masked_originals(told)
    return [one for one in told if one.sha256 not in originals]
