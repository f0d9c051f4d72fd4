"""The shape of a platform's report of its operators: one row an operator's shop. Nothing is a key, since a row without is still to be answered."""

from dataclasses import replace

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import PLATFORM, Column, Kind, kind

_OPERATOR, _PERMIT, _REGISTRATION = kind("operator"), kind("permit"), kind("registration")


_ADDRESSES = replace(
    _OPERATOR.column("address"), known_as=("经营地址", "实际经营地址", "实际经营场所", "经营者地址", "联系地址", "通讯地址", "business_address")
)


def _text(name: str, zh: str, en: str, *known: str, like: str = "") -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known, like=like)


#: Headings of a person's own number, not of a firm's representative.
_PERSONS = r"(?:经营者|本人|自然人)?(?:居民)?(?:身份证件?|公民身份|有效证件|证件)(?:号码?|编号)"
_CONTACTS = r"(?:有效|经营者|联系人|负责人|店铺|固定)?(?:联系方式|联系电话|联系手机|电话|手机)(?:号码?)?"
_TURNOVERS = r"(?:年|年度|全年|上年度?|年累计)(?:网络)?(?:交易|成交|销售|营业)(?:总)?(?:额|金额)"


def _also(column: Column, *known: str) -> Column:
    return replace(column, known_as=(*column.known_as, *known))


def _joined(name: str, *columns: Column) -> Column:
    known = tuple(dict.fromkeys(one for column in columns for one in column.known_as))
    like = "|".join(column.like for column in columns if column.like)
    return replace(columns[0], name=name, known_as=known, like=like, type=pa.string())


REPORT = Kind(
    name="operator_report",
    title=Text("平台内经营者信息报送表", "Report of operators"),
    key=(),
    columns=(
        _text("serial", "序号", "number in the list", "编号", "行号"),
        replace(PLATFORM, known_as=(*PLATFORM.known_as, "收入来源的互联网平台名称")),
        _OPERATOR.column("operator_id"),
        _also(_OPERATOR.column("shop_id"), "店铺唯一标识码", "收入来源的店铺唯一标识码"),
        _also(_OPERATOR.column("shop_name"), "收入来源的店铺名称"),
        _also(_joined("name", _OPERATOR.column("name"), _REGISTRATION.column("name")), "名称", "经营者姓名", "姓名", "经营者"),
        _joined("uscc", _OPERATOR.column("uscc"), _REGISTRATION.column("uscc")),
        _joined("address", _OPERATOR.column("address"), _REGISTRATION.column("address"), _ADDRESSES),
        _OPERATOR.column("url"),
        _text("person_number", "公民身份号码", "citizen number", "身份证号", "身份证号码", "身份证件号码", "证件号码", "id_number", "id_card", like=_PERSONS),
        _text("id_kind", "证件类型", "kind of document", "证件种类", "身份证件类型", "id_type"),
        _text("contact", "联系方式", "telephone or other contact", "联系电话", "电话", "手机", "手机号", "手机号码", "phone", "mobile", "tel", like=_CONTACTS),
        _text("licence_until", "营业执照有效期至", "last day of the business licence", "营业期限至", "营业执照有效期", "经营期限至", "执照有效期至"),
        _text("category", "经营类目", "line of goods", "类目", "经营类目", "主营类目", "主营商品", "经营品类", "商品类目", "goods", "main_category"),
        Column(
            "turnover",
            pa.float64(),
            Text("年交易额（元）", "turnover of the year (yuan)"),
            unit="元",
            like=_TURNOVERS,
            known_as=("年交易额", "交易额", "年度交易额", "年成交额", "年销售额", "annual_turnover", "sales"),
        ),
        _text("exemption", "依法不需登记的情形", "why no registration is needed", "免予登记情形", "不需登记情形", "自我声明", "免登记类型", "exempt_reason"),
        _joined("permit_id", _PERMIT.column("permit_id"), _OPERATOR.column("permit_id")),
        replace(_PERMIT.column("valid_until"), name="permit_until", type=pa.string(), known_as=("许可证有效期至", "许可有效期至", "permit_until")),
    ),
)  # fmt: skip
