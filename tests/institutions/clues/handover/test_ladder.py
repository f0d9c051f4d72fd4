"""The graduated answer comes from the lists of the region: what they say of the act stands above the steps that choose it."""

from pathlib import Path
from typing import Any

import pytest
from make import make_clue
from people import at, people
from scales import SLIGHT, write

from mingjian.core.procedure.local_scales import load_local
from mingjian.institutions.clues.handover.services.ladder import forewarned_by_lists
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")


@pytest.fixture
def li(settings: Any, tmp_path: Path) -> Officer:
    settings.HOME = tmp_path
    load_local(
        tmp_path / "law-scales", write(tmp_path / "new", "first_slight", SLIGHT.replace("until: 2027-01-01\n", "").replace("in_force: 2025", "in_force: 2024"))
    )
    return people("li")["li"]


def said(dossier: Dossier, step: str, by: Officer) -> list[str]:
    return [one.text.zh for one in forewarned_by_lists(dossier, step, by)]


def test_what_the_list_says_of_the_act_stands_above_the_steps_of_a_clue(li: Officer) -> None:
    clue = make_clue(li, at=MORNING, suspected_act="销售过期食品", content="某店售过期饼干")
    (told,) = said(clue.dossier, "decide_to_file", li)
    assert "测试市首违轻微不罚清单" in told
    assert "第3项" in told
    assert "初次违法、及时改正且没有危害后果" in told
    assert said(clue.dossier, "register", li) == []


def test_an_act_that_no_list_names_is_said_to_be_none(li: Officer) -> None:
    clue = make_clue(li, at=MORNING, suspected_act="销售未取得注册证的医疗器械", content="某店售血糖仪")
    assert said(clue.dossier, "decide_not_to_file", li) == ["当地的首违轻微清单没有列这一行为。"]


def test_a_reminder_begun_beside_a_clue_knows_the_act_by_it(li: Officer) -> None:
    clue = make_clue(li, at=MORNING, suspected_act="销售过期食品", content="某店售过期饼干")
    told = {"reminded_party": "甲店", "facts": "售过期饼干", "breach_weight": "slight_first", "source_clue": clue.dossier.number}
    opening = Opening("reminder", "R2026-0000001", "甲店过期", subject="甲店", officer=li)
    found = open_dossier(opening, by=li, department=li.department, at=MORNING, given=told)
    assert "第3项" in said(found, "settle", li)[0]


def test_where_nothing_is_loaded_or_the_act_is_not_known_nothing_is_said(li: Officer, settings: Any, tmp_path: Path) -> None:
    assert said(make_clue(li, at=MORNING, suspected_act="涉嫌违法", content="某店").dossier, "decide_to_file", li) == []
    settings.HOME = tmp_path / "other"
    assert said(make_clue(li, at=MORNING, suspected_act="销售过期食品", content="饼干").dossier, "decide_to_file", li) == []
