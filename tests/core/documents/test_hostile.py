"""Values cannot inject, and a template that could do more than say values is not let in."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

import mingjian
from mingjian.core.documents.forms import forms
from mingjian.core.documents.pdf_copy import office_program, reading_copy
from mingjian.core.documents.template_fill import fill
from mingjian.core.documents.template_lint import faults_of
from mingjian.core.documents.word_template import template
from mingjian.core.errors import BadInput

FORM = forms(Path(mingjian.__file__).parent / "rulebook" / "documents")["correction_order"]
NAMES, DAY = set(FORM.values), date(2026, 11, 27)


def words_of(raw: bytes) -> str:
    document = Document(BytesIO(raw))
    return "\n".join(p.text for p in document.paragraphs)


def filled(value: str) -> bytes:
    return fill(template(FORM), {name: value if name == "改正事项" else "甲" for name in NAMES}, title="题", on=DAY)


def office_template(*paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    out = BytesIO(raw)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "value", ["{{ 7*7 }}", "{% raw %}", "{# 无 #}", "{{r x}}", "]]>", "<w:p/>", "A & B <C> D", "</w:t>", "甲'\"乙", "{{ 机关.__class__ }}", "｛｛ x ｝｝"]
)
def test_a_value_comes_out_as_the_text_that_it_is(value: str) -> None:
    assert value in words_of(filled(value))


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_at_all_is_filled_and_what_follows_it_stays(value: str) -> None:
    text = words_of(filled(value))
    assert "改正不免除依法应当承担的其他责任" in text
    kept = "".join(sign for sign in value if sign.isprintable() and sign not in "\a\f")
    assert all(sign in text for sign in kept if not sign.isspace())


def test_a_lone_surrogate_and_control_signs_do_not_cut_the_document() -> None:
    assert "甲乙丙" in words_of(filled("甲\ud800乙\x00\x0b\uffff丙"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{ 机关.save() }}", "Call"),
        ("{{ 机关 * 300000000 }}", "Mul"),
        ("{% set x = 1 %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{{ 机关|safe }}", "safe"),
        ("{{r 机关 }}", "{{r"),
        ("{{ 机关|upper }}", "upper"),
        ("{{ 机关['x'] }}", "Getitem"),
        ("{{ 机关.__class__ }}", "__class__"),
        ("{% for a in 机关 %}{% for b in 机关 %}{{ b }}{% endfor %}{% endfor %}", "循环套循环"),
        ("{{ 没有此项 }}", "没有此项"),
        ("｛｛ 机关 ｝｝", "全角"),
        ("{{ 机关 ", "没有写完整：“{{ 机关”"),
        ("{% if 机关 %}甲", "不成对"),
        ("{{ 机关 机关 }}", "标记有误"),
    ],
)
def test_a_template_that_does_more_than_say_values_is_not_let_in(words: str, told: str) -> None:
    faults = faults_of(office_template(words), NAMES)
    assert told in " ".join(fault.zh for fault in faults)
    assert all(fault.en for fault in faults)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("word/vbaProject.bin", b"x", "宏"),
        ("word/embeddings/oleObject1.bin", b"x", "嵌入"),
        ("word/activeX/activeX1.xml", b"<x/>", "控件"),
        ("word/footnotes.xml", b"<x>{{ 7*7 }}</x>", "填写标记"),
        ("word/odd.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "DTD"),
        ("word/_rels/x.rels", b'<Relationships><Relationship Type="a/image" Target="http://x/" TargetMode="External"/></Relationships>', "外部文件"),
        ("word/header9.xml", b"<x><w:instrText>INCLUDETEXT c:/x</w:instrText></x>", "域"),
    ],
)
def test_a_template_with_something_dangerous_in_it_is_not_let_in(name: str, content: bytes, told: str) -> None:
    assert told in " ".join(fault.zh for fault in faults_of(with_part(office_template("{{ 机关 }}"), name, content), NAMES))


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (30 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", b"plain text", office_template("x")[:500], b"0" * (6 * 2**20)], ids=["empty", "head", "text", "cut", "large"]
)
def test_what_is_no_word_document_is_refused_in_words(raw: bytes) -> None:
    (fault,) = faults_of(raw, NAMES)
    assert "Word" in fault.zh or "MiB" in fault.zh


def test_a_file_that_unpacks_to_more_than_it_should_is_refused() -> None:
    (fault,) = faults_of(bomb(), NAMES)
    assert "过大" in fault.zh


@pytest.mark.parametrize("make", [lambda: filled("{{ 7*7 }}")], ids=["made"])
def test_a_document_that_was_made_is_no_template(make: Callable[[], bytes]) -> None:
    (fault,) = faults_of(make(), NAMES)
    assert "不能作模板" in fault.zh


def test_a_template_of_the_offices_own_is_filled() -> None:
    own = office_template("我局自己的措辞：{{ 改正事项 }}", "{% if 改正期限 %}期限{{ 改正期限 }}{% endif %}")
    assert faults_of(own, NAMES) == []
    made = fill(own, dict.fromkeys(NAMES, "甲乙"), title="题", on=DAY)
    assert "我局自己的措辞：甲乙" in words_of(made)
    assert reading_copy(made).startswith(b"%PDF")


def test_a_copy_that_would_lose_something_asks_for_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document()
    document.add_paragraph("字")._p.append(document.element.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pict", {}))
    out = BytesIO()
    document.save(out)
    monkeypatch.setattr("mingjian.core.documents.pdf_copy.shutil.which", lambda name: None)
    assert office_program() is None
    with pytest.raises(BadInput, match="LibreOffice"):
        reading_copy(out.getvalue())


def with_link(target: str) -> bytes:
    document = Document()
    paragraph = document.add_paragraph("{{ 当事人 }}")
    paragraph.part.relate_to(target, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "JAVASCRIPT:x", "file:///etc/passwd", r"\\\\server\\share", "vbscript:x", "data:text/html,x", "ms-word:ofe|u|x"]
)
def test_a_link_of_a_template_leads_to_a_web_address_or_a_mailbox(target: str) -> None:
    assert any("超链接" in one.zh for one in faults_of(with_link(target), NAMES))
    for good in ("https://example.gov.cn/a?b=1", "http://example.gov.cn", "mailto:a@example.gov.cn"):
        assert not any("超链接" in one.zh for one in faults_of(with_link(good), NAMES))


@pytest.mark.parametrize("name", ["../../evil.xml", "word/../../evil.xml", "/etc/evil", "C:evil", "word\\evil.xml"])
def test_a_part_whose_name_leads_out_of_the_document_is_named(name: str) -> None:
    assert any("越出文档" in one.zh for one in faults_of(with_part(office_template("{{ 当事人 }}"), name, b"x"), NAMES))
    assert not any("越出文档" in one.zh for one in faults_of(template(FORM), NAMES))
