"""Where dossiers stand: found by whole state texts as by the states inside of them, however many stand alike."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from people import at, people

from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.conditions import standing_apart, standing_in, states_present
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = at("2026-11-23 10:00")
TRACKED, PLAIN = "crime_transfer", "assistance"


@pytest.fixture
def li() -> Officer:
    """An officer whose department holds dossiers in some states, of one track and of several, open and closed; another holds one more."""
    who = people("li", "zhao")
    sheet = rulebook().sheet(TRACKED, NOW.date())
    tracks = [{**sheet.starts, track: name} for track in sheet.starts for name in ("waiting", "not_approved", sheet.starts[track])]  # type: ignore[dict-item, union-attr]
    for nth, state in enumerate([*tracks, *tracks]):
        one = _opened(TRACKED, nth, who["li"])
        one.state, one.is_closed = state, nth % 5 == 0
        one.save()
    for nth, (state, by) in enumerate([("asked", "li"), ("answered", "li"), ("answered", "li"), ("disputed", "zhao")]):
        one = _opened(PLAIN, nth, who[by])
        one.state = state
        one.save()
    return who["li"]


def _opened(procedure: str, nth: int, by: Officer) -> Dossier:
    papers = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"} if procedure == TRACKED else {"questions": "?"}
    return open_any(Request(procedure, f"第 {nth} 件", papers=papers), by=by, at=NOW + timedelta(minutes=nth))


@pytest.mark.parametrize("closed", [(False,), (True,), (False, True)])
def test_the_states_that_are_present_are_all_there_are(li: Officer, closed: tuple[bool, ...]) -> None:
    own = Dossier.objects.filter(department=li.department_id, is_closed__in=closed)
    told = states_present(li.department_id, [TRACKED, PLAIN, "clue"], closed=closed)
    assert told == {
        name: texts for name in (TRACKED, PLAIN, "clue") if (texts := set(own.filter(procedure=name).order_by().values_list("state_text", flat=True)))
    }
    assert told


def test_named_whole_the_same_dossiers_are_found_as_by_the_state_inside(li: Officer) -> None:
    own = Dossier.objects.filter(department=li.department_id)
    present = states_present(li.department_id, [TRACKED, PLAIN], closed=(False, True))
    for states in ({TRACKED: ["not_approved"]}, {TRACKED: ["waiting", "approved"], PLAIN: ["answered"]}, {PLAIN: ["disputed"]}, {"clue": ["checked"]}):
        apart = {one.pk for condition in standing_apart(states, present) for one in own.filter(condition)}
        assert apart == {one.pk for one in own.filter(standing_in(states))}


def test_one_question_is_asked_however_many_stand_alike_and_none_of_nothing(li: Officer) -> None:
    with CaptureQueriesContext(connection) as asked:
        states_present(li.department_id, [TRACKED, PLAIN])
        states_present(li.department_id, [])
    assert len(asked) == 1
    assert states_present(0, [TRACKED, PLAIN]) == {}
