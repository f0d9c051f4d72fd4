"""Make a backup: keys, then the database at one instant, then the files that it names, which are all there by then."""

import json
import os
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mingjian.core.backups import encryption
from mingjian.core.backups.encryption import AES, Secret
from mingjian.core.backups.shelves import BUCKET, write_whole
from mingjian.core.backups.store import DAYS, HEADER, KEYS, Store, StoredFile, open_store, plain
from mingjian.core.errors import BadInput

#: Not of a home: the database (copied by its own way), what can be made again, and what only this machine needs.
LEFT_OUT = ("mingjian.sqlite3", "test.sqlite3", "static", "readings", "cells", "upgrades", "run", ".")
#: What the signer remembers. It is kept before the database, so that it never speaks of more entries than come back with it.
MEMORY = "ledger-seen"
FORM = 1


@dataclass(frozen=True)
class Node:
    """What of a node is to be kept: its name, home, further folders by name (a lake elsewhere), and how its database and ledger are written down."""

    name: str
    home: Path
    folders: Mapping[str, Path]
    database: str
    version: str
    copy_database: Callable[[Path], None]
    write_ledger: Callable[[Path], dict[str, object]]
    cipher: str = AES  # of a folder that is begun
    digest: Callable[[Path], str] | None = None  # of the plain bytes of a sealed file that lies encrypted, which a backup cannot read


@dataclass
class Made:
    """What a backup came to: when, how many files, bytes in all and written now, what the ledger's export said, and which files are not what they should be."""

    day: str
    files: int = 0
    size: int = 0
    written: int = 0
    pruned: int = 0
    ledger: dict[str, object] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


