"""Kernels that tests run on every engine. Spark's workers import them by name."""

from collections.abc import Iterator

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

SUMS = pa.schema([pa.field("name", pa.string()), pa.field("digits", pa.int64())])


@numba.njit(nogil=True)
def _digit_sums(places: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], out: npt.NDArray[np.int64]) -> None:
    for row in range(out.size):
        for at in range(places[row], places[row + 1]):
            if 48 <= data[at] <= 57:
                out[row] += data[at] - 48


def digit_sums(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add up the decimal digits in each name; null stays 0."""
    for batch in batches:
        names = batch.column("name").cast(pa.string())
        sums = np.zeros(len(names), dtype=np.int64)
        if len(names) - names.null_count:
            _, places, data = names.buffers()
            bounds = np.frombuffer(places, dtype=np.int32)[names.offset : names.offset + len(names) + 1]
            _digit_sums(bounds, np.frombuffer(data, dtype=np.uint8), sums)
        yield pa.RecordBatch.from_arrays([names, pa.array(sums)], schema=SUMS)


def nothing(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Take every batch and give none."""
    for _ in batches:
        pass
    yield from ()
