"""
Near-duplicate texts: our MinHash with exact shares beside rensa and datasketch, on texts whose copies are known.

    python benchmarks/copies.py [--texts 22000] [--rounds 5]

Every tenth text is copied with a piece of it replaced, so that copy and source share about 0.75 to 1 of their shingles. From raw texts to pairs of numbers;
ours also counts the exact share of every pair, the peers give candidates. Peers get shingles of K characters; they run where installed. Medians of the clock on
the wall.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from mingjian.core.matching.texts import BANDS, BINS, K, near_pairs, shingles_of

Run = Callable[[list[str]], set[tuple[int, int]]]
LEAST = 0.7


def made(size: int, seed: int = 20261124) -> tuple[list[str], set[tuple[int, int]]]:
    """Give texts of 60 to 300 characters, and the pairs that share LEAST or more of their shingles."""
    draw = np.random.default_rng(seed)
    texts = ["".join(map(chr, 0x4E00 + draw.integers(0, 3000, draw.integers(60, 300)))) for _ in range(size - size // 10)]
    planted = set()
    for source in draw.choice(len(texts), size // 10, replace=False).tolist():
        whole, gone = texts[source], int(draw.integers(0, 1 + len(texts[source]) // 8))
        at = int(draw.integers(0, len(whole) - gone))
        copy = whole[:at] + "".join(map(chr, 0x4E00 + draw.integers(0, 3000, gone))) + whole[at + gone :]
        if share(whole, copy) >= LEAST:
            planted.add((source, len(texts)))
        texts.append(copy)
    return texts, planted


def grams(text: str) -> set[str]:
    return {text[at : at + K] for at in range(len(text) - K + 1)}


def share(one: str, other: str) -> float:
    some, others = grams(one), grams(other)
    return len(some & others) / len(some | others)


def ours(texts: list[str]) -> set[tuple[int, int]]:
    return {(one.first, one.second) for one in near_pairs(shingles_of(pa.array(texts)), np.arange(len(texts)), LEAST)}


def with_rensa(texts: list[str]) -> set[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH

    index, hashes = RMinHashLSH(threshold=0.5, num_perm=BINS, num_bands=BANDS), []
    for number, text in enumerate(texts):
        one = RMinHash(num_perm=BINS, seed=1)
        one.update(list(grams(text)))
        index.insert(number, one)
        hashes.append(one)
    return {(min(number, other), max(number, other)) for number, one in enumerate(hashes) for other in index.query(one) if other != number}


def with_datasketch(texts: list[str]) -> set[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index, found = MinHashLSH(num_perm=BINS, params=(BANDS, BINS // BANDS)), set()
    for number, text in enumerate(texts):
        one = MinHash(num_perm=BINS, seed=1)
        one.update_batch([gram.encode() for gram in grams(text)])
        found |= {(other, number) for other in index.query(one)}
        index.insert(number, one)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=22_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    texts, planted = made(given.texts)
    print(f"{platform.machine()}, {os.cpu_count()} processors; {len(texts)} texts, {sum(map(len, texts)) / len(texts):.0f} signs, {len(planted)} planted pairs")
    runs: dict[str, Run] = {"mingjian": ours, "rensa": with_rensa, "datasketch": with_datasketch}
    ours(texts[:100])
    seconds: dict[str, list[float]] = {}
    found: dict[str, set[tuple[int, int]]] = {}
    for _ in range(given.rounds):
        for name, run in runs.items():
            begun = time.perf_counter()
            try:
                found[name] = run(texts)
            except ImportError:
                continue
            seconds.setdefault(name, []).append(time.perf_counter() - begun)
    for name, taken in seconds.items():
        recall, beside = len(found[name] & planted) / len(planted), len(found[name] - planted)
        print(f"{name:12} {len(texts) / statistics.median(taken):10,.0f} texts/s   recall {recall:.4f}   pairs beside {beside}")


if __name__ == "__main__":
    main()
