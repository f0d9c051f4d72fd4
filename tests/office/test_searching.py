"""One search over everything that an officer may see, for people and systems; a whole number leads straight to its dossier."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q
from django.utils.timezone import now
from institutions.market.known_lake import fill
from journeys.world import make_clues, make_findings_of_a_shop
from people import browser, people

from mingjian.institutions.disputes.opening.register import register as register_complaint
from mingjian.institutions.disputes.particulars.intake import Consumer
from mingjian.institutions.disputes.particulars.intake import Intake as ComplaintIntake
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.operators.models import Link, Subject
from mingjian.institutions.operators.reveal import RevealableSubject
from mingjian.office.dossiers.transition import keep
from mingjian.office.files.revealable import reveal
from mingjian.office.institution import institutions
from mingjian.office.lists.findable import index_all
from mingjian.office.models import Dossier, Officer, Seat
from mingjian.office.people.permissions import dossiers_visible_to, sides_of_dossiers

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world() -> dict[str, Any]:
    who = people()
    made = make_clues(who, now())
    make_findings_of_a_shop(who["li"])
    index_all()
    return {**who, **made}


def search(officer: Any, question: str) -> str:
    told: str = browser(officer).get("/search", {"q": question}).content.decode()
    return told


def test_a_whole_number_leads_straight_to_its_dossier_whatever_its_state(world: dict[str, Any]) -> None:
    number = world["report"].dossier.number
    Dossier.objects.filter(number=number).update(is_closed=True)
    assert browser(world["li"]).get("/search", {"q": f" {number.lower()} "}).headers["Location"] == f"/clues/{number}"
    assert browser(world["zhou"]).get("/search", {"q": number}).status_code == 200


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("青禾", "青禾日用旗舰店"),
        ("S1834", "yunjishi/S1834"),
        ("高仿一比一", "高仿一比一运动鞋"),
        ("S183", "yunjishi/S1834"),
        ("青禾（桐庐）商贸有限公司", "青禾日用旗舰店"),
        ("qinghe", "青禾日用旗舰店"),
        ("QHRY", "青禾日用旗舰店"),
        ("qh", "青禾日用旗舰店"),
        ("旗舰店 桐庐", "青禾日用旗舰店"),
    ],
)
def test_words_numbers_and_their_beginnings_are_found(world: dict[str, Any], question: str, found: str) -> None:
    assert found in search(world["li"], question)


def test_nobody_finds_what_they_may_not_see_nor_whoever_reported(world: dict[str, Any]) -> None:
    assert "青禾日用旗舰店" not in search(world["zhou"], "青禾").replace('value="青禾"', "")
    for personal in ("13900001234", "陈小明"):
        assert "没有符合条件的" in search(world["li"], personal)


def test_systems_are_answered_the_same(world: dict[str, Any]) -> None:
    client = browser(world["li"])
    told = json.loads(client.get("/api/search", {"q": "青禾"}).content)
    assert [part["kind"] for part in told["parts"]] == ["clue"]
    assert told["parts"][0]["lines"][0]["url"].startswith("/clues/C")
    number = world["ring"].dossier.number
    assert json.loads(client.get("/api/search", {"q": number}).content)["straight_to"] == f"/clues/{number}"
    assert client.get("/api/search", {"q": ""}).status_code == 422
    assert browser(world["auditor"]).get("/api/search", {"q": "青禾"}).status_code == 403


@pytest.mark.parametrize("question", ["'", '"', "%", "* OR *", "a" * 500, "\u202e", "<script>"])
def test_a_hostile_question_finds_nothing_and_breaks_nothing(world: dict[str, Any], question: str) -> None:
    reply = browser(world["li"]).get("/search", {"q": question})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.content.decode()
    assert browser(world["li"]).get("/findings/shops/found", {"q": question}).status_code == 200


@pytest.mark.parametrize("question", ["青禾店", "青禾商行", "91330122MA2CG0TP4R", "913301", "S1", "甲网/S1"])
def test_shops_of_the_market_are_found_by_name_operator_code_and_id(tmp_path: Path, settings: Any, question: str) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    who = people()
    told = browser(who["li"]).get("/findings/shops/found", {"q": question}).content.decode()
    assert "甲网/S1" in told
    assert "0 条发现" in told
    assert "甲网/S1" not in browser(who["clerk"]).get("/findings/shops/found", {"q": question}).content.decode().replace(question, "")


def test_findings_stand_one_line_a_shop_the_densest_first_and_become_one_clue(world: dict[str, Any]) -> None:
    client = browser(world["li"])
    told = client.get("/findings/shops").content.decode()
    rows = told.partition("<tbody>")[2].split("</tr>")
    assert "yunjishi/S1834" in rows[0]
    of_shop = Finding.objects.filter(Q(shop="yunjishi/S1834") | Q(subject="yunjishi/S1834"), status="new")
    assert of_shop.count() == 5
    assert f">{of_shop.count()}</td>" in rows[0]
    keys = list(of_shop.values_list("pk", flat=True))
    assert all(f'value="{key}"' in rows[0] for key in keys)
    only = client.get("/findings", {"shop": "yunjishi/S1834"}).content.decode()
    assert only.count('<td class="tick"><label>') == len(keys)
    before = Dossier.objects.count()
    client.post("/clues/findings/take_up", {"finding": keys, "back": "/findings/shops"})
    assert Dossier.objects.count() == before + 1
    assert not of_shop.exists()


def test_kits_notices_cases_and_subject_files_are_found_and_their_whole_numbers_lead_straight_there(world: dict[str, Any]) -> None:
    li = world["li"]
    bought = {"goods": "净山跑鞋", "place": "直播间", "order_number": "2604110055123", "waybill": "SF10012"}
    kit = Kit.objects.create(code="k", number="K2026-0000007", department=li.department, opened_at=now(), **bought)
    held = {"department": li.department, "opened_by": li, "opened_at": now()}
    subject = Subject.objects.create(number="U2026-0000009", kind="firm", name="净山（桐庐）鞋业有限公司", **held)
    person = Subject.objects.create(number="U2026-0000010", kind="person", name="张小明", **held)
    Link.objects.create(subject=person, kind="phone", value="13912345678", source="协查答复", by=li, at=now())
    index_all()
    told = search(li, "净山")
    assert 'id="found-kit"' in told
    assert 'id="found-subject"' in told
    straight = {"K2026-0000007": kit, "2604110055123": kit, "sf10012": kit, "u2026-0000009": subject}
    for question, thing in straight.items():
        assert browser(li).get("/search", {"q": question}).headers["Location"] == thing.get_absolute_url()
    assert browser(li).get("/search", {"q": "13912345678"}).status_code == 200  # masked until the officer says why they look (M2)
    reveal(RevealableSubject(person), purpose="联系当事人", ground="案件调查", by=li, at=now())
    assert browser(li).get("/search", {"q": "13912345678"}).headers["Location"] == person.get_absolute_url()
    assert browser(world["zhou"]).get("/search", {"q": "K2026-0000007"}).status_code == 200
    assert "张小明" not in search(li, "张小明").replace('value="张小明"', "")


def test_every_room_that_finds_tells_what_it_found_on_a_line(world: dict[str, Any]) -> None:
    told = [one for institution in institutions() for one in institution.finds if one.title]
    assert {one.kind for one in told} >= {"finding", "clue", "kit", "case", "notice", "campaign", "complaint", "subject"}
    assert all(one.seen_by and one.tells and (one.listed_at or one.kind == "matter") for one in told)
    complained = ComplaintIntake(complained_of="净山鞋店", demand="退一赔三", facts="系假货", complainant=Consumer("张某"))
    complaint = register_complaint(complained, by=world["li"], at=now())
    found = search(world["li"], "净山")
    assert complaint.dossier.number in found
    assert "张某" not in found


def test_the_sides_from_which_it_is_searched_have_between_them_exactly_what_may_be_seen(world: dict[str, Any]) -> None:
    """Of clues, notices, cases and dossiers; of one that was handed on, one that another was let in to, and one gone back."""
    mine, other, third = Dossier.objects.filter(department=world["li"].department)[:3]
    elsewhere = world["zhou"].department
    Seat(dossier=mine, department=elsewhere, since=now()).save()
    before = other.department_id
    other.department = elsewhere
    keep(other, before, now())
    for place in (elsewhere, world["li"].department):
        before, third.department = third.department_id, place
        keep(third, before, now())
    told = [(institution.part(one.seen_by), institution.part(one.sides)) for institution in institutions() for one in institution.finds if one.sides]
    assert len(told) == 3
    told.append((dossiers_visible_to, sides_of_dossiers))
    seen_by_any = 0
    for officer in Officer.objects.all():
        for seen_by, sides in told:
            seen = set(seen_by(officer).values_list("pk", flat=True))
            assert {key for side in sides(officer) for key in side.values_list("pk", flat=True)} == seen
            seen_by_any += len(seen)
    assert seen_by_any
    assert {mine, other, third} <= set(dossiers_visible_to(world["zhou"])) & set(dossiers_visible_to(world["li"]))
