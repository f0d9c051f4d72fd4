"""Files that come with a job, kept in the node's home until the job is done."""

import re
import secrets
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

_FOLDER = re.compile(r"[0-9a-f]{32}")


def keep(name: str, pieces: Iterable[bytes]) -> str:
    """Keep a file under its plain name, and give the name of its folder."""
    folder = secrets.token_hex(16)
    place = folder_of(folder)
    place.mkdir(parents=True, mode=0o700)
    with (place / name).open("xb") as out:
        out.writelines(pieces)
    return folder


def file_of(folder: str) -> Path:
    """Return the file that was kept in a folder."""
    return next(folder_of(folder).iterdir())


def folder_of(folder: str) -> Path:
    """Return the place of a folder that `keep` named."""
    if not _FOLDER.fullmatch(folder):
        raise ValueError(folder)
    return Path(settings.HOME) / "jobs" / folder


def clear(folder: str) -> None:
    """Take a folder away, if there is one."""
    if folder:
        shutil.rmtree(folder_of(folder), ignore_errors=True)


def folders_before(at: datetime) -> list[str]:
    """Return the folders that were kept before an instant."""
    home = Path(settings.HOME) / "jobs"
    found = [place for place in home.iterdir() if place.is_dir()] if home.is_dir() else []
    return [place.name for place in found if _FOLDER.fullmatch(place.name) and place.stat().st_mtime < at.timestamp()]
