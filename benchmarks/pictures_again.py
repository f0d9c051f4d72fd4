"""
The same pictures run through `copied_listing` again: what is kept of them (core/matching/seen) against looking at each anew, in the same command.

    python benchmarks/pictures_again.py [--data ../shared/data] [--photos /usr/share/backgrounds] [--share 0.2] [--write]

Pictures are those of benchmarks/pictures.py, a share of them altered in ten ways, each a JPEG of a listing of a shop of its own. Runs, in this order: with
nothing kept (as before), the first and the second of those that keep, and one with a tenth of the pictures new. Findings of all runs must be the same.
*Looking* is what a run spends on pictures one by one; the rest of it holds them against each other.
"""

import argparse
import os
import platform
import re
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pyarrow as pa
from pictures import ROOT, corpus, drawn
from PIL import Image

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.matching import seen
from mingjian.core.matching.seen import Album, Seen
from mingjian.core.records import kind


def laid_out(folder: Path, data: Path, photos: Path, share: float) -> list[str]:
    """Write the pictures, and give the ids of their listings."""
    named = list(corpus(data, photos))
    made, _ = drawn(named, share)
    ids = []
    for number, picture in enumerate([*(one for _, one in named), *(copy for _, _, copy in made)]):
        ids.append(f"L{number}")
        picture.save(folder / f"L{number}.jpg", quality=88)
    return ids


class Clocked(Album):
    """An album that counts the seconds of the processor that looking takes."""

    spent = 0.0

    def seen(self, path: Path) -> Seen | None:
        begun = time.process_time()
        try:
            return super().seen(path)
        finally:
            Clocked.spent += time.process_time() - begun


def timed(ids: list[str], folder: Path, kept: Path | None) -> tuple[float, float, list[dict[str, Any]]]:
    """Run the detector once: seconds of the processor in all, and those of them that went into looking; and what it found."""
    Clocked.spent = 0.0
    rows = [{"listing_id": one, "platform": "甲网", "shop_id": f"S{one}"} for one in ids]
    with DuckEngine() as engine:
        listing = engine.from_arrow(pa.Table.from_pylist(rows, kind("listing").schema))
        begun = time.process_time()
        found = run("copied_listing", engine, {"listing": listing}, {"pictures": str(folder), "kept": str(kept or "")})
        return time.process_time() - begun, Clocked.spent, found.to_pylist()


def runs(ids: list[str], folder: Path, kept: Path) -> Iterator[tuple[str, float, float]]:
    """Give each run's name and seconds. Raises AssertionError where what is kept changes what is found."""
    timed(ids[:2], folder, None)  # libraries and weights are loaded before anything is timed
    *seconds, found = timed(ids, folder, None)
    yield "nothing kept", *seconds
    for name in ("first run that keeps", "second run", "a tenth new"):
        if name == "a tenth new":
            for path in sorted(kept.glob("*/*"))[::10]:
                path.unlink()
        *seconds, again = timed(ids, folder, kept)
        assert again == found, name
        yield name, *seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("MINGJIAN_SHARED", ROOT.parent / "shared")) / "data")
    options.add_argument("--photos", type=Path, default=Path("/usr/share/backgrounds"))
    options.add_argument("--share", type=float, default=0.2, help="of the pictures that are altered")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    warnings.simplefilter("ignore")  # palettes of wallpapers
    seen.Album = Clocked  # type: ignore[misc]  # the detector takes it from there
    Image.MAX_IMAGE_PIXELS = None
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as made:
        folder, kept = Path(made, "pictures"), Path(made, "kept")
        folder.mkdir()
        ids = laid_out(folder, given.data, given.photos, given.share)
        told = report(list(runs(ids, folder, kept)), len(ids), sum(path.stat().st_size for path in kept.glob("*/*")))
    print(told)
    if given.write:
        page = ROOT / "docs/reference/performance.md"
        page.write_text(re.sub(r"(<!-- again -->).*?(<!-- /again -->)", lambda m: f"{m[1]}\n{told}\n{m[2]}", page.read_text(), flags=re.DOTALL))


def report(spent: list[tuple[str, float, float]], many: int, size: int) -> str:
    lines = [
        f"`python benchmarks/pictures_again.py`: {platform.machine()}, {os.cpu_count()} processors; {many} pictures, {size / many / 1e3:.0f} kB kept of each.",
        "",
        "| `copied_listing` | seconds of the processor | of them looking | looking, a picture |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *(f"| {name} | {whole:.1f} | {looking:.1f} | {1e3 * looking / many:.1f} ms |" for name, whole, looking in spent)])


if __name__ == "__main__":
    main()
