"""What journeys through cases share: county officers with certificates, forms filled in, lines of an amount ledger, documents made."""

import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document as Word
from people import people
from playwright.sync_api import Page

from mingjian.office.documents.models import Document
from mingjian.office.models import Department, Officer


def certified() -> dict[str, Officer]:
    """The county's officers with certificates; the head investigates, too."""
    who = people("li", "wang")
    who["wang"].roles = ["officer", "head", "legal_reviewer"]
    for name, officer in who.items():
        officer.certificate = f"浙A-{name}"
        officer.save()
    return who


def constables() -> None:
    """Enter a police officer and a procurator of the county."""
    for name, zh, kind, role in (("min", "桐庐县公安局", "police", "police"), ("gao", "桐庐县检察院", "procuratorate", "procurator")):
        department = Department.objects.create(name_zh=zh, name_en=f"Tonglu {kind}", kind=kind, level="county", region="330122")
        Officer.objects.create(username=name, name_zh=name, name_en=name.title(), department=department, duty="work", roles=[role])


def fill(form: Any, prefix: str, papers: dict[str, str]) -> None:
    for name, value in papers.items():
        field = form.locator(f"[name='{prefix}-{name}']").first
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def add_line(page: Page, number: str, **papers: str) -> None:
    page.goto(f"/acts/case/{number}/add_amount_line")
    fill(page.locator("main form").last, "add_amount_line", papers)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def make(page: Page, number: str, key: str) -> str:
    """Make a document at its page, a draft where it lacks something, and return its text as Word has it; its PDF opens, too."""
    page.goto(f"/dossiers/{number}/documents/{key}")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^制作(此文书|草稿)")).first.click()
    document = Document.objects.latest("pk")
    assert document.form == key
    with page.expect_download() as download:
        page.locator(f"a[href='/documents/{document.pk}.docx']").click()
    raw = Path(download.value.path()).read_bytes()
    assert sha256(raw).hexdigest() == document.sha256
    with page.expect_download() as copy:
        page.locator(f"a[href='/documents/{document.pk}.pdf']").click()
    assert Path(copy.value.path()).read_bytes().startswith(b"%PDF")
    word = Word(BytesIO(raw))
    return "\n".join([*(one.text for one in word.paragraphs), *(cell.text for table in word.tables for row in table.rows for cell in row.cells)])
