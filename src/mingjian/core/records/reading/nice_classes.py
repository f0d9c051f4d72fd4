"""The classes of goods and services (Nice) of a right, as registers write them: `18类 皮革皮具`, `第18、25类`."""

import re
from collections import Counter

import pyarrow as pa

from mingjian.core.language import Text

_CLASSES = 45
#: Numbers, each with what stands behind it: the name of its class, and what parts it from the next. A number of a name (`3D打印`, `100%棉`) is no class.
_LIST = re.compile(r"第?\s*(?:\d{1,2}(?![\dA-Za-z%％])\D*)+")
_NUMBER = re.compile(r"\d{1,2}")


def completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Write the classes of each right as numbers with commas; what is no list of classes stays as it is."""
    place = batch.schema.get_field_index("classes")
    told = batch.column(place).dictionary_encode()
    written = pa.array([classes_of(text) for text in told.dictionary.to_pylist()], pa.string())
    return batch.set_column(place, batch.schema.field(place), written.take(told.indices)), Counter()


def classes_of(text: str) -> str:
    """Return the numbers of classes in a cell, set apart by commas; the text itself where it is no list of them."""
    numbers = [int(number) for number in _NUMBER.findall(text)] if _LIST.fullmatch(text) else []
    return ",".join(map(str, dict.fromkeys(numbers))) if numbers and all(1 <= number <= _CLASSES for number in numbers) else text
