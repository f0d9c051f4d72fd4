"""
Terms in titles: our search with folding, spans and disguises beside automata that find plain strings.

    python benchmarks/text.py [FOLDER] [--rounds 9]

Without FOLDER the workload is made once, into var/bench/text, by the seeded generator among the shared performance scripts (MINGJIAN_SHARED, ../shared).
FOLDER holds terms.txt and titles.txt (one a line), and planted.tsv (line, number of the term, how it is disguised; counted from 0). Peers run where installed:
daachorse, ahocorasick-rs, hyperscan, polars. They get what suits them (Python strings, one buffer, a column); ours gets an Arrow column and gives a table.
Runs take turns of at least half a second each, passes over all titles one after another: the fastest takes a twentieth of a second for one, and would
mostly show how caches fill again after whoever ran before. Medians of all passes are told, of the clock on the wall and of the processor, which other work on
the machine disturbs less.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Term

Run = Callable[[], int]
HERE = Path(__file__).resolve().parent
MADE = HERE.parent / "var" / "bench" / "text"
TURN = 0.5  # seconds at least


class Built(NamedTuple):
    """A search made ready, the seconds that it took, and the MiB that the process grew by."""

    run: Run
    seconds: float
    memory: float


def workload() -> Path:
    """Make the workload where it is not there yet; the generator needs packages that nothing else does."""
    if (MADE / "terms.txt").is_file():  # the generator writes it last
        return MADE
    generator = Path(os.environ.get("MINGJIAN_SHARED", HERE.parent.parent / "shared")) / "perf" / "gen_text.py"
    if not generator.is_file():
        sys.exit(f"No generator {generator}: give a FOLDER with terms.txt, titles.txt and planted.tsv.")
    MADE.mkdir(parents=True, exist_ok=True)
    print("Making the workload, some minutes …", flush=True)
    command = [Path(sys.executable).parent / "uv", "run", "--quiet", "--no-project", "--python", sys.executable]
    needed = [word for package in ("numpy", "jieba", "pypinyin", "setuptools<81") for word in ("--with", package)]
    subprocess.run([*command, *needed, "python", generator], env={**os.environ, "PERF_DATA": str(MADE)}, check=True)
    return MADE


def resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def built(make: Callable[[], Run]) -> Built:
    before, begun = resident(), time.perf_counter()
    run = make()
    return Built(run, time.perf_counter() - begun, resident() - before)


def ours(terms: list[str], titles: list[str]) -> dict[str, Built]:
    texts, runs = pa.array(titles), {}
    for by_sound in (False, True):
        begun = time.perf_counter()
        Lexicon([Term(term) for term in terms[:100]], by_sound=by_sound).find(texts[:5000])
        print(f"Kernels from disk or compiled, and tables read, in {time.perf_counter() - begun:.2f} s, by sound: {by_sound}.")
        name = f"mingjian, folding{', sounds and signs' if by_sound else ''}"
        made = built(lambda by_sound=by_sound: _finder(Lexicon([Term(term) for term in terms], by_sound=by_sound), texts, 1))
        runs[f"{name}, 1 thread"] = made
        lexicon = Lexicon([Term(term) for term in terms], by_sound=by_sound)
        runs[f"{name}, 2 threads"] = made._replace(run=_finder(lexicon, texts, 2))
    return runs


def _finder(lexicon: Lexicon, texts: pa.Array, threads: int) -> Run:
    return lambda: lexicon.find(texts, threads=threads).num_rows


def with_daachorse(terms: list[str], titles: list[str]) -> Run:
    import daachorse

    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(terms)
    return lambda: sum(len(automaton.find_overlapping(title)) for title in titles)


def with_ahocorasick_rs(terms: list[str], titles: list[str]) -> Run:
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(terms, store_patterns=False)
    return lambda: sum(len(automaton.find_matches_as_indexes(title, overlapping=True)) for title in titles)


def with_hyperscan(terms: list[str], titles: list[str]) -> Run:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[term.encode() for term in terms], ids=list(range(len(terms))), flags=0, literal=True)
    whole = "\n".join(titles).encode()

    def run() -> int:
        found = [0]

        def count(*_: object) -> None:
            found[0] += 1

        database.scan(whole, match_event_handler=count)
        return found[0]

    return run


def with_polars(terms: list[str], titles: list[str]) -> Run:
    import polars

    column, patterns = polars.Series(titles), polars.Series(terms).implode()
    return lambda: int(column.str.find_many(patterns, overlapping=True).list.len().sum())


PEERS = {
    "daachorse, charwise, plain strings": with_daachorse,
    "ahocorasick-rs, plain strings": with_ahocorasick_rs,
    "hyperscan, one buffer, ends only": with_hyperscan,
    "polars find_many, plain strings, built at each call": with_polars,
}


def peers(terms: list[str], titles: list[str]) -> dict[str, Built]:
    runs = {}
    for name, make in PEERS.items():
        try:
            runs[name] = built(lambda make=make: make(terms, titles))
        except ImportError:
            print(f"{name}: absent, not compared.")
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


def timed(runs: dict[str, Built], rounds: int) -> dict[str, tuple[list[float], list[float], int]]:
    """Run all in turn; give for each the wall times of its passes, the processor times of all threads, and the mentions."""
    took: dict[str, tuple[list[float], list[float], int]] = {name: ([], [], 0) for name in runs}
    for _ in range(rounds):
        for name, made in runs.items():
            walls, processors, _n = took[name]
            ends = time.perf_counter() + TURN
            while time.perf_counter() < ends:
                wall, processor = time.perf_counter(), time.process_time()
                n = made.run()
                walls.append(time.perf_counter() - wall)
                processors.append(time.process_time() - processor)
            took[name] = walls, processors, n
    return took


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path, nargs="?")
    words.add_argument("--rounds", type=int, default=9)
    given = words.parse_args()
    given.folder = given.folder or workload()
    terms, titles = ((given.folder / name).read_text(encoding="utf-8").splitlines() for name in ("terms.txt", "titles.txt"))
    runs = {**ours(terms, titles), **peers(terms, titles)}
    took, load = timed(runs, given.rounds), os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}; {len(terms):,} terms, {len(titles):,} titles; {given.rounds} rounds")
    print("| what | titles/s, median of wall | least of wall | titles a second of processor, median | least | found | built, s | MiB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (walls, processors, n) in took.items():
        speeds = [len(titles) / taken for taken in (statistics.median(walls), min(walls), statistics.median(processors), min(processors))]
        print(f"| {name} | {' | '.join(f'{speed:,.0f}' for speed in speeds)} | {n:,} | {runs[name].seconds:.2f} | {runs[name].memory:.0f} |")
    print(recall(given.folder, terms, titles))


if __name__ == "__main__":
    main()
