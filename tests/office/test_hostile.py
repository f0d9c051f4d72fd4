import pytest
from django.template import Context, Template

from mingjian.office.lists.text import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("青禾 100 元\n第二行\t列", "青禾 100 元\n第二行\t列"),
        ("发票\u202egnp.exe", "发票\ufffdgnp.exe"),
        ("a\u2066b\u200bc\x00d", "a\ufffdb\ufffdc\ufffdd"),
        ("", ""),
    ],
)
def test_what_steers_the_eye_is_shown_and_line_breaks_stay(text: str, shown: str) -> None:
    assert visible(text) == shown


def write(text: str) -> str:
    told: str = Template("{% load console %}{% long text %}").render(Context({"text": text}))
    return told


def test_a_long_text_is_folded_and_whole_behind_the_fold() -> None:
    told = write("N" * 10_000)
    assert told.count("<details") == 1
    assert "N" * 10_000 in told
    assert "10,000" in told
    assert "<details" not in write("N" * 1_000)


def test_markup_in_a_long_text_stays_text() -> None:
    assert "<script>" not in write("<script>alert(1)</script>" * 100)
    assert "<img" not in write("<img src=x onerror=alert(1)>")