def make(to: str | Path, secret: Secret, node: Node, *, at: datetime, keys_to: Path | None = None, keep: int = 0) -> Made:
    """
    Make a backup of a running node in a folder or at `s3://bucket/prefix`, and read again what was written; `keep`: how many backups stay, 0 for all.

    Raises BadInput where the folder lies in the home, is no backup, another is writing in it, or a key was changed meanwhile.
    """
    if not str(to).startswith(BUCKET) and Path(to).resolve().is_relative_to(node.home.resolve()):
        raise BadInput("备份不能放在节点自己的文件夹里。", "A backup does not belong into the node's own folder.")
    store = open_store(to, secret, is_new_allowed=True, cipher=node.cipher)
    with store.shelf.held():
        last = store.manifest(store.days()[-1]) if store.days() else {"files": []}
        before = {one.path: one for one in last["files"] if one.path not in last.get("damaged", ())}  # what was damaged is looked at again
        made = Made(day=f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        with _keys_kept(node.home, lambda: _keep_keys(store, keys_to, f"{made.day}{KEYS}", sealed_keys(_for_keys(secret, store), node.home))):
            files = [*_memory(store, node), *_written_down(store, node, made), *_files(store, node, before, made)]
        told = {"form": FORM, "node": node.name, "at": at.isoformat(), "version": node.version, "database": node.database}
        told |= {"ledger": made.ledger, "damaged": made.damaged}
        store.write_manifest(made.day, {**told, "files": plain(files)})
        made.files, made.size, made.written = len(files), sum(one.size for one in files), store.written
        made.pruned = store.prune(keep)
    return made


@contextmanager
def _keys_kept(home: Path, keep: Callable[[], None]) -> Iterator[None]:
    """Keep the keys before the rest, and again where one was made meanwhile. Raises BadInput where one was changed: what was kept may need either."""
    before = _read_keys(home)
    keep()
    yield
    after = _read_keys(home)
    if any(after.get(name) != key for name, key in before.items()):
        raise BadInput("备份期间更换了密钥，此次备份未完成，请重新备份。", "A key was changed while the backup was made, which was given up: make it again.")
    if after != before:
        keep()


def _for_keys(secret: Secret, store: Store) -> Secret:
    """Return what the sealed file of keys is closed with: the passphrase, or the recipients that the folder was begun for."""
    return secret.of_folder(store.shelf.read(HEADER)) if not isinstance(secret, str) else secret


def sealed_keys(secret: Secret, home: Path) -> bytes:
    """Return the keys of a home as one sealed file, which opens with the passphrase or an identity alone, whatever becomes of the rest."""
    found = {name: b64encode(key).decode() for name, key in _read_keys(home).items()}
    header, seal = encryption.begin(secret)
    return header + b"\n" + seal.close(json.dumps(found).encode(), "keys")


def _read_keys(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in key_files(home)}


def _keep_keys(store: Store, elsewhere: Path | None, name: str, content: bytes) -> None:
    if elsewhere:
        write_whole(elsewhere / name, content)
    else:
        store.shelf.write(f"{DAYS}/{name}", content)


def key_files(home: Path) -> list[Path]:
    """Return the files of a home that hold keys: whatever is called so (`secret-key`, `ledger-key`, `exchange-keys`)."""
    named = [one for one in home.iterdir() if "key" in one.name and not one.name.startswith(".")]
    return sorted(path for one in named for path in (one.rglob("*") if one.is_dir() else [one]) if path.is_file())


def _memory(store: Store, node: Node) -> Iterator[StoredFile]:
    place = node.home / MEMORY
    if place.is_file():
        yield store.put_file(place, f"home/{MEMORY}")


def _written_down(store: Store, node: Node, made: Made) -> Iterator[StoredFile]:
    """Return the database and the ledger's export, each written into the home first, which nobody else may read."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=node.home) as drafts:
        database, ledger = Path(drafts) / "database", Path(drafts) / "ledger.jsonl"
        node.copy_database(database)
        yield store.put_file(database, "database")
        database.unlink()
        made.ledger = node.write_ledger(ledger)
        yield store.put_file(ledger, "ledger.jsonl")


def _files(store: Store, node: Node, before: Mapping[str, StoredFile], made: Made) -> Iterator[StoredFile]:
    seen: set[Path] = set()
    for name, root in {"home": node.home, **node.folders}.items():
        for place in walk(root, set(node.folders.values()) if name == "home" else set()):
            for lying in _ways(place):
                path = f"{name}/{lying.relative_to(root)}"
                try:
                    kept, is_whole = _looked_at(store, node, lying, path, before.get(path))
                except FileNotFoundError:  # taken away while we looked: a job's file, an upload that was refused
                    continue
                if lying not in seen:
                    seen.add(lying)
                    made.damaged += [] if is_whole else [path]
                    yield kept
                break


def _ways(place: Path) -> tuple[Path, ...]:
    """Return where a file lies; a sealed one that is not there any more may lie in the other way, since somebody converted it while we looked."""
    digest, _, hidden = place.name.partition(".")
    return (place, place.with_name(digest if hidden else f"{digest}.hidden")) if place.parent.parent.name == "sealed" else (place,)


def _looked_at(store: Store, node: Node, place: Path, path: str, before: StoredFile | None) -> tuple[StoredFile, bool]:
    """Keep a file, and say whether it is what it should be. Raises FileNotFoundError where it has gone meanwhile."""
    kept = _kept(store, place, path, before)
    is_whole = not path.startswith("home/sealed/") or _is_whole(place, kept, node, is_known=kept is before)
    if not is_whole:
        place.stat()  # what could not be read since it has gone is not damaged
    return kept, is_whole


def _is_whole(place: Path, kept: StoredFile, node: Node, *, is_known: bool) -> bool:
    """Return whether a sealed file's bytes are those of its name; one that lies encrypted is decrypted for that when it is read first."""
    digest, _, hidden = place.name.partition(".")
    if len(digest) != 64:
        return True
    return is_known or node.digest is None or node.digest(place) == digest if hidden else kept.sha256 == digest


def _kept(store: Store, place: Path, path: str, before: StoredFile | None) -> StoredFile:
    """Return a file as the last backup has it where it was not changed since, else keep it anew."""
    stat = place.stat()
    is_same = before is not None and (before.size, before.mtime_ns) == (stat.st_size, stat.st_mtime_ns) and all(map(store.holds, before.pieces))
    return before if before is not None and is_same else store.put_file(place, path)


def walk(root: Path, others: set[Path]) -> Iterator[Path]:
    """
    Return the files of a folder that belong into a backup, in order, those too that have gone since they were listed.

    `others` are folders that are kept by another name.
    """
    keys = {path.resolve() for path in key_files(root)} if root.is_dir() else set()
    for folder, names, files in os.walk(root):
        here = Path(folder)
        is_top = here == root
        names[:] = sorted(one for one in names if not (is_top and one.startswith(LEFT_OUT)) and here / one not in others)
        for one in sorted(files):
            place = here / one
            is_out = one.startswith(".") or (is_top and (one == MEMORY or one.startswith(LEFT_OUT))) or (here.name == "sealed" and one.startswith("tmp"))
            if not is_out and (place.is_file() or not place.exists()) and not place.is_symlink() and place.resolve() not in keys:
                yield place
