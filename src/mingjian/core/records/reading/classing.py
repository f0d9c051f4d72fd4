"""The classes of goods and services (Nice) of a right, as registers write them: `18类 皮革皮具`, `第18、25类`."""

import re
from collections import Counter

import pyarrow as pa

from mingjian.core.language import Text

_CLASSES = 45
_PART = re.compile(r"第?\s*(\d{1,2})\s*类?(?![\d])")
#: What may stand in a cell besides numbers: the name of a class behind its number, and what parts them.
_PLAIN = re.compile(r"(?:第?\s*\d{1,2}(?!\d)\s*类?\s*[^\d,，、;；|]*[,，、;；|\s]*)+")


def completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Write the classes of each right as numbers with commas; what is no list of classes stays as it is."""
    place = batch.schema.get_field_index("classes")
    told = batch.column(place).dictionary_encode()
    written = pa.array([classes_of(text) for text in told.dictionary.to_pylist()], pa.string())
    return batch.set_column(place, batch.schema.field(place), written.take(told.indices)), Counter()


def classes_of(text: str) -> str:
    """Return the numbers of classes in a cell, set apart by commas; the text itself where it is no list of them."""
    if not _PLAIN.fullmatch(text):
        return text
    numbers = [int(found) for found in _PART.findall(text)]
    return ",".join(map(str, dict.fromkeys(numbers))) if numbers and all(1 <= number <= _CLASSES for number in numbers) else text
