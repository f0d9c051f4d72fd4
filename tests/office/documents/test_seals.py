"""A final paper is sealed by the bureau's own service: what comes back is the paper that was sent with a seal behind it, or it is not taken."""

import hashlib
import json
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from letters import sent
from people import at, browser, department_of, set_up_office
from pypdf import PdfReader
from seal_service import Service, cms_of, sealed, sm3_of

from mingjian.core.documents.pdf_copy import reading_copy
from mingjian.core.documents.seal_check import held_to_source
from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.office.audit.run import audit
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.documents.models import Document
from mingjian.office.documents.seals import seal_paper, sealed_bytes
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


@pytest.fixture
def letter(who: Who) -> Document:
    """A final letter of the county under its number."""
    about = Opening("assistance", "D1", "某鞋店实际经营地")
    dossier = open_dossier(about, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实经营地。" * 90})
    return make("assistance_letter", sent(dossier, MORNING), by=who["li"], at=MORNING)


def test_a_paper_is_sealed_over_http_and_kept_beside_itself(letter: Document, who: Who, settings: Any) -> None:
    service = Service()
    settings.SEAL_TOKEN = "secret"  # noqa: S105 - of the stand-in
    with service.served() as address:
        settings.SEAL = address
        found = seal_paper(who["wang"], letter.pk, MORNING)
        assert seal_paper(who["wang"], letter.pk, MORNING) == found, "it is sealed once"
    assert len(service.asked) == 1
    paper = reading_copy(bytes_of(letter))
    assert service.asked[0]["X-Content-Sha256"] == hashlib.sha256(paper).hexdigest()
    assert service.asked[0]["Authorization"] == "Bearer secret"
    _, raw = sealed_bytes(who["wang"], letter.pk, MORNING)
    assert raw.startswith(paper)
    assert len(PdfReader(BytesIO(raw)).pages) == len(PdfReader(BytesIO(paper)).pages)
    told = json.loads(Entry.objects.get(kind="document_sealed").body)
    assert (told["source"], told["file"]) == (hashlib.sha256(paper).hexdigest(), hashlib.sha256(raw).hexdigest())
    assert (told["digest"], told["service"]) == ("sha256", "127.0.0.1")
    assert "secret" not in Entry.objects.get(kind="document_sealed").body
    letter.refresh_from_db()
    assert letter.sealed_sha256 == told["file"]
    assert audit().found == ()


def test_a_command_does_it_as_well(letter: Document, who: Who, settings: Any, tmp_path: Path) -> None:
    script = tmp_path / "seal it.py"
    worlds = Path(__file__).parents[2] / "worlds"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(worlds)!r})\n"
        "from pathlib import Path\nfrom seal_service import sealed\n"
        "paper, out, digest, number, department = sys.argv[1:]\nassert department == '桐庐县局' and number\n"
        "Path(out).write_bytes(sealed(Path(paper).read_bytes()))\n",
        "utf-8",
    )
    settings.SEAL = f"{sys.executable} '{script}'"
    assert seal_paper(who["wang"], letter.pk, MORNING).sealed_sha256
    assert json.loads(Entry.objects.get(kind="document_sealed").body)["service"] == Path(sys.executable).name


def test_the_national_digest_binds_as_well() -> None:
    source = plain_pdf()
    assert held_to_source(source, sealed(source, sm3_of)).digest == "sm3"


def plain_pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n46\n%%EOF\n"


