"""One number is looked up: every value with its source and day, from files here and from services that are asked with a reason."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from make import make_lake
from people import browser

from mingjian.core.deliveries.lookups import services_in
from mingjian.core.errors import BadInput
from mingjian.core.records.lake import Lake
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
CODE = "91110108551385082Q"
REGISTER = f"统一社会信用代码,企业名称,登记状态,注册地址\n{CODE},甲贸易有限公司,存续,某市某区某路 1 号\n"


class Register(BaseHTTPRequestHandler):
    """Answers for one firm as `told` says, and keeps who asked with which key."""

    told: ClassVar[Any] = None
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        body = self.told if isinstance(self.told, bytes) else json.dumps(self.told).encode()
        self.send_response(200 if self.path.endswith(CODE) else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Keep quiet."""


@pytest.fixture
def register() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Register)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Register.asked.clear()
    Register.told = {"data": {"items": [{"creditCode": CODE, "entName": "甲贸易有限公司", "regStatus": "吊销", "shareholders": [{"name": "张三"}]}]}}
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(settings: Any, tmp_path: Path, sealed: None, register: str) -> Path:
    make_lake(tmp_path, settings, registration=REGISTER)
    settings.HOME = tmp_path
    secret = tmp_path / "secret"
    secret.write_text("t0ken", "utf-8")
    secret.chmod(0o600)
    told = {"kind": "registration", "address": f"{register}/firms/{{number}}", "secret_in": str(secret), "rows": "data.items"}
    told["map"] = {"creditCode": "uscc", "entName": "name", "regStatus": "status"}
    (tmp_path / "lookups.yaml").write_text(json.dumps({"省登记查询": told}), "utf-8")
    return tmp_path


def page_of(by: Officer, number: str = CODE, of: str = "registration") -> str:
    return browser(by).get("/look-up", {"of": of, "number": number}).content.decode()


def test_values_stand_with_source_and_day_and_where_sources_differ_it_is_said(home: Path, who: Who) -> None:
    before = page_of(who["li"])
    assert "甲贸易有限公司" in before
    assert re.search(r"test</a> · (?:<time[^>]*>)?2026.11.24", before)
    assert "来源不一致" not in before
    asked = {"of": "registration", "number": CODE.lower(), "service": "省登记查询", "why": "核查线索 C2026-0000001，电子商务法第二十七条"}
    assert browser(who["li"]).post("/look-up/ask", asked).status_code == 302
    assert Register.asked == [(f"/firms/{CODE}", "Bearer t0ken")]
    after = page_of(who["li"])
    for said in ("存续", "吊销", "来源不一致", "省登记查询</a>", "1 项来源不一致"):
        assert said in after
    assert "t0ken" not in after
    entry = Entry.objects.get(kind="service_asked")
    assert CODE not in entry.body
    assert Entry.objects.filter(kind="records_imported").count() == 1
    assert {load.source for load in Lake(home / "lake").loads()} == {"test", "省登记查询"}


@pytest.mark.parametrize(("told", "said"), [(b"<html>", "不是 JSON"), ({"data": {}}, "没有这个编号"), ({"data": {"items": [1, None]}}, "没有这个编号")])
@pytest.mark.usefixtures("home")
def test_what_is_no_answer_is_not_taken_and_the_question_is_entered(who: Who, told: Any, said: str) -> None:
    Register.told = told
    client = browser(who["li"])
    page = client.post("/look-up/ask", {"of": "registration", "number": CODE, "service": "省登记查询", "why": "核查线索"}, follow=True).content.decode()
    assert said in page
    assert Entry.objects.filter(kind="service_asked").count() == 1
    assert not Entry.objects.filter(kind="records_imported").exists()


@pytest.mark.usefixtures("home")
def test_nobody_is_asked_without_a_reason_for_a_citizen_or_by_whom_it_does_not_behove(who: Who) -> None:
    client = browser(who["li"])
    for number, why, said in ((CODE, "查", "请写明查询的目的"), ("11010519491231002X", "核查线索", "公民身份号码不在此查询"), ("", "核查线索", "请填写")):
        page = client.post("/look-up/ask", {"of": "registration", "number": number, "service": "省登记查询", "why": why}, follow=True)
        assert said in page.content.decode()
    assert client.get("/look-up", {"of": "registration", "number": "11010519491231002X"}).status_code == 422
    assert not Register.asked
    assert browser(who["clerk"]).get("/look-up").status_code == 403
    assert "没有设定这一类" in page_of(who["li"], "SC10111010500001", "permit")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲: {kind: registration}", "须写明 kind、address"),
        ("甲: {kind: order, address: 'https://a/{number}'}", "kind 可取"),
        ("甲: {kind: right, address: 'http://a.example/{number}'}", "https://"),
        ("甲: {kind: right, address: 'https://a.example/'}", "{number}"),
        ("甲: {kind: right, address: 'https://a.example/{number}', secret_in: k}", "以 / 开头"),
        ("甲: {kind: right, address: 'https://a.example/{number}', password: k}", "不认识 password"),
    ],
)
def test_what_is_wrong_with_a_service_is_said_by_its_name(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "lookups.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        services_in(tmp_path / "lookups.yaml")
    assert said in refused.value.text.zh
