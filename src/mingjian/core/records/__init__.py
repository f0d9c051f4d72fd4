"""The shape of bulk data: one kind of record a file, each column with unit and meaning."""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, unit ('' where none), meaning, and the names that other systems give it."""

    name: str
    type: pa.DataType
    meaning: Text
    unit: str = ""
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of bulk record. Rows without every column of `key` are bad rows; all other columns may be null."""

    name: str
    title: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema in the order of the columns, with unit and meaning as field metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, nullable=c.name not in self.key, metadata={"unit": c.unit, "zh": c.meaning.zh, "en": c.meaning.en}) for c in self.columns]
        )


@cache
def kinds() -> dict[str, Kind]:
    """Find every kind by walking this package: a module that holds `KIND` is one."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {module.KIND.name: module.KIND for module in modules if hasattr(module, "KIND")}


def kind(name: str) -> Kind:
    """Give one kind by its name."""
    try:
        return kinds()[name]
    except KeyError:
        known = "、".join(kinds())
        raise BadInput(f"没有数据类别 {name}；现有：{known}。", f"There is no kind of record {name}; there are: {known}.") from None
