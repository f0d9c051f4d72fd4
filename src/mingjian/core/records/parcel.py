"""Parcels: what a courier carried, without names or numbers of people."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, UTC, Column, Kind

KIND = Kind(
    name="parcel",
    title=Text("寄递物品", "Parcel"),
    key=("waybill",),
    file_names=("寄递", "寄递物品", "包裹", "快递", "快件", "运单", "waybill", "shipment", "package"),
    columns=(
        Column(
            "waybill",
            pa.string(),
            Text("运单号", "waybill number"),
            known_as=(
                "运单号",
                "快递单号",
                "物流单号",
                "运单编号",
                "面单号",
                "邮件号",
                "waybill_no",
                "waybill_number",
                "tracking_no",
                "tracking_number",
                "express_no",
                "mail_no",
            ),
        ),
        Column(
            "platform",
            pa.string(),
            Text("数据来源的平台；文件未载明时取数据来源名", "platform that the data comes from; the source's name where the file has none"),
            known_as=("平台", "平台名称", "所属平台", "订单平台", "platform_name"),
        ),
        Column(
            "courier",
            pa.string(),
            Text("快递企业", "courier"),
            known_as=("快递公司", "快递企业", "物流公司", "承运商", "寄递企业", "快递品牌", "carrier", "express_company", "logistics_company", "courier_name"),
        ),
        Column(
            "outlet",
            pa.string(),
            Text("收寄网点", "outlet that took it in"),
            known_as=("网点", "收寄网点", "揽收网点", "寄件网点", "营业网点", "outlet_id", "branch", "station", "site_code"),
        ),
        Column(
            "sender_token",
            pa.string(),
            Text("寄件人的不可逆代号", "irreversible token of the sender"),
            known_as=("寄件人代号", "发件人代号", "寄件人标识", "寄件人哈希", "sender_hash", "sender_id", "shipper_token"),
        ),
        Column(
            "receiver_token",
            pa.string(),
            Text("收件人的不可逆代号", "irreversible token of the receiver"),
            known_as=("收件人代号", "收件人标识", "收件人哈希", "receiver_hash", "receiver_id", "recipient_token", "consignee_token"),
        ),
        Column(
            "weight_g",
            pa.float64(),
            Text("重量", "weight"),
            unit="g",
            known_as=("重量g", "weight_gram", "weight_grams", "grams"),
            counted_as={
                "重量": 1000.0,
                "计费重量": 1000.0,
                "weight_kg": 1000.0,
            },
            least=0.0,
        ),
        Column(
            "goods",
            pa.string(),
            Text("登记的内件品名", "contents as declared"),
            known_as=("内件", "内件品名", "物品", "物品名称", "托寄物", "寄递物品", "品名", "contents", "item_name", "goods_name", "cargo"),
            is_free_text=True,
        ),
        Column(
            "id_checked",
            pa.bool_(),
            Text("收寄时是否查验身份", "whether the sender's identity was checked"),
            known_as=("是否实名", "实名", "实名查验", "是否实名收寄", "身份查验", "real_name", "id_verified", "is_real_name"),
        ),
        Column(
            "sent_at",
            INSTANT,
            Text("收寄时间", "when it was taken in"),
            unit=UTC,
            known_as=(
                "收寄时间",
                "揽收时间",
                "寄件时间",
                "揽件时间",
                "发货时间",
                "寄出时间",
                "ship_time",
                "shipped_at",
                "collect_time",
                "pickup_time",
                "accepted_at",
                "send_time",
            ),
        ),
        Column(
            "signed_at",
            INSTANT,
            Text("签收时间，未签收为空", "when it was signed for; null where it was not"),
            unit=UTC,
            known_as=("签收时间", "妥投时间", "收货时间", "sign_time", "delivered_at", "delivery_time", "received_at"),
        ),
    ),
)
