"""Agreements: each clause has stories that a jurist can read, each clause bites, and an unsigned sheet decides nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.agreement.reader import agreement, agreements, read_agreement
from mingjian.core.agreement.release import Party, Refused, Release, ReleaseRequest, release
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook
from mingjian.core.wire.reasons import REASONS
from mingjian.core.wire.words import KINDS

DEMO = agreement("three_regions_demo", date(2026, 12, 1))
STORIES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "three_regions_demo.yaml").read_text("utf-8"))
ALL = [sheet for versions in agreements().values() for sheet in versions.values()]


def asked_of(told: dict[str, Any]) -> ReleaseRequest:
    papers = frozenset(told.get("papers", ()))
    sender, addressee = Party("a.example", told["from"]), Party("b.example", told["to"])
    on = date.fromisoformat(told.get("day", "2026-12-01"))
    return ReleaseRequest(told["kind"], tuple(told["fields"]), told["purpose"], sender, addressee, on, told.get("place", ""), papers)


def come_out(sheet: Agreement, told: dict[str, Any]) -> Any:
    decided = release(sheet, asked_of(told), is_signed=True)
    return decided.why if isinstance(decided, Refused) else {one.field: one.rule for one in decided.decisions}


@pytest.mark.parametrize("story", STORIES, ids=lambda one: one["story"])
def test_a_story_comes_out_as_it_is_told(story: dict[str, Any]) -> None:
    assert come_out(DEMO, story["asked"]) == story.get("gives", story.get("refuses"))


@pytest.mark.parametrize("name", [name for name, one in DEMO.clauses.items() if one.fields])
def test_each_clause_has_two_stories_and_bites(name: str) -> None:
    own = [story for story in STORIES if story["clause"] == name]
    assert len(own) >= 2
    without = replace(DEMO, clauses={key: one for key, one in DEMO.clauses.items() if key != name})
    assert any(come_out(without, story["asked"]) != come_out(DEMO, story["asked"]) for story in own)


@pytest.mark.parametrize("sheet", ALL, ids=lambda one: one.name)
def test_without_the_signatures_of_its_members_no_sheet_decides_anything(sheet: Agreement) -> None:
    code = sheet.members[0].regions[0]
    asked = ReleaseRequest("clue", ("title",), "check_clue", Party("a", code), Party("b", code), sheet.in_force, code)
    assert release(sheet, asked, is_signed=False) == Refused("not_signed")


@pytest.mark.parametrize("sheet", [one for one in ALL if one.name != DEMO.name], ids=lambda one: one.name)
def test_a_sheet_whose_text_nobody_saw_gives_no_field_even_if_it_were_signed(sheet: Agreement) -> None:
    code = sheet.members[-1].regions[0]
    asked = ReleaseRequest("clue", ("title", "phone"), "check_clue", Party("a", code), Party("b", code), sheet.in_force, code)
    decided = release(sheet, asked, is_signed=True)
    assert isinstance(decided, Release)
    assert decided.names == frozenset()
    assert sheet.verification == "UNVERIFIED"


@pytest.mark.parametrize("sheet", ALL, ids=lambda one: one.name)
def test_what_a_clause_rests_on_is_in_the_rulebook(sheet: Agreement) -> None:
    on = rulebook().calendar.known_until
    for clause in sheet.clauses.values():
        assert all(rulebook().statutes.has_article(ground, on) for ground in clause.ground), clause.name
        assert not clause.reply or rulebook().statutes.value(clause.reply, on), clause.name


def test_every_refusal_has_words() -> None:
    assert {story["refuses"] for story in STORIES if "refuses" in story} <= set(REASONS)


@pytest.mark.parametrize("kind", [*KINDS, "question"])
def test_each_kind_of_record_goes_within_its_days_purposes_addressees_and_fields_alone(kind: str) -> None:
    permitting = [one for one in DEMO.clauses.values() if one.shares == kind and one.permits]
    assert permitting
    purposes = {purpose for one in permitting for purpose in one.purposes}
    fields = tuple(sorted({name for one in permitting for name in one.fields}))
    sound = ReleaseRequest(kind, fields, min(purposes), Party("a", "31"), Party("b", "3301"), DEMO.in_force, "330106", frozenset({"custody"}))

    def comes_out(**changed: Any) -> Any:
        decided = release(DEMO, replace(sound, **changed), is_signed=True)
        return decided.why if isinstance(decided, Refused) else decided.names

    given_ = comes_out()
    assert given_
    assert not isinstance(given_, str)
    assert comes_out(on=DEMO.ends) == given_
    for day in (DEMO.in_force - timedelta(days=1), DEMO.ends + timedelta(days=1), date.min, date.max):
        assert comes_out(on=day) == ("not_in_force" if day < DEMO.in_force else "ended")
    for purpose in {"check_clue", "file_case", "assistance", "joint_action", "", "invented"} - purposes:
        assert isinstance(comes_out(purpose=purpose), str)
    for addressee in (Party("c", "44"), Party("c", "")):
        assert isinstance(comes_out(addressee=addressee), str)
    assert comes_out(fields=(*fields, "invented")) == given_  # what no clause names is left out, and the rest goes
    assert comes_out(fields=("invented",)) in (frozenset(), "clause_forbids_field")


NAMES = st.sampled_from(["title", "phone", "address", "reporter", "id_number", "code", "answer", "x"])


@given(
    fields=st.lists(NAMES, unique=True),
    kind=st.sampled_from(["clue", "assistance", "answer", "campaign"]),
    purpose=st.sampled_from(["check_clue", "file_case", "assistance", ""]),
    to=st.sampled_from(["3301", "3201", "31", "44", ""]),
    place=st.sampled_from(["", "330106", "320102"]),
    papers=st.frozensets(st.sampled_from(["case_number", "head"])),
)
def test_nothing_is_given_that_the_clauses_do_not_give(fields: list[str], kind: str, purpose: str, to: str, place: str, papers: frozenset[str]) -> None:
    """An oracle written anew: a field goes only where a permitting clause of the kind shows it and no other clause forbids or masks it."""
    asked = ReleaseRequest(kind, tuple(fields), purpose, Party("a", "31"), Party("b", to), date(2026, 12, 1), place, papers)
    decided = release(DEMO, asked, is_signed=True)
    given_ = decided.names if isinstance(decided, Release) else frozenset()
    permitting = [one for one in DEMO.clauses.values() if one.shares == kind and purpose in one.purposes]
    whole = {name for name in given_ if "~" not in name}
    assert whole <= {name for one in permitting for name, rule in one.fields.items() if rule == "show"}
    assert not whole & {"reporter", "id_number", "address"}
    assert "phone" not in whole or (purpose == "file_case" and papers == {"case_number", "head"})
    assert to in {"31", "3301", "3201"} or not given_  # another body of the own region is a member, too


def test_nobody_writes_a_release_by_hand() -> None:
    decided = release(DEMO, asked_of(STORIES[0]["asked"]), is_signed=True)
    assert isinstance(decided, Release)
    with pytest.raises(TypeError, match="decided by release"):
        replace(decided, _made=None)
    with pytest.raises(TypeError, match="decided by release"):
        Release("a", "b", (), "", "clue", Party("b", "3301"), "31", "", (), (), "never", 0, "")


def test_what_is_misspelt_in_a_sheet_is_a_fault_with_its_line(tmp_path: Path) -> None:
    source = Path(agreements.__wrapped__.__code__.co_filename).parents[2] / "rulebook/cn/agreements/three_regions_demo/2026-07-01.yaml"
    (tmp_path / "x").mkdir()
    words = (("phone: mask_mddle", "phone: mask_middle"), ("oneward: never", "onward: never"), ("in_force: 2026-02-01", "in_force: 2026-07-01"))
    for wrong, right in (*words, ("recognises: [test_repot", "recognises: [test_report")):
        file, faults = tmp_path / "x" / "2026-07-01.yaml", Faults()
        file.write_text(source.read_text("utf-8").replace(right, wrong), "utf-8")
        assert read_agreement(file, faults) is None
        assert faults.found[0].line > 0
