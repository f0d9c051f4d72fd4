"""All ways of writing the address of one page have one key, and no two pages have the same."""

import pytest

from mingjian.core.addresses import page_key, plain_host, site_of
from mingjian.core.subjects import shop_of

PAGE = "https://yunjishi.example/item/7?id=3&sku=青松"


@pytest.mark.parametrize(
    "twin",
    [
        "http://yunjishi.example/item/7?id=3&sku=青松",
        "HTTPS://YunJiShi.Example:443/item/7/?sku=%E9%9D%92%e6%9d%be&id=3",
        "https://m.yunjishi.example//item/%37?id=3&sku=青松&spm=a2.1&utm_source=x#top",
        "https://www.m.yunjishi.example./item/７?id=%33&sku=青松",
        "https://yunjishi。example/item/7?sku=青松&id=3&scm=",
    ],
)
def test_a_page_has_one_key_however_its_address_is_written(twin: str) -> None:
    assert page_key(twin) == page_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://yunjishi.example/item/8?id=3&sku=青松",
        "https://yunjishi.example/ITEM/7?id=3&sku=青松",
        "https://yunjishi.example/item/7?id=4&sku=青松",
        "https://yunjishi.example/item/7",
        "https://shop.yunjishi.example/item/7?id=3&sku=青松",
        "https://yunjishi.example:8080/item/7?id=3&sku=青松",
        "https://yunjishi.example/item/7?id=3&sku=青松#/shop/9",
        "https://yunjishi.example/item%2F7?id=3&sku=青松",
    ],
)
def test_another_page_has_another_key(other: str) -> None:
    assert page_key(other) != page_key(PAGE)


def test_what_is_written_plainly_has_the_key_that_any_other_way_of_writing_it_has() -> None:
    """Most addresses take a short way; escaping one of their signs sends them the long way."""
    plain = ("https://a.example/i/1", "http://a.example/i?b=2&a=1", "https://a.example/i?a=&spm=1", "https://a.example", "https://a.example/i?a=1&a=0")
    for address in (*plain, "https://a.example/i?id2=2&id=1&id-a=3"):
        escaped = address.replace("a.example", "a.ex%61mple")
        assert page_key(address) == page_key(escaped)
        assert page_key(f"{address}#x") == page_key(address)


def test_a_host_in_letters_of_ascii_is_the_one_in_its_own_script_and_a_sign_within_a_value_parts_nothing() -> None:
    assert page_key("https://xn--fiqs8s.example/a") == page_key("https://xn--fiqs8s.example/a/") == page_key("https://中国.example/a")
    assert page_key("https://a.example/i?a=1%26b=2") != page_key("https://a.example/i?a=1&b=2")
    assert page_key("https://a.example/i?a=%2541") != page_key("https://a.example/i?a=A")


def test_what_is_no_web_address_or_broken_is_its_own_key() -> None:
    for address in ("云集市 › 直播间 小敏", "", "https://[::1/x", "https://a.example:99999/x"):
        assert page_key(address) == address


def test_a_host_is_read_as_a_browser_reads_it() -> None:
    for address in ("https://item.t%61obao.com/", "https://item。taobao．com", "https://ITEM.taobao.com.", "https://ｉｔｅｍ.taobao.com"):
        assert plain_host(address) == "item.taobao.com"
    assert plain_host("https://xn--fiqs8s.example/") == "中国.example"
    assert (site_of("https://h5.m.taobao.com/1"), site_of("https://m.com/1"), site_of("https://[::1")) == ("taobao.com", "m.com", "")


@pytest.mark.parametrize(
    "address",
    [
        "https://yunjishi.example/shop/%53%37/item/1",
        "https://m.yunjishi.example/shop/Ｓ７",
        "https://yunjishi.example/i?a=1&shopId=%537",
        "https://yunjishi.example/shop/S7;a=1/2",
    ],
)
def test_a_shop_is_read_however_its_address_is_written(address: str) -> None:
    assert shop_of(address) == "yunjishi.example/S7"
    assert shop_of("https://yunjishi.example/i?back=x%26shop_id%3DS9") == ""
