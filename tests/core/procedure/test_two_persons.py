"""Where sheets mean two different persons, the engine refuses one in both: in every sheet of the rulebook, whatever roles that person has."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Sheet, Step, advance, rulebook

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def sheets() -> Iterator[Sheet]:
    for versions in rulebook().sheets.values():
        yield from versions


def state_for(sheet: Sheet, step: Step) -> Any:
    """Return a state in which a step is open."""
    if isinstance(sheet.starts, str):
        return step.from_states[0]
    begins = {**sheet.starts, step.track: step.from_states[0]}
    others = [begins, *({**begins, state.track: name} for name, state in sheet.states.items() if state.track not in {"", step.track})]
    return next(state for state in others if sheet.is_open(step, state))


def refused(sheet: Sheet, step: Step, **hands: Any) -> str:
    """State why a step is refused to somebody with every role of the rulebook."""
    roles = {*step.by, *step.second}
    given: Mapping[str, object] = {}
    state = None if step.name == sheet.opening else state_for(sheet, step)
    with pytest.raises(StepRefused) as why:
        advance(sheet, step.name, state=state, roles=roles, given=given, at=NOON, rulebook=rulebook(), second_roles=roles, **hands)
    return why.value.text.zh


SIGNED_TWICE = [(sheet, step) for sheet in sheets() for step in sheet.steps.values() if step.second]
KEPT_APART = [(sheet, step, earlier) for sheet in sheets() for step in sheet.steps.values() for earlier in step.not_by]


def test_there_are_such_steps() -> None:
    assert len(SIGNED_TWICE) > 60
    assert len(KEPT_APART) > 20


@pytest.mark.parametrize(("sheet", "step"), SIGNED_TWICE, ids=lambda one: getattr(one, "name", ""))
def test_nobody_signs_twice(sheet: Sheet, step: Step) -> None:
    assert "两个签名不能出自同一人" in refused(sheet, step, by="li", signed_by=("li", "li"))


@pytest.mark.parametrize(("sheet", "step", "earlier"), KEPT_APART, ids=lambda one: getattr(one, "name", ""))
def test_whoever_took_or_signed_the_one_may_neither_take_nor_sign_the_other(sheet: Sheet, step: Step, earlier: str) -> None:
    """Also where it is the second signature of either."""
    words = f"办理过“{sheet.steps[earlier].label.zh}”的人不能再办理"
    signatures = [("zhao", "li"), ("li", "zhao")] if step.second else [()]
    for signed_by in signatures:
        assert words in refused(sheet, step, by="li", signed_by=signed_by, taken_by={earlier: {"wang", "li"}})
