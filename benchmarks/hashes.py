"""
Near hashes of pictures: our search beside what it replaced, a tight comparison of every pair, and faiss (binary: flat, multi-hash): all give the same pairs.

    python benchmarks/hashes.py [--made 10000 100000 300000 1000000] [--white 10000 100000] [--data ../shared/data] [--write]

`made` hashes are random, one in twenty another's in some way round with up to twelve bits flipped. `white` ones are of real pictures (pieces of the photos in
--data, laid on a white ground), so that they crowd as those of goods do. `stock`: 100,000 made ones, of which one half are one picture, a bit or two apart.
Every way runs in a process of its own, from hashes to pairs; faiss gets 8 hashes a picture and 2 threads, and what follows its search is not counted. Seconds
of the processor, and on the wall; memory beyond what stood before.
"""

import argparse
import multiprocessing
import os
import platform
import random
import re
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from mingjian.core.compiled import Array, kernel
from mingjian.core.matching.hashes import near_pictures, shown_by_many

ROOT = Path(__file__).parents[1]
MOST, STOCK = 8, 200
Pairs = Array  # first and second, sorted


def made(number: int, seed: int = 20261125) -> Array:
    draw = np.random.default_rng(seed)
    hashes, copies = draw.integers(0, 1 << 64, (number, 8), np.uint64), number // 20
    flips = np.zeros(copies, np.uint64)
    for _ in range(12):
        flips |= np.where(draw.random(copies) < 0.6, np.uint64(1) << draw.integers(0, 64, copies, np.uint64), np.uint64(0))
    hashes[draw.integers(0, number, copies), draw.integers(0, 8, copies)] = hashes[draw.integers(0, number, copies), 0] ^ flips
    return hashes


