"""
An SFTP server (version 3 of the protocol) over a folder, spoken to by OpenSSH's own client in the place of `ssh`.

`sftp -S PROGRAM` runs a program instead of ssh: this one writes down what it was called with, and serves the folder on its standard streams. It refuses what
would change something. Run as a script: FOLDER.
"""

import os
import struct
import sys
import time
from pathlib import Path

INIT, OPEN, CLOSE, READ, LSTAT, FSTAT, OPENDIR, READDIR, REALPATH, STAT = 1, 3, 4, 5, 7, 8, 11, 12, 16, 17
STATUS, HANDLE, DATA, NAME, ATTRS, VERSION = 101, 102, 103, 104, 105, 2
OK, EOF, ABSENT, REFUSED = 0, 1, 2, 3
_SIZE_OWNER_RIGHTS_TIMES = 0xF  # which attributes follow


def program(folder: Path, words: Path, place: Path) -> tuple[str, ...]:
    """Write a stand-in for ssh that serves a folder, and give the client with it."""
    place.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {words}\nexec {sys.executable} {__file__} {folder}\n', "utf-8")
    place.chmod(0o700)
    return ("sftp", "-S", str(place))


class Server:
    """One client on two streams."""

    def __init__(self, root: Path) -> None:
        self.root, self.open = root, dict[bytes, list[Path] | int]()

    def run(self) -> None:
        """Answer until nobody asks."""
        while head := sys.stdin.buffer.read(4):
            body = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
            reply = struct.pack(">BI", VERSION, 3) if body[0] == INIT else self._answer(body[0], body[1:5], body[5:])
            sys.stdout.buffer.write(struct.pack(">I", len(reply)) + reply)
            sys.stdout.buffer.flush()

    def _answer(self, kind: int, number: bytes, rest: bytes) -> bytes:
        size = struct.unpack(">I", rest[:4])[0]
        name, more = rest[4 : 4 + size], rest[4 + size :]
        path = self.root / name.decode().lstrip("/.")
        if kind == REALPATH:
            return bytes([NAME]) + number + struct.pack(">I", 1) + _text(b"/" + name.lstrip(b"/.")) + _text(b"") + struct.pack(">I", 0)
        if kind in (STAT, LSTAT):
            return bytes([ATTRS]) + number + _attributes(path) if path.exists() else _status(number, ABSENT)
        if kind == OPENDIR and path.is_dir():
            self.open[name] = sorted(path.iterdir())
            return bytes([HANDLE]) + number + _text(name)
        if kind == READDIR:
            listed = self.open[name]
            self.open[name] = []
            rows = [_text(os.fsencode(one.name)) + _text(b"") + _attributes(one) for one in listed] if isinstance(listed, list) else []
            return bytes([NAME]) + number + struct.pack(">I", len(rows)) + b"".join(rows) if rows else _status(number, EOF)
        if kind == OPEN and path.is_file() and struct.unpack(">I", more[:4])[0] == 1:
            self.open[name] = os.open(path, os.O_RDONLY)
            return bytes([HANDLE]) + number + _text(name)
        return self._of_handle(kind, number, name, more)

    def _of_handle(self, kind: int, number: bytes, name: bytes, more: bytes) -> bytes:
        handle = self.open.get(name)
        if kind == FSTAT and isinstance(handle, int):
            return bytes([ATTRS]) + number + _attributes(Path(f"/proc/self/fd/{handle}"))
        if kind == READ and isinstance(handle, int):
            place, most = struct.unpack(">QI", more[:12])
            data = _more_than_listed(place) if "growing" in os.readlink(f"/proc/self/fd/{handle}") else os.pread(handle, most, place)
            return bytes([DATA]) + number + _text(data) if data else _status(number, EOF)
        if kind == CLOSE:
            return _status(number, OK)
        return _status(number, ABSENT if kind in (OPEN, OPENDIR) else REFUSED)


def _more_than_listed(place: int) -> bytes:
    """Return a further piece of a file that grows, slowly, up to 64 MiB: no faulty reader is to fill a disk with it."""
    time.sleep(0.005)
    return b"x" * 32768 if place < 64 * 2**20 else b""


def _text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _status(number: bytes, code: int) -> bytes:
    return bytes([STATUS]) + number + struct.pack(">I", code) + _text(b"") + _text(b"")


def _attributes(path: Path) -> bytes:
    told = path.stat()
    times = int(told.st_atime), int(told.st_mtime)
    return struct.pack(">IQIIIII", _SIZE_OWNER_RIGHTS_TIMES, told.st_size, told.st_uid, told.st_gid, told.st_mode, *times)


if __name__ == "__main__":
    Server(Path(sys.argv[1])).run()
