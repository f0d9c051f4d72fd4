"""What lines of a screenshot propose: each thing once, numbers not taken for something else, words of copies by the house's lexicon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.lines import Line
from mingjian.core.extraction.proposals import KINDS
from mingjian.core.screening.proposals import MOST, proposals_of


def lines(*texts: str) -> list[Line]:
    return [Line(text, ((0.0, nth * 40.0), (400.0, nth * 40.0), (400.0, nth * 40 + 30.0), (0.0, nth * 40 + 30.0))) for nth, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("加微信langu_8899看实拍", [("account", "langu_8899")]),
        ("收货电话13800001111", [("phone", "13800001111")]),
        ("转账 1,238.00 元", [("paid", "1238.00")]),
        ("-238.50", [("paid", "238.50")]),
        ("实付款￥99", [("paid", "99")]),
        ("合计支付1.2万", [("paid", "12000.00")]),
        ("一件199元包邮", [("price", "199")]),
        ("订单编号：2199801234567890123", [("order", "2199801234567890123")]),
        ("圆通快递单号：YT8800123456789", [("waybill", "YT8800123456789")]),
        ("都是正品，假一赔十", [("promise", "都是正品"), ("promise", "假一赔十")]),
        ("这是高仿1:1", [("copy", "1:1"), ("copy", "高仿")]),
        ("您好，在的", []),
        ("12:30", []),
        ("2026年10月1日", []),
    ],
)
def test_a_line_proposes_what_a_person_reads_in_it(text: str, told: list[tuple[str, str]]) -> None:
    assert sorted((one.kind, one.value) for one in proposals_of(lines(text))) == sorted(told)


def test_each_thing_is_proposed_once_with_the_first_line_that_says_it() -> None:
    (found,) = proposals_of(lines("电话13800001111", "您好", "打13800001111"))
    assert (found.kind, found.lines) == ("phone", (0,))


@given(st.lists(st.text(max_size=60), max_size=20))
def test_no_text_breaks_it(texts: list[str]) -> None:
    found = proposals_of(lines(*texts))
    assert len(found) <= MOST
    assert all(one.kind in KINDS and one.value and max(one.lines) < len(texts) for one in found)
