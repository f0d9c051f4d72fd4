"""Who brought whom in, as posts say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.invitations import LONGEST, MOST, find_ties


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("推荐人：U001，今天正式入行", [("upper", "U001")]),
        ("上家是@王姐 一起做", [("upper", "王姐")]),
        ("我是@小红的二级代理", [("upper", "小红")]),
        ("@王姐 带我入行", [("upper", "王姐")]),
        ("加入了@王姐的团队", [("upper", "王姐")]),
        ("恭喜 @U22 @U23 成为我的省代！", [("lower", "U22"), ("lower", "U23")]),
        ("我的邀请码：ab12CD", [("given", "AB12CD")]),
        ("用了邀请码 AB12cd 注册", [("used", "AB12CD")]),
        ("欢迎 @a1 加入本群", []),
        ("我的上级是谁？", []),
        ("上级微信：agent_01，一起做", [("upper", "agent_01")]),
        ("谢谢@王姐 送的坚果", []),
        ("", []),
    ],
)
def test_a_tie_is_read(text: str, ties: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.name) for one in find_ties(text)] == ties


@given(st.text(alphabet="@推荐人：上级欢迎成为代理我的邀请码 U1,。\n", max_size=200))
def test_spans_lie_in_the_text(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) and one.name for one in find_ties(text))


def test_an_endless_text_is_cut() -> None:
    assert find_ties(" " * LONGEST + "推荐人：U001") == []
    assert len(find_ties("推荐人：U001 " * 1000)) == MOST
    assert find_ties("欢迎" * 100_000) == []
