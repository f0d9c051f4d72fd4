"""The handbook is every page of help as one PDF, in either language; what a page says is set and never run."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from make import run_command
from pypdf import PdfReader

from mingjian.core.errors import BadInput
from mingjian.office.help import handbook
from mingjian.office.help.handbook import blocks_of, book
from mingjian.office.help.places import shelves
from mingjian.office.help.reader import names, page

HOSTILE = (
    '#eval("1")\n\n$x$ *a* **b** <script> `#import "x"` [l](https://elsewhere.example) \\ "quoted" 第 #1 号\n\n'
    "| a | b |\n|---|---|\n| `c\\|d` | |\n\n1. one\n   - two\n\n   ```\n   #let x = 1\n   ```\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "title"), [("zh", "明鉴使用手册"), ("en", "Mingjian Handbook")])
def test_the_command_sets_every_page_of_help_with_its_title(tmp_path: Path, language: str, title: str) -> None:
    out = tmp_path / "handbook.pdf"
    done = run_command("handbook", "--out", out, "--language", language)
    assert done.exit_code == 0, done.output
    reader = PdfReader(out)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    told = "".join(one.extract_text() for one in reader.pages).replace("\n", "").replace(" ", "")
    titles = [page(name).title for name in names()]
    absent = [one for one in titles if (one.zh if language == "zh" else one.en).replace(" ", "") not in told]
    assert len(titles) > 40
    assert absent == []
    assert len(reader.outline) > len(list(shelves()))


def test_what_a_page_says_is_data_and_is_set_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [one["kind"] for one in blocks_of(HOSTILE)]
    assert kinds == ["words", "words", "table", "words", "words", "code"]
    assert [one["mark"] for one in blocks_of(HOSTILE) if one["kind"] == "words"] == ["", "", "1.", "•"]
    monkeypatch.setattr(handbook, "_page", lambda name, language: {"title": name, "blocks": blocks_of(HOSTILE)})
    made = book([("部分 #1", ["甲 $x$"])], "zh", 'a "title" #1', "2026.11.0", date(2026, 11, 30))
    told = "".join(one.extract_text() for one in PdfReader(BytesIO(made)).pages)
    for words in ('#eval("1")', "$x$", '#import "x"', "#let x = 1", "<script>", "部分 #1", "甲 $x$"):
        assert words in told
    assert "elsewhere" not in told  # the book leads nowhere


def test_an_output_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    for out in (tmp_path / "handbook.docx", tmp_path / "nowhere" / "handbook.pdf"):
        done = run_command("handbook", "--out", out)
        assert isinstance(done.exception, BadInput)
