"""The line that a page begins with names nobody who could not act, and nobody where nothing is waited for."""

from typing import Any

import pytest
from people import at, browser, department_of

from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.taking import take
from mingjian.office.dossiers.turns import dossiers_awaiting
from mingjian.office.models import Department, Dossier, Officer, Seat

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-23 09:30")


def test_a_countys_clue_names_no_platform_clerk(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="inspection", suspected_act="虚假宣传", content="网店页面所称与实物不符"), by=who["li"], at=MORNING)
    for name in ("li", "wang", "sun"):
        page = browser(who[name]).get(f"/clues/{clue.number}").content.decode()
        assert clue.number in page
        assert "平台经办人" not in page
        assert "报送有管辖权的部门</p>" not in page


def test_a_platforms_clue_waits_for_no_officer_of_an_authority(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="platform", suspected_act="虚假宣传", content="网店页面所称与实物不符"), by=who["clerk"], at=MORNING)
    told = shown(clue.dossier, who["clerk"], MORNING)
    assert told.turn is not None
    assert told.turn.is_mine
    assert told.turn.steps[0].name == "report"
    assert not told.waiting


def _frozen(who: dict[str, Officer]) -> tuple[Dossier, Officer]:
    body = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    jing = Officer.objects.create(username="jing", name_zh="警", department=body, duty="work", roles=["police"])
    given: dict[str, Any] = {"evidence_source": "https://example.cn/item/17", "reason": "固定售假页面"}
    dossier = open_dossier(
        Opening("electronic_evidence", "证〔2026〕1号", "某鞋店页面"), by=who["li"], department=department_of("county"), at=MORNING, given=given
    )
    dossier.state = "frozen"
    dossier.save()
    Seat.objects.create(dossier=dossier, department=body, since=MORNING)
    return dossier, jing


def test_frozen_evidence_is_nobodys_turn_until_its_release_is_due(who: dict[str, Officer]) -> None:
    dossier, jing = _frozen(who)
    assert shown(dossier, jing, MORNING).turn is None
    assert shown(dossier, who["li"], MORNING).turn is None
    assert not dossiers_awaiting(jing)
    take(dossier, "order_release", by=jing, at=MORNING, given={"reason": "不再需要"})
    told = shown(Dossier.objects.get(pk=dossier.pk), jing, MORNING).turn
    assert told is not None
    assert told.is_mine
    assert [one.name for one in told.steps] == ["release"]
