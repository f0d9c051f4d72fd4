"""Rules that propose the ground of a refusal: what is not known proposes nothing, what no text supports only tells, and faults of the file are named."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mingjian.core.language import Text
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.grounds import FACTS, check_grounds, grounds, is_asked, opposites, proposals

ON = date(2026, 12, 1)
STEP = ("consumer_complaint", "refuse_complaint")


def said(facts: dict[str, str | int | date], on: date = ON) -> list[tuple[str, str]]:
    return [(one.rule, one.ground) for one in proposals(*STEP, facts, on, rulebook().statutes)]


def test_each_rule_is_asked_where_a_step_needs_its_paper_and_every_fact_is_asked_by_some_rule() -> None:
    assert len(grounds()) >= 18
    asked = {name for rule in grounds() for name in (*rule.known, *rule.words, *rule.least, *rule.older, rule.as_of) if name}
    assert asked == set(FACTS)
    assert is_asked(*STEP)
    assert not is_asked("clue", "accept")


def test_what_nobody_knows_proposes_nothing() -> None:
    assert said({}) == []
    assert said({"region": "elsewhere", "place": "浙江省义乌市"}) == []
    assert said({"region": "elsewhere", "place": "", "platform_region": "elsewhere"}) == []
    assert said({"complaints_in_year": "30"}) == [], "a count is a number"
    assert said({"bought_on": "2020-01-01", "received_on": ON}) == [], "a day is a day"


def test_a_fact_in_a_reason_is_words_whatever_it_holds() -> None:
    hostile = "{place.__class__} {0} %s <b>"
    (one,) = proposals(*STEP, {"same_before": hostile}, ON, rulebook().statutes)
    assert hostile in one.says.zh


def test_a_rule_whose_articles_are_not_in_force_on_the_day_tells_and_proposes_nothing() -> None:
    rule = next(one for one in grounds() if one.key == "complaint_handled")
    facts = {"same_before": "W1"}
    (today,) = proposals(*STEP, facts, ON, rulebook().statutes, (replace(rule, article=("complaint_2025/16",)),))
    (before,) = proposals(*STEP, facts, date(2026, 4, 14), rulebook().statutes, (replace(rule, article=("complaint_2025/16",)),))
    assert (today.ground, before.ground, before.article) == ("handled", "", ())
    (unread,) = proposals(*STEP, facts, ON, rulebook().statutes, (replace(rule, article=()),))
    assert unread.ground == ""


def test_what_proposes_a_ground_comes_before_what_only_tells() -> None:
    assert said({"complaints_in_year": 40, "resale": "进货"}) == [("complaint_for_resale", "not_consumption"), ("complaint_frequent", "")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("    ground: nowhere\n", "没有材料 not_accepted_ground 或者其选项 nowhere"),
        ("    at: [consumer_complaint.accept_complaint]\n", "没有要填 not_accepted_ground 的步骤"),
        ("    at: [nothing.at_all]\n", "没有要填 not_accepted_ground 的步骤"),
        ("    known: [star_sign]\n", "没有事实 star_sign"),
        ("    least: {region: 2}\n", "region 不是这类事实"),
        ("    older: {region: [apl/36#limitation]}\n", "region 不是这类事实"),
        ("    article: [complaint_2025/999]\n", "库内没有 complaint_2025/999"),
        ("    known: []\n", "没有问任何事实"),
        ('    says: {zh: "{region}", en: "a"}\n', "理由写入了没有问的事实 region"),
    ],
)
def test_faults_of_the_file_are_named(tmp_path: Path, change: str, told: str) -> None:
    told_by_default = {
        "at": "[consumer_complaint.refuse_complaint]", "paper": "not_accepted_ground", "ground": "no_power", "known": "[place]",
        "article": "[complaint_2025/16]", "says": "{zh: 甲, en: a}", "look_at": "{zh: 乙, en: b}",
    }  # fmt: skip
    name = change.strip().partition(":")[0]
    lines = "".join(f"    {key}: {value}\n" for key, value in told_by_default.items() if key != name)
    path, faults = tmp_path / "grounds.yaml", Faults()
    path.write_text(f"title: {{zh: 规则, en: Rules}}\nrules:\n  one:\n{lines}{change}", encoding="utf-8")
    check_grounds(path, rulebook(), faults)
    assert any(told in fault.zh for fault in faults.found), faults.found


def test_a_step_that_accepts_leads_to_rules_of_one_that_refuses(tmp_path: Path) -> None:
    assert opposites()["clue.accept"] == "clue.refuse"
    path, faults = tmp_path / "grounds.yaml", Faults()
    path.write_text("title: {zh: 规则, en: Rules}\nopposite: {clue.accept: clue.refuse, clue.nothing: clue.refuse}\n", encoding="utf-8")
    check_grounds(path, rulebook(), faults)
    assert len([one for one in faults.found if "opposite" in one.zh]) == 2


def test_words_are_in_both_languages() -> None:
    assert all(isinstance(one.says, Text) and one.look_at.en != one.look_at.zh for one in grounds())
