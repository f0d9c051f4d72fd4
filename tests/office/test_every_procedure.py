"""Each procedure of the rulebook, walked over the API from its sheet alone: opened, every step taken by whoever it is for, ended, and proven."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime, now
from office.procedures import RECORD, ROLES, crowd, papers_for, shortest_way
from people import at, department_of, people

from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal
from mingjian.office.institution import kept
from mingjian.office.models import Dossier, Entry, Officer, PersonalValue
from mingjian.office.people.keys import make_key
from mingjian.office.record import ledger

pytestmark = pytest.mark.django_db


#: Clues are walked by journeys of their own; a task is given within a special action only; an order goes to a department below, a review is of a
#: decision (tests/institutions/oversight), a panel about a notice on which something was decided (tests/institutions/neutral).
WITHIN_OTHERS = {"clue", "campaign_task", "conference_task", "supervision", "decision_review", "neutral_panel"}


class Caller:
    """Officers at the API, each with a key of their own."""

    def __init__(self, officers: list[Officer]) -> None:
        self.officers = officers
        self._keys = {officer.pk: make_key(officer, "test", at=at("2026-11-24 09:00")) for officer in officers}

    def ask(self, officer: Officer, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._keys[officer.pk]}"}
        answer = Client().generic(method, f"/api/dossiers{path}", json.dumps(body or {}), content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content)

    def whoever_may(self, number: str, step: str) -> list[Officer]:
        """Those to whom the API offers a step."""
        found = []
        for officer in self.officers:
            status, told = self.ask(officer, "GET", f"/{number}")
            if status == 200 and step in {one["name"] for one in told["steps_open"]}:
                found.append(officer)
        return found


def walk(caller: Caller, sheet: Sheet, number: str) -> dict[str, Any]:
    """Take the shortest way through a sheet; give the dossier as the API tells it at the end."""
    told: dict[str, Any] = {}
    for step in shortest_way(sheet):
        told = take(caller, number, step)
        for name in step.opens:
            assert sheet.deadlines[name].only_if or name in {one["name"] for one in told["deadlines"]}, f"{step.name} starts {name}"
    return told


def take(caller: Caller, number: str, step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for signature in range(2 if step.second else 1):
        able = caller.whoever_may(number, step.name)
        assert able, f"nobody may take {step.name}"
        holder = Dossier.objects.get(number=number).department_id
        papers = {} if signature else papers_for(step, at=localtime(now()), holder=holder, number=number)
        status, told = caller.ask(able[0], "POST", f"/{number}/steps/{step.name}", {"papers": papers, "key": f"{step.name}-{signature}"})
        assert status == 200, f"{step.name}: {told}"
    return told


@pytest.mark.slow
@pytest.mark.parametrize("procedure", sorted(set(rulebook().procedures()) - WITHIN_OTHERS))
def test_it_is_opened_walked_to_its_end_and_proven(procedure: str, sealed: None) -> None:
    caller = Caller(crowd())
    opener = next(officer for officer in caller.officers if officer.department == department_of("county"))
    sheet = rulebook().sheet(procedure, localtime(now()).date())
    opening = sheet.steps[str(sheet.opening)]
    papers = papers_for(opening, at=localtime(now()), holder=opener.department_id or 0)
    number = opened(caller, opener, procedure, papers)
    seal([RECORD], "记录.txt", dossier=Dossier.objects.get(number=number), by=opener, at=now())
    assert caller.ask(opener, "GET", f"/{number}")[1]["state_label"]["zh"]
    assert number in {one.number for one in Dossier.objects.filter(officer=opener)}
    ended = walk(caller, sheet, number)
    assert ended["is_closed"], ended["state"]
    prove(caller, opener, number, sheet)


def opened(caller: Caller, opener: Officer, procedure: str, papers: dict[str, Any]) -> str:
    """Open a dossier of a procedure at the common door; where an institution has a door of its own, refused there, and opened as that one does."""
    asked = {"procedure": procedure, "title": "一件", "papers": papers, "key": "open"}
    status, told = caller.ask(opener, "POST", "", asked)
    if kept(procedure) is None:
        assert status == 201, told
        return str(told["number"])
    assert status == 422, told
    assert opener.department is not None
    return open_dossier(Opening(procedure, f"{procedure}-1", "一件", officer=opener), by=opener, department=opener.department, at=now(), given=papers).number


def prove(caller: Caller, officer: Officer, number: str, sheet: Sheet) -> None:
    """Every step stands in the ledger, personal papers only as a hash, and each entry is in the tree that was signed."""
    entries = caller.ask(officer, "GET", f"/{number}/entries")[1]
    taken = [entry["kind"].partition(":")[0] for entry in entries]
    assert taken[0] == sheet.opening
    assert set(taken[1:]) - {"erased"} == {step.name for step in shortest_way(sheet)}
    for value in PersonalValue.objects.filter(dossier__number=number):
        assert value.value not in "".join(entry["body"] for entry in entries)
    ledger.checkpoint(now())
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.filter(dossier__number=number))


def test_a_clue_is_registered_at_its_own_door() -> None:
    officer = people("li")["li"]
    caller = Caller([officer])
    told = caller.ask(officer, "GET", "/procedures")[1]
    doors = {one["procedure"]: one["has_own_door"] for one in told}
    assert doors["clue"]
    assert not doors["assistance"]
    assert "real_name_delivery" not in doors  # for couriers
    assert caller.ask(officer, "POST", "", {"procedure": "clue", "title": "x"})[0] == 422


def test_only_those_whom_the_sheet_names_may_open() -> None:
    officer = people("li")["li"]
    status, told = Caller([officer]).ask(officer, "POST", "", {"procedure": "real_name_delivery", "title": "x"})
    assert (status, Dossier.objects.count()) == (403, 0)
    assert "快递企业经办人" in told["detail"]


def test_a_repeated_opening_takes_no_second_number() -> None:
    officer = people("li")["li"]
    caller, sent = Caller([officer]), {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处经营"}}
    numbers = [caller.ask(officer, "POST", "", {**sent, "key": key})[1]["number"] for key in ("a", "a", "b")]
    assert [number[-1] for number in numbers] == ["1", "1", "2"]


def test_a_paper_that_points_nowhere_is_refused_at_the_opening_too() -> None:
    clerk = people("clerk")["clerk"]
    papers = {"listing_address": "https://x", "preliminary_evidence": "公证书", "right": rulebook().papers["right"].options[0][0], "evidence": "0" * 64}
    status, told = Caller([clerk]).ask(clerk, "POST", "", {"procedure": "notice_and_delete", "title": "x", "papers": papers})
    assert (status, Dossier.objects.count()) == (409, 0)
    assert "不在库中" in told["detail"]


def test_a_file_is_sealed_first_and_named_in_a_step(settings: Any, tmp_path: Any) -> None:
    settings.SEALED_ROOT = tmp_path
    who = people("li", "zhou")
    caller = Caller(list(who.values()))
    number = caller.ask(who["li"], "POST", "", {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处经营"}})[1]["number"]
    key = make_key(who["li"], "file", at=at("2026-11-24 09:00"))
    sent = {"file": SimpleUploadedFile("../../笔录.txt", b"facts")}
    answer = Client().post(f"/api/dossiers/{number}/files", sent, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["name"], answer.json()["size"]) == ("笔录.txt", 5)
    stranger = make_key(who["zhou"], "file", at=at("2026-11-24 09:00"))
    again = Client().post(f"/api/dossiers/{number}/files", sent, headers={"Authorization": f"Bearer {stranger}"})
    assert again.status_code == 404


def test_the_second_signature_is_offered_to_whoever_may_give_it() -> None:
    who = people("li", "wang")
    caller = Caller(list(who.values()))
    number = caller.ask(who["li"], "POST", "", {"procedure": "assistance", "title": "协查", "papers": {"questions": "何处经营"}})[1]["number"]
    papers = {"asked_department": department_of("neighbour").pk, "letter_number": "协1号"}
    assert caller.ask(who["li"], "POST", f"/{number}/steps/send", {"papers": papers})[0] == 200
    assert [officer.username for officer in caller.whoever_may(number, "send")] == ["wang"]


def test_every_role_of_the_sheets_is_known() -> None:
    used = {role for name in rulebook().procedures() for sheet in rulebook().versions(name) for step in sheet.steps.values() for role in step.by}
    assert used - {"superior"} <= set(ROLES)
