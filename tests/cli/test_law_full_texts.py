"""`mingjian law texts`: a folder of downloads becomes texts beside the gists; what is no text, or of no known version, is named with what to do."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from mingjian.cli.law import command

ECL = ("中华人民共和国电子商务法", "（2018年8月31日第十三届全国人民代表大会常务委员会第五次会议通过）")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "下载 ①"
    made.mkdir()
    return made


def word(*paragraphs: str) -> bytes:
    """Make a Word file as official downloads are: a paragraph a line, a header, a table."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "国家法律法规数据库　第九条　页眉"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def ask(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_word_and_markdown_are_loaded_and_shown_beside_the_gist(folder: Path, home: Path) -> None:
    official = word(*ECL, "第一章　总则", "第四十二条　甲乙丙。", "　　丁。", "第四十三条　须在十五日内。")
    (folder / "中华人民共和国电子商务法_20180831.docx").write_bytes(official)
    head = "# 反不正当竞争法\n\n2025年6月27日修订\n\n<!-- INFO END -->\n\n## 第四章\n\n"
    collected = f"{head}**第二十五条** 处一百万元、二百万元，依照第九条。\n\n第二十六条 乙。\n"
    (folder / "子文件夹").mkdir()
    (folder / "子文件夹" / "反不正当竞争法.md").write_text(collected, "gb18030")
    done = ask("texts", "load", str(folder))
    assert done.exit_code == 0, done.output
    assert "中华人民共和国电子商务法（2019-01-01）2 条" in done.output
    assert "中华人民共和国反不正当竞争法（2025-10-15）2 条" in done.output
    assert "1 条字句、标点或者排版与库内所据文本不同，数字一致" in done.output
    assert "装入 2 个文本，0 个没有装入" in done.output
    said = ask("article", "ecl/43", "--on", "2026-01-01").output
    assert "全文 Full text:\n    须在十五日内。" in said
    assert "页眉" not in ask("article", "ecl/42", "--on", "2026-01-01").output
    listed = json.loads(ask("texts", "list", "--json").output)
    assert [(one["law"], one["in_force"], one["articles"]) for one in listed] == [("aucl", "2025-10-15", 2), ("ecl", "2019-01-01", 2)]
    assert (home / "law-texts" / "ecl" / "2019-01-01.json").is_file()


def test_what_differs_from_the_book_is_told_by_article_figure_and_value(folder: Path) -> None:
    articles = ["第二十三条　依照第七条第一款，五万元以上三倍，二十万元以下。", "第二十五条　一百万元、二百万元，第九条。"]
    (folder / "a.txt").write_text("\n".join(["反不正当竞争法", "（2025年6月27日修订）", *articles]), "utf-8")
    said = ask("texts", "load", str(folder / "a.txt"))
    assert said.exit_code == 0
    assert "第 23 条；库内所据文本有而本文本没有的数：5、250000；本文本另有：3、200000" in said.output
    assert "aucl/23#" in said.output
    assert "第 25 条；" not in said.output
    told = json.loads(ask("texts", "load", str(folder), "--json").output)
    assert [one["article"] for one in told["loaded"][0]["differing"]] == ["23"]


def test_what_cannot_be_placed_is_named_with_what_to_do_and_the_rest_is_loaded(folder: Path) -> None:
    (folder / "好.docx").write_bytes(word(*ECL, "第一条　甲。"))
    (folder / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0old")
    (folder / "扫描.pdf").write_bytes(b"%PDF-1.4")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04broken")
    (folder / "空.md").write_text("")
    (folder / "地方条例.md").write_text("某省某条例\n第一条　甲。")
    (folder / "1993.md").write_text("反不正当竞争法\n（1993年9月2日通过）\n第一条　甲。\n第二条　乙。")
    (folder / "表格.xlsx").write_bytes(b"PK")
    said = ask("texts", "load", str(folder))
    assert said.exit_code == 0, said.output
    assert "装入 1 个文本，6 个没有装入" in said.output
    refused = {"旧.doc": "另存为 .docx", "扫描.pdf": "另存为 .docx", "坏.docx": "无法读出", "空.md": "没有找到", "地方条例.md": "没有认出"}
    for name, why in (*refused.items(), ("1993.md", "哪个版本不能确定")):
        assert f"✗ {name}：" in said.output
        assert why in said.output.partition(f"✗ {name}：")[2].partition("✗")[0], name
    nothing = ask("texts", "load", str(folder / "空.md"))
    assert nothing.exit_code == 1


def test_a_text_is_replaced_listed_as_wanting_and_taken_away(folder: Path) -> None:
    (folder / "a.md").write_text("\n".join([*ECL, "第一条　甲。"]))
    assert "ecl\n" in ask("texts", "list", "--missing").output
    ask("texts", "load", str(folder))
    (folder / "a.md").write_text("\n".join([*ECL, "第一条　改了。", "第二条　乙。"]))
    assert "替换原有文本" in ask("texts", "load", str(folder)).output
    assert ask("texts", "show", "ecl/1", "--on", "2026-01-01").output.endswith("改了。\n"), "an article that the book does not hold can be read, too"
    assert ask("texts", "show", "ecl", "--on", "2026-01-01").output.count("乙。") == 1
    assert ask("texts", "show", "ecl/99", "--on", "2026-01-01").exit_code == 1
    assert "  ecl\n" not in ask("texts", "list", "--missing").output
    assert ask("texts", "remove", "ecl", "--on", "2026-01-01").exit_code == 0
    gone = ask("texts", "remove", "ecl", "--on", "2026-01-01")
    assert gone.exit_code == 1
    assert "还没有装入全文" in ask("texts", "list").output


def test_a_kept_text_that_is_damaged_is_as_if_it_were_not_there(folder: Path, home: Path) -> None:
    (folder / "a.md").write_text("\n".join([*ECL, "第四十三条　甲。"]))
    ask("texts", "load", str(folder))
    (home / "law-texts" / "ecl" / "2019-01-01.json").write_text('{"articles": [')
    assert "全文" not in ask("article", "ecl/43", "--on", "2026-01-01").output
    assert "还没有装入全文" in ask("texts", "list").output
