"""Lakes that many tests stand on: each is filled once a process, and copied for whoever asks for it."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_kept: dict[str, Path] = {}


def lay_lake(folder: Path, called: str, fill: Callable[[Path], None]) -> None:
    """Lay into a folder what `fill` makes of an empty one; `called` names it with all that it depends on."""
    if called not in _kept:
        place = Path(tempfile.mkdtemp(prefix="lake-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        fill(place)
        _kept[called] = place
    shutil.copytree(_kept[called], folder, dirs_exist_ok=True)
