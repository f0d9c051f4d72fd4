"""Looks into Arrow strings without copying them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput


def bytes_and_offsets(strings: pa.Array | pa.ChunkedArray) -> tuple[Array, Array]:
    """
    Return the UTF-8 bytes (uint8) and the place where each string begins and the last ends (int64). A null is an empty string.

    Takes string, large_string, string_view, null, and dictionaries of them. Raises BadInput for other types.
    """
    whole = strings.combine_chunks() if isinstance(strings, pa.ChunkedArray) else strings
    try:
        whole = whole.cast(pa.large_string()) if _is_text(whole.type) else None
    except pa.ArrowInvalid:  # a dictionary of numbers
        whole = None
    if whole is None:
        raise BadInput(f"检索需要文字列，得到的是 {strings.type}。", f"Only a column of text can be searched, not {strings.type}.")
    if isinstance(whole, pa.ChunkedArray):  # combine_chunks gives several where one could not hold them
        whole = pa.concat_arrays(whole.chunks)
    if whole.null_count:
        whole = pc.fill_null(whole, "")  # the bytes under a null may be anything
    _, places, data = whole.buffers()
    offsets = np.frombuffer(places, np.int64)[whole.offset : whole.offset + len(whole) + 1] if places is not None and len(whole) else np.zeros(1, np.int64)
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.frombuffer(b"", np.uint8), offsets


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind))


def with_room(data: Array, offsets: Array, behind: int) -> tuple[Array, Array]:
    """Return the same strings with so many bytes behind the last: copied where the bytes end too soon, as only those of the last strings of a column do."""
    begin, end = int(offsets[0]), int(offsets[-1])
    if end + behind <= len(data):
        return data, offsets
    roomy = np.zeros(end - begin + behind, np.uint8)
    roomy[: end - begin] = data[begin:end]
    return roomy, offsets - begin
