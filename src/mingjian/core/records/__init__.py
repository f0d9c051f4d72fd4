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

    `like` is a pattern of headings that nobody listed, which the whole heading fits (folded, without remarks and unit): `买家实付款总额`. With `needs_unit`
    such a heading counts where it tells its unit. `known_last` are names of which each says less than all of those before.
    `counted_as` are foreign names that count in another unit, with what to multiply by; `least` is the smallest value that can be.
    `may_span`: a span (`12.5-30`), as pages show it, is read as its lower end; one of days (`2016-04-07至2026-04-06`) as its last.
    `zero_is_none`: 0 names nobody, as where a platform writes it for "not sold by anybody else".
    `is_free_text` keeps what elsewhere means "nothing here" ("-", "N/A"), since somebody may have written just that.
    `may_be_unread`: a value that cannot be read is left empty and named, and its row is taken all the same. Not where empty says something (`closed_on`: still
    open), and not where sums and periods are made of it.
    `is_taken_off`: a sum that is subtracted from another, which some write with a minus; it counts without its sign.
    `keeps_unit`: a text that holds a number; the unit of the heading, or above it, is written behind one that has none.
    `hashes`: a token that is made, where the file has none, of a plain value of this sort under one of the headings `plain_as`, the first that is there;
    `plain_after` are headings whose values belong before it (province and city of an address).
    `holds`: a pattern that values of it fit; a heading under which most of the first values do not is of something else, whatever it says.
    `is_made`: no file brings it; it is made of the other columns of its row.
    """

    name: str
    type: pa.DataType
    meaning: Text
    unit: str = ""
    known_as: tuple[str, ...] = ()
    like: str = ""
    known_last: tuple[str, ...] = ()
    needs_unit: bool = False
    counted_as: Mapping[str, float] = field(default_factory=dict)
    least: float | None = None
    is_free_text: bool = False
    may_span: bool = False
    zero_is_none: bool = False
    may_be_unread: bool = False
    is_made: bool = False
    holds: str = ""
    keeps_unit: bool = False
    is_taken_off: bool = False
    hashes: str = ""
    plain_as: tuple[str, ...] = ()
    plain_after: tuple[str, ...] = ()

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
    #: A column of the key, and the columns of which it is made where the file has neither it nor an address: all that the file has, the first and one
    #: of the next two at least.
    key_made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: A column, ((another column, its headings that tell a sum of the whole), the headings that name the whole): with such a sum the whole is numbered.
    whole_by: Mapping[str, tuple[tuple[str, tuple[str, ...]], tuple[str, ...]]] = field(default_factory=dict)
    #: Headings of a column in which a row may say that it is none of the kind, what it says then, and what is to be said of such rows.
    unless: tuple[str, str, Text] | None = None
    sum_of_whole: str = ""  # the column with a sum of the whole thing, which further rows of it (an order's other goods) repeat
    #: A column, and the value that one part of a whole has in it while another has none such: then the whole has these values.
    parts_differ: tuple[str, str, Mapping[str, str]] | None = None
    completed: Completed | None = None  # fills the columns that are made of others, and says in words what was read and what was not

    @property
    def schema(self) -> pa.Schema:
        """Return the Arrow schema in the order of the columns, with unit and meaning as field metadata."""
        return pa.schema([self._field(column) for column in self.columns])

    @property
    def identity(self) -> tuple[str, ...]:
        """Return the columns that no two rows share."""
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
    like=r"(?:网络|电商|第三方|销售|所在|入驻|下单)?(?:交易)?平台(?:名称|全称|简称)",
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
        "卖家会员名",
        "卖家账号",
        "发布者昵称",
        "商家",
        "商家名称",
        "店主",
    ),
    known_last=("门店id", "门店编号", "门店名称", "门店"),
    like=r"(?:所属|归属|来源|下单|销售|网络|平台)?(?:店铺|网店|商铺|小店)(?:唯一标识码?|编码|id|编号|名称|名|全称|昵称|账号)"
    r"|(?:所属|归属|来源|下单)(?:店铺|网店)|(?:商家|卖家|商户)(?:店铺)?(?:账号|昵称|名称|名)|(?:卖家|商家|供货商|卖方)公司(?:名称?|全称)",
)


#: Headings of a waybill's number, with or without the courier's name: `顺丰运单号`, `快递单号码`, `物流编号`.
WAYBILLS = (
    r"(?:顺丰|中通|圆通|申通|韵达|极兔|京东|邮政|德邦|ems|速递|发货|包裹|首个|主)?"
    r"(?:运单|快递单|快递|快件|物流单|物流|面单|邮件|(?:物流)?跟踪|(?:物流)?追踪)(?:单|详情单)?(?:编号|号码?|条码|no)"
)


#: Headings of the code of whoever a row is about, as forms write it; not that of an authority or of whoever sends the data.
CODES = (
    r"(?:违法|被处罚)?(?:的)?(?:企业|单位|持有人|注册人|当事人|行政相对人|市场主体|主体|经营者|商家|权利人|商户|公司|对象|人)?统一(?:社会)?(?:信用|信息)代码(?:\(?.{0,2}纳税人识别号\)?)?"
    r"|(?:行政相对人代码1?\(统一社会信用代码\))|统一代码|企业信用代码"
)
#: Headings of the last day, or of the span, in which something holds.
VALIDITIES = (
    r"(?:证件|证书|许可证?|执照|批件|注册证|备案|营业执照|专用权|商标|专利权?)?(?:有效期限?|有效日期|有效期间)(?:至|截止(?:日期?)?|止|届满日?)?(?:日期?)?"
    r"|(?:商标)?(?:专用权|专利权)期限?(?:(?:至|止|截止|终止|结束|届满)(?:日期?|时间)?)?|(?:证件|证书|许可证?|执照|批件|注册证|商标|专利权?)到期(?:日期?|时间)"
)


def kind_columns(of: str, *names: str) -> dict[str, Column]:
    """Return some columns of another kind by name, for a kind that tells more of the same things: a heading learnt for one is known for all."""
    known: Kind = importlib.import_module(f"{__name__}.{of}").KIND
    return {name: known.column(name) for name in names}


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
