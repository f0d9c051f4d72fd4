"""A stored clock counted again under a draft ends where the steps, taken again under that draft, would have led it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from drafts import drafted
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.draft import Draft, read_draft
from mingjian.core.procedure.past import Past, Taken, walk
from mingjian.core.procedure.recount import Recounter

ZONE = ZoneInfo("Asia/Shanghai")
PLANS: dict[str, list[tuple[str, dict[str, object]]]] = {
    "consumer_complaint": [
        ("receive", {"complaint_facts": "假货", "complained_of": "某鞋店"}),
        ("accept_complaint", {}),
        ("start_mediation", {"both_consent": "电话"}),
        ("commission_test", {"test_kind": "appraisal", "tester": "省院"}),
        ("receive_test", {"test_result": "假冒"}),
    ],
    "clue": [
        ("register", {"clue_source": "report"}),
        ("accept", {}),
        ("commission_test", {"test_kind": "testing", "tester": "省院"}),
        ("receive_test", {"test_result": "假冒"}),
        ("request_extension", {"reason": "复杂"}),
        ("approve_extension", {}),
    ],
    "admin_case": [
        ("file", {"handlers": "甲、乙"}),
        ("investigate", {}),
        ("commission_test", {"test_kind": "appraisal", "tester": "省院"}),
        ("receive_test", {"test_result": "假冒"}),
        ("extend_decision", {"reason": "复杂"}),
        ("seize", {"seized_goods": "鞋", "reason": "续查"}),
        ("extend_seizure", {"reason": "复杂"}),
    ],
}
#: Numbers of the laws, and what a draft makes of them.
CHANGED = {
    "laws/complaint_2025/2026-04-15.yaml": [("number: 7\n", "number: 5\n"), ("number: 60\n", "number: 45\n"), ("number: 15\n", "number: 10\n")],
    "laws/penalty_procedure/2022-11-01.yaml": [("number: 15\n", "number: 12\n"), ("number: 90\n", "number: 75\n"), ("number: 30\n", "number: 40\n")],
    "laws/acl/2012-01-01.yaml": [("number: 30\n", "number: 25\n")],
}


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    place: Path = tmp_path_factory.mktemp("draft")
    for name, changes in CHANGED.items():
        drafted(place, name, *changes)
    return read_draft(place)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    procedure=st.sampled_from(sorted(PLANS)),
    begun=st.integers(0, 230 * 24 * 60).map(lambda minutes: datetime(2026, 4, 15, tzinfo=ZONE) + timedelta(minutes=minutes)),
    gaps=st.lists(st.integers(0, 20 * 24 * 60), min_size=7, max_size=7),
    taken=st.integers(1, 7),
)
def test_counting_again_ends_where_taking_the_steps_again_does(draft: Draft, procedure: str, begun: datetime, gaps: list[int], taken: int) -> None:
    at, steps = begun, []
    for (name, papers), gap in zip(PLANS[procedure][:taken], gaps, strict=False):
        at += timedelta(minutes=gap)
        steps.append(Taken(name, at, papers))
    sheet = rulebook().sheet(procedure, begun.date())
    past = Past("T1", "", procedure, sheet.in_force, steps=tuple(steps))
    stood, would = walk(past, sheet, rulebook()), walk(past, sheet, draft.after)
    assume(stood.refused is None and would.refused is None)
    kept = Past("T1", "", procedure, sheet.in_force, deadlines=tuple(stood.deadlines), steps=tuple(steps))
    counted = [Recounter(draft).recount(kept, sheet, one) for one in kept.deadlines]
    assert [(one.name, one.due) for one in counted if one] == [(one.name, one.due) for one in would.deadlines]
    same = read_nothing(draft)
    assert [one.due for one in (same.recount(kept, sheet, one) for one in kept.deadlines) if one] == [one.due for one in kept.deadlines]


def read_nothing(draft: Draft) -> Recounter:
    """A draft that changes nothing, for which counting again must give what stands."""
    return Recounter(Draft(draft.before, draft.before, draft.crimes_before, draft.crimes_before, (), {}, {}, (), True, False))
