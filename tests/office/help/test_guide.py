"""Five first steps for each role, shown until they are put away, each leading where the officer may go; the mark of each page leads to its help."""

import pytest
from people import browser, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.office.help.guide import first_steps, guides
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
ROLES = (
    "officer",
    "head",
    "legal_reviewer",
    "police",
    "procurator",
    "platform_clerk",
    "courier",
    "right_holder",
    "operator",
    "researcher",
    "secretariat",
    "convener",
)


def officer(role: str = "", duty: str = "work") -> Officer:
    people("li")
    kinds = {"police": "police", "procurator": "procuratorate", "platform_clerk": "platform", "courier": "courier"}
    kinds |= {"right_holder": "right_holder", "operator": "operator"}
    department = department_of("county")
    department.kind = kinds.get(role, "market_regulation")
    department.save()
    return Officer.objects.create(username="new", name_zh="新", name_en="New", department=department, duty=duty, roles=[role] if role else [])


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_five_steps_and_every_link_opens(role: str) -> None:
    client = browser(officer(role))
    home = client.get("/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "先做这五件事" in home
    steps = guides()["by_role"][role]
    assert len(steps) == 5
    assert all(step.text.zh in home for step in steps)
    shut = {step.at for step in steps if step.url and client.get(step.url, follow=True).status_code != 200}
    assert shut == set()
    assert all(step.url for step in steps if step.at)


@pytest.mark.parametrize("duty", ["system", "security", "audit"])
def test_an_administrator_has_five_steps_on_the_page_that_they_begin_with(duty: str) -> None:
    client = browser(officer(duty=duty))
    first = client.get("/", follow=True, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "先做这五件事" in first
    steps = guides()["by_duty"][duty]
    assert len(steps) == 5
    assert {step.at for step in steps if step.url and client.get(step.url, follow=True).status_code != 200} == set()


def test_every_role_of_the_rulebook_is_led_by_something() -> None:
    known = set(rulebook().vocabularies["roles"])
    assert set(guides()["by_role"]) - {"anybody"} <= known
    assert all(len(first_steps(Officer(duty="work", roles=[role]))) == 5 for role in known)


def test_it_is_put_away_for_oneself_and_brought_back_from_help() -> None:
    who = people("li", "wang")
    mine, others = browser(who["li"]), browser(who["wang"])
    assert mine.post("/help/guide").status_code == 302
    assert "guide__steps" not in mine.get("/").content.decode()
    assert "guide__steps" in others.get("/").content.decode()
    assert 'name="again"' in mine.get("/help").content.decode()
    mine.post("/help/guide", {"again": "1"})
    assert "guide__steps" in mine.get("/").content.decode()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "work-at-the-desk"),
        ("/findings", "judge-findings"),
        ("/rules", "write-a-rule"),
        ("/kits", "bring-evidence"),
        ("/law", "ask-the-law"),
        ("/nowhere", "tutorial"),
    ],
)
def test_the_mark_at_the_top_leads_to_the_help_for_the_page(address: str, name: str) -> None:
    client = browser(people("wang")["wang"])
    assert f'class="ask" href="/help/{name}"' in client.get(address).content.decode()
    assert client.get(f"/help/{name}").status_code == 200


def test_a_page_of_help_is_in_the_language_of_its_reader() -> None:
    client = browser(people("li")["li"])
    zh = client.get("/help/write-a-rule", headers={"Accept-Language": "zh-hans"}).content.decode()
    en = client.get("/help/write-a-rule", headers={"Accept-Language": "en"}).content.decode()
    assert "用已存数据回测" in zh
    assert "<h1>撰写规则</h1>" in zh
    assert "It troubles nobody before" not in zh
    assert "<h1>Write a rule</h1>" in en
    assert "It troubles nobody before" in en
    assert client.get("/help/no-such-page", headers={"Accept-Language": "zh-hans"}).status_code == 404
