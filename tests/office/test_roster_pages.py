"""The pages of rosters, from the home of the system administrator to the second signature."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from people import browser
from rosters import person, workbook

from mingjian.cli.officer import command
from mingjian.office.models import Entry, Officer, Roster

pytestmark = pytest.mark.django_db


def bring(client: Client, path: Path, **more: str) -> str:
    """Have a file read; return the address of its page."""
    with path.open("rb") as file:
        reply = client.post("/staff/rosters/read", {"file": file, **more})
    assert reply.status_code == 302, reply.content.decode()[:2000]
    return str(reply.headers["Location"])


def halves_in(page: str) -> list[str]:
    return re.findall(r'class="once">([^<]+)<', page)


def test_from_the_administrators_home_to_the_first_sign_in(who: dict[str, Officer], tmp_path: Path) -> None:
    system, security = browser(who["system"]), browser(who["security"])
    assert 'href="/staff/rosters"' in system.get(system.get("/").headers["Location"]).content.decode()
    address = bring(system, workbook(tmp_path / "名册.xlsx", [person(n) for n in range(300)] + [person(999, "没有此局")]))
    page = system.get(address).content.decode()
    assert "手机号码" in page
    assert "没有部门" in page
    assert "提交这 300 项变动" in page
    asked = system.post(f"{address}/ask")
    firsts = halves_in(asked.content.decode())
    assert len(firsts) == 300
    assert asked["Cache-Control"] == "no-store"
    assert halves_in(system.get(address).content.decode()) == []
    assert address in security.get("/staff/consents").content.decode()
    assert "安全管理员同意" in browser(who["auditor"]).get(address).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', security.get(address).content.decode())
    assert seen
    seconds = halves_in(security.post(f"{address}/give", {"seen": seen[1]}).content.decode())
    password = f"{firsts[0]}-{seconds[0]}"
    assert Officer.objects.get(username="u0000").check_password(password)
    signed_in = Client(headers={"Accept-Language": "zh-hans"}).post("/accounts/login/", {"login": "u0000", "password": password}, follow=True)
    assert "设置密码" in signed_in.content.decode()
    assert "之外被改动" not in signed_in.content.decode()
    assert Officer.objects.filter(username__startswith="u0").count() == 300
    assert "已经生效" in system.get(address).content.decode()


def test_a_page_that_showed_something_else_cannot_be_consented_to(who: dict[str, Officer], tmp_path: Path) -> None:
    system, security = browser(who["system"]), browser(who["security"])
    address = bring(system, workbook(tmp_path / "a.xlsx", [person(1)]))
    system.post(f"{address}/ask")
    reply = security.post(f"{address}/give", {"seen": "0" * 64})
    assert reply.status_code == 409
    assert "变动" in reply.content.decode()
    assert security.post(f"{address}/decline").status_code == 302
    assert Roster.objects.get().stage == "declined"


def test_a_file_that_is_no_roster_says_so_at_its_field_and_others_have_no_page(who: dict[str, Officer], tmp_path: Path) -> None:
    system = browser(who["system"])
    with workbook(tmp_path / "a.xlsx", [["甲"]], headings=["店铺"]).open("rb") as file:
        reply = system.post("/staff/rosters/read", {"file": file})
    assert reply.status_code in {400, 422}
    assert "这不是人员名册" in reply.content.decode()
    for name in ("li", "security"):
        assert browser(who[name]).post("/staff/rosters/read", {}).status_code == 403
    assert browser(who["li"]).get("/staff/rosters").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_taken_out_comes_in_again_and_changes_nobody(who: dict[str, Officer], tmp_path: Path, language: str) -> None:
    for name in ("li", "zhao", "sun", "zhou"):  # who enforce have certificates
        Officer.objects.filter(username=name).update(certificate=f"浙{name}")
    Officer.objects.filter(username="qian").update(is_active=False)
    system = browser(who["system"], language)
    place = tmp_path / "roster.xlsx"
    place.write_bytes(b"".join(system.get("/staff/rosters?as=xlsx").streaming_content))  # type: ignore[attr-defined]
    page = system.get(bring(system, place, is_complete="on")).content.decode()
    assert re.findall(r'<span class="tag">(?:不变|as it is) (\d+)</span>', page) == ["7"]
    assert "/ask" not in page


def test_the_command_shows_each_row_and_asks_only_when_it_is_told_to(who: dict[str, Officer], tmp_path: Path) -> None:
    path, halves = workbook(tmp_path / "a.xlsx", [person(1), person(2, roles="平台经办人")]), tmp_path / "halves"
    before = Officer.objects.count()
    shown = CliRunner().invoke(command, ["roster", str(path)])
    assert shown.exit_code == 1
    assert "不是这类部门的角色" in shown.output
    assert "没有改变任何人员" in shown.output
    assert CliRunner().invoke(command, ["roster", str(path), "--ask"]).exit_code == 2
    asked = CliRunner().invoke(command, ["roster", str(path), "--ask", "--halves", str(halves)])
    assert "待安全管理员" in asked.output
    assert halves.read_text().split("\t")[:3] == ["桐庐县局", "甲1", "u0001"]
    assert halves.stat().st_mode & 0o077 == 0
    assert Officer.objects.count() == before
    assert Entry.objects.filter(kind="roster_asked").count() == 1
