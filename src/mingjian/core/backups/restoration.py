"""Bring a node back from a backup: into an empty home, as it stood on a day, every byte held against its hash."""

import json
import shutil
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from mingjian.core.backups import encryption
from mingjian.core.backups.databases import POSTGRESQL, SQLITE, check_sqlite, load_postgresql
from mingjian.core.backups.encryption import Secret
from mingjian.core.backups.store import DAYS, KEYS, Store, StoredFile, open_store
from mingjian.core.errors import BadInput

HERE = ZoneInfo("Asia/Shanghai")  # whose days are meant, as everywhere in the console


@dataclass(frozen=True)
class RestoreTarget:
    """Where a node is brought back to: its home, further folders by name, and a PostgreSQL address where it is to have one."""

    home: Path
    folders: Mapping[str, Path]
    url: str = ""


@dataclass(frozen=True)
class Restored:
    """What was brought back: of which instant, node and version, how many files and keys, what the ledger was."""

    day: str
    node: str
    version: str
    files: int
    keys: int
    ledger: Mapping[str, Any]


def restore(from_: str | Path, secret: Secret, place: RestoreTarget, *, on: date | None = None, keys_from: Path | None = None) -> Restored:
    """
    Bring a node back from a folder or `s3://bucket/prefix`, as it stood at the newest backup, or at the last one of the day `on` or before it.

    Raises BadInput where a home is not empty, the database is of another kind, or a byte is not what was kept; what was written by then is taken away again.
    """
    store = open_store(from_, secret)
    day = pick(store.days(), on)
    told = store.manifest(day)
    if (told["database"] == POSTGRESQL) != bool(place.url):
        raise _other_kind(told["database"])
    for root in (place.home, *place.folders.values()):
        _refuse_full(root)
    roots = {"home": place.home, **place.folders}
    try:
        keys = _restore_keys(_keys_of(store, keys_from, f"{day}{KEYS}"), secret, place.home)
        files = [_restore_file(store, file, _target(file.path, roots)) for file in told["files"]]
        _restore_database(place)
    except BaseException:
        for root in roots.values():
            _empty(root)
        raise
    return Restored(day, told["node"], told["version"], len(files), keys, told["ledger"])


def pick(days: list[str], on: date | None) -> str:
    """Return the newest of the instants, or the newest up to the end of a day in Beijing. Raises BadInput where there is none."""
    until = datetime.combine(on + timedelta(days=1), datetime.min.time(), HERE) if on else None
    fitting = [day for day in days if until is None or instant(day) < until]
    if not fitting:
        first = f"{instant(days[0]).astimezone(HERE):%Y-%m-%d}" if days else "—"
        raise BadInput(f"该日及之前没有备份；最早的是 {first}。", f"There is no backup of that day or before it; the first is of {first}.")
    return fitting[-1]


def instant(day: str) -> datetime:
    """Read the instant of a backup."""
    return datetime.strptime(day, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _target(path: str, roots: Mapping[str, Path]) -> Path:
    """Return where a file of the backup goes; nothing leaves its root, whoever wrote the manifest."""
    if path in ("database", "ledger.jsonl"):
        return roots["home"] / f".restored-{path}"
    root, _, rest = path.partition("/")
    parts = PurePosixPath(rest).parts
    if not parts or ".." in parts or rest.startswith("/"):
        raise BadInput(f"备份中有不当的文件名：{path}", f"The backup holds an improper name: {path}")
    return (roots.get(root) or roots["home"] / root).joinpath(*parts)


def _restore_file(store: Store, kept: StoredFile, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as out:
        target.chmod(0o600)
        out.writelines(store.read(kept))
    return target


def _keys_of(store: Store, elsewhere: Path | None, name: str) -> bytes:
    """Return the sealed file of keys; it lies beside the backup, or where somebody keeps it apart. Raises BadInput."""
    try:
        return (elsewhere / name).read_bytes() if elsewhere else store.shelf.read(f"{DAYS}/{name}")
    except FileNotFoundError as error:
        where = elsewhere / name if elsewhere else f"{store.shelf}/{DAYS}/{name}"
        raise BadInput(f"缺少密钥文件 {where}，请以 --keys 指明其所在文件夹。", f"The file of keys {where} is absent: name its folder with --keys.") from error


def _restore_keys(content: bytes, secret: Secret, home: Path) -> int:
    """Put the keys back."""
    header, _, closed = content.partition(b"\n")
    found: dict[str, str] = json.loads(encryption.opened(header, secret).open(closed, "keys"))
    for name, key in found.items():
        target = _target(f"home/{name}", {"home": home})
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.touch(mode=0o600)
        target.write_bytes(b64decode(key))
    return len(found)


def _restore_database(place: RestoreTarget) -> None:
    found = place.home / ".restored-database"
    if place.url:
        load_postgresql(place.url, found)
        found.unlink()
    else:
        check_sqlite(found)
        found.replace(place.home / "mingjian.sqlite3")
    (place.home / ".restored-ledger.jsonl").replace(place.home / "ledger-at-backup.jsonl")


def _refuse_full(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    root.chmod(0o700)
    if any(one.name != "lost+found" for one in root.iterdir()):
        raise BadInput(
            f"{root} 不是空的：恢复只写入空文件夹，以免覆盖现有数据。请以 MINGJIAN_HOME 指明一个新文件夹。",
            f"{root} is not empty: a node is brought back into an empty folder only, so that nothing is written over. Name a new one in MINGJIAN_HOME.",
        )


def _empty(root: Path) -> None:
    for one in root.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)


def _other_kind(database: str) -> BadInput:
    if database == SQLITE:
        return BadInput("此备份是 SQLite 的：请去掉 DATABASE_URL 再恢复。", "This backup is of SQLite: restore it without DATABASE_URL.")
    return BadInput("此备份是 PostgreSQL 的：请以 DATABASE_URL 指明一个空数据库。", "This backup is of PostgreSQL: name an empty database in DATABASE_URL.")
