"""The index of a paper file: everything in it, in order, with pages and hash, and nothing that is masked elsewhere."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word
from letters import sent
from people import at, browser
from pypdf import PdfWriter

from mingjian.core.documents.sheet_count import pages_in
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.documents.index import counted, lines_of, pages_of
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")


def assistance(by: Officer) -> Dossier:
    assert by.department is not None
    about = Opening("assistance", "D1", "某鞋店实际经营地")
    return open_dossier(about, by=by, department=by.department, at=MORNING, given={"questions": "核实经营地"})


def words_of(raw: bytes) -> str:
    document = Word(BytesIO(raw))
    return "\n".join([*(p.text for p in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


def test_what_could_not_be_read_is_counted_once_it_can(who: dict[str, Officer]) -> None:
    file = seal([pdf(11)], "笔录.pdf", dossier=assistance(who["li"]), by=who["li"], at=MORNING)
    away = place_of(file.sha256).rename(place_of(file.sha256).with_suffix(".away"))
    assert pages_of(file.sha256) is None
    away.rename(place_of(file.sha256))
    assert pages_of(file.sha256) == 11


def pdf(pages: int, password: str = "") -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (pdf(7), 7), (b"\x89PNG\r\n\x1a\npaper", 1), (b"\xff\xd8\xff\xe0jpeg", 1), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", 1),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        ("一段文字".encode(), None), (b"", None), (b"%PDF-1.7\nnot one", None), (pdf(3)[:200], None), (pdf(2, "secret"), None),
        (b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>", None),
    ],
)  # fmt: skip
def test_pages_are_counted_or_said_to_be_unknown(tmp_path: Path, content: bytes, pages: int | None) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert pages_in(file) == pages
    assert pages_in(tmp_path / "absent") is None


def full(li: Officer) -> Dossier:
    dossier = assistance(li)
    seal([pdf(4)], "鉴定意见.pdf", dossier=dossier, by=li, at=MORNING)
    seal([b"\x89PNG\r\n\x1a\npaper"], "营业执照 13812345678.png", dossier=dossier, by=li, at=MORNING + timedelta(minutes=1), is_personal=True)
    make("assistance_letter", sent(dossier, MORNING), by=li, at=MORNING + timedelta(minutes=2))
    seal(["通话记录".encode()], "说明.txt", dossier=dossier, by=li, at=MORNING + timedelta(minutes=3))
    return dossier


def test_it_lists_everything_in_order_with_pages_and_hash(who: dict[str, Officer]) -> None:
    lines = lines_of(full(who["li"]))
    assert [one.place for one in lines] == [1, 2, 3, 4]
    assert [one.pages for one in lines][:2] == [4, 1]
    assert lines[2].number == "桐庐县局协查〔2026〕1号"
    assert lines[2].pages, "the letter's reading copy has pages"
    assert lines[3].pages is None
    assert counted(lines) == (5 + lines[2].pages, 1)
    assert lines[1].sha256 == sha256(b"\x89PNG\r\n\x1a\npaper").hexdigest()


def test_the_page_shows_it_and_masks_what_is_personal(who: dict[str, Officer]) -> None:
    dossier = full(who["li"])
    page = browser(who["li"]).get(f"/dossiers/{dossier.number}/index").content.decode()
    assert "卷内目录" in page
    assert "鉴定意见.pdf" in page
    assert "13812345678" not in page
    assert lines_of(dossier)[0].sha256 in page
    taken = b"".join(browser(who["li"]).get(f"/dossiers/{dossier.number}/index?as=csv").streaming_content).decode()
    assert "桐庐县局协查〔2026〕1号" in taken
    assert "13812345678" not in taken


def test_as_a_document_it_names_pages_and_does_not_list_itself(who: dict[str, Officer]) -> None:
    dossier = full(who["li"])
    first = make("file_index", dossier, by=who["li"], at=MORNING + timedelta(minutes=5))
    again = make("file_index", dossier, by=who["li"], at=MORNING + timedelta(minutes=6))
    assert first == again, "an index of the same file is the same document"
    text = words_of(bytes_of(first))
    assert "页数" in text
    assert "鉴定意见.pdf" in text
    assert "卷内文件目录" not in text.replace("卷内文件目录", "", 1)


def test_whoever_may_not_see_the_dossier_sees_no_index(who: dict[str, Officer]) -> None:
    dossier = full(who["li"])
    assert browser(who["zhou"]).get(f"/dossiers/{dossier.number}/index").status_code == 404
