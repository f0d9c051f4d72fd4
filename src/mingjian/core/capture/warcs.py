"""The records of web archives: their own digests, and whether the index leads to them."""

import gzip
import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from mingjian.core.capture.container import DAMAGE, Budget, Container, most_of
from mingjian.core.capture.report import Report, quoted
from mingjian.core.errors import BadInput

_MOST_UNPACKED = 8 << 30
_MOST_RECORDS = 2_000_000
_LONGEST_LINE = 1 << 20  # bytes of one line of a head or an index
_MOST_LINES = 10_000  # of one record's heads, with the blank lines before it
_MOST_HEADS = 4 << 20  # bytes of one record's heads
_CHUNK = 1 << 18
_TOLD = 20  # faults of one archive that are named one by one
_DAMAGE = (*DAMAGE, ArchiveLoadFailed, BadInput, zlib.error, AttributeError, TypeError, LookupError)

logging.getLogger("warcio").setLevel(logging.CRITICAL)  # what it warns of is told as a fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its file (bytes), and of what it is."""

    length: int
    kind: str
    url: str


#: The records of one WARC by where they begin.
Places = dict[int, Place]


def check_archives(container: Container, report: Report) -> None:
    """Hold each WARC's records against their digests, and each index against the records."""
    places: dict[str, Places] = {}
    before = len(report.faults)
    for name in container.names:
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            places[name.removeprefix("archive/")] = _records(container, name, report)
    for name in container.names:
        if name.startswith("indexes/") and name.endswith((".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")):
            _check_index(container, name, places, report)
    if places and len(report.faults) == before:
        count = sum(map(len, places.values()))
        report.hold(f"WARC 记录 {count} 条，已逐条核对其自带摘要与索引。", f"{count} WARC records were held against their own digests and the index.")


def _records(container: Container, name: str, report: Report) -> Places:
    places, without, told = Places(), 0, 0
    try:
        with container.opened(name) as stream:
            for at, place, problem, has_digest in _walk(stream, min(_MOST_UNPACKED, most_of(container.names[name])), container.budget):
                places[at] = place
                without += not has_digest
                if problem and (told := told + 1) <= _TOLD:
                    url = quoted(place.url)
                    report.fault(name, f"第 {at} 字节处的记录（{url}）与其摘要不符。", f"The record at byte {at} ({url}) is not that of its digest.")
    except AttributeError:  # of the reader's own, at a record whose head lacks a line
        report.fault(name, "记录无法读取（记录头缺项）。", "Its records cannot be read (a record's head lacks a line).")
    except _DAMAGE as error:
        report.fault(name, f"记录无法读取（{quoted(error)}）。", f"Its records cannot be read ({quoted(error)}).")
    if without:
        report.leave(f"{name} 有 {without} 条记录自身不带摘要。", f"{without} records of {name} have no digest of their own.")
    return places


class _Lines(DecompressingBufferedReader):  # type: ignore[misc]  # warcio carries no types
    """Bytes of an archive, unpacked, of which no line and no record's head is longer than any that is honest; one that is raises ValueError."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.begin()

    def begin(self) -> None:
        """Count from here on for the next record."""
        self._lines = self._bytes = 0

    def readline(self, length: int | None = None) -> bytes:
        """Return the next line, up to `length`; warcio's own would gather a line of any length, copying all of it again for every buffer."""
        parts, left = list[bytes](), min(_LONGEST_LINE + 1, _LONGEST_LINE + 1 if length is None else length)
        while left > 0 and not (parts and parts[-1].endswith(b"\n")):
            self._fillbuff()
            if self.empty():
                break
            parts.append(self.buff.readline(left))
            left -= len(parts[-1])
        line = b"".join(parts)
        self._lines, self._bytes = self._lines + 1, self._bytes + len(line)
        if len(line) > _LONGEST_LINE or self._lines > _MOST_LINES or self._bytes > _MOST_HEADS:
            raise ValueError("a record's head is too long")
        return line


def _walk(stream: IO[bytes], most: int, budget: Budget | None) -> Iterator[tuple[int, Place, bool, bool]]:
    """Return of each record where it begins, what it is, whether it is not that of its digests, and whether it has any. Raises ValueError, TooMuch."""
    unpacked = 0
    records = ArchiveIterator(stream, check_digests=True)
    lines = records.reader = _Lines(records.fh)
    for number, record in enumerate(records):
        lines.begin()
        while chunk := record.raw_stream.read(_CHUNK):  # before the offset is asked for, which skips what is unread
            unpacked += len(chunk)
            if budget:
                budget.take(len(chunk))
            if unpacked > most or number > _MOST_RECORDS:
                raise ValueError("it would unpack to too much")
        head = record.rec_headers
        has_digest = bool(head.get_header("WARC-Block-Digest") or head.get_header("WARC-Payload-Digest"))
        is_bad = has_digest and record.digest_checker is not None and record.digest_checker.passed is False
        place = Place(0, record.rec_type, head.get_header("WARC-Target-URI") or "")
        at = records.get_record_offset()
        yield at, Place(records.get_record_length(), place.kind, place.url), is_bad, has_digest


def _check_index(container: Container, name: str, places: dict[str, Places], report: Report) -> None:
    wrong = list[str]()
    try:
        for line in _lines(container, name):
            if line.strip() and not line.startswith("!meta") and (problem := _problem(line, places)) and len(wrong) < _TOLD:
                wrong.append(problem)
    except _DAMAGE as error:
        report.fault(name, f"索引无法读取（{quoted(error)}）。", f"The index cannot be read ({quoted(error)}).")
        return
    for line in wrong:
        report.fault(name, f"索引没有指向所称的记录：{line}", f"The index does not lead to the record that it names: {line}")


def _lines(container: Container, name: str) -> Iterator[str]:
    """Yield the lines of an index one by one. Raises ValueError where it is a bomb, or a line longer than any that is honest."""
    left = most_of(container.names[name])
    with container.opened(name) as stream:
        plain: IO[bytes] = gzip.GzipFile(fileobj=stream) if name.endswith(".gz") else stream  # type: ignore[assignment]
        for number in range(_MOST_RECORDS + 1):
            line = plain.readline(_LONGEST_LINE + 1)
            left -= len(line)
            if container.budget:
                container.budget.take(len(line))
            if len(line) > _LONGEST_LINE or left < 0 or number == _MOST_RECORDS:
                raise ValueError("it would unpack to too much")
            if not line:
                return
            yield line.decode("utf-8")


def _problem(line: str, places: dict[str, Places]) -> str:
    """Return which line of an index leads nowhere, empty where it leads to its record."""
    start = line.index("{")
    told: dict[str, Any] = json.loads(line[start:])
    place = places.get(str(told["filename"]), {}).get(int(told["offset"]))
    leads = place is not None and place.url == told["url"] and ("length" not in told or place.length == int(told["length"]))
    return "" if leads else quoted(line)
