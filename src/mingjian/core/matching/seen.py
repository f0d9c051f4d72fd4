"""
Looks at pictures once: hashes, points and embedding, kept by SHA-256 of the picture's bytes for the next run. Needs the extra [vision].

One file a picture, written whole or not at all, so that two runs may keep at once. A file begins with the SHA-256 of the rest; the rest names the picture and
what saw it. What is cut short or altered is thrown away with a word in the log, what another version saw is seen anew: either way as if it were not there.
"""

import logging
import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import get_ident
from time import time_ns
from typing import NamedTuple
from zipfile import BadZipFile

import cv2
import numpy as np
import PIL

from mingjian.core.compiled import Array
from mingjian.core.matching.embeddings import NETWORK, NUMBERS, WHITENING, embedding_of
from mingjian.core.matching.parts import Features, features_of
from mingjian.core.matching.pictures import TURNS, bytes_of, hashes_of, is_shaded_only, open_picture

FORM = 3  # raised whenever the same picture gives other hashes, points or numbers than before, or they are written in another way
UNFINISHED = 3600 * 10**9  # nanoseconds after which a file that was not written to its end has nobody
MOST_BYTES = 4 << 30  # kept in all once a run is over: about 120,000 pictures
_SEAL = 32  # bytes of a SHA-256
_LOG = logging.getLogger(__name__)


class Seen(NamedTuple):
    """
    What a picture looks like: its hashes (8 uint64), whether it is shaded only, its points, and its embedding (NUMBERS float16).

    That two pictures which are shaded only are alike says nothing.
    """

    hashes: Array
    is_shaded: bool
    features: Features
    embedding: Array


def see(data: bytes) -> Seen | None:
    """Look at a picture's bytes; None of one that shows nothing. Raises BadInput for what is no picture, is broken, or is too large."""
    picture = open_picture(data)
    hashes = hashes_of(picture)
    return None if hashes is None else Seen(hashes, is_shaded_only(picture), features_of(picture), embedding_of(picture))


def seen_by() -> str:
    """Name what sees here: the form, the libraries, and the weights."""
    weights = " ".join(sha256(path.read_bytes()).hexdigest()[:16] for path in (NETWORK, WHITENING))
    return f"{FORM} opencv {cv2.__version__} pillow {PIL.__version__} {weights}"


_NOTHING = Seen(np.zeros(0, np.uint64), False, Features(0, 0, np.zeros((0, 4), np.float32), np.zeros((0, 128), np.uint8)), np.zeros(0, np.float16))


class Album:
    """Pictures as they were seen, kept in a folder; in none where it is None. `looked` counts those that had to be looked at."""

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._by, self.looked, self._is_writable = folder, seen_by(), 0, True

    def seen(self, path: Path) -> Seen | None:
        """Return what a picture file looks like, as kept or looked at now; None of one that shows nothing. Raises BadInput as `see` does."""
        data = bytes_of(path)
        name = sha256(data).hexdigest()
        place = self._folder / name[:2] / f"{name}.npz" if self._folder else None
        if place is not None and (known := self._known(place, name)) is not None:
            return known[0]
        seen = see(data)
        self.looked += 1
        if place is not None:
            self._keep(place, _written(seen, name, self._by))
        return seen

    def trim(self, most: int = MOST_BYTES) -> None:
        """Throw away what was not used for longest, until at most `most` bytes are kept; what another run is writing just now is its own."""
        kept, fresh = [], time_ns() - UNFINISHED
        for path in self._folder.glob("*/*") if self._folder else ():
            try:
                told = path.stat()
            except OSError:  # thrown away by another run
                continue
            if path.name.startswith(".") and told.st_mtime_ns > fresh:
                continue
            kept.append((told.st_mtime_ns, told.st_size, path))
        spare = sum(size for _, size, _ in kept) - most
        for _, size, path in sorted(kept):
            if spare <= 0:
                return
            spare -= size
            _throw_away(path)

    def _known(self, place: Path, name: str) -> tuple[Seen | None] | None:
        """Return what was kept, in brackets, since it may be that the picture shows nothing; None where nothing is kept that can be used."""
        try:
            data = place.read_bytes()
            os.utime(place)  # so that it is not among the first to be thrown away
        except OSError:
            return None
        try:
            told = _read(data)
            if str(told["of"]) != name:
                raise ValueError(name)
            return (_whole(told),) if str(told["by"]) == self._by else None
        except (ValueError, KeyError, BadZipFile):
            _LOG.warning("已丢弃损坏的图片特征文件，将重新读取图片。Thrown away, since it is broken; the picture is looked at again: %s", place)
            _throw_away(place)
            return None

    def _keep(self, place: Path, data: bytes) -> None:
        """Write a file, whole or not at all; where nothing may be written, nothing is kept, and the log says so once."""
        unfinished = place.with_name(f".{place.name}.{os.getpid()}.{get_ident()}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(data)
            unfinished.replace(place)
        except OSError as error:
            _throw_away(unfinished)
            if self._is_writable:
                _LOG.warning("无法保存图片特征，下次运行将重新读取。What pictures look like cannot be kept: %s", error)
            self._is_writable = False


def _written(seen: Seen | None, name: str, by: str) -> bytes:
    hashes, is_shaded, features, embedding = seen or _NOTHING
    rest = BytesIO()
    np.savez_compressed(
        rest,
        of=np.array(name),
        by=np.array(by),
        hashes=hashes,
        is_shaded=np.array(is_shaded),
        size=np.array((features.width, features.height)),
        places=features.places,
        signs=features.signs,
        embedding=embedding,
    )
    return sha256(rest.getvalue()).digest() + rest.getvalue()


def _read(data: bytes) -> dict[str, Array]:
    """Open a file's tables. Raises ValueError for one that is not as it was written."""
    seal, rest = data[:_SEAL], data[_SEAL:]
    if sha256(rest).digest() != seal:
        raise ValueError("seal")
    with np.load(BytesIO(rest), allow_pickle=False) as tables:
        return dict(tables)


def _whole(told: dict[str, Array]) -> Seen | None:
    """Put tables together. Raises ValueError where they are not of the shapes that this form has."""
    hashes, is_shaded, size, places, signs, embedding = (told[name] for name in ("hashes", "is_shaded", "size", "places", "signs", "embedding"))
    if not len(hashes):
        return None
    shapes = [(hashes, (1 + len(TURNS),), np.uint64), (places, (len(signs), 4), np.float32), (signs, (len(places), 128), np.uint8)]
    shapes.append((embedding, (NUMBERS,), np.float16))
    if size.shape != (2,) or any(table.shape != shape or table.dtype != kind for table, shape, kind in shapes):
        raise ValueError("shape")
    return Seen(hashes, bool(is_shaded), Features(int(size[0]), int(size[1]), places, signs), embedding)


def _throw_away(place: Path) -> None:
    try:
        place.unlink(missing_ok=True)
    except OSError:
        return
