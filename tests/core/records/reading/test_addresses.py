"""A listing without an id takes it from its address; files as platforms and tools export them need nothing named."""

from pathlib import Path

import pyarrow as pa
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.reading import read
from mingjian.core.records.reading.addresses import ids_in

LISTING = kind("listing")


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://item.taobao.example/item.htm?spm=a1.2&id=612345678901&ns=1", "612345678901"),
        ("//detail.tmall.example/item.htm?skuId=55&id=612345678902", "612345678902"),
        ("https://item.jd.example/100012345678.html", "100012345678"),
        ("//item.jd.example/100012345679.html", "100012345679"),
        ("https://mobile.example/goods.html?goods_id=987654321&refer=x", "987654321"),
        ("https://detail.example/offer/700123456789.html?x=1#top", "700123456789"),
        ("https://shop.example/item/123.html", "123"),
        ("https://m.example/p?sku_id=A-77", "A-77"),
        ("https://item.example/L3000001", "L3000001"),
        ("https://m.tb.example/h.gT3xKq9", "h.gT3xKq9"),
        ("https://item.taobao.example/item.htm", None),
        ("https://shop.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_ids_are_read_from_addresses(address: str | None, number: str | None) -> None:
    assert ids_in(pa.array([address], pa.string()))[0].as_py() == number


def rows(path: Path, text: str) -> tuple[list[dict[str, object]], list[str]]:
    path.write_text(text, encoding="utf-8")
    reading = read(path, LISTING, source="x")
    found = [row for batch in reading for row in batch.to_pylist()]
    return found, [bad.reason.zh for bad in reading.bad_rows]


def test_an_export_of_five_columns_needs_nothing_named(tmp_path: Path) -> None:
    head = "宝贝标题,价格(元),店铺名称,付款人数,宝贝链接,发货地\n"
    found, bad = rows(
        tmp_path / "a.csv",
        head + "鞋,￥1 299.00,甲店,2.3万+人付款,https://i.example/item.htm?id=612345678901,福建 莆田\n包,99,乙店,1000+,https://i.example/,广州\n",
    )
    assert [(row["listing_id"], row["price"], row["shop_id"], row["sold_count"], row["ships_from"]) for row in found] == [
        ("612345678901", 1299.0, "甲店", 23000.0, "福建 莆田")
    ]
    assert bad == ["没有编号，链接中也读不出编号。"]


def test_an_id_that_is_given_goes_before_the_address(tmp_path: Path) -> None:
    found, _ = rows(tmp_path / "a.csv", "商品id,标题,链接\n5,鞋,https://i.example/item.htm?id=612345678901\n,包,https://i.example/item.htm?id=612345678902\n")
    assert [row["listing_id"] for row in found] == ["5", "612345678902"]


def test_without_id_and_address_it_says_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="也没有可以读出它的链接（url）"):
        rows(tmp_path / "a.csv", "标题,价格\n鞋,1\n")
