"""What a tired or hostile hand types wrongly, and what each is answered: one table. Nothing is lost, nothing wrong is kept, no page of a library is shown."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime, now
from journeys.world import make_findings
from kits import open_kit
from make import make_clue
from people import PASSWORD, browser, people

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed", "fresh")]
Try = Callable[[Officer], Any]
PROGRAM = b"MZ\x90\x00" + bytes(200)
FOREIGN = "事情,哪里,哪家\n售假,甲网,某店\n"


@pytest.fixture
def fresh(settings: Any, tmp_path: Any) -> None:
    """Let no file wait where another test looks."""
    settings.LAKE, settings.PUBLIC_DOOR = tmp_path / "lake", True


def a_clue(by: Officer) -> Dossier:
    return make_clue(by, at=now(), suspected_act="刷单", platform="p", shop_id="S1", content="").dossier


def clue(**typed: str) -> Try:
    sent = {"source": "inspection", "suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1"} | typed
    return lambda li: browser(li).post("/clues/new", sent)


def transfer(**papers: str) -> Try:
    told = {"title": "某店", "key": "k", "suspicion": "售假", "crime": "非法经营罪", **papers}
    return lambda li: browser(li).post("/dossiers/new/crime_transfer", {f"opening-{name}": value for name, value in told.items()})


def accepted(by: Officer) -> Dossier:
    dossier = a_clue(by)
    take(dossier, "accept", by=by, at=now())
    return dossier


def sent_as_shown(by: Officer, dossier: Dossier, name: str, **papers: Any) -> Any:
    """Send a step with what the page itself puts into its form."""
    client = browser(by)
    shown = client.get(f"/clues/{dossier.number}").content.decode()
    hidden = {key: re.search(rf'name="{name}-{key}" value="([^"]*)"', shown) for key in ("key", "seen")}
    told = {f"{name}-{key}": found.group(1) for key, found in hidden.items() if found}
    return client.post(f"/dossiers/{dossier.number}/steps/{name}", told | {f"{name}-{key}": value for key, value in papers.items()})


def step(name: str, **papers: str) -> Try:
    return lambda li: sent_as_shown(li, accepted(li), name, **papers)


def file_of(name: str, content: bytes) -> Try:
    return lambda li: browser(li).post("/clues/import", {"file": SimpleUploadedFile(name, content)})


def letter(name: str, content: bytes) -> Try:
    def sent(li: Officer) -> Any:
        wang = people("wang")["wang"]
        given = {"transfer_kind": "police", "receiving_body": "县公安局", "reason": "涉嫌犯罪"}
        return sent_as_shown(wang, accepted(wang), "transfer", **given, transfer_letter=SimpleUploadedFile(name, content))

    return sent


def at_the_door(li: Officer) -> Any:
    kit = open_kit(Purchase("抖音 › 直播间 小敏好物", "鞋", "假货"), department=li.department, at=now())
    sent = {"kind": "payment", "file": SimpleUploadedFile("付款.exe", PROGRAM)}
    return Client(headers={"Accept-Language": "zh-hans"}).post(f"/buyer/{kit.code}", sent, follow=True)


def noughts_at_the_door(li: Officer) -> Any:
    kit = open_kit(Purchase("抖音 › 直播间 小敏好物", "鞋", "假货"), department=li.department, at=now())
    sent = {"kind": "payment", "file": SimpleUploadedFile("清零.bin", bytes(2**20))}
    return Client(headers={"Accept-Language": "zh-hans"}).post(f"/buyer/{kit.code}", sent, follow=True)


def twice(li: Officer) -> Any:
    finding, _ = make_findings(li)
    client = browser(li)
    client.post(f"/clues/findings/{finding.pk}/take_up")
    return client.post(f"/clues/findings/{finding.pk}/take_up", follow=True)


def in_two_tabs(li: Officer) -> Any:
    dossier = a_clue(li)
    client, sent = browser(li), {"accept-seen": "1"}
    client.post(f"/dossiers/{dossier.number}/steps/accept", {**sent, "accept-key": "one"})
    return client.post(f"/dossiers/{dossier.number}/steps/accept", {**sent, "accept-key": "two"})


def after_the_session(li: Officer) -> Any:
    dossier, stranger = a_clue(li), Client(headers={"Accept-Language": "zh-hans"})
    asked = stranger.post(f"/dossiers/{dossier.number}/steps/accept", {"accept-note": "写了很久的字"})
    return stranger.post(asked["Location"], {"login": "li", "password": PASSWORD}, follow=True)


def with_an_old_token(li: Officer) -> Any:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "zh-hans"})
    client.force_login(li, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.post(f"/dossiers/{a_clue(li).number}/steps/accept", {"accept-note": "x"})


def six_wrong_passwords(li: Officer) -> Any:
    client = Client(headers={"Accept-Language": "zh-hans"})
    for _ in range(5):
        client.post("/accounts/login/", {"login": "li", "password": "wrong"})
    return client.post("/accounts/login/", {"login": "li", "password": PASSWORD})


AHEAD = (localtime(now()).date() + timedelta(days=400)).isoformat()
RECEIVED = f"{AHEAD}T09:00"
#: What is typed, the status, the words that answer it, and words that must not stand there.
TABLE: list[tuple[str, Try, int, str, str]] = [
    ("an empty conclusion", step("conclude_check"), 422, "请填写此项。", "这个字段"),
    ("an empty clue", lambda li: browser(li).post("/clues/new", {"source": ""}), 422, "请填写此项。", "这个字段"),
    ("a title of 300 signs", clue(title="长" * 300), 422, "最多 200 个字，现有 300 个字。", "字符数"),
    ("a day that is none", clue(acted_on="2026-13-45"), 422, "请填写日期，如 2026-10-02。", "输入一个有效"),
    ("a day in words", clue(acted_on="2026年10月2日"), 422, "请填写日期，如 2026-10-02。", "输入一个有效"),
    ("an article in free words", clue(suspected_ground="乱写"), 422, "法规库中没有这一条", "系统出错"),
    ("a day of the act yet to come, clue", clue(acted_on=AHEAD), 422, "这一天还没有到", "系统出错"),
    ("a day of the act yet to come, transfer", transfer(acted_on=AHEAD), 422, "这一天还没有到", "已办理"),
    ("received in a year to come", clue(received_at=RECEIVED), 422, "不能晚于办理之日", "系统出错"),
    ("a credit code of three signs", clue(operator_code="123"), 422, "不是有效的统一社会信用代码", "系统出错"),
    ("a credit code with a wrong digit", clue(operator_code="91330106MA2AXX0012"), 422, "不是有效的统一社会信用代码", "系统出错"),
    ("an article that is none", clue(suspected_ground="商标法第999条"), 422, "法规库中没有这一条", "系统出错"),
    ("a crime that is none", transfer(crime="不存在的罪"), 422, "规则库没有这个罪名", "已办理"),
    ("a sum as people write it", transfer(sales_amount="12万", case_value="￥120,000"), 302, "", "请填写数字"),
    ("a sum below nothing", clue(amount="-5"), 422, "不能小于 0。", "系统出错"),
    ("a sum without end", transfer(sales_amount="1e30"), 422, "请填写数字", "最多"),
    ("a script", clue(shop_name="<script>alert(1)</script>", content="<img src=x onerror=alert(1)>"), 302, "", "<script>alert"),
    ("a link that runs", clue(shop_url="javascript:alert(1)"), 422, "链接须以 http:// 或 https:// 开头", "系统出错"),
    ("a shop without its platform", clue(platform=""), 422, "须指明对象", "系统出错"),
    ("a program as a file of clues", file_of("举报清单.exe", PROGRAM), 422, "举报清单.exe", "clues.exe"),
    ("foreign headings", file_of("外地.csv", FOREIGN.encode()), 200, "请指明各列的含义", "--map"),
    ("a program as a letter", letter("移送函.exe", PROGRAM), 422, "程序", "已办理"),
    ("a program at the buyer's door", at_the_door, 422, "付款.exe：只收照片", "系统出错"),
    ("nothing but noughts at the buyer's door", noughts_at_the_door, 422, "清零.bin：只收照片", "系统出错"),
    ("a double click", twice, 200, "已有人处理", "出错"),
    ("two tabs", in_two_tabs, 409, "页面打开之后", "Traceback"),
    ("a session that ended", after_the_session, 200, "accept-note", "不接受这样的提交"),
    ("an old token", with_an_old_token, 403, "已填写的内容保留在本标签页中", "DEBUG"),
    ("nothing ticked", lambda li: browser(li).post("/findings/set_aside", {"reason": "大促"}, follow=True), 200, "请先勾选至少一条", "出错"),
    ("six wrong passwords", six_wrong_passwords, 200, "最长五分钟后恢复", "稍后"),
]


@pytest.mark.parametrize(("typed", "status", "words", "never"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_is_typed_wrongly_is_answered_in_words(typed: Try, status: int, words: str, never: str) -> None:
    """Desk d-9: a day to come, a false code, an article and a crime that are none were accepted."""
    reply = typed(people("li")["li"])
    told = reply.content.decode()
    assert reply.status_code == status, told[:3000]
    assert words in told
    assert never not in told


def test_headings_that_were_chosen_once_are_known_for_the_next_file() -> None:
    client = browser(people("li")["li"])
    asked = client.post("/clues/import", {"file": SimpleUploadedFile("外地.csv", FOREIGN.encode())})
    token = asked.context["form"].initial["token"]
    refused = client.post("/clues/import/headings", {"token": token, "heading_0": "suspected_act", "heading_1": "suspected_act"})
    assert refused.status_code == 422
    assert "两个表头不能对应同一列" in refused.content.decode()
    done = client.post("/clues/import/headings", {"token": token, "heading_0": "suspected_act", "heading_1": "platform", "heading_2": "shop_name"})
    assert done.status_code == 200
    told = Clue.objects.get()
    assert (told.suspected_act, told.platform, told.shop_name) == ("售假", "甲网", "某店")
    again = client.post("/clues/import", {"file": SimpleUploadedFile("再来.csv", FOREIGN.replace("售假", "刷单").encode())})
    assert "已登记 1 条线索" in again.content.decode() or Clue.objects.count() == 2
    assert client.post("/clues/import/headings", {"token": "x"}, follow=True).redirect_chain == [("/clues/import", 302)]


def test_an_empty_file_of_clues_is_read_back_as_it_was_given() -> None:
    client = browser(people("li")["li"])
    given = client.get("/clues/import/template").content.decode("utf-8-sig")
    assert "涉嫌行为" in given
    told = {"涉嫌行为": "售假", "平台": "甲网", "店铺名称": "某店"}
    filled = given + ",".join(told.get(name, "") for name in given.strip().split(","))
    client.post("/clues/import", {"file": SimpleUploadedFile("模板.csv", filled.encode())})
    assert Clue.objects.get().suspected_act == "售假"
