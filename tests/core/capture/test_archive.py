"""Records and index: exact bytes, the same each time, readable by others."""

from io import BytesIO

from captured import NOON, taken
from local_shop import PAGE, STOCK
from warcio.archiveiterator import ArchiveIterator

from mingjian.core.capture.archive import archived, sort_key
from mingjian.core.capture.wacz import members_of


def test_the_same_exchanges_give_the_same_bytes() -> None:
    assert members_of(taken()) == members_of(taken())


def test_another_reader_finds_each_body_as_it_was_on_the_wire() -> None:
    found = {}
    for record in ArchiveIterator(BytesIO(archived(taken().exchanges, NOON)[0]), check_digests="raise"):
        body = record.raw_stream.read()
        if record.rec_type == "response":
            found[record.rec_headers.get_header("WARC-Target-URI")] = body, record.http_headers.get_statuscode()
    assert found["http://shop.example/shop"] == (PAGE, "200")
    assert found["http://shop.example/stock.json"] == (STOCK, "200")
    assert found["http://shop.example/"] == (b"this way", "302")


def test_an_address_is_sorted_with_its_host_backwards() -> None:
    assert sort_key("http://www.Shop.example/A/?b=2&a=1") == "example,shop)/a?a=1&b=2"
    assert sort_key("https://shop.example:443/") == "example,shop)/"
    assert sort_key("http://127.0.0.1:8180/a") == "1,0,0,127:8180)/a"
