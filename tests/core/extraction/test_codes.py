"""Addresses that codes and links hold are told apart by what they move, in one writing each, and what only looks like one is left in peace."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.extraction.codes import PAYMENT, TALK, TRADE, is_own
from mingjian.core.extraction.contacts import Contact, find_contacts


def strong(text: str) -> list[Contact]:
    return [one for one in find_contacts(text) if one.strength > 1]


@pytest.mark.parametrize(
    ("text", "kind", "value", "moves"),
    [
        ("https://u.wechat.com/MOzVZ1abcDEF", "wechat", "u.wechat.com/MOzVZ1abcDEF", TALK),
        ("http://weixin.qq.com/r/shiliShiliShili00001", "wechat", "weixin.qq.com/r/shiliShiliShili00001", TALK),
        ("https://weixin.qq.com/g/AwYAAshili", "group", "weixin.qq.com/g/AwYAAshili", TALK),
        ("https://jq.qq.com/?_wv=1027&k=shiLI012", "group", "jq.qq.com/?k=shiLI012", TALK),
        ("https://qm.qq.com/cgi-bin/qm/qr?k=shiLI-0_12&jump_from=webapi", "qq", "qm.qq.com/?k=shiLI-0_12", TALK),
        ("http://wpa.qq.com/msgrd?v=3&uin=123456789&site=qq", "qq", "123456789", TALK),
        ("https://t.me/Shili_Shop", "telegram", "shili_shop", TALK),
        ("tg://resolve?domain=Shili_Shop", "telegram", "shili_shop", TALK),
        ("https://t.me/joinchat/AbCdEfGhIj123", "telegram", "+AbCdEfGhIj123", TALK),
        ("https://wa.me/8613800138000?text=hi", "whatsapp", "8613800138000", TALK),
        ("https://api.whatsapp.com/send?text=hi&phone=8613800138000", "whatsapp", "8613800138000", TALK),
        ("https://chat.whatsapp.com/AbCdEfGhIjKlMnOp", "group", "chat.whatsapp.com/AbCdEfGhIjKlMnOp", TALK),
        ("https://line.me/R/ti/p/~shili01", "chat", "line.me/ti/p/~shili01", TALK),
        ("https://qr.alipay.com/a7x00000shilishili0000", "chat", "qr.alipay.com/a7x00000shilishili0000", TALK),
        ("wxp://f2f0shiliSHILI-shili_0001", "wechat_pay", "wxp://f2f0shiliSHILI-shili_0001", PAYMENT),
        ("weixin://wxpay/bizpayurl?pr=shiLI01", "wechat_pay", "weixin://wxpay/bizpayurl?pr=shiLI01", PAYMENT),
        ("HTTPS://QR.ALIPAY.COM/FKX00000SHILISHILI0001", "alipay", "qr.alipay.com/fkx00000shilishili0001", PAYMENT),
        ("alipays://platformapi/startapp?appId=1&userId=2088000000000000", "alipay", "2088000000000000", PAYMENT),
        ("https://i.qianbao.qq.com/wallet/sqrcode.htm?m=tenpay&a=1&u=123456789&f=wallet", "qq_pay", "123456789", PAYMENT),
        ("https://qr.95516.com/00010000/62000000000000", "union_pay", "qr.95516.com/00010000/62000000000000", PAYMENT),
        ("￥shiLI00shiL￥", "share", "shiLI00shiL", TRADE),
        ("https://m.tb.cn/h.5shiLI0", "share", "m.tb.cn/h.5shiLI0", TRADE),
        ("https://v.douyin.com/iShiLi0u/", "share", "v.douyin.com/iShiLi0u", TRADE),
    ],
)
def test_each_form_has_its_kind_and_one_writing(text: str, kind: str, value: str, moves: str) -> None:
    (found,) = strong(f"看图 {text} 谢谢")
    assert (found.kind, found.value, found.moves, found.is_disguised) == (kind, value, moves, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTPS://QR.ALIPAY.COM/FKX00000SHILISHILI0001", "http://qr.alipay.com/fkx00000shilishili0001?_s=web-other"),
        ("alipays://platformapi/startapp?qrcode=https%3A%2F%2Fqr.alipay.com%2FFKX00000SHILISHILI0001", "https://qr.alipay.com/fkx00000shilishili0001"),
        ("t.me/Shili_Shop", "https://telegram.me/shili_shop"),
        ("https://jq.qq.com/?_wv=1027&k=shiLI012", "jq.qq.com/?k=shiLI012&authKey=x"),
        ("wa.me/+8613800138000", "whatsapp://send?phone=8613800138000"),
    ],
)
def test_two_writings_of_one_code_meet(one: str, other: str) -> None:
    assert {found.value for found in strong(one)} == {found.value for found in strong(other)} != set()


def test_large_and_small_letters_tell_two_wechat_codes_apart() -> None:
    (one,), (other,) = strong("https://u.wechat.com/MOzVZ1abc"), strong("https://u.wechat.com/mOzVZ1abc")
    assert one.value != other.value


@pytest.mark.parametrize(
    "text",
    [
        "https://www.alipay.com/index.htm",
        "https://qr.alipay.com/paipai/open.htm",
        "https://u.wechat.com.evil.example/abcdefgh",
        "https://u.wechat.com@evil.example/abcdefgh",
        "https://evil.example/u.wechat.com/abcdefgh",
        "https://notwa.me/8613800138000",
        "https://t.me/share/url?url=x",
        "https://wa.me/?text=share",
        "http://weixin.qq.com/r/mp/shiliShiliShili0001",
        "https://mp.weixin.qq.com/s/shiliShili0001",
        "￥199￥ 券后￥1299000000￥",
        "$PATHPATHPATH$ $lowercaseab$ $Lowercaseab$",
        "xwxp://f2f0shili-shili",
        "wxp://短",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not [one for one in strong(text) if one.home or one.moves != TALK]


def test_a_code_within_an_address_that_leads_on_is_found() -> None:
    (found,) = strong("https://evil.example/?url=https://u.wechat.com/MOzVZ1abcDEF")
    assert found.value == "u.wechat.com/MOzVZ1abcDEF"


def test_wide_letters_and_hidden_signs_are_a_disguise_and_the_span_is_that_of_the_raw_text() -> None:
    text = "付款 ｗｘｐ：／／ｆ２ｆ０\u200bshiLI01 谢谢"
    (found,) = strong(text)
    assert (found.kind, found.value, found.is_disguised) == ("wechat_pay", "wxp://f2f0shiLI01", True)
    assert text[found.start : found.end] == "ｗｘｐ：／／ｆ２ｆ０\u200bshiLI01"


def test_a_command_without_token_is_an_invitation() -> None:
    (found,) = strong("复制这段话打开手机淘宝即可购买")
    assert (found.kind, found.value, found.strength, found.home) == ("share", "", 2, "taobao")


@pytest.mark.parametrize(
    ("home", "platform", "own"),
    [
        ("taobao", "天猫", True),
        ("taobao", "京东商城", False),
        ("douyin", "抖音小店", True),
        ("wechat", "微信小店", True),
        ("wechat", "微聊圈", False),
        ("jd", "JD", True),
        ("jd", "jdx", False),
        ("", "支付宝", False),
        ("taobao", "", False),
    ],
)
def test_a_platform_knows_its_own_hosts(home: str, platform: str, own: bool) -> None:
    assert is_own(home, platform) is own


STARTS = (
    "https:// HTTP:// wxp:// weixin://wxpay/ u.wechat.com/ weixin.qq.com/r/ QR.ALIPAY.COM/ qr.alipay.com%2F t.me/ t.me/+ wa.me/ jq.qq.com/?k= "
    "api.whatsapp.com/send? phone= ￥ $ m.tb.cn/h. 3.cn/ 复制打开抖音 %3A%2F%2F @ 加微信 \u200b ß İ ①"
)
PIECES = st.sampled_from([*STARTS.split(" "), "\ud800"])


@pytest.mark.slow
@given(st.lists(PIECES | st.text(max_size=12) | st.text("abAB019_-./?=&%¥", min_size=4, max_size=24), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_no_text_breaks_it_and_spans_hold_what_they_say(text: str) -> None:
    found = find_contacts(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    for one in found:  # a code is what it is by what stands in its span, wherever it stands
        if one.home or one.moves != TALK:
            again = [(other.kind, other.value) for other in find_contacts(text[one.start : one.end])]
            assert (one.kind, one.value) in again


@pytest.mark.slow
@pytest.mark.parametrize("text", ["wxp://" * 30_000, "t.me/" * 40_000, "https://" * 25_000, "api.whatsapp.com/send?&" * 9_000, "¥a" * 90_000, "复制" * 90_000])
def test_a_hostile_text_is_read_in_good_time(text: str) -> None:
    assert all(one.end <= len(text) for one in find_contacts(text))
