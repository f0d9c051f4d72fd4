"""The records of web archives: their own digests, and whether the index leads to them."""

import gzip
import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from mingjian.core.capture.container import DAMAGE, MOST_TOLD, Container
from mingjian.core.capture.report import Report
from mingjian.core.errors import BadInput

_MOST_UNPACKED = 8 << 30
_MOST_RECORDS = 2_000_000
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
            for at, place, problem, has_digest in _walk(stream):
                places[at] = place
                without += not has_digest
                if problem and (told := told + 1) <= _TOLD:
                    report.fault(
                        name, f"第 {at} 字节处的记录（{place.url}）与其摘要不符。", f"The record at byte {at} ({place.url}) is not that of its digest."
                    )
    except _DAMAGE as error:
        report.fault(name, f"记录无法读取（{error}）。", f"Its records cannot be read ({error}).")
    if without:
        report.leave(f"{name} 有 {without} 条记录自身不带摘要。", f"{without} records of {name} have no digest of their own.")
    return places


def _walk(stream: IO[bytes]) -> Iterator[tuple[int, Place, bool, bool]]:
    """Give of each record where it begins, what it is, whether it is not that of its digests, and whether it has any. Raises ValueError for a bomb."""
    unpacked = 0
    records = ArchiveIterator(stream, check_digests=True)
    for number, record in enumerate(records):
        while chunk := record.raw_stream.read(_CHUNK):  # before the offset is asked for, which skips what is unread
            unpacked += len(chunk)
            if unpacked > _MOST_UNPACKED or number > _MOST_RECORDS:
                raise ValueError("it would unpack to too much")
        head = record.rec_headers
        has_digest = bool(head.get_header("WARC-Block-Digest") or head.get_header("WARC-Payload-Digest"))
        is_bad = has_digest and record.digest_checker is not None and record.digest_checker.passed is False
        place = Place(0, record.rec_type, head.get_header("WARC-Target-URI") or "")
        at = records.get_record_offset()
        yield at, Place(records.get_record_length(), place.kind, place.url), is_bad, has_digest


def _check_index(container: Container, name: str, places: dict[str, Places], report: Report) -> None:
    try:
        lines = [line for line in _unpacked(container, name).decode("utf-8").splitlines() if line.strip() and not line.startswith("!meta")]
        wrong = [problem for line in lines if (problem := _problem(line, places))]
    except _DAMAGE as error:
        report.fault(name, f"索引无法读取（{error}）。", f"The index cannot be read ({error}).")
        return
    for line in wrong[:_TOLD]:
        report.fault(name, f"索引没有指向所称的记录：{line}", f"The index does not lead to the record that it names: {line}")


def _unpacked(container: Container, name: str) -> bytes:
    """Give an index as text. Raises ValueError where it is a bomb."""
    if not name.endswith(".gz"):
        return container.read(name)
    with container.opened(name) as stream, gzip.GzipFile(fileobj=stream) as plain:
        data = plain.read(MOST_TOLD + 1)
    if len(data) > MOST_TOLD:
        raise ValueError("it would unpack to too much")
    return data


def _problem(line: str, places: dict[str, Places]) -> str:
    """Say which line of an index leads nowhere, empty where it leads to its record."""
    start = line.index("{")
    told: dict[str, Any] = json.loads(line[start:])
    place = places.get(str(told["filename"]), {}).get(int(told["offset"]))
    leads = place is not None and place.url == told["url"] and ("length" not in told or place.length == int(told["length"]))
    return "" if leads else line[:200]
