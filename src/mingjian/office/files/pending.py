"""Files that wait for an officer's word on headings that nobody knows: kept beside the lake, a day at most, for whoever brought them."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from mingjian.core.errors import BadInput
from mingjian.core.records import Kind
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.kinds import kind_admitted as told_kind
from mingjian.office.files.uploads import plain_name
from mingjian.office.models import Officer

PREFIX, SALT = ".waiting-", "office.waiting"
SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[0-9a-f]{32}")


class Waiting(NamedTuple):
    """A file that came, what it holds and who gave it; `token` finds it again."""

    path: Path
    kind: Kind
    source: str
    token: str


def keep_waiting(file: "UploadedFile[bytes]", of: Kind, source: str, by: Officer, where: Path) -> Waiting:
    """Write an upload to disk below `where`, under its own plain name; what was left behind earlier is cleared. Raises BadInput for what is no table."""
    told_kind(file, file.name or "", TABLES)
    clear(where)
    number = uuid4().hex
    place = _folder(where, number) / plain_name(file)
    place.parent.mkdir(parents=True)
    with place.open("wb") as out:
        out.writelines(file.chunks())
    told = {"number": number, "name": place.name, "kind": of.name, "source": source, "by": by.pk}
    return Waiting(place, of, source, signing.dumps(told, salt=SALT))


def find(token: str, by: Officer, kind_named: Callable[[str], Kind], where: Path) -> Waiting:
    """Return the file of a token that waits below `where`; `kind_named` gives a kind by its name. Raises BadInput where it is gone or another's."""
    try:
        told = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise _gone() from None
    path = _folder(where, told["number"]) / told["name"]
    if told["by"] != by.pk or not _TOKEN.fullmatch(told["number"]) or not path.is_file():
        raise _gone()
    return Waiting(path, kind_named(told["kind"]), told["source"], token)


def forget(waiting: Waiting) -> None:
    """Remove a file that waits no more."""
    shutil.rmtree(waiting.path.parent, ignore_errors=True)


def clear(where: Path) -> None:
    """Remove what has waited for more than a day."""
    for folder in where.glob(f"{PREFIX}*"):
        if time.time() - folder.stat().st_mtime > SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(where: Path, number: str) -> Path:
    return where / f"{PREFIX}{number}"


def _gone() -> BadInput:
    return BadInput("这个文件已不在等候；请重新选择文件导入。", "This file waits no more: choose it again.")
