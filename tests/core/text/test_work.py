"""The work grows with the text and no faster, whatever a hostile text repeats: counted, not timed."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.text import lexicon as lexicon_module
from mingjian.core.text import scan
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Term

TERMS = [*(Term("高" * n) for n in range(2, 8)), Term("高仿"), Term("微信"), Term("aaaa"), Term("·高·仿·品")]
COUNTED = ("fold", "sift", "enter", "walk", "sift_sounds", "enter_cells", "walk_cells", "alike")
PARTS = ("_block", "_allow", "_as_written", "_by_sound", "_judged")  # of the kernel `look`, which runs as plain Python here


def plain(kernel: Any) -> Callable[..., Any]:
    """Return the Python of a kernel."""
    python: Callable[..., Any] = kernel.py_func
    return python


@cache
def lexicon() -> Lexicon:
    return Lexicon(TERMS)


def work(monkeypatch: pytest.MonkeyPatch, found_in: Lexicon, text: str) -> int:
    """Add up what each kernel says it has written: codes, places, entries, found."""
    done = 0

    def counting(kernel: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            nonlocal done
            told = kernel(*given)
            done += sum(told) if isinstance(told, tuple) else told
            return told

        return counted

    with monkeypatch.context() as patch:
        for name in COUNTED:
            patch.setattr(scan, name, counting(getattr(scan, name)))
        for name in PARTS:
            patch.setattr(scan, name, plain(getattr(scan, name)))
        patch.setattr(lexicon_module, "look", plain(scan.look))
        found_in.find(pa.array(["", text]))
    return done


@pytest.mark.parametrize("piece", ["高", "a", "·", "\u200b", "🧀", "高仿", "高·", "微" + "·" * 30, "搞仿", "㍿"])
def test_twice_the_text_is_twice_the_work(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    once, twice = (work(monkeypatch, lexicon(), piece * n) for n in (20_000, 40_000))
    assert once <= twice <= 2 * once + 100


def test_separators_lead_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, lexicon(), "·" * 1_000_000) < 50


@pytest.mark.slow
def test_a_hundred_thousand_terms_cost_a_text_hardly_more_than_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Lexicon([*TERMS, *(Term(chr(0x5000 + n % 5000) + chr(0x5000 + n // 5000) + "品") for n in range(100_000))])
    text = "这是一段平常的商品标题，不含任何词。" * 1000
    assert work(monkeypatch, many, text) < 2 * work(monkeypatch, lexicon(), text)


def test_a_term_of_one_character_is_refused() -> None:
    with pytest.raises(BadInput, match="lengthen it"):
        Lexicon([*TERMS, Term("高")])
