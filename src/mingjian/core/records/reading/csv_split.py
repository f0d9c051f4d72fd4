"""Split separated text into records (RFC 4180), setting aside each line that breaks the rules, so that one stray quote never swallows its neighbours."""

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

LONGEST_RECORD = 1 << 20
GOOD, EMPTY, BAD_QUOTE, BAD_COUNT, UNFINISHED = range(5)
QUOTE, LINE_FEED, RETURN, BLANK = 34, 10, 13, 32


@numba.njit(cache=True, nogil=True)
def _end_of_quoted(data: Bytes, at: int, limit: int) -> int:
    """Return the place behind the closing quote of a value that opens at `at`; -1 where it does not close before `limit`."""
    at += 1
    while at < limit:
        if data[at] == QUOTE:
            if at + 1 >= limit or data[at + 1] != QUOTE:
                return at + 1
            at += 1
        at += 1
    return -1


@numba.njit(cache=True, nogil=True)
def _end_of_line(data: Bytes, at: int, size: int) -> int:
    while at < size and data[at] != LINE_FEED:
        at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _record(data: Bytes, start: int, size: int, separator: int, columns: int, is_last: bool) -> tuple[int, int, int, int]:
    """
    Walk over the record at `start`.

    Gives what it is, where what counts of it ends, where the next one starts, and how many values it has. Values beyond `columns`
    are cut off where all are empty, as some systems end each row with a separator. A bad record ends with its first line.
    """
    limit = min(size, start + LONGEST_RECORD)
    at, values, kept, extra, filled = start, 1, -1, False, False
    while True:
        if at < size and data[at] == QUOTE:
            filled = True
            extra = extra or values > columns
            end = _end_of_quoted(data, at, limit)
            if end < 0:
                if limit == size and not is_last:
                    return UNFINISHED, start, start, 0
                break
            if end < size and data[end] != separator and data[end] != LINE_FEED and data[end] != RETURN:
                break
            at = end
        while at < size and data[at] != separator and data[at] != LINE_FEED:
            if data[at] != RETURN:
                filled = True
                extra = extra or values > columns
            at += 1
        if at >= size or data[at] == LINE_FEED:
            if at >= size and not is_last:
                return UNFINISHED, start, start, 0
            stop = at - 1 if at > start and data[at - 1] == RETURN else at
            if not filled:
                return EMPTY, start, at + 1, values
            if values == columns or (values > columns and not extra):
                return GOOD, kept if values > columns else stop, at + 1, values
            end = _end_of_line(data, start, size)
            return BAD_COUNT, end, end + 1, values
        if values == columns:
            kept = at
        values += 1
        at += 1
    end = _end_of_line(data, start, size)
    return BAD_QUOTE, end, end + 1, values


@numba.njit(cache=True, nogil=True)
def _split(data: Bytes, separator: int, columns: int, row: int, is_last: bool, out: Bytes, rows: Numbers, bad: Numbers) -> tuple[int, int, int, int, int]:
    size, start, written, good, faults = data.size, 0, 0, 0, 0
    while start < size and faults < bad.shape[0] and good < rows.size:
        what, end, following, values = _record(data, start, size, separator, columns, is_last)
        if what == UNFINISHED:
            break
        if what == GOOD:
            length = end - start
            out[written : written + length] = data[start:end]
            out[written + length] = LINE_FEED
            written += length + 1
            rows[good] = row
            good += 1
        elif what != EMPTY:
            bad[faults, 0], bad[faults, 1], bad[faults, 2], bad[faults, 3], bad[faults, 4] = what, start, end, row, values
            faults += 1
        row += 1
        start = following
    return min(start, size), written, good, faults, row


@numba.njit(cache=True, nogil=True)
def _calm(records: Bytes, separator: int) -> None:
    """Replace a lone carriage return outside quotes by a blank: to others than us it would end the record."""
    at, begins, size = 0, True, records.size
    while at < size:
        if begins and records[at] == QUOTE:
            at = _end_of_quoted(records, at, size)
            if at < 0:  # cannot be: every good record's quotes close
                return
            begins = False
            continue
        begins = records[at] == separator or records[at] == LINE_FEED
        if records[at] == RETURN:
            records[at] = BLANK
        at += 1


def split(data: bytes, separator: str, columns: int, row: int, *, is_last: bool) -> tuple[int, Bytes, Numbers, Numbers, int]:
    """
    Split a block of UTF-8 into records of `columns` values; the first is number `row`.

    Gives: bytes used (the rest belongs before the next block); the good records, one after the other; their numbers;
    the bad ones, each (what, start, end, number, values); the number of the next record.
    """
    block = np.frombuffer(data, dtype=np.uint8)
    out = np.empty(block.size + 1, dtype=np.uint8)
    rows = np.empty(data.count(b"\n") + 1, dtype=np.int64)
    bad = np.empty((rows.size, 5), dtype=np.int64)
    found: tuple[Any, ...] = _split(block, ord(separator), columns, row, is_last, out, rows, bad)
    used, written, good, faults, following = (int(number) for number in found)
    if b"\r" in data:
        _calm(out[:written], ord(separator))
    return used, out[:written], rows[:good], bad[:faults], following
