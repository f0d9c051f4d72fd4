"""The page of a dossier says who may read it: exactly the departments whose officers it exists for."""

import pytest
from people import at, browser, department_of

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Officer, Seat
from mingjian.office.people.permissions import dossiers_visible_to, readers_of

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-02 09:00")


def opened(who: dict[str, Officer]) -> Dossier:
    about = Opening("assistance", "D1", "某鞋店")
    return open_dossier(about, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实"})


def handed_on(who: dict[str, Officer]) -> Dossier:
    dossier = opened(who)
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    dossier.refresh_from_db()
    return dossier


@pytest.mark.parametrize("made", [opened, handed_on])
@pytest.mark.both_databases
def test_who_is_named_may_read_it_and_nobody_else(who: dict[str, Officer], made: object) -> None:
    assert callable(made)
    state = Department.objects.create(name_zh="总局", name_en="State", kind="market_regulation", level="state", region="000000")
    province = Department.objects.create(name_zh="四川省局", name_en="Sichuan", kind="market_regulation", level="province", region="510000")
    police = Department.objects.create(name_zh="杭州公安", name_en="Police", kind="police", level="city", region="330100")
    extra = [Officer.objects.create(username=one.name_en.lower(), name_zh="某", department=one, roles=["officer"]) for one in (state, province, police)]
    dossier = made(who)
    named = {one.department for one in readers_of(dossier)}
    for officer in (*who.values(), *extra):
        if officer.duty == Officer.Duty.WORK:
            assert dossiers_visible_to(officer).filter(pk=dossier.pk).exists() == (officer.department in named), officer.username


def test_the_page_says_who_why_and_how_many(who: dict[str, Officer]) -> None:
    dossier = handed_on(who)
    told = [(one.department.name_zh, one.why, one.officers) for one in readers_of(dossier)]
    assert told == [("淳安县局", "holder", 2), ("桐庐县局", "seat", 2), ("杭州市局", "superior", 1)]
    page = browser(who["li"]).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    assert "谁可以查看本卷宗" in page
    assert "参与过办理" in page


def test_another_side_reads_the_holder_and_itself_alone(who: dict[str, Officer]) -> None:
    dossier = handed_on(who)
    Seat.objects.create(dossier=dossier, department=who["clerk"].department, since=MORNING)
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    told = page[page.index("谁可以查看本卷宗") :]
    assert "淳安县局" in told
    assert who["clerk"].department.name_zh in told
    assert "桐庐县局" not in told
    assert "杭州市局" not in told
