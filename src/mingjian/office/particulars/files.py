"""A thing as a row of a file: what others send in bulk, recognised by the headings that its particulars are known as."""

from collections.abc import Mapping
from typing import Any

from mingjian.core.language import Text
from mingjian.core.records import Column, Kind
from mingjian.office.particulars.particular import Particular, Particulars
from mingjian.office.particulars.shapes import shape_of
from mingjian.office.particulars.values import Values


def kind_of(values: type[Values], name: str, title: Text, *, key: tuple[str, ...], file_names: tuple[str, ...] = ()) -> Kind:
    """Return the kind of record whose rows are `values`: rows without every column of `key` are bad rows."""
    own = [_column(values.particulars, one, "") for one in values.particulars.asked if one.known_as]
    apart = [_column(kind.particulars, one, f"{under}_") for under, kind in values.apart.items() for one in kind.particulars.asked if one.known_as]
    return Kind(name=name, title=title, key=key, file_names=file_names, columns=(*own, *apart))


def values_of(values: type[Values], row: Mapping[str, Any], **instead: Any) -> Any:
    """Make the values of a row; `instead` goes before what stands there."""
    apart = {under: _told(kind.particulars, row, f"{under}_") for under, kind in values.apart.items()}
    found = {under: values.apart[under](**told) for under, told in apart.items() if any(told.values())}
    return values(**(_told(values.particulars, row, "") | instead), **found)


def _told(particulars: Particulars, row: Mapping[str, Any], under: str) -> dict[str, Any]:
    told = ((one, row.get(under + one.name)) for one in particulars.asked if one.known_as)
    return {one.name: shape_of(column := particulars.column(one)).read(value, column) for one, value in told if value is not None}


def _column(particulars: Particulars, one: Particular, under: str) -> Column:
    shape = shape_of(particulars.column(one))
    meaning = Text(one.label.zh + one.hint_in_files.zh, one.label.en + one.hint_in_files.en) if one.hint_in_files else one.label
    return Column(under + one.name, shape.in_files, meaning, one.unit or shape.unit, one.known_as, least=0 if shape.is_number else None)
