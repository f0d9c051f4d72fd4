"""A file that holds personal data is shut to everybody until they say for what purpose and on what ground, and the ledger says so."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from people import browser, department_of
from pypdf import PdfWriter

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.dossiers.transition import take
from mingjian.office.files.readings import LASTS
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import hand_out, seal
from mingjian.office.models import Dossier, Entry, Officer, Reading, SealedFile
from mingjian.office.papers.forms import PERSONAL
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
LABEL = b"\x89PNG\r\n\x1a\n" + "快递面单 13812345678.png".encode()
WHY = {"purpose": "核对收件人", "ground": "个人信息保护法第三十四条"}
ASKED = {"questions": "核实实际经营地"}


def opened(by: Officer, number: str = "D1") -> Dossier:
    assert by.department is not None
    return open_dossier(Opening("assistance", number, "某鞋店"), by=by, department=by.department, at=now(), given=ASKED)


def shut(dossier: Dossier, by: Officer, content: bytes = LABEL) -> SealedFile:
    return seal([content], "面单 13812345678.png", dossier=dossier, by=by, at=now(), is_personal=True)


def given(reply: Any) -> bytes:
    """Read a download to its end; nothing where none was given."""
    return b"".join(reply.streaming_content) if reply.streaming else b""


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind).order_by("index")]


def test_it_is_given_only_after_purpose_and_ground_which_the_ledger_keeps_with_the_download(who: dict[str, Officer]) -> None:
    dossier, client = opened(who["li"]), browser(who["li"])
    file = shut(dossier, who["li"])
    page = client.get(f"/dossiers/{dossier.number}").content.decode()
    assert f'href="/files/{file.pk}"' not in page
    assert "13812345678" not in page  # names of files tell numbers, too
    assert "面单 138******78.png" in page
    refused = client.get(f"/files/{file.pk}")
    assert (refused.status_code, given(refused)) == (403, b"")
    assert "请先写明查看的目的和依据" in refused.content.decode()
    assert f'action="/reveal/files/{dossier.number}"' in refused.content.decode()
    assert entries("file_handed_out") == []
    assert client.post(f"/reveal/files/{dossier.number}", WHY)["Location"] == f"/dossiers/{dossier.number}#files"
    assert f'href="/files/{file.pk}"' in client.get(f"/dossiers/{dossier.number}").content.decode()
    reply = client.get(f"/files/{file.pk}")
    assert (given(reply), reply["Cache-Control"]) == (LABEL, "no-store")
    told, downloaded = entries("revealed")[0], entries("file_handed_out")[0]
    assert told["personal_files"] == [file.sha256]
    assert [{name: body[name] for name in WHY} for body in (told, downloaded)] == [WHY, WHY]
    history = client.get(f"/dossiers/{dossier.number}").content.decode()
    assert "查看个人信息" in history
    assert WHY["purpose"] in history


def test_the_refusal_speaks_english_too(who: dict[str, Officer]) -> None:
    file = shut(opened(who["li"]), who["li"])
    page = browser(who["li"], "en").get(f"/files/{file.pk}").content.decode()
    assert "Say first for what purpose and on what ground you look" in page


def test_what_one_officer_may_open_a_colleague_has_not_asked_for(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    file = shut(dossier, who["li"])
    reveal(RevealableFiles(dossier), **WHY, by=who["li"], at=now())
    assert browser(who["wang"]).get(f"/files/{file.pk}").status_code == 403
    assert "13812345678" not in browser(who["wang"]).get(f"/dossiers/{dossier.number}").content.decode()


@pytest.mark.parametrize("name", ["zhou", "auditor", "system", "clerk"])
def test_to_whoever_may_not_see_the_dossier_neither_file_nor_form_exists(who: dict[str, Officer], name: str) -> None:
    dossier = opened(who["li"])
    file, client = shut(dossier, who["li"]), browser(who[name])
    address = f"/reveal/files/{dossier.number}"
    assert [client.get(f"/files/{file.pk}").status_code, client.get(address).status_code, client.post(address, WHY).status_code] == [404, 404, 404]
    assert Reading.objects.count() == 0


def test_a_superior_who_reads_the_dossier_is_not_let_in_to_the_file_and_told_who_is(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    file, client = shut(dossier, who["li"]), browser(who["sun"])
    page = client.get(f"/files/{file.pk}")
    assert page.status_code == 403
    assert "只有承办、曾经承办或者受邀参与此卷宗的部门" in page.content.decode()
    assert 'name="purpose"' not in page.content.decode()
    assert client.post(f"/reveal/files/{dossier.number}", WHY).status_code == 403
    assert Reading.objects.count() == 0


def test_the_leave_ends_after_eight_hours(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    file, at = shut(dossier, who["li"]), now() - LASTS
    reveal(RevealableFiles(dossier), **WHY, by=who["li"], at=at)
    found, content = hand_out(who["li"], file.pk, at + LASTS - timedelta(seconds=1))
    content.close()
    assert found == file
    with pytest.raises(NotPermitted, match="先写明"):
        hand_out(who["li"], file.pk, at + LASTS)
    assert browser(who["li"]).get(f"/files/{file.pk}").status_code == 403


def test_the_leave_for_one_dossier_opens_no_other(who: dict[str, Officer]) -> None:
    one, other = opened(who["li"]), opened(who["li"], "D2")
    shut(one, who["li"])
    file = shut(other, who["li"], LABEL + b"another")
    reveal(RevealableFiles(one), **WHY, by=who["li"], at=now())
    assert browser(who["li"]).get(f"/files/{file.pk}").status_code == 403


@pytest.mark.parametrize("told", [{}, {"purpose": "看"}, {"purpose": " ", "ground": "\t"}, {"purpose": "看" * 501, "ground": "x"}])
def test_half_a_reason_opens_nothing(who: dict[str, Officer], told: dict[str, str]) -> None:
    dossier = opened(who["li"])
    shut(dossier, who["li"])
    reply = browser(who["li"]).post(f"/reveal/files/{dossier.number}", told)
    assert reply.status_code == 422
    assert "field__fault" in reply.content.decode()
    assert Reading.objects.count() == 0
    with pytest.raises(BadInput):
        reveal(RevealableFiles(dossier), purpose=" ", ground="x", by=who["li"], at=now())


def test_where_there_is_nothing_to_reveal_nothing_is_asked(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    seal([b"a letter"], "letter.txt", dossier=dossier, by=who["li"], at=now())
    client, address = browser(who["li"]), f"/reveal/files/{dossier.number}"
    assert client.get(address)["Location"] == f"/dossiers/{dossier.number}#files"
    assert client.post(address, WHY).status_code == 404
    with pytest.raises(NotFound):
        reveal(RevealableFiles(dossier), **WHY, by=who["li"], at=now())


def test_the_same_bytes_sealed_once_more_are_as_shut_as_before(who: dict[str, Officer]) -> None:
    shut(opened(who["li"]), who["li"])
    again = seal([LABEL], "又一份.png", dossier=opened(who["zhou"], "D2"), by=who["zhou"], at=now())
    assert again.is_personal
    assert browser(who["zhou"]).get(f"/files/{again.pk}").status_code == 403


def sealed_by_step(officer: Officer, dossier: Dossier, at: datetime, **ticked: str) -> SealedFile:
    take(dossier, "send", by=officer, at=at, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=Officer.objects.get(username="wang"), at=at)
    asked = Officer.objects.get(username="zhao")
    take(dossier, "receive_letter", by=asked, at=at)
    fields = {"key": "k", "seen": dossier.steps_taken, "answer": "无人经营", "evidence": SimpleUploadedFile("笔录.txt", "王某某".encode()), **ticked}
    reply = browser(asked).post(f"/dossiers/{dossier.number}/steps/answer_request", {f"answer_request-{name}": value for name, value in fields.items()})
    assert reply.status_code == 302
    return dossier.files.get()


@pytest.mark.parametrize(("ticked", "status"), [({}, 200), ({PERSONAL: "on"}, 403)])
def test_whoever_brings_a_file_with_a_step_says_whether_it_holds_personal_data(who: dict[str, Officer], ticked: dict[str, str], status: int) -> None:
    file = sealed_by_step(who["li"], opened(who["li"]), now(), **ticked)
    reply = browser(who["li"]).get(f"/files/{file.pk}")
    assert (reply.status_code, given(reply)) == (status, "王某某".encode() if status == 200 else b"")
    page = browser(who["zhao"]).get(f"/dossiers/{file.dossier.number}").content.decode()
    assert (page.count(f'href="/files/{file.pk}"') == 0) == bool(ticked)  # neither in the list nor in the history


def test_the_form_asks_only_where_files_are_brought_and_no_paper_has_its_name(who: dict[str, Officer]) -> None:
    page = browser(who["li"]).get(f"/dossiers/{opened(who['li']).number}").content.decode()
    assert f"send-{PERSONAL}" not in page
    assert PERSONAL not in rulebook().papers


def test_handing_a_dossier_on_says_which_files_hold_personal_data_and_the_next_says_anew_why(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    file = shut(dossier, who["li"])
    seal([b"a letter"], "letter.txt", dossier=dossier, by=who["li"], at=now())
    reveal(RevealableFiles(dossier), **WHY, by=who["li"], at=now())
    take(dossier, "send", by=who["li"], at=now(), given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=now())
    assert entries("send")[0]["personal_files"] == [file.sha256]
    client = browser(who["zhao"])
    assert client.get(f"/files/{file.pk}").status_code == 403
    assert client.post(f"/reveal/files/{dossier.number}", WHY).status_code == 302
    assert given(client.get(f"/files/{file.pk}")) == LABEL
    take(dossier, "receive_letter", by=who["zhao"], at=now())
    assert "personal_files" not in entries("receive_letter")[0]  # nobody new was let in


def test_a_file_brought_with_an_opening_is_shut_where_its_bringer_says_so(who: dict[str, Officer]) -> None:
    papers = {"listing_address": "x", "preliminary_evidence": "x", "right": "trademark", "evidence": SimpleUploadedFile("证件.png", LABEL), PERSONAL: "on"}
    told = {"key": "k", "title": "某通知", **papers}
    client = browser(who["clerk"])
    assert client.post("/dossiers/new/notice_and_delete", {f"opening-{name}": value for name, value in told.items()}).status_code == 302
    file = SealedFile.objects.get()
    assert client.get(f"/files/{file.pk}").status_code == 403
    assert client.post(f"/reveal/files/{file.dossier.number}", WHY).status_code == 302  # a platform's clerk acts on its own dossiers
    assert given(client.get(f"/files/{file.pk}")) == LABEL


@pytest.mark.parametrize(("sent", "status", "is_personal"), [({}, 201, False), ({"is_personal": "true"}, 201, True), ({"is_personal": "或许"}, 422, None)])
def test_the_api_takes_the_mark_and_gives_no_file_out(who: dict[str, Officer], sent: dict[str, str], status: int, is_personal: bool | None) -> None:
    dossier = opened(who["li"])
    headers = {"Authorization": f"Bearer {make_key(who['li'], 'file', at=now())}"}
    reply = Client().post(f"/api/dossiers/{dossier.number}/files", {"file": SimpleUploadedFile("a.png", LABEL), **sent}, headers=headers)
    assert (reply.status_code, reply.json().get("is_personal")) == (status, is_personal)
    assert Client().get(f"/api/dossiers/{dossier.number}/files", headers=headers).status_code == 405
    for file in dossier.files.all():
        assert Client().get(f"/files/{file.pk}", headers=headers).status_code == 302  # a key signs nobody in to the console


PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def test_a_picture_is_shown_in_its_place_with_the_entry_of_a_file_handed_out(who: dict[str, Officer]) -> None:
    """Improvement 22 of the desk: a preview in the dossier."""
    dossier, client = opened(who["li"]), browser(who["li"])
    file = seal([PICTURE], "现场.png", dossier=dossier, by=who["li"], at=now())
    text = seal(["现场笔录".encode()], "笔录.txt", dossier=dossier, by=who["li"], at=now())
    page = client.get(f"/dossiers/{dossier.number}").content.decode()
    assert f'src="/files/{file.pk}/preview"' in page
    assert f"/files/{text.pk}/preview" not in page
    shown = client.get(f"/files/{file.pk}/preview")
    assert (shown.status_code, shown["Content-Type"], given(shown)) == (200, "image/png", PICTURE)
    assert (shown["X-Content-Type-Options"], shown["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
    assert [one["file"] for one in entries("file_handed_out")] == [file.sha256]
    assert client.get(f"/files/{text.pk}/preview").status_code == 404
    assert len(entries("file_handed_out")) == 1
    assert browser(who["zhao"]).get(f"/files/{file.pk}/preview").status_code == 404


def test_a_picture_with_personal_data_is_shown_on_the_same_leave_as_it_is_given(who: dict[str, Officer]) -> None:
    dossier, client = opened(who["li"]), browser(who["li"])
    file = shut(dossier, who["li"])
    assert f"/files/{file.pk}/preview" not in client.get(f"/dossiers/{dossier.number}").content.decode()
    assert client.get(f"/files/{file.pk}/preview").status_code == 403
    assert entries("file_handed_out") == []
    reveal(RevealableFiles(dossier), **WHY, by=who["li"], at=now())
    assert f'src="/files/{file.pk}/preview"' in client.get(f"/dossiers/{dossier.number}").content.decode()
    assert given(client.get(f"/files/{file.pk}/preview")) == LABEL
    assert entries("file_handed_out")[0]["purpose"] == WHY["purpose"]


def test_the_first_pages_of_a_pdf_are_shown_as_a_picture_and_no_browser_gets_the_file_itself(who: dict[str, Officer]) -> None:
    """Improvement 22 of the desk: a preview of a PDF in the dossier."""
    writer, raw = PdfWriter(), BytesIO()
    writer.add_blank_page(600, 800)
    writer.write(raw)
    dossier, client = opened(who["li"]), browser(who["li"])
    file = seal([raw.getvalue()], "鉴定意见.pdf", dossier=dossier, by=who["li"], at=now())
    page = client.get(f"/dossiers/{dossier.number}").content.decode()
    assert f'src="/files/{file.pk}/preview"' in page
    assert "只显示前五页" in page
    shown = client.get(f"/files/{file.pk}/preview")
    assert (shown.status_code, shown["Content-Type"], shown.content[:4]) == (200, "image/png", b"\x89PNG")
    assert (shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("nosniff", "no-store")
    assert [one["file"] for one in entries("file_handed_out")] == [file.sha256]
    broken = seal([b"%PDF-1.7\n" + bytes(99)], "坏.pdf", dossier=dossier, by=who["li"], at=now())
    refused = client.get(f"/files/{broken.pk}/preview")
    assert refused.status_code == 422
    assert "无法预览，请下载" in refused.content.decode()


def test_several_files_are_put_on_a_dossier_at_once_without_a_step(who: dict[str, Officer]) -> None:
    """Improvement 22 of the desk: several files at once."""
    dossier, client = opened(who["li"]), browser(who["li"])
    assert f'action="/dossiers/{dossier.number}/files"' in client.get(f"/dossiers/{dossier.number}").content.decode()
    files = [SimpleUploadedFile("现场.png", PICTURE), SimpleUploadedFile("笔录.txt", "现场笔录".encode()), SimpleUploadedFile("又.png", PICTURE)]
    told = client.post(f"/dossiers/{dossier.number}/files", {"file": files, PERSONAL: "on"}, follow=True).content.decode()
    assert "已将 2 个文件加入卷宗" in told  # the same bytes once
    assert sorted((one.name, one.is_personal) for one in dossier.files.all()) == [("又.png", True), ("笔录.txt", True)]
    (entry,) = entries("files_added")
    assert sorted(entry["files"]) == sorted(entry["personal_files"]) == sorted(one.sha256 for one in dossier.files.all())
    assert "补充卷宗材料" in told
    assert client.get(f"/dossiers/{dossier.number}/files").status_code == 302


def test_one_file_that_is_not_taken_is_named_and_none_is_put_there(who: dict[str, Officer]) -> None:
    dossier, client = opened(who["li"]), browser(who["li"])
    address = f"/dossiers/{dossier.number}/files"
    files = [SimpleUploadedFile("现场.png", PICTURE), SimpleUploadedFile("工具.exe", b"MZ" + bytes(90))]
    told = client.post(address, {"file": files}, follow=True).content.decode()
    assert "工具.exe：" in told
    assert "程序" in told
    assert "请填写此项" in client.post(address, {}, follow=True).content.decode() or "请选择文件" in told
    assert not dossier.files.exists()
    assert entries("files_added") == []


def test_nobody_puts_a_file_on_a_dossier_that_is_not_theirs_or_is_closed(who: dict[str, Officer]) -> None:
    dossier = opened(who["li"])
    sent = {"file": [SimpleUploadedFile("现场.png", PICTURE)]}
    assert browser(who["zhao"]).post(f"/dossiers/{dossier.number}/files", sent).status_code == 404
    dossier.is_closed = True
    dossier.save()
    client = browser(who["li"])
    assert "补充材料" not in client.get(f"/dossiers/{dossier.number}").content.decode()
    assert client.post(f"/dossiers/{dossier.number}/files", {"file": [SimpleUploadedFile("现场.png", PICTURE)]}).status_code == 409
    assert not dossier.files.exists()
