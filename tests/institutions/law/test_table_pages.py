"""A table goes up and comes back with its answers."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import people

pytestmark = pytest.mark.django_db
QUESTION = "罪名,行为日,销售金额,未销售货值,此前处罚日\n销售假冒注册商标的商品罪,2026-01-01,20000,880000,2025-06-01\n"


@pytest.fixture
def client() -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(people("li")["li"])
    return made


def upload(name: str, content: bytes, asks: str = "threshold", form: str = "xlsx") -> dict[str, object]:
    return {"asks": asks, "form": form, "table": SimpleUploadedFile(name, content)}


def test_a_table_comes_back_with_its_answers(client: Client) -> None:
    assert client.get("/law/tables").status_code == 200
    reply = client.post("/law/tables", upload("q.csv", QUESTION.encode("gb18030")))
    assert (reply.status_code, reply["Content-Disposition"], reply["Cache-Control"]) == (200, 'attachment; filename="threshold-answers.xlsx"', "no-store")
    lines = list(openpyxl.load_workbook(io.BytesIO(reply.content)).active.iter_rows(values_only=True))
    assert lines[1][lines[0].index("tier")] == "heavy"
    plain = client.post("/law/tables", upload("q.csv", QUESTION.encode(), form="csv"))
    assert ",heavy,heavy,no,yes,2025_interp," in plain.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.csv", b"sales\n1\n", "The table lacks: crime, acted_on"),
        ("q.exe", b"MZ", "A table is one of"),
        ("q.xlsx", b"PK\x03\x04broken", "q"),
        ("q.csv", b"", ""),
    ],
)
def test_what_is_no_table_is_told_beside_it(client: Client, name: str, content: bytes, said: str) -> None:
    reply = client.post("/law/tables", upload(name, content))
    assert reply.status_code == 422
    assert said in reply.content.decode()


def test_the_columns_are_named_as_the_reader_s_table_may_call_them(client: Client) -> None:
    assert '<code class="strong">acted_on</code>' in client.get("/law/tables").content.decode()
    chinese = client.get("/law/tables", headers={"accept-language": "zh-hans"}).content.decode()
    assert '<code class="strong">行为日</code>' in chinese
    assert "acted_on" not in chinese


def test_nobody_reads_it_without_signing_in() -> None:
    assert Client().post("/law/tables", upload("q.csv", QUESTION.encode())).status_code in {302, 403}