WRONG = {
    "one byte changed": lambda source: sealed(source.replace(b"/Catalog", b"/Catalot")),
    "nothing added": lambda source: source,
    "made anew": lambda source: sealed(b"%PDF-1.7\n2 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"),
    "another format": lambda source: b"PK\x03\x04OFD.xml" + source,
    "no seal": lambda source: source + b"\n% sealed, believe me\n",
    "seal of something else": lambda source: sealed(source, lambda covered: cms_of(covered + b"x")),
    "no digest": lambda source: sealed(source, lambda covered: b"\x30\x00"),
    "added to after the seal": lambda source: sealed(source) + b"1 0 obj\n<< /Changed true >>\nendobj\n",
    "empty": lambda source: b"",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_the_paper_with_a_seal_is_not_taken(wrong: Any) -> None:
    with pytest.raises(BadInput, match=r"PDF|原文字节|不予采用"):
        held_to_source(plain_pdf(), wrong(plain_pdf()))


@pytest.mark.parametrize(("answer", "status"), [(lambda paper: b"no", 500), (lambda paper: b"", 302), (lambda paper: paper, 200)])
def test_a_service_that_fails_leaves_the_paper_as_it_was_and_says_so_on_the_page(letter: Document, who: Who, settings: Any, answer: Any, status: int) -> None:
    with Service(answer, status).served() as address:
        settings.SEAL = address
        reply = browser(who["wang"]).post(f"/documents/{letter.pk}/seal", follow=True)
    assert reply.status_code == 200
    assert ("签章服务没有完成" in reply.text) or ("原文字节已改变" in reply.text)
    letter.refresh_from_db()
    assert letter.sealed_sha256 == ""
    assert not Entry.objects.filter(kind="document_sealed").exists()


def test_without_a_service_the_page_says_what_to_do(letter: Document, who: Who, settings: Any) -> None:
    settings.SEAL = ""
    page = browser(who["li"]).get("/dossiers/D1/whole")
    text = page.text if page.status_code == 200 else browser(who["li"]).get("/dossiers/D1").text
    assert "打印后加盖实物印章" in text
    assert "加盖电子签章</button>" not in text
    with pytest.raises(BadInput, match="MINGJIAN_SEAL"):
        seal_paper(who["wang"], letter.pk, MORNING)


def test_it_is_offered_done_and_downloaded_on_the_page(letter: Document, who: Who, settings: Any) -> None:
    head = browser(who["wang"])
    with Service().served() as address:
        settings.SEAL = address
        assert f'action="/documents/{letter.pk}/seal"' in head.get("/dossiers/D1").text
        reply = head.post(f"/documents/{letter.pk}/seal", follow=True)
    assert "已加盖电子签章" in reply.text
    file = head.get(f"/documents/{letter.pk}.sealed.pdf")
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert file.content.startswith(b"%PDF-")
    assert Entry.objects.filter(kind="document_handed_out").count() == 2
    assert browser(who["zhou"]).get(f"/documents/{letter.pk}.sealed.pdf").status_code == 404


def test_a_draft_and_a_strangers_paper_are_not_sealed(letter: Document, who: Who, settings: Any) -> None:
    settings.SEAL = "http://127.0.0.1:9/"
    Document.objects.filter(pk=letter.pk).update(is_draft=True)
    with pytest.raises(BadInput, match="草稿不加盖"):
        seal_paper(who["wang"], letter.pk, MORNING)
    with pytest.raises((NotFound, NotPermitted)):
        seal_paper(who["zhou"], letter.pk, MORNING)
    with pytest.raises(NotPermitted, match="桐庐县局加盖签章"):
        seal_paper(who["qian"], letter.pk, MORNING)  # whoever received it does not seal it


def test_whoever_only_writes_papers_does_not_seal_them(letter: Document, who: Who, settings: Any) -> None:
    service = Service()
    with service.served() as address:
        settings.SEAL = address
        with pytest.raises(NotPermitted, match=r"加盖电子签章.*部门负责人"):
            seal_paper(who["li"], letter.pk, MORNING)
        li = browser(who["li"])
        assert "加盖电子签章</button>" not in li.get("/dossiers/D1").text
        reply = li.post(f"/documents/{letter.pk}/seal")
        assert reply.status_code == 403
        assert "部门负责人" in reply.text
    assert service.asked == []
    letter.refresh_from_db()
    assert letter.sealed_sha256 == ""


def test_a_police_body_without_a_head_reads_who_could_seal_and_the_acting_head_seals(who: Who, settings: Any) -> None:
    """The officer saw no button and no word: nobody there could ever have a paper sealed."""
    body = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    set_up_office(body)
    told = {"department": body, "duty": "work"}
    writer = Officer.objects.create(username="police-1", name_zh="警官", roles=["police"], **told)
    told_of = {"form": "reply", "title": "复函", "number": "桐公〔2026〕1号", "sha256": "0" * 64, "size": 1, "made_on": MORNING.date(), "made_at": MORNING}
    about = Opening("assistance", "D9", "某鞋店实际经营地")
    dossier = open_dossier(about, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实经营地。" * 90})
    dossier.seats.create(department=body, since=MORNING, is_beside=True)
    Document.objects.create(dossier=dossier, nth=1, template="0" * 64, made_by=writer, **told_of)
    settings.SEAL = "http://127.0.0.1:9/"
    page = browser(writer).get("/dossiers/D9").text
    assert "没有在用的负责人" in page
    assert "主持工作的负责人" in page
    acting = Officer.objects.create(username="police-2", name_zh="代局长", roles=["head"], roles_until=localdate(now()) + timedelta(days=3), **told)
    assert "由本部门负责人加盖电子签章：代局长" in browser(writer).get("/dossiers/D9").text
    assert "加盖电子签章</button>" in browser(acting).get("/dossiers/D9").text


@pytest.mark.parametrize("roles", [["head"], ["principal"]])
def test_head_and_principal_seal_without_another_role(letter: Document, who: Who, settings: Any, roles: list[str]) -> None:
    who["wang"].roles = roles
    who["wang"].save()
    with Service().served() as address:
        settings.SEAL = address
        assert seal_paper(who["wang"], letter.pk, MORNING).sealed_sha256


@pytest.mark.parametrize("address", ["http://seal.example/sign", "http://10.2.3.4:8080/", "http://localhost.seal.example/", "http://127.0.0.1@seal.example/"])
def test_a_paper_does_not_go_over_the_network_in_the_clear(letter: Document, who: Who, settings: Any, address: str) -> None:
    settings.SEAL = address
    with pytest.raises(BadInput, match="未加密"):
        seal_paper(who["wang"], letter.pk, MORNING)
    assert not Entry.objects.filter(kind__in=("document_sealed", "document_handed_out")).exists()
