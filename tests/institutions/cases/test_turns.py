"""Whose turn it is in a case: what the own department's clock asks for, and not what others may still do."""

import pytest
from packs import to_police
from people import at, browser, certify

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.news import warned
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Deadline, Department, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


@pytest.fixture
def case(who: Who) -> Case:
    """A case of two investigators of the county."""
    certify(who["li"], who["wang"])
    return file_case(Filing("某案", who["li"], who["wang"], None, "某鞋行", "销售假冒注册商标的商品"), by=who["wang"], at=MORNING)


def stand(case: Case, main: str) -> None:
    case.dossier.state = {**case.dossier.state, "main": main}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()


def steps_named(case: Case, officer: Officer) -> tuple[bool, list[str]]:
    told = shown(Dossier.objects.get(pk=case.dossier_id), officer, MORNING)
    assert told.turn is not None
    return told.turn.is_mine, [one.name for one in told.turn.steps]


def test_what_is_performed_is_closed_though_the_party_may_still_contest_it(who: Who, case: Case) -> None:
    """The page said that it waited for the party to apply for reconsideration, while the department's own period to close ran."""
    stand(case, "decided")
    take(case.dossier, "serve", by=who["li"], at=MORNING, given={"service_mode": "direct", "served_on": "2026-11-02"})
    take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"note": "已缴清"})
    is_mine, named = steps_named(case, who["li"])
    assert is_mine
    assert named[0] == "close_case"


def test_what_was_transferred_is_closed_and_its_return_is_not_asked_for(who: Who, case: Case) -> None:
    """The head read that it was their turn to take up what came back, on the day on which it left."""
    stand(case, "investigating")
    Case.objects.filter(pk=case.pk).update(nearness="reached", near_percent=112, crime="selling_counterfeit_marked_goods")
    assert len(warned(who["li"], MORNING)) == 1
    to_police(case.dossier, who["wang"], who["li"], MORNING)
    is_mine, named = steps_named(case, who["wang"])
    assert (is_mine, named[:1]) == (False, ["close_case"])
    assert not warned(who["li"], MORNING)  # what left is not to be considered for leaving
    assert "take_back_transfer" in browser(who["wang"]).get(case.get_absolute_url()).text  # offered all the same


@pytest.mark.parametrize(("language", "label"), [("zh-hans", "li（浙li）"), ("en", "Li (浙li)")])
def test_investigators_are_named_in_the_brackets_of_the_language(who: Who, case: Case, language: str, label: str) -> None:
    assert label in browser(who["wang"], language).get("/cases/new").text


def test_the_police_of_the_place_stand_in_the_form_that_transfers_a_suspected_crime(who: Who, case: Case) -> None:
    stand(case, "investigating")
    own = case.dossier.department
    Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level=own.level, region=own.region)

    def filled() -> bool:
        page = browser(who["wang"]).get(case.get_absolute_url()).text
        return 'name="transfer_case-receiving_body" value="桐庐县公安局"' in page

    Case.objects.filter(pk=case.pk).update(crime="")
    assert not filled()  # it may go to any authority
    Case.objects.filter(pk=case.pk).update(crime="selling_counterfeit_marked_goods")
    assert filled()


def test_a_decision_is_to_be_served_before_it_is_served_by_public_notice(who: Who, case: Case) -> None:
    """Public notice is for whom nothing else reaches, and stood first."""
    stand(case, "decided")
    Deadline.objects.create(dossier=case.dossier, name="serve", opened_at=MORNING, due=MORNING, obliged="holder", obliged_kind="side")
    assert steps_named(case, who["li"])[1][:2] == ["serve", "start_public_notice"]
