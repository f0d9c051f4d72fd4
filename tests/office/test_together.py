"""One step on several dossiers: each by itself with an entry of its own, or not at all, and told why."""

from typing import Any

import pytest
from people import at, browser

from mingjian.core.errors import BadInput
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.together import chosen, common_steps, take_together
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = at("2026-11-24 09:30")


def clue(by: Officer, n: int) -> Dossier:
    return register(Intake("platform", "刷单", platform="yunjishi", shop_id=f"S{n}"), by=by, at=NOW).dossier


def step_of(dossier: Dossier, name: str) -> Any:
    return sheet_of(dossier).steps[name]


def test_each_gets_its_own_entry_and_one_that_refuses_is_told_and_unchanged(who: dict[str, Officer]) -> None:
    first, second, third = (clue(who["li"], n) for n in range(3))
    take(second, "accept", by=who["li"], at=NOW)
    given = {"department": who["zhao"].department_id, "note": "经营地在该县"}
    outcome = take_together([first, second, third], step_of(first, "dispatch"), given, by=who["li"], at=NOW, key="k")
    assert [one.number for one in outcome.done] == [first.number, third.number]
    ((left, why),) = outcome.refused
    assert (left.number, "现在的状态是“核查中”" in why.zh) == (second.number, True)
    assert Entry.objects.filter(kind="dispatch").count() == 2
    second.refresh_from_db()
    assert (second.state, second.department_id, second.entries.count()) == ("accepted", who["li"].department_id, 2)


def test_the_same_request_again_takes_nothing_twice(who: dict[str, Officer]) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    for _ in range(2):
        outcome = take_together(both, step_of(both[0], "accept"), {}, by=who["li"], at=NOW, key="same")
        assert (len(outcome.done), outcome.refused) == (2, [])
    assert Entry.objects.filter(kind="accept").count() == 2


def test_whoever_was_faster_is_not_overwritten(who: dict[str, Officer]) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    seen = {one.number: one.steps_taken for one in both}
    take(both[0], "assign", by=who["wang"], at=NOW, given={"assignee": who["wang"].pk})
    outcome = take_together(both, step_of(both[0], "assign"), {"assignee": who["li"].pk}, by=who["li"], at=NOW, key="k", seen=seen)
    assert [one.number for one in outcome.done] == [both[1].number]
    assert "他人办理" in outcome.refused[0][1].zh
    both[0].refresh_from_db()
    assert both[0].officer == who["wang"]


def test_a_paper_that_is_refused_leaves_every_dossier_as_it_was(who: dict[str, Officer]) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    platform = Department.objects.get(kind="platform")
    outcome = take_together(both, step_of(both[0], "dispatch"), {"department": platform.pk}, by=who["li"], at=NOW, key="k")
    assert (outcome.done, len(outcome.refused)) == ([], 2)
    assert set(Dossier.objects.values_list("state_text", "sender")) == {("registered", None)}


def test_duplicates_go_into_one_which_stays(who: dict[str, Officer]) -> None:
    first, second, third = (clue(who["li"], 7) for _ in range(3))
    outcome = take_together([first, second, third], step_of(first, "join"), {"joined_to": first.number}, by=who["li"], at=NOW, key="k")
    assert [one.number for one in outcome.spared] == [first.number]
    assert [one.number for one in outcome.done] == [second.number, third.number]
    assert list(first.clue.joined.values_list("dossier__number", flat=True)) == [second.number, third.number]


def test_what_needs_a_judgement_of_its_own_is_taken_one_by_one(who: dict[str, Officer]) -> None:
    one = clue(who["li"], 1)
    with pytest.raises(BadInput, match="逐件办理"):
        take_together([one], step_of(one, "conclude_check"), {}, by=who["li"], at=NOW, key="k")
    assert not step_of(one, "decide_to_file").together


