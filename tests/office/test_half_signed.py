"""A step that one officer has signed: what it says, whose turn it is then, and where its deadline stands for whom."""

import pytest
from django.utils.timezone import now
from people import browser, people

from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def suspected() -> tuple[dict[str, Officer], Dossier]:
    """A suspected crime whose report is yet to be written and signed by two."""
    who = people("li", "wang")
    papers: dict[str, object] = {"suspicion": "三个月售出八百双", "crime": "销售假冒注册商标的商品罪"}
    return who, open_any(Request("crime_transfer", "某鞋店涉嫌售假", papers=papers), by=who["li"], at=now())


def sign(officer: Officer, dossier: Dossier, language: str = "zh-hans", **papers: str) -> str:
    client = browser(officer, language)
    dossier.refresh_from_db()
    sent = {f"write_report-{name}": value for name, value in {"key": f"key-{officer.pk}", "seen": str(dossier.steps_taken), **papers}.items()}
    told: str = client.post(f"/dossiers/{dossier.number}/steps/write_report", sent, follow=True).content.decode()
    return told


def test_the_message_says_that_it_is_not_done_and_who_must_sign(suspected: tuple[dict[str, Officer], Dossier]) -> None:
    who, dossier = suspected
    told = sign(who["li"], dossier, transfer_report="已核实")
    assert "已签名：写出移送报告。尚未办理完毕，还须由执法人员或者部门负责人签名后才生效。" in told
    assert "已办理" not in told
    assert '<details class="fold not-printed" open id="waiting">' in told
    assert "已办理：写出移送报告" in sign(who["wang"], dossier)


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "签名同意"), ("en", "Sign")])
def test_the_button_of_the_second_signer_says_sign(suspected: tuple[dict[str, Officer], Dossier], language: str, word: str) -> None:
    who, dossier = suspected
    before = browser(who["wang"], language).get(f"/dossiers/{dossier.number}").content.decode()
    sign(who["li"], dossier, transfer_report="已核实")
    page = browser(who["wang"], language).get(f"/dossiers/{dossier.number}").content.decode()
    button = f'<button class="button button--first" type="submit">{word}</button>'
    assert button in page
    assert button not in before


@pytest.mark.both_databases
def test_what_one_has_signed_waits_on_others_and_is_due_for_whoever_signs_second(suspected: tuple[dict[str, Officer], Dossier]) -> None:
    """Desk d-10: deadlines asked for what one had signed."""
    who, dossier = suspected
    li, wang = who["li"], who["wang"]
    assert [one.name for one in deadlines_of_department(li)] == ["form_group"]
    sign(li, dossier, transfer_report="已核实")
    assert not deadlines_of_department(li).exists()
    assert [one.name for one in deadlines_of_others(li)] == ["form_group"]
    assert [one.name for one in deadlines_of_department(wang)] == ["form_group"]
    waits = browser(li).get("/docket?held=others").content.decode()
    assert "您已签名，等待执法人员或者部门负责人签名" in waits
    assert "li已签名，待执法人员或者部门负责人第二签名" in browser(wang).get("/docket").content.decode()
    home = browser(li).get("/").content.decode()
    assert "您部门没有到期事项" in home or "某鞋店涉嫌售假" in home.partition('id="waits"')[2]
