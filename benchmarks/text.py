"""
Terms in titles: our search with folding, spans and disguises beside automata that find plain strings.

    python benchmarks/text.py FOLDER [--repeats 9]

FOLDER holds terms.txt and titles.txt (one a line), and planted.tsv (line, number of the term, how it is disguised; counted from 0). Peers run where installed:
daachorse, ahocorasick-rs. They get Python strings, which suits them; ours gets an Arrow column and gives one. Runs take turns.
"""

import argparse
import os
import platform
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.text import Lexicon, Term

Run = Callable[[], int]


def ours(terms: list[str], titles: list[str]) -> dict[str, Run]:
    texts, runs = pa.array(titles), {}
    for by_sound in (False, True):
        begun = time.perf_counter()
        lexicon = Lexicon([Term(term) for term in terms], by_sound=by_sound)
        lexicon.find(texts[:5000])
        print(f"Built (kernels from disk or compiled) in {time.perf_counter() - begun:.2f} s, by sound: {by_sound}.")
        for threads in (1, 2):
            name = f"mingjian, folding{' and sounds' if by_sound else ''}, {threads} thread{'s' if threads > 1 else ''}"
            runs[name] = lambda lexicon=lexicon, threads=threads: lexicon.find(texts, threads=threads).num_rows
    return runs


def peers(terms: list[str], titles: list[str]) -> dict[str, Run]:
    runs: dict[str, Run] = {}
    try:
        import daachorse

        double_array = daachorse.CharwiseDoubleArrayAhoCorasick(terms)
        runs["daachorse, charwise, plain strings"] = lambda: sum(len(double_array.find_overlapping(title)) for title in titles)
    except ImportError:
        print("daachorse is absent: not compared.")
    try:
        import ahocorasick_rs

        automaton = ahocorasick_rs.AhoCorasick(terms, store_patterns=False)
        runs["ahocorasick-rs, plain strings"] = lambda: sum(len(automaton.find_matches_as_indexes(title, overlapping=True)) for title in titles)
    except ImportError:
        print("ahocorasick-rs is absent: not compared.")
    return runs


def recall(folder: Path, terms: list[str], titles: list[str]) -> str:
    """Give the share of planted terms found, by way of disguise."""
    found = Lexicon([Term(term) for term in terms]).find(pa.array(titles), threads=2)
    number = pc.index_in(found["term"].cast(pa.string()), pa.array(terms))
    pairs = set(zip(found["row"].to_pylist(), number.to_pylist(), strict=True))
    planted, seen = Counter[str](), Counter[str]()
    for line in (folder / "planted.tsv").read_text().splitlines():
        row, term, way = line.split("\t")
        planted[way] += 1
        seen[way] += (int(row), int(term)) in pairs
    weaker = pc.sum(found["weaker"]).as_py()
    told = ", ".join(f"{way} {seen[way] / n:.4f} of {n:,}" for way, n in sorted(planted.items()))
    return f"Recall of planted terms: {told}. {found.num_rows:,} mentions, {weaker:,} of them by sound or across punctuation, most of those by chance."


def timed(runs: dict[str, Run], repeats: int) -> dict[str, tuple[float, float, int]]:
    """Run all in turn; give the least wall time, the least processor time of all threads, and the mentions."""
    best: dict[str, tuple[float, float, int]] = {}
    for _ in range(repeats):
        for name, run in runs.items():
            wall, processor = time.perf_counter(), time.process_time()
            n = run()
            took = time.perf_counter() - wall, time.process_time() - processor
            known = best.get(name, (took[0], took[1], n))
            best[name] = min(known[0], took[0]), min(known[1], took[1]), n
    return best


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--repeats", type=int, default=9)
    given = words.parse_args()
    terms, titles = ((given.folder / name).read_text(encoding="utf-8").splitlines() for name in ("terms.txt", "titles.txt"))
    runs = {**ours(terms, titles), **peers(terms, titles)}
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {len(terms):,} terms, {len(titles):,} titles")
    print("| what | titles/s, least of wall time | titles a second of processor time | found |\n|---|---|---|---|")
    for name, (wall, processor, n) in timed(runs, given.repeats).items():
        print(f"| {name} | {len(titles) / wall:,.0f} | {len(titles) / processor:,.0f} | {n:,} |")
    print(recall(given.folder, terms, titles))


if __name__ == "__main__":
    main()
