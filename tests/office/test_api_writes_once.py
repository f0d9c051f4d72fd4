"""H3: what the API writes is entered as the console enters it, and a request repeated after a lost answer is done once."""

from collections.abc import Callable
from typing import Any

import pytest
from couriers import courier_clerk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from people import people

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.parcels.models import Batch
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.people.keys import make_key
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed"), pytest.mark.both_databases]
Send = Callable[..., Any]


@pytest.fixture
def li() -> Officer:
    return people("li")["li"]


@pytest.fixture
def send(li: Officer) -> Send:
    headers = {"Authorization": f"Bearer {make_key(li, 'test', at=now())}"}

    def post(path: str, told: dict[str, Any], **more: Any) -> Any:
        return Client().post(f"/api{path}", told, headers=headers, **more)

    return post


@pytest.fixture
def dossier(li: Officer) -> Dossier:
    return open_dossier(Opening("assistance", "D2026-1", "协查"), by=li, department=li.department, at=now(), given={"questions": "何处经营"})


def txt(text: str, name: str = "笔录.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_file_by_the_api_is_entered_and_raises_no_alarm(send: Send, dossier: Dossier) -> None:
    seal_rows(now())
    reply = send(f"/dossiers/{dossier.number}/files", {"file": txt("事实"), "is_personal": "true"})
    assert reply.status_code == 201
    entry = Entry.objects.get(kind="files_added")
    assert reply.json()["sha256"] in entry.body
    assert "personal_files" in entry.body
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_the_same_bytes_or_the_same_key_are_on_file_once(send: Send, dossier: Dossier) -> None:
    path = f"/dossiers/{dossier.number}/files"
    first = send(path, {"file": txt("事实"), "key": "k1"}).json()
    for sent in ({"file": txt("事实"), "key": "k1"}, {"file": txt("事实")}, {"file": txt("事实", "另名.txt"), "key": "k2"}):
        again = send(path, sent)
        assert again.status_code == 201
        assert again.json()["sha256"] == first["sha256"]
    assert SealedFile.objects.count() == 1
    assert Entry.objects.filter(kind="files_added").count() == 1
    other = send(path, {"file": txt("另一份"), "key": "k1"})
    assert other.status_code == 409
    assert "请求编号" in other.json()["detail"]


def test_what_is_sent_again_as_personal_is_shut_and_that_is_entered(send: Send, dossier: Dossier) -> None:
    path = f"/dossiers/{dossier.number}/files"
    send(path, {"file": txt("姓名")})
    assert send(path, {"file": txt("姓名"), "is_personal": "true"}).json()["is_personal"] is True
    assert send(path, {"file": txt("姓名"), "is_personal": "false"}).json()["is_personal"] is True, "nobody makes it open by sending it again"
    assert SealedFile.objects.get().is_personal
    assert '"personal_files"' in Entry.objects.filter(kind="files_added").order_by("-index")[0].body
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_a_clue_by_the_api_under_the_same_key_is_one_clue(send: Send) -> None:
    told = {"source": "report", "suspected_act": "销售假冒化肥", "content": "某店" * 300}
    numbers = {key: send("/clues", {**told, "key": key}, content_type="application/json").json()["number"] for key in ("a", "b")}
    again = send("/clues", {**told, "key": "a"}, content_type="application/json")
    assert (again.status_code, again.json()["number"]) == (201, numbers["a"])
    assert Clue.objects.count() == 2
    wrong = send("/clues", {**told, "key": "x" * 61}, content_type="application/json")
    assert wrong.status_code == 422
    opened = {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处"}, "key": "c"}
    assert send("/dossiers", opened, content_type="application/json").status_code == 201
    refused = send("/clues", {**told, "key": "c"}, content_type="application/json")
    assert refused.status_code == 409
    assert "请求编号" in refused.json()["detail"]


def test_attestations_by_the_api_under_the_same_key_are_one_batch() -> None:
    courier = courier_clerk()
    headers = {"Authorization": f"Bearer {make_key(courier, 'test', at=now())}"}
    told = {
        "rows": [
            {
                "waybill": "SF100000001",
                "outlet": "桐庐一店",
                "region_code": "330122",
                "sent_on": "2026-11-20",
                "id_checked": True,
                "person_id": "A" * 20,
                "phone": "B" * 20,
            }
        ]
    }

    def bring(key: str) -> Any:
        return Client().post("/api/parcels/attestations", {**told, "key": key}, headers=headers, content_type="application/json")

    numbers = [reply.json()["number"] for reply in (bring("a"), bring("a"), bring("b"))]
    assert numbers[0] == numbers[1] != numbers[2]
    assert Batch.objects.count() == 2


JSON = {"content_type": "application/json"}


def test_the_key_of_a_step_registers_no_clue_and_opens_nothing(send: Send, li: Officer) -> None:
    """A step of a clue names the dossier of the clue, which was taken for one that the key had registered."""
    told = {"source": "report", "suspected_act": "销售假冒化肥", "content": "某店"}
    number = send("/clues", {**told, "key": "a"}, **JSON).json()["number"]
    assert send(f"/dossiers/{number}/steps/accept", {"papers": {}, "key": "s"}, **JSON).status_code == 200
    refused = send("/clues", {**told, "key": "s"}, **JSON)
    assert (refused.status_code, Clue.objects.count()) == (409, 1)
    opened = {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处"}}
    first = send("/dossiers", {**opened, "key": "b"}, **JSON).json()["number"]
    assert send(f"/dossiers/{first}/steps/abandon", {"papers": {"reason": "查清"}, "key": "t"}, **JSON).status_code == 200
    assert send("/dossiers", {**opened, "key": "t"}, **JSON).status_code == 409
    assert Dossier.objects.filter(procedure="assistance").count() == 1


def test_other_content_under_the_same_key_is_refused_at_every_door(send: Send) -> None:
    clue = {"source": "report", "suspected_act": "销售假冒化肥", "content": "某店", "reporter": {"name": "张三", "phone": "13800000000"}}
    number = send("/clues", {**clue, "key": "a"}, **JSON).json()["number"]
    opened = {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处"}}
    dossier = send("/dossiers", {**opened, "key": "b"}, **JSON).json()["number"]
    steps, acts = f"/dossiers/{dossier}/steps/abandon", "/acts/subject/open_subject"
    subject = {"subject_kind": "person", "subject_name": "张三"}
    assert send(steps, {"papers": {"reason": "查清"}, "key": "c"}, **JSON).status_code == 200
    assert send(acts, {"papers": subject, "key": "d"}, **JSON).status_code == 201
    again = [
        ("/clues", {**clue, "key": "a"}, {**clue, "content": "别的店", "key": "a"}),
        ("/clues", {**clue, "key": "a"}, {**clue, "reporter": {"name": "李四"}, "key": "a"}),
        ("/dossiers", {**opened, "key": "b"}, {**opened, "papers": {"questions": "何人"}, "key": "b"}),
        (steps, {"papers": {"reason": "查清"}, "key": "c"}, {"papers": {"reason": "误发"}, "key": "c"}),
        (acts, {"papers": subject, "key": "d"}, {"papers": {**subject, "subject_name": "李四"}, "key": "d"}),
    ]
    entries = Entry.objects.count()
    for path, same, other in again:
        assert send(path, same, **JSON).status_code in {200, 201}, path
        refused = send(path, other, **JSON)
        assert (refused.status_code, "请求编号" in refused.json()["detail"]) == (409, True), path
    assert Entry.objects.count() == entries
    assert number == send("/clues", {**clue, "key": "a"}, **JSON).json()["number"]


def test_the_digest_of_a_request_cannot_be_guessed_from_the_ledger_and_is_kept_when_the_secret_is_turned(send: Send, settings: Any) -> None:
    clue = {"source": "report", "suspected_act": "销售假冒化肥", "content": "某店", "key": "a"}
    send("/clues", clue, **JSON)
    assert Entry.objects.filter(body__contains='"request_digest"').count() == 1
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret of this node"
    assert send("/clues", clue, **JSON).status_code == 201
    settings.SECRET_KEY_FALLBACKS = []
    assert send("/clues", clue, **JSON).status_code == 409