def test_it_offers_what_at_least_one_allows_and_says_why_not_the_others(who: dict[str, Officer]) -> None:
    first, second = clue(who["li"], 1), clue(who["li"], 2)
    take(second, "accept", by=who["li"], at=NOW)
    offered = {one.step.name: one for one in common_steps([first, second], who["li"])}
    assert [one.number for one in offered["dispatch"].allowed] == [first.number]
    assert "核查中" in offered["dispatch"].left[0][1].zh
    assert len(offered["join"].allowed) == 2
    assert "decide_not_to_file" not in offered  # nothing is checked yet
    assert common_steps([first], who["sun"]) == []  # a superior reads it, and takes no step of the holder


def test_only_what_the_officer_may_see_is_chosen_and_of_one_procedure(who: dict[str, Officer]) -> None:
    one = clue(who["li"], 1)
    with pytest.raises(BadInput):
        chosen(who["zhou"], [one.number])
    other = open_any(Request("assistance", "核实地址", papers={"questions": "有无人经营？"}), by=who["li"], at=NOW)
    with pytest.raises(BadInput, match="程序不同"):
        chosen(who["li"], [one.number, other.number])
    with pytest.raises(BadInput, match="一次最多"):
        chosen(who["li"], [f"C{n}" for n in range(51)])


def test_the_head_sets_several_aside_with_one_ground(who: dict[str, Officer]) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    for one in both:
        take(one, "accept", by=who["li"], at=NOW)
        take(one, "conclude_check", by=who["li"], at=NOW, given={"check_result": "无违法事实", "proposal": "not_file"})
    client, numbers = browser(who["wang"]), [one.number for one in both]
    assert "不予立案" in client.get("/dossiers/together", {"dossier": numbers}).content.decode()
    ground = next(key for paper in step_of(both[0], "decide_not_to_file").needs if paper.name == "not_filing_ground" for key, _ in paper.options)
    papers = {"key": "k1", "not_filing_ground": ground, "reason": "已更正且未造成危害", "reporter": "none"}
    sent = {
        "step": "decide_not_to_file",
        "dossier": numbers,
        "back": "/clues?state=",
        **{f"decide_not_to_file-{name}": value for name, value in papers.items()},
    }
    told = client.post("/dossiers/together", sent)
    assert "已办理 2 件" in told.content.decode()
    assert 'href="/clues?state="' in told.content.decode()
    assert {(one.clue.result, one.clue.result_ground) for one in Dossier.objects.all()} == {("not_filed", ground)}


def test_what_is_missing_is_said_in_the_form_and_nothing_is_taken(who: dict[str, Officer]) -> None:
    one = clue(who["li"], 1)
    reply = browser(who["li"]).post("/dossiers/together", {"step": "dispatch", "dossier": [one.number], "dispatch-key": "k", "dispatch-note": "请核查"})
    assert reply.status_code == 422
    assert "请核查" in reply.content.decode()  # what was typed is not lost
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 422), ({"dossier": "C1999-1"}, 422), ({"dossier": "!", "step": "nonsense"}, 404), ({"dossier": "!", "step": "conclude_check"}, 422)],
)
def test_what_cannot_be_is_refused(who: dict[str, Officer], sent: dict[str, str], status: int) -> None:
    one = clue(who["li"], 1)
    told = {key: one.number if value == "!" else value for key, value in sent.items()}
    assert browser(who["li"]).post("/dossiers/together", told).status_code == status


def test_the_way_back_leads_nowhere_else(who: dict[str, Officer]) -> None:
    one = clue(who["li"], 1)
    assert 'href="//elsewhere' not in browser(who["li"]).get("/dossiers/together", {"dossier": one.number, "back": "//elsewhere.example/"}).content.decode()


def test_nothing_ticked_leads_back_to_the_list_and_says_so(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).get("/dossiers/together", {"back": "/clues?state="}, follow=True)
    assert reply.redirect_chain == [("/clues?state=", 302)]
    assert "请先勾选至少一件" in reply.content.decode()


def test_fifty_are_asked_for_in_few_questions(who: dict[str, Officer], django_assert_max_num_queries: Any) -> None:
    numbers = [clue(who["li"], n).number for n in range(50)]
    client = browser(who["li"])
    with django_assert_max_num_queries(14):
        assert client.get("/dossiers/together", {"dossier": numbers}).content.decode().count("50 件中 50 件") >= 3
    with django_assert_max_num_queries(12):
        client.get("/clues")
