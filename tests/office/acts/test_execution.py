"""An act locks, checks, does, saves and enters in one transaction; whoever is too late, or may not, changes nothing."""

import json
from typing import Any

import pytest
from kits import open_kit
from make import make_kit
from people import at, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.evidence.acts import set_kit_aside, take_kit_up
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.office.acts import execution
from mingjian.office.acts.execution import do
from mingjian.office.acts.offers import acts_open
from mingjian.office.acts.things import find, kind_of
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = at("2026-11-24 12:00")
ASIDE = rulebook().acts["evidence.set_kit_aside"]
WHY = {"reason": "与消费无关"}


@pytest.fixture
def kit(who: dict[str, Officer]) -> Kit:
    return make_kit(at=NOON)


def entries() -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind="kit_set_aside").order_by("index")]


def test_an_act_changes_its_thing_and_enters_what_was_done(kit: Kit, who: dict[str, Officer]) -> None:
    set_kit_aside(kit, by=who["li"], at=NOON, **WHY)
    for seen in (kit, Kit.objects.get(pk=kit.pk)):
        assert (seen.state, seen.set_aside_by, seen.set_aside_at, seen.set_aside_why) == ("set_aside", who["li"], NOON, "与消费无关")
    (told,) = entries()
    assert (told["about"], told["by"], told["stands"], told["papers"]) == (kit.wire_name, who["li"].wire_name, "set_aside", WHY)


def test_whoever_is_slower_is_told_so_however_old_the_copy_at_hand(kit: Kit, who: dict[str, Officer]) -> None:
    old = Kit.objects.get(pk=kit.pk)
    set_kit_aside(kit, by=who["li"], at=NOON, **WHY)
    with pytest.raises(StepRefused, match="已有人处理，请刷新"):
        set_kit_aside(old, by=who["wang"], at=NOON, reason="再来")
    assert Kit.objects.get(pk=kit.pk).set_aside_why == "与消费无关"
    assert len(entries()) == 1


def test_whoever_has_not_the_role_is_told_who_has(kit: Kit, who: dict[str, Officer]) -> None:
    for name in ("auditor", "system"):
        with pytest.raises(NotPermitted, match="由以下角色办理：执法人员"):
            set_kit_aside(kit, by=who[name], at=NOON, **WHY)
    assert entries() == []


@pytest.mark.parametrize("given", [{}, {"reason": " "}, {"reason": "x", "more": "y"}, {"reason": "x" * 20_001}, {"reason": 5}])
def test_papers_that_are_missing_unknown_or_malformed_are_refused(kit: Kit, who: dict[str, Officer], given: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        do(ASIDE, kit, by=who["li"], at=NOON, given=given)
    assert (Kit.objects.get(pk=kit.pk).state, entries()) == ("open", [])


def test_the_same_request_is_done_once_and_its_key_serves_for_nothing_else(kit: Kit, who: dict[str, Officer]) -> None:
    first = do(ASIDE, kit, by=who["li"], at=NOON, given=WHY, key="k1")
    again = do(ASIDE, kit, by=who["li"], at=NOON, given=WHY, key="k1")
    assert (first.entry, again.result, len(entries())) == (again.entry, None, 1)
    other = open_kit(Purchase("抖音 › 直播间 小敏", "面霜", "假的"), department=department_of("county"), at=NOON)
    with pytest.raises(StepRefused, match="已用于另一项内容"):
        do(ASIDE, other, by=who["li"], at=NOON, given=WHY, key="k1")
    assert Kit.objects.get(pk=other.pk).state == "open"


def test_nothing_is_left_where_the_entry_fails(kit: Kit, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> None:
        raise BadInput("坏", "bad")

    monkeypatch.setattr(execution, "enter", fail)
    with pytest.raises(BadInput):
        set_kit_aside(kit, by=who["li"], at=NOON, **WHY)
    assert Kit.objects.get(pk=kit.pk).state == kit.state == "open"


def test_a_thing_that_is_gone_is_not_there(kit: Kit, who: dict[str, Officer]) -> None:
    gone = Kit.objects.get(pk=kit.pk)
    kit.short.delete()
    kit.delete()
    with pytest.raises(NotFound):
        set_kit_aside(gone, by=who["li"], at=NOON, **WHY)


def test_nobody_unknown_does_what_is_for_officers(kit: Kit) -> None:
    with pytest.raises(NotPermitted, match="请先登录"):
        do(ASIDE, kit, by=None, at=NOON, given=WHY)


def test_open_are_the_acts_of_the_state_and_of_the_role(kit: Kit, who: dict[str, Officer]) -> None:
    assert ASIDE in acts_open(kit, who["li"])
    assert acts_open(kit, who["auditor"]) == []
    set_kit_aside(kit, by=who["li"], at=NOON, **WHY)
    assert ASIDE not in acts_open(kit, who["li"])


def test_an_inner_act_is_offered_to_nobody(kit: Kit, who: dict[str, Officer]) -> None:
    assert take_kit_up.__name__ not in {act.name for act in acts_open(kit, who["li"])}


def test_a_thing_is_found_by_its_number_by_whoever_may_see_it(kit: Kit, who: dict[str, Officer]) -> None:
    assert kind_of(kit) == "kit"
    assert find("kit", kit.number, who["li"]) == kit
    for kind, number, name in (("kit", kit.number, "zhou"), ("kit", str(kit.pk), "li"), ("cat", "1", "li")):
        with pytest.raises(NotFound):
            find(kind, number, who[name])
