"""What single marks on a page mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.pages.traits import is_shell, traits_of

BARE = {
    "text": "",
    "links": [],
    "images": [],
    "frames": [],
    "struck": [],
    "sources": [],
    "title": "",
    "generator": "",
    "elements": 40,
    "depth": 3,
    "scripts": 0,
}
PAGE = {**BARE, "has_app_banner": False, "canonical": ""}


@pytest.mark.parametrize(
    ("href", "is_account"),
    [
        ("https://www.instagram.com/some.shop", True),
        ("//weibo.com/u/1", True),
        ("https://www.facebook.com/sharer.php?u=1", False),
        ("https://twitter.com/intent/tweet?x", False),
        ("https://www.facebook.com/", False),
        ("https://notfacebook.com/shop", False),
        ("http://[::1", False),
    ],
)
def test_an_account_is_told_from_a_button_that_shares(href: str, is_account: bool) -> None:
    assert traits_of({**PAGE, "links": [[href, ""]]})["has_social_account"] is is_account


@pytest.mark.parametrize(
    ("text", "share"),
    [("全场3折 ¥99", 0.7), ("65折 ¥10", 0.35), ("Save 60% now $10", 0.6), ("70% off $5", 0.7), ("¥99", 0.0), ("没有价格", None), ("打折扣", None)],
)
def test_savings_are_read_as_they_are_claimed(text: str, share: float | None) -> None:
    found = traits_of({**PAGE, "text": text})["savings_share"]
    assert found == (share if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("frame", "is_large"), [(["800", "600", ""], True), (["100%", "100%", ""], True), (["1", "1", ""], False), (["", "", "width:900px;height:500px"], True)]
)
def test_a_frame_is_large_by_its_sides(frame: list[str], is_large: bool) -> None:
    assert traits_of({**PAGE, "frames": [frame], "text": "字" * 300})["has_large_frame"] is is_large


def test_a_number_counts_only_with_a_valid_check_digit() -> None:
    assert traits_of({**PAGE, "text": "代码 91330106MA27XL1J0T"})["uscc"] == "91330106MA27XL1J0T"
    assert traits_of({**PAGE, "text": "代码 91330106MA27XL1J0B"})["uscc"] is None


def test_a_shell_has_next_to_no_words_but_something_that_brings_them() -> None:
    assert is_shell({**PAGE, "scripts": 2})
    assert not is_shell(PAGE)
    assert not is_shell({**PAGE, "scripts": 2, "text": "字" * 300})


@given(st.text(alphabet="¥$1234.,折 off%@gmail.com支付宝ICP备京号9元-", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    found = traits_of({**PAGE, "text": text, "struck": [[text, text]], "links": [[text, text]], "frames": [[text, text, text]]})
    assert found["savings_share"] is None or 0 <= found["savings_share"] <= 1
