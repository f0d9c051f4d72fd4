"""Whose duties hold on a day, and what a broken file of duties says."""

from datetime import date
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law import Faults
from mingjian.core.law.duties import read_duties
from mingjian.core.procedure import duties, rulebook

LAW = rulebook().statutes
TODAY = date(2026, 11, 24)


def names(actor: str, on: date) -> set[str]:
    return {duty.name for duty in duties().of(actor, on, LAW)}


def test_a_duty_holds_from_its_day_on_and_not_before() -> None:
    assert "platform.admission.reverify.livestream" not in names("platform", date(2026, 1, 31))
    assert "platform.admission.reverify.livestream" in names("platform", date(2026, 2, 1))


def test_the_general_duty_to_tell_a_real_name_reporter_ended_with_the_old_measures() -> None:
    assert "regulator.tell_real_name_reporter" in names("market_regulator", date(2026, 4, 14))
    assert "regulator.tell_real_name_reporter" not in names("market_regulator", date(2026, 4, 15))
    assert "regulator.aucl.tell_real_name_reporter" in names("market_regulator", date(2026, 4, 15))


def test_a_duty_keeps_its_ground_through_a_renumbering() -> None:
    logs = next(duty for duty in duties().all if duty.name == "operator.network_logs")
    assert logs.grounds_on(date(2025, 12, 31), LAW) == ("csl/21",)
    assert logs.grounds_on(date(2026, 1, 1), LAW) == ("csl/23",)


def test_nothing_binds_before_the_first_law_on_file() -> None:
    assert names("platform", date(1990, 1, 1)) == set()


def test_every_ground_and_value_of_a_duty_is_in_force_on_some_day_on_which_it_binds() -> None:
    for duty in duties().all:
        day = duty.since or (TODAY if duty.binds(TODAY, LAW) else (duty.until or TODAY).replace(day=1))
        assert duty.binds(day, LAW), duty.name
        assert duty.grounds_on(day, LAW), duty.name


def test_a_value_knows_the_duties_that_rest_on_it() -> None:
    assert [duty.name for duty in duties().resting_on("ecl/43#right_holder_acts")] == ["platform.notice.lift"]


def test_an_unknown_actor_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="courier"):
        duties().of("seller", TODAY, LAW)


GOOD = """title: {zh: 义务, en: Duties}
duties:
  one.thing:
    actor: platform
    what: {zh: 做, en: do}
    trigger: {zh: 时, en: when}
    ground: [ecl/43]
    periods: ['ecl/43#right_holder_acts']
    verification: text
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("actor: platform", "actor: seller", "actor must be one of"),
        ("ground: [ecl/43]", "ground: []", "needs a ground"),
        ("ground: [ecl/43]", "ground: [ecl/999]", "No version of any law has 'ecl/999'"),
        ("#right_holder_acts", "#nothing", "ecl/43#nothing"),
        ("    verification: text", "    verification: text\n    until: 2020-01-01\n    since: 2021-01-01", "until must be later"),
        ("trigger:", "triger:", "no key 'triger'"),
        ("verification: text", "verification: sure", "verification must be one of"),
    ],
)
def test_a_broken_duty_is_named_with_file_line_and_cure(tmp_path: Path, old: str, new: str, said: str) -> None:
    faults = Faults()
    (tmp_path / "duties.yaml").write_text(GOOD, "utf-8")
    assert len(read_duties(tmp_path, "duties", LAW, faults).all) == 1
    assert faults.found == []
    (tmp_path / "duties.yaml").write_text(GOOD.replace(old, new), "utf-8")
    read_duties(tmp_path, "duties", LAW, faults)
    assert any(said in fault.en and fault.file == "duties/duties.yaml" and fault.line > 2 for fault in faults.found)


def test_a_duty_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    faults = Faults()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, "utf-8")
    read_duties(tmp_path, "duties", LAW, faults)
    assert [fault.file for fault in faults.found] == ["duties/b.yaml"]


def test_duties_of_some_goods_bind_no_platform_that_has_none_of_them() -> None:
    of = [{one.name for one in duties().of("platform", date(2026, 3, 3), rulebook().statutes, services)} for services in ((), ("live",), ("food",), None)]
    plain, live, food, every = of
    assert plain < live < every
    assert plain < food < every
    assert live - plain >= {"platform.retain.live_video", "platform.blacklist.livestream"}
    assert food - plain == {"platform.food.act", "platform.food.register", "platform.food.filing"}
    assert "platform.admission.verify" in plain, "what is for every platform stays"
    assert not any("cosmetics" in name for name in live | food)


def test_a_service_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match="live"):
        duties().of("platform", date(2026, 3, 3), rulebook().statutes, ["toys"])
