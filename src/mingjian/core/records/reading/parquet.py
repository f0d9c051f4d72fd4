"""Read Parquet files of any maker, a few thousand rows at a time."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.errors import BadInput
from mingjian.core.records import Kind
from mingjian.core.records.reading.headings import recognise
from mingjian.core.records.reading.rows import Raw
from mingjian.core.records.reading.values import as_utc, mended

BATCH_ROWS = 131_072


class Parquet:
    """A Parquet file, read as a stream."""

    heading = 0
    notes = ()
    units: Mapping[str, tuple[str, ...]] = {}

    def __init__(self, path: Path, kind: Kind, mapping: Mapping[str, str]) -> None:
        self._path = path
        try:
            self._file = pq.ParquetFile(pa.OSFile(os.fsencode(path)))  # by its bytes, since a name need not be UTF-8
        except (pa.ArrowInvalid, OSError) as error:
            raise self._damaged(error) from error
        self.names = tuple(self._file.schema_arrow.names)
        self._wanted = list(recognise(kind, self.names, mapping).read)
        self._read = 0

    @property
    def done(self) -> float:
        """Return which part of the rows has been read, 0 to 1."""
        return float(self._read / max(self._file.metadata.num_rows, 1))

    def blocks(self) -> Iterator[Raw]:
        """Return the rows, batch after batch."""
        try:
            for batch in self._file.iter_batches(BATCH_ROWS, columns=self._wanted):
                rows = np.arange(self._read + 1, self._read + 1 + batch.num_rows, dtype=np.int64)
                self._read += batch.num_rows
                columns = {field.name: as_utc(field, array) for field, array in zip(batch.schema, batch.columns, strict=True)}
                sound = {name: mended(array) for name, array in columns.items()}
                yield Raw(sound, rows, has_broken_characters=any(sound[name] is not columns[name] for name in sound))
        except (pa.ArrowInvalid, OSError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> BadInput:
        return BadInput(
            f"{self._path.name} 不是完整的 Parquet 文件，可能没有传完整。请重新获取后再导入，未载入任何数据。（{error}）",
            f"{self._path.name} is not a whole Parquet file; perhaps it was not transferred in full. Fetch it again; nothing was loaded. ({error})",
        )
