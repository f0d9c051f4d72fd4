"""A folder into which somebody puts files. What lies there is left as it is; what is still being written is left for the next look."""

import time
from collections.abc import Iterator
from pathlib import Path

from mingjian.core.deliveries import Came, Way, is_unfinished
from mingjian.core.deliveries.source import Source
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

SETTLED = 60  # seconds that nobody has written to a file


def came_of(source: Source, room: Path, mark: dict[str, str]) -> Iterator[Came]:
    """Yield the files of the folder, the oldest first. Raises BadInput where there is no such folder."""
    folder = Path(source.place)
    if not folder.is_dir():
        raise BadInput(f"没有文件夹 {folder}，或者无权查看。", f"There is no folder {folder}, or it may not be looked into.")
    now = time.time()
    there = list(folder.iterdir())
    yield Came("", folder, listed=frozenset(path.name for path in there))
    found = [path for path in there if _is_whole(path, now)]
    for path in sorted(found, key=lambda one: (one.stat().st_mtime, one.name)):
        told = path.stat()
        yield Came(path.name, path, {path.name: f"{told.st_size}-{told.st_mtime_ns}"})


def _is_whole(path: Path, now: float) -> bool:
    """Return whether a file was finished: a plain one, not hidden, not of a name for unfinished ones, and untouched for a minute."""
    return not is_unfinished(path.name) and not path.is_symlink() and path.is_file() and now - path.stat().st_mtime >= SETTLED


WAY = Way(
    Text("文件夹", "folder"),
    came_of,
    Text("以 / 开头的文件夹", "a folder from the root, as /srv/incoming/jia"),
    lambda place: Path(place).is_absolute(),
)
