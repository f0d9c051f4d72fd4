"""
A folder of an SFTP server, looked at with the system's own `sftp` (OpenSSH), by a key. Nothing is changed there.

The server is known by its key alone, in the file that `known_hosts` names: whoever answers in its place is refused.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingjian.core.deliveries import MOST, Came, Way, is_unfinished, place_for, too_large
from mingjian.core.deliveries.folder import SETTLED
from mingjian.core.deliveries.secret import secret_file
from mingjian.core.deliveries.source import Source
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

PROGRAM: tuple[str, ...] = ("sftp",)
SECONDS = 1800  # one file
PORT = 22
_LOOK = 0.2  # seconds between two looks at how large a file has become
#: A line of `ls -ln`: kind and rights, links, owner, group, size, month, day, time or year, name. The client writes it, not the server.
_LISTED = re.compile(r"^(?P<kind>[-dlbcps])\S{9}\S?\s+\S+\s+\S+\s+\S+\s+(?P<size>\d+)\s+(?P<day>\w{3}\s+\d+\s+[\d:]+)\s(?P<name>.+)$")
_WRITTEN = re.compile(r"^[A-Za-z0-9._%+-]+$")


def came_of(source: Source, room: Path, mark: dict[str, str]) -> Iterator[Came]:
    """Yield the files of the folder that were not seen yet and that nobody is writing to. Raises BadInput where the server refuses us, or does not answer."""
    folder = unquote(urlsplit(source.place).path) or "."
    listed = _listed(source, folder)
    yield Came("", room, listed=frozenset(name for name, _, _ in listed))
    for name, size, day in listed:
        told = {name: f"{size}-{day}"}
        if _is_same(mark.get(name, ""), told[name]):
            continue
        if size > MOST:
            yield Came(name, room, told, too_large())
            continue
        path = place_for(name, room)
        theirs = f"{folder.rstrip('/')}/{name}"
        _asked(source, f"get -p {_quoted(theirs)} {_quoted(str(path))}", path, size)
        is_whole = path.is_file() and path.stat().st_size == size and time.time() - path.stat().st_mtime >= SETTLED
        if is_whole:
            yield Came(name, path, told)
        else:
            path.unlink(missing_ok=True)


def _is_same(before: str, now: str) -> bool:
    """Return whether two marks are of the same file: after half a year the client writes the year where the time stood."""
    if before == now:
        return True
    (day, when), (day_now, when_now) = (mark.rpartition(" ")[::2] for mark in (before, now))
    return bool(day) and day == day_now and (":" in when) != (":" in when_now)


def _listed(source: Source, folder: str) -> list[tuple[str, int, str]]:
    """Return name, size and day of the plain files of a folder; names that a line cannot hold are left out, as are unfinished files."""
    found = []
    for line in _asked(source, f"ls -ln {_quoted(folder)}").splitlines():
        told = _LISTED.match(line)
        if not told or told["kind"] != "-":
            continue
        name = told["name"].rpartition("/")[2]
        if name and "\\" not in name and not is_unfinished(name):
            found.append((name, int(told["size"]), " ".join(told["day"].split())))
    return sorted(found)


def _asked(source: Source, command: str, path: Path | None = None, most: int = 0) -> str:
    """
    Have the client run one command, and return what it wrote. Raises BadInput with what it said.

    `path`: where it writes a file, at which it is ended once that has more than `most` bytes.
    """
    if not shutil.which(PROGRAM[0]):
        raise BadInput("本机没有 sftp 程序，请安装 openssh-client。", "There is no program sftp on this machine: install openssh-client.")
    place = urlsplit(source.place)
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": source.access["known_hosts"],
        "GlobalKnownHostsFile": "/dev/null",
        "IdentitiesOnly": "yes",
        "IdentityFile": str(secret_file(source.access)),
        "User": source.access["user"],
        "ConnectTimeout": "20",
        "ServerAliveInterval": "15",
        "ServerAliveCountMax": "4",
    }
    told = [part for name, value in options.items() for part in ("-o", f'{name}="{value}"' if " " in value else f"{name}={value}")]
    asked = [*PROGRAM, "-q", "-F", "/dev/null", *told, "-P", str(place.port or PORT), "-b", "-", str(place.hostname)]
    with subprocess.Popen(  # noqa: S603 - the words of the file, none of them a command
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", env=_ENVIRONMENT
    ) as client:
        out, errors, is_cut = _watched(client, command, path, most)
    if client.returncode and not is_cut:
        said = " ".join(errors.split())[-200:]
        raise BadInput(f"SFTP 服务器 {place.hostname} 出错：{said}。", f"The SFTP server {place.hostname} failed: {said}.")
    return out


def _watched(client: "subprocess.Popen[str]", command: str, path: Path | None, most: int) -> tuple[str, str, bool]:
    """Return what a client wrote and said, and whether it was ended since its file grew beyond what was listed. Raises BadInput after half an hour."""
    end = time.monotonic() + SECONDS
    words: str | None = f"{command}\n"
    while True:
        try:
            out, errors = client.communicate(words, timeout=_LOOK)
        except subprocess.TimeoutExpired:
            words = None  # sent already
        else:
            return out, errors, False
        if path is not None and path.is_file() and path.stat().st_size > most:
            client.kill()
            return *client.communicate(), True
        if time.monotonic() > end:
            client.kill()
            raise BadInput(f"没有在 {SECONDS // 60} 分钟内答复。", f"It did not answer within {SECONDS // 60} minutes.")


_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"}


def _quoted(name: str) -> str:
    """Return a name as the client reads it; within quotes it takes signs of patterns as they are. A backslash no name has here."""
    return '"' + name.replace('"', '\\"') + '"'


def _is_place(place: str) -> bool:
    address = urlsplit(place)
    host = address.hostname or ""
    return (
        address.scheme == "sftp" and address.username is None and bool(_WRITTEN.match(host)) and not host.startswith("-") and "\n" not in unquote(address.path)
    )


WAY = Way(
    Text("SFTP", "SFTP"),
    came_of,
    Text("sftp:// 开头的地址，如 sftp://files.example.cn/out（用户名写在 user）", "an address as sftp://files.example.cn/out (its user stands under user)"),
    _is_place,
    needs=("user", "secret_in", "known_hosts"),
)
