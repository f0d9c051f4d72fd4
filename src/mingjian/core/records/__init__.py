"""The shape of bulk data: one kind of record a file, each column with unit and meaning."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text

#: Instants are kept without a zone and mean UTC, since not every engine reads a zone alike.
INSTANT = pa.timestamp("us")

#: The unit by which a column of instants says so; a Parquet file that carries it is taken at its word.
UTC = "UTC"


#: Fills the columns of a batch that are made of others; what it says of the rows is counted over the file.
Completed: TypeAlias = Callable[[pa.RecordBatch], tuple[pa.RecordBatch, Counter[Text]]]


@dataclass(frozen=True)
class Column:
    """
    One column: its Arrow type, unit ('' where none), meaning, and the names that other systems give it.

    `counted_as` are foreign names that count in another unit, with what to multiply by; `least` is the smallest value that can be.
    `may_span`: a span (`12.5-30`), as pages show it, is read as its lower end.
    `is_free_text` keeps what elsewhere means "nothing here" ("-", "N/A"), since somebody may have written just that.
    `is_made`: no file brings it; it is made of the other columns of its row.
    """

    name: str
    type: pa.DataType
    meaning: Text
    unit: str = ""
    known_as: tuple[str, ...] = ()
    counted_as: Mapping[str, float] = field(default_factory=dict)
    least: float | None = None
    is_free_text: bool = False
    may_span: bool = False
    is_made: bool = False

    @property
    def is_id(self) -> bool:
        """Return whether it names a thing, so that a rounded or broken value is worse than none."""
        return self.name.endswith("_id") or self.name in {"waybill", "uscc", "region_code"}


@dataclass(frozen=True)
class Kind:
    """
    One kind of bulk record. Rows without every column of `key` are bad rows; all other columns may be null.

    Two rows of one platform with the same key are the same record, as ids of different platforms may coincide; where one thing
    is seen again and again, `seen_apart_by` tells its views apart.
    """

    name: str
    title: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    file_names: tuple[str, ...] = ()  # what a file of it may be called, beside its own name and plural
    seen_apart_by: tuple[str, ...] = ()  # columns that tell apart two views of the same thing
    key_in: Mapping[str, str] = field(default_factory=dict)  # a column of the key, and the one with an address in which it may stand instead
    #: A column, ((another column, its headings that tell a sum of the whole), the headings that name the whole): with such a sum the whole is numbered.
    whole_by: Mapping[str, tuple[tuple[str, tuple[str, ...]], tuple[str, ...]]] = field(default_factory=dict)
    completed: Completed | None = None  # fills the columns that are made of others, and says in words what was read and what was not

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema in the order of the columns, with unit and meaning as field metadata."""
        return pa.schema([self._field(column) for column in self.columns])

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that no two rows share."""
        return ("platform", *self.key, *self.seen_apart_by)

    def _field(self, column: Column) -> pa.Field:
        said = {"unit": column.unit, "zh": column.meaning.zh, "en": column.meaning.en}
        return pa.field(column.name, column.type, nullable=column.name not in self.key, metadata=said)

    def column(self, name: str) -> Column:
        """Return one column by its own name."""
        for column in self.columns:
            if column.name == name:
                return column
        known = "、".join(column.name for column in self.columns)
        raise BadInput(f"{self.title.zh}没有列 {name}；它有：{known}。", f"A {self.name} has no column {name}; it has: {known}.")


#: Columns that several kinds share, so that a heading learnt for one is known for all.
PLATFORM = Column(
    "platform",
    pa.string(),
    Text("平台名称；文件未载明时取数据来源名", "platform; the source's name where the file has none"),
    known_as=("平台", "平台名称", "所属平台", "交易平台", "platform_name", "来源平台", "site"),
)
SHOP_ID = Column(
    "shop_id",
    pa.string(),
    Text("店铺编号", "id of the shop"),
    known_as=(
        "店铺id",
        "店铺编号",
        "网店id",
        "网店编号",
        "shopid",
        "store_id",
        "seller_id",
        "卖家id",
        "商家编号",
        "商家id",
        "mall_id",
        "vender_id",
        "店铺ID号",
        "店铺名称",
        "店铺",
        "网店名称",
        "shop_name",
        "shop",
        "卖家",
        "店名",
        "店铺名",
        "店铺昵称",
        "掌柜",
        "掌柜名",
        "掌柜旺旺",
        "卖家昵称",
        "商家",
        "商家名称",
        "店主",
    ),
)


@cache
def kinds() -> dict[str, Kind]:
    """Find every kind by walking this package: each module is one; the rooms that read and keep are folders."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__) if not info.ispkg)
    return {module.KIND.name: module.KIND for module in modules}


def kind(name: str) -> Kind:
    """Return one kind by its name."""
    try:
        return kinds()[name]
    except KeyError:
        known = "、".join(kinds())
        raise BadInput(f"没有数据类别 {name}；现有：{known}。", f"There is no kind of record {name}; there are: {known}.") from None