def with_stock(number: int) -> Array:
    hashes, draw = made(number), np.random.default_rng(1)
    shown = draw.permutation(number)[: number // 2]
    for way in range(8):
        hashes[shown, way] = hashes[shown[0], way] ^ (np.uint64(1) << draw.integers(0, 4, len(shown), np.uint64))
    return hashes


def on_white(number: int, data: Path) -> Array:
    """Hash pieces of real pictures on a white ground."""
    from mingjian.core.matching.pictures import hashes_of

    photos, draw, hashes = [], random.Random(1), []  # noqa: S311 - draws pictures, no secret
    for path in sorted(path for path in data.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png")):
        photos.append(Image.open(path).convert("L"))
        photos[-1].thumbnail((256, 256))
    while photos and len(hashes) < number:
        photo, (across, down), sheet = draw.choice(photos), (draw.randint(24, 60), draw.randint(24, 60)), Image.new("L", (64, 64), 255)
        width, height = (int(side * draw.uniform(0.2, 0.9)) for side in photo.size)
        left, top = draw.randint(0, photo.width - width), draw.randint(0, photo.height - height)
        shape = Image.new("L", (across, down))
        getattr(ImageDraw.Draw(shape), draw.choice(("ellipse", "rectangle")))((0, 0, across - 1, down - 1), fill=255)
        piece = photo.crop((left, top, left + width, top + height)).resize((across, down))
        sheet.paste(piece, ((64 - across) // 2 + draw.randint(-2, 2), (64 - down) // 2 + draw.randint(-2, 2)), shape)
        if (found := hashes_of(sheet)) is not None:
            hashes.append(found)
    return np.array(hashes, np.uint64).reshape(-1, 8)


@kernel
def _bits(value: np.uint64) -> int:
    n = 0
    while value:
        value &= value - np.uint64(1)
        n += 1
    return n


@kernel
def _before(hashes: Array, owners: Array, most: int, out: Array) -> int:
    n = 0
    for first in range(len(hashes)):
        for second in range(first + 1, len(hashes)):
            if owners[first] == owners[second]:
                continue
            best, turned = 65, 0
            for turn in range(hashes.shape[1]):
                distance = _bits(hashes[first, 0] ^ hashes[second, turn])
                if distance < best:
                    best, turned = distance, turn
            if best <= most:
                if n < len(out):
                    out[n, 0], out[n, 1], out[n, 2], out[n, 3] = first, second, best, turned
                n += 1
    return n


@kernel
def _tight(hashes: Array, most: int, out: Array) -> int:
    """Hold every picture against every later one with nothing between that would keep the compiler from counting many at a time."""
    n = 0
    for first in range(len(hashes)):
        for second in range(first + 1, len(hashes)):
            least = 65
            for way in range(hashes.shape[1]):
                apart = _bits(hashes[first, 0] ^ hashes[second, way])
                if apart < least:
                    least = apart
            if least <= most:
                out[n, 0], out[n, 1] = first, second
                n += 1
    return n


def before(hashes: Array) -> Callable[[], Pairs]:
    owners = np.arange(len(hashes))
    room = np.empty((_before(hashes, owners, MOST, np.empty((0, 4), np.int64)), 4), np.int64)
    _before(hashes, owners, MOST, room)
    return lambda: room[:, :2]


def tight(hashes: Array) -> Callable[[], Pairs]:
    room = np.empty((50_000_000, 2), np.int64)  # whose pages are there once they are written
    found = room[: _tight(hashes, MOST, room)]
    return lambda: found


def ours(hashes: Array) -> Callable[[], Pairs]:
    found = list(near_pictures(hashes, np.arange(len(hashes)), MOST))
    return lambda: np.array([one[:2] for one in found]).reshape(-1, 2)


def aside(hashes: Array) -> Callable[[], Pairs]:
    """Leave out pairs of two pictures that STOCK others show."""
    owners = np.arange(len(hashes))
    found = list(near_pictures(hashes, owners, MOST, shown_by_many(hashes, owners, MOST, STOCK)))
    return lambda: np.array([one[:2] for one in found]).reshape(-1, 2)


def _told(limits: Array, labels: Array) -> Pairs:
    firsts, seconds = np.repeat(np.arange(len(limits) - 1), np.diff(limits.astype(np.int64))), labels // 8
    return np.unique(np.stack([firsts, seconds], 1)[firsts < seconds], axis=0)


def flat(hashes: Array) -> Callable[[], Pairs]:
    import faiss

    faiss.omp_set_num_threads(2)
    index = faiss.IndexBinaryFlat(64)
    index.add(hashes.reshape(-1, 1).view(np.uint8))
    limits, _, labels = index.range_search(np.ascontiguousarray(hashes[:, :1]).view(np.uint8), MOST + 1)
    return lambda: _told(limits, labels)


def multi(hashes: Array) -> Callable[[], Pairs]:
    import faiss

    faiss.omp_set_num_threads(2)
    index = faiss.IndexBinaryMultiHash(64, 4, 16)
    index.nflip = 2  # by the pigeonhole none is missed
    index.add(hashes.reshape(-1, 1).view(np.uint8))
    limits, _, labels = index.range_search(np.ascontiguousarray(hashes[:, :1]).view(np.uint8), MOST + 1)
    return lambda: _told(limits, labels)


WAYS = {"ours": ours, "ours, stock aside": aside, "before": before, "every pair": tight, "faiss, flat": flat, "faiss, multi-hash": multi}
MOST_PICTURES = {"before": 10_000, "every pair": 100_000, "faiss, flat": 100_000, "faiss, multi-hash": 10_000}  # beyond which a way would take minutes


def run(way: str, hashes: Array) -> tuple[float, float, int, Pairs]:
    """Give seconds of the processor and on the wall, MiB, and the pairs."""
    WAYS[way](made(100))  # compiles and loads
    before, wall, spent = most_memory(), time.perf_counter(), time.process_time()
    pairs = WAYS[way](hashes)
    spent, wall = time.process_time() - spent, time.perf_counter() - wall
    return spent, wall, most_memory() - before, pairs()


def most_memory() -> int:
    """Give MiB that this process had at most; what a parent had, which getrusage counts in, is left out."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) >> 10 if found else 0


def apart(way: str, hashes: Array) -> Any:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, way, hashes).result()


def measured(name: str, hashes: Array, ways: list[str]) -> str:
    cells, known = [], None
    for way in WAYS:
        if way not in ways:
            cells.append("–")
            continue
        try:
            spent, wall, memory, pairs = apart(way, hashes)
        except ImportError:
            cells.append("not installed")
            continue
        if way != "ours, stock aside":
            known = pairs if known is None else known
        same = "" if known is None or np.array_equal(known, pairs) else f", {len(pairs):,} pairs"
        cells.append(f"{spent:.2f} s ({wall:.2f}), {memory:,} MiB{same}")
        print(name, len(hashes), way, cells[-1], flush=True)
    return f"| {name} | {len(hashes):,} | {'–' if known is None else f'{len(known):,}'} | {' | '.join(cells)} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--made", type=int, nargs="*", default=[10_000, 100_000, 300_000, 1_000_000])
    options.add_argument("--white", type=int, nargs="*", default=[10_000, 100_000])
    options.add_argument("--data", type=Path, default=Path(os.environ.get("MINGJIAN_SHARED", ROOT.parent / "shared")) / "data")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    warnings.simplefilter("ignore")  # palettes of photos
    white = on_white(max(given.white, default=0), given.data)
    sets = [("made", made(number)) for number in given.made] + [("white", white[:number]) for number in given.white if len(white)]
    rows = [measured(name, some, [way for way in WAYS if len(some) <= MOST_PICTURES.get(way, len(some))]) for name, some in sets]
    rows.append(measured("stock", with_stock(100_000), ["ours, stock aside"]))
    about = (
        f"`python benchmarks/hashes.py`: {platform.machine()}, {os.cpu_count()} processors, hashes of 8 ways round that differ in at most {MOST} of 64 bits. "
        "Seconds of the processor (on the wall), memory beyond the hashes. faiss runs where installed."
    )
    told = "\n".join([about, "", f"| hashes | pictures | pairs | {' | '.join(WAYS)} |", f"|---|---|---|{'---|' * len(WAYS)}", *rows])
    print(told)
    if given.write:
        page = ROOT / "docs/reference/performance.md"
        page.write_text(re.sub(r"(<!-- hashes -->).*?(<!-- /hashes -->)", lambda m: f"{m[1]}\n{told}\n{m[2]}", page.read_text(), flags=re.DOTALL))


if __name__ == "__main__":
    main()
