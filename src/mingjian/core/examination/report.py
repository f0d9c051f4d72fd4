"""The shape of a platform's report of its operators: one row an operator's shop. Nothing is a key, since a row without is still to be answered."""

from dataclasses import replace

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import PLATFORM, Column, Kind, kind

_OPERATOR, _PERMIT, _REGISTRATION = kind("operator"), kind("permit"), kind("registration")


_ADDRESSES = replace(
    _OPERATOR.column("address"), known_as=("经营地址", "实际经营地址", "实际经营场所", "经营者地址", "联系地址", "通讯地址", "business_address")
)


def _text(name: str, zh: str, en: str, *known: str) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known)


def _joined(name: str, *columns: Column) -> Column:
    known = tuple(dict.fromkeys(one for column in columns for one in column.known_as))
    return replace(columns[0], name=name, known_as=known, type=pa.string())


REPORT = Kind(
    name="operator_report",
    title=Text("平台内经营者信息报送表", "Report of operators"),
    key=(),
    columns=(
        PLATFORM,
        _OPERATOR.column("operator_id"),
        _OPERATOR.column("shop_id"),
        _OPERATOR.column("shop_name"),
        _joined("name", _OPERATOR.column("name"), _REGISTRATION.column("name")),
        _joined("uscc", _OPERATOR.column("uscc"), _REGISTRATION.column("uscc")),
        _joined("address", _OPERATOR.column("address"), _REGISTRATION.column("address"), _ADDRESSES),
        _OPERATOR.column("url"),
        _text("person_number", "公民身份号码", "citizen number", "身份证号", "身份证号码", "身份证件号码", "证件号码", "id_number", "id_card"),
        _text("contact", "联系方式", "telephone or other contact", "联系电话", "电话", "手机", "手机号", "手机号码", "phone", "mobile", "tel"),
        _text("licence_until", "营业执照有效期至", "last day of the business licence", "营业期限至", "营业执照有效期", "经营期限至", "执照有效期至"),
        _text("category", "经营类目", "line of goods", "类目", "经营类目", "主营类目", "主营商品", "经营品类", "商品类目", "goods", "main_category"),
        Column(
            "turnover",
            pa.float64(),
            Text("年交易额（元）", "turnover of the year (yuan)"),
            unit="cny",
            known_as=("年交易额", "交易额", "年度交易额", "年成交额", "年销售额", "annual_turnover", "sales"),
            counted_as={"年交易额（万元）": 10_000.0, "年交易额(万元)": 10_000.0},
        ),
        _text("exemption", "依法不需登记的情形", "why no registration is needed", "免予登记情形", "不需登记情形", "自我声明", "免登记类型", "exempt_reason"),
        _PERMIT.column("permit_id"),
        replace(_PERMIT.column("valid_until"), name="permit_until", type=pa.string(), known_as=("许可证有效期至", "许可有效期至", "permit_until")),
    ),
)  # fmt: skip
