"""A sheet's digest: the same for the same content, another for any change of it."""

import dataclasses
from datetime import date, timedelta

import pytest

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, rulebook
from mingjian.core.procedure.rulebook import packaged, read_rulebook

SHEETS = [sheet for procedure in rulebook().procedures() for sheet in rulebook().versions(procedure)]


def test_no_two_versions_have_one_digest() -> None:
    assert len({sheet.digest for sheet in SHEETS}) == len(SHEETS)


def test_read_again_it_is_the_same() -> None:
    again, _ = read_rulebook(packaged())
    assert [sheet.digest for procedure in again.procedures() for sheet in again.versions(procedure)] == [sheet.digest for sheet in SHEETS]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.procedure}@{sheet.in_force}")
def test_a_changed_word_ground_or_role_changes_it(sheet: Sheet) -> None:
    step = next(iter(sheet.steps.values()))
    for told in ({"label": Text("别的", "other")}, {"ground": ("aucl/9",) * 9}, {"by": ("nobody",)}, {"side": "sender"}, {"together": not step.together}):
        changed = dataclasses.replace(sheet, steps={**sheet.steps, step.name: dataclasses.replace(step, **told)})
        assert changed.digest != sheet.digest


def test_a_later_version_and_another_folder_leave_it_as_it_is() -> None:
    sheet = SHEETS[0]
    assert dataclasses.replace(sheet, until=sheet.in_force + timedelta(days=9), file="elsewhere.yaml").digest == sheet.digest
    assert dataclasses.replace(sheet, in_force=date(1999, 1, 1)).digest != sheet.digest
