"""
Brands read from titles by a register of marks, beside plain finding of the same marks, on titles whose brands people marked, and on names of merchants.

    python benchmarks/titles.py [--data ../shared/data]

`ecommerce-ner`: titles of a platform. The register holds the marks of all titles, of the judged ones only, of the others only, or the set's own dictionary
of brands (37,404 entries, many of them everyday words). A title counts as right where the brand read is one of those marked in it; a brand read where none is
marked, or another, as wrong. `tmid-trademark`: names of merchants that hold a registered mark whole; the register holds the marks of all rows.
"""

import argparse
import csv
import gzip
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from mingjian.core.extraction.titles import TitleReader
from mingjian.core.matching.characters import folded

BRANDS = {"HP", "HPPX"}  # the names of the type in the two files


class Title(NamedTuple):
    """One title, the brands marked in it, and the file that it is from."""

    text: str
    brands: tuple[str, ...]
    file: str


def main() -> None:
    """Measure, and print a line a register."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    titles = [title for path in sorted((data / "ecommerce-ner").glob("*.gz")) for title in titles_of(path)]
    judged = [title for title in titles if "_dev" in title.file]
    others = [title for title in titles if "_dev" not in title.file]
    book = {line.strip() for path in (data / "ecommerce-ner").glob("brand*.dic") for line in path.read_text(encoding="utf-8").splitlines()}
    registers = {"all titles": _marks(titles), "judged titles": _marks(judged), "other titles": _marks(others), "dictionary": book}
    print(f"ecommerce-ner: {len(judged)} titles judged, {sum(bool(title.brands) for title in judged)} with a brand")
    for name, marks in registers.items():
        usable = sorted(mark for mark in marks if 2 <= len(folded(mark)[0]) <= 20)
        began = time.process_time()
        read = TitleReader(usable).brands(pa.array([title.text for title in judged], pa.string()))
        took = time.process_time() - began
        print(f"register of {name} ({len(usable)}): {_score(judged, read)}, {took:.2f} s of CPU; plain: {_score(judged, _plainly(judged, usable))}")
    _merchants(data / "tmid-trademark" / "data_with_rt.csv")


def titles_of(path: Path) -> Iterator[Title]:
    """Read the titles of a file: a character and its label a line, an empty line behind each title."""
    characters, labels = list[str](), list[str]()
    for line in [*gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"), ""]:
        if line.strip() or (line and not characters):
            characters.append(line[0])
            labels.append(line[1:].strip())
        elif characters:
            yield Title("".join(characters), tuple(_spans("".join(characters), labels)), path.name)
            characters, labels = [], []


def _spans(text: str, labels: Sequence[str]) -> Iterator[str]:
    start = -1
    for place, label in enumerate([*labels, "O"]):
        if start >= 0 and (label[:1] in "OBS" or label[2:] not in BRANDS):
            yield text[start:place]
            start = -1
        if start < 0 and label[2:] in BRANDS:
            start = place


def _marks(titles: Sequence[Title]) -> set[str]:
    return {brand for title in titles for brand in title.brands}


def _plainly(titles: Sequence[Title], marks: Sequence[str]) -> list[str | None]:
    """Give the longest mark that stands in each title, without any further question."""
    longest = sorted(marks, key=lambda mark: -len(mark))
    return [next((mark for mark in longest if mark.casefold() in title.text.casefold()), None) for title in titles]


def _score(titles: Sequence[Title], read: Sequence[str | None]) -> str:
    rows = [(told and folded(told)[0], {folded(brand)[0] for brand in title.brands}) for title, told in zip(titles, read, strict=True)]
    right, wrong = sum(told in own for told, own in rows), sum(bool(told) and told not in own for told, own in rows)
    there = sum(bool(own) for _, own in rows)
    precision, recall = right / max(right + wrong, 1), right / there
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def _merchants(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        rows = [(row["target_content"], row["trademark_name"]) for row in csv.DictReader(file)]
    marks = sorted({mark for _, mark in rows if 2 <= len(folded(mark)[0]) <= 20})
    there = [(text, mark) for text, mark in rows if mark in marks and folded(mark)[0] in folded(text)[0]]
    read = TitleReader(marks).brands(pa.array([text for text, _ in there], pa.string()))
    right = sum(told is not None and folded(told)[0] == folded(mark)[0] for told, (_, mark) in zip(read, there, strict=True))
    print(f"tmid-trademark: {len(there)} names hold a mark whole; {right} read rightly, {sum(told is not None for told in read) - right} another")


if __name__ == "__main__":
    main()
