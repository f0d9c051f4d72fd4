"""What the night found beside banks of pictures, as a table that leaves the house."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

HITS = Table(
    "bank_hits",
    Text("与图片库相近的商品", "Listings like pictures of a bank"),
    (
        Column(Text("权利", "Right"), lambda one: one.picture.right.number),
        Column(Text("权利人", "Right holder"), lambda one: one.picture.right.holder),
        Column(Text("库中图片", "Picture of the bank"), lambda one: one.picture.name),
        Column(Text("平台", "Platform"), lambda one: one.picture.right.department.name),
        Column(Text("商品", "Listing"), attrgetter("listing")),
        Column(Text("名称", "Title"), attrgetter("title")),
        Column(Text("店铺", "Shop"), attrgetter("shop")),
        Column(Text("网址", "Address"), attrgetter("address")),
        Column(Text("图片相差位数", "Bits by which pictures differ"), attrgetter("bits")),
        Column(Text("数据所见时间", "Seen"), attrgetter("seen_at")),
        Column(Text("已查看", "Looked into"), attrgetter("settled_at")),
    ),
)
