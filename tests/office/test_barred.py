"""What is due is due for those who may do it: whoever took the first step and may not review reads that it waits for a colleague, and why."""

import pytest
from people import at, browser, department_of

from mingjian.institutions.cases.models import Case
from mingjian.office.dossiers import awaits, queue
from mingjian.office.dossiers.awaits import keep_awaiting
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others, deadlines_of_others_here
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.queue import deadlines_barred, dossiers_awaiting, first_awaiting
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = at("2026-11-23 09:00")
WHY = "您办理过“开始调查”，“{}”须由他人办理"


def officer(name: str, *roles: str) -> Officer:
    return Officer.objects.create(username=name, name_zh=name, name_en=name, department=department_of("county"), duty="work", roles=list(roles))


def investigated(submits: str, **given: str) -> tuple[Dossier, dict[str, Officer]]:
    """A case that jia and yi investigated, before the review; bing took no part."""
    who = {name: officer(name, "officer", "legal_reviewer") for name in ("jia", "yi", "bing")} | {"head": officer("head", "head")}
    opening = Opening("admin_case", "A2026-0000009", "某鞋店")
    dossier = open_dossier(opening, by=who["head"], department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"})
    for name in ("jia", "yi"):
        take(dossier, "investigate", by=who[name], at=MORNING)
    for name in ("yi", "jia"):
        take(dossier, "finish_investigation", by=who[name], at=MORNING, given={"final_report": "售假属实"})
    take(dossier, submits, by=who["jia"], at=MORNING, given=given)
    Case.objects.create(dossier=dossier)
    return dossier, who


def names(found: object) -> list[str]:
    return sorted(one.name for one in found)  # type: ignore[attr-defined]  # deadlines


@pytest.mark.slow
def test_a_review_is_due_for_whoever_may_give_it_and_waits_on_others_for_the_barred() -> None:
    dossier, who = investigated("submit_for_review")
    for name in ("jia", "yi"):
        assert "review" not in names(deadlines_of_department(who[name]))
        assert names(deadlines_of_others(who[name])) == names(deadlines_of_others_here(who[name])) == ["review"]
        page = browser(who[name]).get("/").content.decode()
        assert WHY.format("提出审核意见") in page
        assert page.index("等待他人") < page.index(WHY.format("提出审核意见"))
        assert WHY.format("提出审核意见") in browser(who[name]).get("/docket?held=others").content.decode()
        assert WHY.format("提出审核意见") in browser(who[name]).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
        turn = shown(dossier, who[name], MORNING).turn
        assert turn is not None
        assert not turn.is_mine
    assert "review" in names(deadlines_of_department(who["bing"]))
    assert "须由他人办理" not in browser(who["bing"]).get("/").content.decode()
    assert "You took “Begin the investigation”" in browser(who["jia"], "en").get("/").content.decode()
    take(dossier, "review", by=who["bing"], at=MORNING, given={"review_opinion": "同意"})
    assert not deadlines_barred(who["jia"])


def test_a_legal_review_asks_no_reviewer_who_investigated() -> None:
    dossier, who = investigated("submit_for_legal_review", legal_review_ground="complex")
    assert dossier in dossiers_awaiting(who["bing"])
    for name in ("jia", "yi"):
        assert dossier not in dossiers_awaiting(who[name])
        assert first_awaiting(who[name], 5) == ([], 0)
        assert "review" in names(deadlines_of_others(who[name]))
        assert browser(who[name]).get("/").content.decode().count(f'/{dossier.number}"') == 2  # the clock that runs to the decision, and the review


def test_where_nobody_else_could_it_stays_due_for_all() -> None:
    dossier, who = investigated("submit_for_review")
    Officer.objects.filter(username="bing").update(is_active=False)
    assert not deadlines_barred(who["jia"])
    assert "review" in names(deadlines_of_department(who["jia"]))
    take(dossier, "investigate_further", by=who["head"], at=MORNING, given={"reason": "补证"})
    Officer.objects.filter(username="bing").update(is_active=True)
    assert not deadlines_barred(who["yi"])


def whose_turn(dossier: Dossier, who: dict[str, Officer]) -> dict[str, tuple[bool, bool]]:
    """Whose turn it is by the page of a dossier, and by the home of each officer."""
    turns = {name: shown(dossier, one, MORNING).turn for name, one in who.items()}
    return {name: (bool(turns[name] and turns[name].is_mine), dossier in dossiers_awaiting(one)) for name, one in who.items()}


@pytest.mark.parametrize("most", [1, 20])
def test_home_and_page_agree_however_many_are_barred(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    dossier, who = investigated("submit_for_review")
    monkeypatch.setattr(awaits, "MOST_BARRED", most)
    keep_awaiting(dossier, MORNING)
    asked = whose_turn(dossier, who)
    assert asked["bing"] == (True, True)
    assert asked["jia"] == asked["yi"] == (False, False)


def test_who_is_barred_and_alone_is_asked_for_all_dossiers_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    first, who = investigated("submit_for_review")
    second = open_dossier(Opening("admin_case", "A2026-0000010", "某帽店"), by=who["head"], department=department_of("county"), at=MORNING,
                          given={"handlers": "甲、乙"})  # fmt: skip
    for name in ("jia", "yi"):
        take(second, "investigate", by=who[name], at=MORNING)
    for name in ("yi", "jia"):
        take(second, "finish_investigation", by=who[name], at=MORNING, given={"final_report": "售假属实"})
    take(second, "submit_for_review", by=who["jia"], at=MORNING)
    Officer.objects.filter(username="bing").update(is_active=False)
    monkeypatch.setattr(queue, "MOST_BARRED", 1)
    assert {first, second} <= set(dossiers_awaiting(who["jia"]))


def test_a_colleague_with_another_of_the_roles_that_are_asked_is_a_colleague() -> None:
    """Home asked the barred officer, since nobody else had that officer's role, though the page named the colleague who has the other."""
    dossier, who = investigated("submit_for_review")
    Officer.objects.filter(username__in=["jia", "yi"]).update(roles=["officer"])
    Officer.objects.filter(username="bing").update(roles=["legal_reviewer"])
    who = {name: Officer.objects.get(pk=one.pk) for name, one in who.items()}
    keep_awaiting(dossier, MORNING)
    asked = whose_turn(dossier, who)
    assert asked["bing"] == (True, True)
    assert asked["jia"] == asked["yi"] == (False, False)
