"""Invitations off the platform are found however they are written, and ordinary words are left in peace."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.extraction.contacts import find_contacts


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("加V：abc12345 看更多", "wechat", "abc12345"),
        ("薇❤️ 同号 一三八-0013-8000 细聊", "wechat", "13800138000"),
        ("➕薇 kuaile888", "wechat", "kuaile888"),
        ("Ⓥⓧ：hello_123", "wechat", "hello_123"),
        ("微 信 号 : seller_2020", "wechat", "seller_2020"),
        ("QQ 12345678", "qq", "12345678"),
        ("扣扣一二三四五六七八", "qq", "12345678"),
        ("企鹅号 ３４５６７８９０", "qq", "34567890"),
        ("①③⑧00①③⑧000", "phone", "13800138000"),
        ("1.38.0.0.1.3.8.0.0.0", "phone", "13800138000"),
        ("幺三八 零零幺三 八零零零", "phone", "13800138000"),
        ("tg @fake_seller01", "telegram", "fake_seller01"),
        ("t.me/abcde_12", "telegram", "abcde_12"),
        ("邮箱 abc@example.com", "email", "abc@example.com"),
    ],
)
def test_an_account_is_read_as_it_would_be_typed(text: str, kind: str, value: str) -> None:
    assert [(one.kind, one.value) for one in find_contacts(text)] == [(kind, value)]


def test_the_span_is_that_of_the_raw_text() -> None:
    text = "包邮 加\u200bＶ：abc12345 看图"
    (one,) = find_contacts(text)
    assert text[one.start : one.end] == "加\u200bＶ：abc12345"
    assert one.is_disguised
    assert one.strength == 3


def test_an_open_number_is_not_disguised() -> None:
    (one,) = find_contacts("联系电话 138-0013-8000")
    assert (one.kind, one.value, one.strength, one.is_disguised) == ("phone", "13800138000", 2, False)


def test_a_service_line_is_told_apart() -> None:
    (one,) = find_contacts("客服热线：400-800-1234")
    assert one.kind == "landline"
    assert one.is_service


def test_an_invitation_into_a_group_is_one() -> None:
    assert [one.kind for one in find_contacts("先加裙再说")] == ["group"]


def test_where_a_code_is_at_hand_an_invitation_says_more() -> None:
    asked = ("进群看款", "扫码进群", "长按识别二维码加粉丝群", "扫地机器人，进群领券")
    assert [[one.strength for one in find_contacts(text)] for text in asked] == [[2], [3], [3], [2]]


@pytest.mark.parametrize(
    "text",
    [
        "微信支付官方合作商户",
        "卫星通信模块 GPS 天线",
        "威海特产 淡干海参",
        "红色V领针织衫 2020",
        "飞机模型 13579 儿童玩具",
        "尺寸 150*200*30 cm 1500W",
        "百褶裙 加裙撑 法式",
        "维生素C 100片 1360mg",
        "加V领打底衫",
        "加微孔透气枕头",
        "条码 6901234567892",
        "",
    ],
)
def test_ordinary_words_are_none(text: str) -> None:
    assert not [one for one in find_contacts(text) if one.strength > 1]


@given(st.text(alphabet="加微信vxVqQ扣企鹅🐧+➕❤\ufe0f\u200b1380零一三八 .-*@t/me群裙客服热线:：abc_Ⓥ①", max_size=60))
@settings(max_examples=300)
def test_spans_are_in_order_apart_and_inside(text: str) -> None:
    found = find_contacts(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["1" * 200_000, "1 " * 100_000, "微" * 200_000, "加.v." * 50_000, "a@" * 100_000, "一" * 200_000])
def test_a_text_of_one_character_is_read_in_good_time(text: str) -> None:
    assert all(one.end <= len(text) for one in find_contacts(text))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://u.wechat.com/MOzVZ1abcDEF", "wechat"),
        ("https://work.weixin.qq.com/u/vc1234567", "wechat"),
        ("http://weixin.qq.com/g/AwYAAabcd", "group"),
        ("https://jq.qq.com/?_wv=1027&k=abc", "group"),
        ("https://qm.qq.com/q/abcdefg", "qq"),
    ],
)
def test_an_address_that_adds_its_owner_is_a_contact(address: str, kind: str) -> None:
    assert [(one.kind, one.strength, one.is_disguised) for one in find_contacts(address)] == [(kind, 3, False)]


@pytest.mark.parametrize(
    "address", ["https://www.qq.com/news/abc", "https://mail.qq.com/x", "https://notu.wechat.com/abcdefg", "https://weixin.qq.com/r/abcdefg"]
)
def test_other_addresses_of_the_same_owners_are_none(address: str) -> None:
    assert all(one.strength < 2 for one in find_contacts(address))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("QQ 12345", [("qq", "12345", 3)]),
        ("QQ 12345678901", [("qq", "12345678901", 3)]),
        ("QQ 123456789012", [("qq", "", 1)]),
        ("QQ abcdef123", [("qq", "", 1)]),  # letters are no number of QQ
        ("微信 12345", [("wechat", "", 1)]),
        ("微信 123456", [("wechat", "123456", 3)]),
        ("微信 abcdefg", [("wechat", "", 1)]),  # a word of seven letters may be any word
        ("微信 abcdefgh", [("wechat", "abcdefgh", 3)]),
        ("薇 abcdef1", []),  # a word with other meanings takes an invitation
        ("加薇 abcdef1", [("wechat", "abcdef1", 3)]),
        ("薇 13800138000", [("wechat", "13800138000", 3)]),  # or a number that is somebody's telephone
    ],
)
def test_an_account_is_as_long_as_its_application_makes_them(text: str, told: list[tuple[str, str, int]]) -> None:
    assert [(one.kind, one.value, one.strength) for one in find_contacts(text)] == told


def test_letters_stand_for_digits_only_among_six_true_ones() -> None:
    assert [one.value for one in find_contacts("电话 l38o1234ooo")] == ["13801234000"]
    assert [one.value for one in find_contacts("电话 l3oo1234ooo") if one.value] == []
    assert [one.value for one in find_contacts("加微信 l三八零零一三八零零零")] == ["13800138000"]


def test_a_number_is_cut_in_two_by_a_space_and_a_size_by_its_sign() -> None:
    assert [one.value for one in find_contacts("1380013 8000")] == ["13800138000"]
    assert find_contacts("1380013*8000") == []


def test_a_number_of_an_office_says_little_and_a_mobile_one_more() -> None:
    assert [(one.kind, one.strength) for one in find_contacts("店里 010-12345678，手机 13800138000")] == [("landline", 1), ("phone", 2)]


@pytest.mark.parametrize(
    ("text", "is_disguised"), [("加微信", False), ("加我微信", False), ("扫码加微信", False), ("加薇信", True), ("加微", True), ("加威", True)]
)
def test_an_invitation_written_out_is_not_called_disguised(text: str, is_disguised: bool) -> None:
    (one,) = find_contacts(f"真皮包 {text} 看图")
    assert (one.kind, one.strength, one.is_disguised) == ("wechat", 3, is_disguised)
