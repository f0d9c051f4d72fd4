"""A clock lies with whoever must act: it is due there, and waits on others where the dossier is held."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from django.utils.translation import override
from packs import waive_all
from people import at, browser, department_of, people

from mingjian.core.procedure import Step
from mingjian.office.dossiers import docket
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.queue import dossiers_awaiting
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Deadline, Department, Dossier, Officer
from mingjian.office.templatetags.console import left, obliged
from mingjian.office.web.news import came_to_us, others_acted

pytestmark = [pytest.mark.django_db]
MORNING = at("2026-06-01 09:00")


@pytest.fixture
def sent() -> tuple[dict[str, Officer], Officer, Dossier]:
    """A suspected crime that lies with the police, who have neither accepted it nor passed it on."""
    who = people("li", "wang")
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level="county", region="330122")
    constable = Officer.objects.create(username="min", name_zh="闵", name_en="Min", department=police, duty="work", roles=["police"])
    county, given = department_of("county"), {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}
    dossier = open_dossier(Opening("crime_transfer", "测〔2026〕1号", "某鞋店"), by=who["li"], department=county, at=MORNING, given=given)
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    waive_all(dossier, who["wang"], MORNING)
    take(dossier, "transfer", by=who["li"], at=MORNING, given={"police_department": police.pk, "papers_listed": "移送书"})
    return who, constable, dossier


@pytest.fixture
def transferred(sent: tuple[dict[str, Officer], Officer, Dossier]) -> tuple[dict[str, Officer], Officer, Dossier]:
    """A suspected crime that the police have accepted and must decide on."""
    _, constable, dossier = sent
    take(dossier, "accept_transfer", by=constable, at=MORNING, given={"receipt": "回执"})
    return sent


def test_what_lies_with_the_police_waits_to_be_accepted_before_to_be_passed_on(sent: tuple[dict[str, Officer], Officer, Dossier]) -> None:
    who, constable, dossier = sent
    for officer, is_theirs in ((who["li"], False), (constable, True)):
        turn = shown(Dossier.objects.get(pk=dossier.pk), officer, MORNING).turn
        assert turn is not None
        assert (turn.is_mine, turn.steps[0].name, turn.deadline and turn.deadline.name) == (is_theirs, "accept_transfer", "pass_on")


def names(found: object) -> set[str]:
    return set(found.values_list("name", flat=True))  # type: ignore[attr-defined]  # a queryset


def test_the_police_see_their_own_clock_as_due_and_the_county_as_waiting_on_them(transferred: tuple[dict[str, Officer], Officer, Dossier]) -> None:
    """Desk d-1: the police saw nothing of their own clock."""
    who, constable, dossier = transferred
    assert dossier.department == department_of("county")
    assert "decide" in names(deadlines_of_department(constable))
    assert "decide" not in names(deadlines_of_department(who["li"]))
    assert "decide" in names(deadlines_of_others(who["li"]))
    with override("zh-hans"):
        assert obliged(dossier.deadlines.get(name="decide", closed_at=None)) == "桐庐县公安局"


@pytest.mark.both_databases
def test_home_and_docket_show_the_clock_to_whoever_must_act(transferred: tuple[dict[str, Officer], Officer, Dossier], settings: object) -> None:
    who, constable, _ = transferred
    for officer, held in ((constable, "mine"), (who["li"], "others")):
        client = Client(headers={"Accept-Language": "zh-hans"})
        client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        docket = client.get(f"/docket?held={held}").content.decode()
        assert "某鞋店" in docket
        assert "桐庐县公安局" in docket
        assert "某鞋店" in client.get("/").content.decode()
    client.force_login(who["li"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "他方期限" in client.get("/docket").content.decode()


def test_a_dossier_that_is_handed_on_takes_the_clocks_of_its_holder_along() -> None:
    who = people("li", "wang", "zhao")
    county = department_of("county")
    dossier = open_dossier(Opening("assistance", "测〔2026〕2号", "协查"), by=who["li"], department=county, at=MORNING, given={"questions": "核实地址"})
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    running = dossier.deadlines.filter(closed_at=None, obliged="holder")
    assert running.exists()
    assert {one.due_with for one in running} == {department_of("neighbour")}
    assert set(names(running)) <= names(deadlines_of_others(who["li"]))


@pytest.mark.both_databases
def test_what_waits_on_others_is_the_same_where_it_is_named_and_where_it_is_walked(
    transferred: tuple[dict[str, Officer], Officer, Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    who, constable, _ = transferred
    who |= people("zhao")
    county = department_of("county")
    for nth, by in enumerate(("li", "zhao")):
        opening = Opening("assistance", f"测〔2026〕{nth + 3}号", "协查")
        sent = open_dossier(opening, by=who[by], department=who[by].department, at=MORNING, given={"questions": "核实地址"})
        other = department_of("neighbour" if by == "li" else "county")
        take(sent, "send", by=who[by], at=MORNING, given={"asked_department": other.pk, "letter_number": f"协{nth}号"})
    take(Dossier.objects.get(title="协查", department=county, opened_by=who["li"]), "send", by=who["wang"], at=MORNING)
    officers = [*who.values(), constable]
    named = [names(deadlines_of_others(one)) for one in officers]
    assert any(len(one) > 1 for one in named)
    monkeypatch.setattr(docket, "COUNTED", 0)
    assert [names(deadlines_of_others(one)) for one in officers] == named


def test_an_upheld_refusal_is_the_countys_turn_on_the_page_of_the_police_as_on_their_home(transferred: tuple[dict[str, Officer], Officer, Dossier]) -> None:
    """That the police may still open the case, in many states, makes it not their turn."""
    who, constable, dossier = transferred
    assert [one.name for one in turn(dossier, constable)[1]] == ["ask_supplement", "refuse_case", "open_case"]  # more time is not named before them
    take(dossier, "refuse_case", by=constable, at=MORNING, given={"declined_ground": "insufficient", "reason": "不足", "served_on": "2026-06-01"})
    assert turn(dossier, constable)[0] is False
    take(dossier, "request_reconsideration", by=who["li"], at=MORNING, given={"reason": "充分"})
    assert turn(dossier, constable)[0] is True
    assert list(dossiers_awaiting(constable)) == [dossier]
    take(dossier, "uphold_refusal", by=constable, at=MORNING, given={"reason": "维持", "served_on": "2026-06-01"})
    assert turn(dossier, constable)[0] is False
    assert not dossiers_awaiting(constable)
    assert turn(dossier, who["li"])[0] is True


@pytest.mark.both_databases
def test_home_tells_what_another_department_did_last_until_the_own_acts(transferred: tuple[dict[str, Officer], Officer, Dossier]) -> None:
    """Where no clock runs after it, nothing else said that the police had filed."""
    who, constable, dossier = transferred
    take(dossier, "open_case", by=constable, at=MORNING, given={"document_number": "立字1号"})
    told = others_acted(who["li"], MORNING)
    assert told is not None
    assert [line.sub.partition(" ")[0] for line in told.lines] == [dossier.number]
    assert others_acted(constable, MORNING) is None  # who holds nothing is told of nothing
    assert others_acted(who["li"], MORNING + timedelta(days=8)) is None
    take(dossier, "receive_filing_notice", by=who["li"], at=MORNING + timedelta(minutes=5), given={"document_number": "立字1号", "served_on": "2026-06-01"})
    assert others_acted(who["li"], MORNING) is None


@pytest.mark.both_databases
def test_the_rest_of_what_others_did_stands_in_a_list_of_just_that(transferred: tuple[dict[str, Officer], Officer, Dossier]) -> None:
    """It led to all dossiers of the node that the officer may see."""
    who, constable, dossier = transferred
    own = open_dossier(
        Opening("assistance", "测〔2026〕9号", "本部门自己的"), by=who["li"], department=department_of("county"), at=now(), given={"questions": "核实"}
    )
    take(dossier, "open_case", by=constable, at=now(), given={"document_number": "立字1号"})
    told = others_acted(who["li"], now())
    assert told is not None
    page = browser(who["li"]).get(told.url).content.decode().partition('id="list"')[2]
    assert dossier.number in page
    assert own.number not in page
    came = browser(constable).get(came_to_us(constable).url).content.decode().partition('id="list"')[2]
    assert (dossier.number in came, own.number in came) == (any(dossier.number in line.sub for line in came_to_us(constable).lines), False)


def turn(dossier: Dossier, officer: Officer) -> tuple[bool, list[Step]]:
    told = shown(Dossier.objects.get(pk=dossier.pk), officer, MORNING)
    assert told.turn is not None
    assert told.before is None or told.turn.is_mine
    return told.turn.is_mine, told.turn.steps


@pytest.mark.parametrize(("hours", "words", "tone"), [(30, "剩 30 小时", "tag--warn"), (6, "剩 6 小时", "tag--bad"), (-2, "已逾期 2 小时", "tag--bad")])
def test_a_period_in_hours_is_told_in_hours_and_is_red_under_six(hours: int, words: str, tone: str) -> None:
    """Desk d-1: a period of 24 hours read as none of working days."""
    shown = left(Deadline(unit="hours", due=MORNING + timedelta(hours=hours)), MORNING)
    assert words in shown
    assert tone in shown


def test_the_days_of_somebody_outside_end_and_are_not_late() -> None:
    """A party that says nothing in its days is not late with anything."""
    theirs = left(Deadline(unit="days", obliged_kind="outside", due=MORNING - timedelta(days=15)), MORNING)
    assert "已届满 15 天" in theirs
    assert "tag--bad" not in theirs
    assert "已逾期 15 天" in left(Deadline(unit="days", obliged_kind="role", due_with_id=1, due=MORNING - timedelta(days=15)), MORNING)


def test_at_once_is_not_promptly() -> None:
    """Desk d-17: one period had two names."""
    assert "立即" in left(Deadline(unit="immediately"), MORNING)
    assert "及时" in left(Deadline(unit="promptly"), MORNING)
