"""The shape of a file of attestations: one row a parcel. It is no kind of the lake: numbers of people stand in it until they are keyed."""

from dataclasses import replace

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import Column, Kind, kind

_PARCEL = kind("parcel")
_CHECKED = _PARCEL.column("id_checked")
#: Columns without which every row is refused, so that a file without one is refused as a whole.
NEEDED = ("waybill", "outlet", "region_code", "sent_on", "id_checked")


def _text(name: str, zh: str, en: str, *known: str) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=(zh, *known))


ATTESTATION = Kind(
    name="attestation",
    title=Text("收寄证明", "Attestations of acceptance"),
    key=("waybill",),
    columns=(
        _PARCEL.column("platform"),
        _PARCEL.column("waybill"),
        _PARCEL.column("outlet"),
        _text("region_code", "收寄地行政区划代码", "region code of the outlet", "收寄地区代码", "行政区划代码", "区划代码", "地区代码", "region"),
        Column(
            "sent_on",
            pa.date32(),
            Text("收寄日期", "day of acceptance"),
            known_as=("收寄日期", "揽收日期", "寄件日期", "收寄时间", "揽收时间", "日期", "date", "sent_at"),
        ),
        _text("sender_kind", "寄件人类别", "kind of sender", "寄件人类型", "客户类型", "寄件类别"),
        replace(_CHECKED, may_be_unread=False, known_as=("是否查验", "是否查验身份", "是否已查验", "查验身份", *_CHECKED.known_as)),
        _text("method", "查验方式", "how identity was checked", "核验方式", "实名方式", "查验方法", "check_method"),
        _text(
            "person_id", "证件号码或者其代号", "document number or its token",
            "证件号码", "证件号码或者代号", "证件号", "身份证号", "身份证号码", "证件代号", "id_number",
        ),
        _text(
            "phone", "寄件人电话或者其代号", "sender's telephone or its token",
            "寄件人电话", "电话或者代号", "寄件人电话或者代号", "寄件电话", "寄件人手机", "电话", "手机号", "电话代号",
        ),
    ),
)  # fmt: skip
#: What files write for the kinds of sender and the ways of checking, besides the words of the rulebook.
KINDS = {"个人": "person", "自然人": "person", "单位": "organisation", "企业": "organisation", "协议客户": "agreement", "大客户": "agreement", "信件": "letter"}
METHODS = {
    "出示证件": "shown",
    "身份证": "shown",
    "人证核验": "shown",
    "安易递": "shown",
    "单位证件": "code_and_agent",
    "统一社会信用代码": "code_and_agent",
    "协议": "agreement_on_file",
    "安全协议": "agreement_on_file",
}
