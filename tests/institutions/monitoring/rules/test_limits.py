"""Rules at their limits: which words retire, which rules run, whose judgement counts, which shops are left alone until when."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localtime, now
from institutions.monitoring.rule_lake import fill
from people import at, browser, people

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Finding, KnownGood, Rule, Sample, Trial
from mingjian.institutions.monitoring.queries import findings_matching, known_good_to_review, precision_of, samples_of, spared_for
from mingjian.institutions.monitoring.rules.acts import (
    approve_rule,
    judge_sample,
    keep_known_good,
    retire_rule,
    review_known_good,
    revise_rule,
    send_into_shadow,
    send_rule_back,
    submit_rule,
    write_rule,
)
from mingjian.institutions.monitoring.rules.news import known_good_to_look_at
from mingjian.institutions.monitoring.rules.work import run_rules as running
from mingjian.institutions.monitoring.rules.work.run_rules import retire_worn_out_words, run_rules, usable
from mingjian.institutions.monitoring.rules.work.try_rule import back_test
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
COPIES = Content(any_of=("高仿", "复刻"))


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = str(fill(tmp_path, 400).folder)
    return tmp_path


@pytest.fixture
def who() -> dict[str, Officer]:
    return people("li", "wang", "sun", "zhou", "clerk", "auditor")


def clock() -> Any:
    return at("2026-11-24 12:01")


def written(by: Officer, content: Content = COPIES, state: str = Rule.State.DRAFT) -> Rule:
    rule = write_rule(title="仿品", content=content, source="", by=by, at=NOON)
    Rule.objects.filter(pk=rule.pk).update(state=state)
    rule.refresh_from_db()
    return rule


def sampled(rule: Rule, by: Officer, *subjects: str, of: str = Trial.Kind.BACK_TEST) -> list[Sample]:
    trial = Trial.objects.create(rule=rule, kind=of, digest=rule.digest, at=NOON, by=by, seconds=0, rows=9, hits=9)
    spans = [["title", 0, 2, "高仿"], ["title", 3, 5, "高仿"]]
    return [Sample.objects.create(trial=trial, subject_kind="listing", subject=one, texts={"title": "高仿 高仿"}, spans=spans) for one in subjects]


def counts(rule: Rule, word: str = "高仿") -> tuple[int, int]:
    found = rule.words.get(word=word)
    return found.confirmed, found.rejected


@pytest.mark.parametrize(
    ("right", "wrong", "retires"),
    [
        (0, 19, False),  # too few to say
        (0, 20, True),
        (5, 15, True),  # surely under a half: 47 in a hundred at most
        (6, 14, False),  # 52 at most
    ],
)
def test_a_word_retires_where_surely_fewer_than_half_of_its_twenty_hits_are_right(who: dict[str, Officer], right: int, wrong: int, retires: bool) -> None:
    rule = written(who["li"], state=Rule.State.LIVE)
    rule.words.filter(word="高仿").update(confirmed=right, rejected=wrong)
    assert retire_worn_out_words(at("2026-11-25 00:30")) == ["高仿"] * retires
    assert retire_worn_out_words(NOON) == []  # once
    if retires:
        assert rule.words.get(word="高仿").retired_on == date(2026, 11, 25)  # of Beijing's day
        told = json.loads(Entry.objects.get(kind="rule_word_retired").body)
        assert (told["word"], told["right"], told["judged"], "by" in told) == ("高仿", right, right + wrong, False)


def test_words_of_rules_that_are_not_live_do_not_retire(who: dict[str, Officer]) -> None:
    for state in (Rule.State.DRAFT, Rule.State.SHADOW, Rule.State.WAITING, Rule.State.RETIRED):
        written(who["li"], state=state).words.update(rejected=50)
    assert retire_worn_out_words(NOON) == []


@pytest.mark.parametrize(
    ("content", "gone", "left"),
    [
        (COPIES, ["高仿"], replace(COPIES, any_of=("复刻",))),
        (COPIES, ["高仿", "复刻"], None),
        (COPIES, [], COPIES),
        (replace(COPIES, all_of=("手表",)), ["手表"], None),  # a word that must stand cannot be left out
        (Content(all_of=("手表", "高仿")), ["高仿"], None),
        (replace(COPIES, all_of=("手表",)), ["复刻"], Content(any_of=("高仿",), all_of=("手表",))),
    ],
)
def test_a_rule_runs_without_its_retired_words_while_anything_is_left_to_look_for(
    who: dict[str, Officer], content: Content, gone: list[str], left: Content | None
) -> None:
    rule = written(who["li"], content)
    rule.words.filter(word__in=gone).update(retired_on=NOON.date())
    assert usable(rule) == left


def test_a_retired_word_that_is_written_again_begins_anew_and_what_was_judged_of_the_others_counts_no_more(who: dict[str, Officer]) -> None:
    rule = written(who["li"])
    rule.words.update(confirmed=3, rejected=30, hits=7)
    rule.words.filter(word="高仿").update(retired_on=NOON.date())
    revise_rule(rule, title="另名", content=COPIES, source="", by=who["li"], at=NOON)  # it asks the same: what was judged of it counts
    assert (counts(rule), counts(rule, "复刻"), usable(rule)) == ((3, 30), (3, 30), Content(any_of=("复刻",)))
    stricter = replace(COPIES, none_of=("高仿真花",))
    revised = revise_rule(rule, title="另名", content=stricter, source="", by=who["li"], at=NOON)
    assert (counts(rule), counts(rule, "复刻"), usable(revised)) == ((0, 0), (0, 0), stricter)
    assert rule.words.get(word="高仿").hits == 7
    rule.words.filter(word="高仿").update(retired_on=NOON.date())
    without = revise_rule(rule, title="另名", content=Content(any_of=("复刻",)), source="", by=who["li"], at=NOON)
    assert rule.words.get(word="高仿").retired_on == NOON.date()  # it stays on record
    assert usable(without) == Content(any_of=("复刻",))


def test_only_live_rules_and_those_in_shadow_run_and_only_for_their_own_department(lake: Path, who: dict[str, Officer]) -> None:
    for state in Rule.State.values:
        written(who["li"], Content(any_of=("高仿",)), state)
    written(who["zhou"], state=Rule.State.LIVE)
    trials = run_rules(by=who["li"], at=NOON, clock=clock)
    assert [(trial.rule.state, trial.kind) for trial in trials] == [("shadow", "shadow"), ("live", "live")]
    assert {finding.department for finding in Finding.objects.all()} == {who["li"].department}
    assert [trial.seconds for trial in trials] == [0.0, 0.0]
    with pytest.raises(NotPermitted):
        run_rules(by=who["wang"], at=NOON, clock=clock)


def test_a_rule_that_hits_very_often_gives_no_more_findings_than_it_may(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_FINDINGS", 5)
    written(who["li"], state=Rule.State.LIVE)
    (trial,) = run_rules(by=who["li"], at=NOON, clock=clock)
    assert trial.hits > 5
    assert Finding.objects.count() == trial.samples.count() == 5


def test_a_hit_in_title_and_text_marks_both(tmp_path: Path, settings: Any, who: dict[str, Officer]) -> None:
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"listing_id": "L1", "platform": "甲网", "shop_id": None, "title": "高仿包", "text": "复刻 高仿"}), encoding="utf-8"
    )
    lake = Lake(tmp_path / "lake")
    lake.load(kind("listing"), tmp_path / "one.jsonl", source="甲网", at=NOON)
    settings.LAKE = str(lake.folder)
    written(who["li"], state=Rule.State.LIVE)
    run_rules(by=who["li"], at=NOON, clock=clock)
    finding = Finding.objects.get()
    evidence = finding.evidence()
    assert (evidence["field"], evidence["spans"]) == ("title", [[0, 2, "高仿", "", ""]])
    assert evidence["more"] == [{"field": "text", "spans": [[0, 2, "复刻", "", ""], [3, 5, "高仿", "", ""]]}]
    assert (finding.subject, finding.shop) == ("甲网/L1", "")  # of no known shop
    assert "准确率约 0%–100%" in finding.reason_zh  # nothing was judged


def test_a_judgement_that_is_said_twice_counts_once_and_never_below_none(who: dict[str, Officer]) -> None:
    rule = written(who["li"])
    (sample,) = sampled(rule, who["li"], "甲网/L1")
    for is_right, told in ((True, (1, 0)), (True, (1, 0)), (False, (0, 1)), (True, (1, 0))):
        judge_sample(sample, verdict="right" if is_right else "wrong", by=who["li"], at=NOON)
        assert counts(rule) == told
    rule.words.update(confirmed=0)  # a count that was lost
    judge_sample(sample, verdict="wrong", by=who["li"], at=NOON)
    assert counts(rule) == (0, 1)
    assert counts(rule, "复刻") == (0, 0)


def test_precision_is_of_hits_drawn_by_chance_each_counted_once_by_the_word_said_last(who: dict[str, Officer]) -> None:
    rule = written(who["li"])
    first, second = sampled(rule, who["li"], "甲网/L1", "甲网/L2"), sampled(rule, who["li"], "甲网/L1", of=Trial.Kind.SHADOW)
    live = sampled(rule, who["li"], "甲网/L9", of=Trial.Kind.LIVE)  # what was sent to officers is no fair sample
    judge_sample(first[0], verdict="right", by=who["li"], at=at("2026-11-24 13:00"))
    judge_sample(second[0], verdict="wrong", by=who["li"], at=at("2026-11-24 14:00"))
    judge_sample(live[0], verdict="right", by=who["li"], at=NOON)
    assert (precision_of(rule).right, precision_of(rule).judged) == (0, 1)
    judge_sample(first[0], verdict="right", by=who["li"], at=at("2026-11-24 15:00"))
    assert (precision_of(rule).right, precision_of(rule).judged) == (1, 1)
    assert [sample.subject for sample in samples_of(rule)] == ["甲网/L1"]  # of the newest trial, and of no live one


def test_twenty_judged_hits_are_enough_for_approval_and_a_rule_in_shadow_may_ask_for_it(who: dict[str, Officer]) -> None:
    rule = written(who["li"], state=Rule.State.SHADOW)
    samples = sampled(rule, who["li"], *(f"甲网/L{n}" for n in range(20)))
    for sample in samples[:-1]:
        judge_sample(sample, verdict="right", by=who["li"], at=NOON)
    with pytest.raises(StepRefused, match="现有 19 条"):
        submit_rule(rule, by=who["li"], at=NOON)
    judge_sample(samples[-1], verdict="wrong", by=who["li"], at=NOON)
    submit_rule(rule, by=who["li"], at=NOON)
    approve_rule(rule, by=who["wang"], at=NOON)
    assert (rule.state, rule.approved_by, rule.approved_at) == ("live", who["wang"], NOON)


@pytest.mark.parametrize("state", [state for state in Rule.State.values if state != "draft"])
def test_only_a_draft_goes_into_shadow_and_only_what_waits_is_approved(who: dict[str, Officer], state: str) -> None:
    rule = written(who["li"], state=state)
    with pytest.raises(StepRefused):
        send_into_shadow(rule, by=who["li"], at=NOON)
    if state != "waiting":
        with pytest.raises(StepRefused):
            approve_rule(rule, by=who["wang"], at=NOON)
    if state in ("waiting", "live", "retired"):
        with pytest.raises(StepRefused):
            submit_rule(rule, by=who["li"], at=NOON)


def test_a_retired_rule_is_neither_tried_nor_retired_again(lake: Path, who: dict[str, Officer]) -> None:
    rule = written(who["li"])
    retire_rule(rule, reason="  用语已变  ", by=who["wang"], at=NOON)
    assert (rule.state, rule.said_last) == ("retired", "用语已变")
    with pytest.raises(StepRefused):
        retire_rule(rule, reason="再来", by=who["wang"], at=NOON)
    with pytest.raises(StepRefused, match="已停用"):
        back_test(rule, by=who["li"], at=NOON, clock=clock)


LOOKED_INTO: dict[str, Any] = {"platform_name": "甲网", "known_good_kind": "good", "known_good_ground": "查过"}


@pytest.mark.parametrize("title", ["", "  ", "\n"])
def test_a_rule_has_a_name_and_a_long_one_is_cut(who: dict[str, Officer], title: str) -> None:
    with pytest.raises(BadInput):
        write_rule(title=title, content=COPIES, source="", by=who["li"], at=NOON)
    assert write_rule(title=f" {'名' * 130} ", content=COPIES, source="", by=who["li"], at=NOON).title == "名" * 120


@pytest.mark.parametrize(
    ("changed", "is_kept"),
    [({}, True), ({"platform_name": " "}, False), ({"shop_number": ""}, False), ({"known_good_ground": "\n"}, False), ({"known_good_kind": "friend"}, False)],
)
def test_a_known_good_shop_has_a_platform_an_id_a_reason_and_a_kind(who: dict[str, Officer], changed: dict[str, str], is_kept: bool) -> None:
    told: dict[str, Any] = {
        "platform_name": " 甲网 ",
        "shop_number": "s1 ",
        "known_good_kind": "good",
        "known_good_ground": "查过",
        "known_until": None,
        **changed,
    }
    if not is_kept:
        with pytest.raises(BadInput):
            keep_known_good(**told, by=who["li"], at=NOON)
        assert not KnownGood.objects.exists()
        return
    keep_known_good(**told, by=who["li"], at=NOON)
    keep_known_good(**{**told, "known_good_ground": "又查过"}, by=who["wang"], at=NOON)
    kept = KnownGood.objects.get()  # told anew, not twice
    assert (kept.subject, kept.why, kept.by) == ("甲网/s1", "又查过", who["wang"])
    assert Entry.objects.filter(kind="known_good_kept").count() == 2


def test_a_shop_is_left_alone_through_its_last_day_in_beijing_and_by_its_own_department_only(who: dict[str, Officer]) -> None:
    own, other = who["li"].department, who["zhou"].department
    assert own is not None
    assert other is not None
    keep_known_good(
        platform_name="甲网", shop_number="s1", known_good_kind="good", known_good_ground="查过", known_until=date(2026, 11, 24), by=who["li"], at=NOON
    )
    keep_known_good(platform_name="甲网", shop_number="s2", known_good_kind="good", known_good_ground="查过", known_until=None, by=who["li"], at=NOON)
    assert set(spared_for(own, at("2026-11-24 23:59"))) == {"甲网/s1", "甲网/s2"}
    assert set(spared_for(own, at("2026-11-25 00:00"))) == {"甲网/s2"}
    assert spared_for(other, NOON) == {}


def test_the_list_of_known_good_shops_tells_what_has_ended_by_the_day_in_beijing(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    early = (localtime() + timedelta(days=1)).replace(hour=1)  # in Greenwich it is still the day before
    for place in ("django.utils.timezone.now", "mingjian.institutions.monitoring.rules.pages.now"):
        monkeypatch.setattr(place, lambda: early.astimezone(UTC))
    assert browser(who["li"]).get("/rules/known_good").context["today"] == early.date()


def test_a_known_good_shop_whose_time_is_over_is_not_offered_to_be_looked_at_again(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    common = {"platform_name": "甲网", "known_good_kind": "good", "known_good_ground": "查过", "by": who["li"], "at": NOON}
    kept = [keep_known_good(**common, shop_number=f"s{day}", known_until=day and date(2026, 11, day)) for day in (23, 24, None)]
    monkeypatch.setattr("mingjian.institutions.monitoring.rules.pages.localtime", lambda *_: NOON)
    page = browser(who["li"]).get("/rules/known_good").content.decode()
    assert [f"/{one.pk}/review_known_good" in page for one in kept] == [False, True, True]


ACTS: dict[str, tuple[Callable[[Rule, Officer], Any], str]] = {
    "write": (lambda rule, by: write_rule(title="仿品", content=COPIES, source="", by=by, at=NOON), "wang"),
    "revise": (lambda rule, by: revise_rule(rule, title="仿品", content=COPIES, source="", by=by, at=NOON), "wang"),
    "try": (lambda rule, by: back_test(rule, by=by, at=NOON, clock=clock), "wang"),
    "shadow": (lambda rule, by: send_into_shadow(rule, by=by, at=NOON), "wang"),
    "submit": (lambda rule, by: submit_rule(rule, by=by, at=NOON), "wang"),
    "approve": (lambda rule, by: approve_rule(rule, by=by, at=NOON), "clerk"),
    "send back": (lambda rule, by: send_rule_back(rule, reason="太宽", by=by, at=NOON), "clerk"),
    "retire": (lambda rule, by: retire_rule(rule, reason="太宽", by=by, at=NOON), "clerk"),
    "judge": (lambda rule, by: judge_sample(sampled(rule, by, "甲网/L1")[0], verdict="right", by=by, at=NOON), "auditor"),
    "keep a shop": (
        lambda rule, by: keep_known_good(
            platform_name="甲网", shop_number="s1", known_good_kind="good", known_good_ground="查过", known_until=None, by=by, at=NOON
        ),
        "auditor",
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_on_a_rule_is_refused_to_whoever_has_not_the_role(lake: Path, who: dict[str, Officer], act: str) -> None:
    """The head writes nothing, a platform's clerk approves nothing, the auditor does nothing."""
    does, name = ACTS[act]
    rule = written(who["li"], state=Rule.State.WAITING if act in ("approve", "send back") else Rule.State.DRAFT)
    for sample in sampled(rule, who["li"], *(f"甲网/L{n}" for n in range(20))):
        judge_sample(sample, verdict="right", by=who["li"], at=NOON)
    before = (Rule.objects.values_list("state", "title").get(), Entry.objects.count(), KnownGood.objects.count())
    with pytest.raises(NotPermitted):
        does(rule, who[name])
    assert (Rule.objects.values_list("state", "title").get(), Entry.objects.count(), KnownGood.objects.count()) == before


def test_a_live_run_is_in_the_ledger_and_its_findings_are_found_by_their_words(lake: Path, who: dict[str, Officer]) -> None:
    written(who["li"], state=Rule.State.LIVE)
    (trial,) = run_rules(by=who["li"], at=NOON, clock=clock)
    told = json.loads(Entry.objects.get(kind="rule_run").body)
    assert (told["hits"], told["rows"], told["run"], told["by"]) == (trial.hits, 400, "live", "li@mingjian.local")
    assert (trial.rows, trial.coverage["rows"], trial.coverage["sources"]) == (400, 400, {"甲网": 400})
    assert findings_matching(who["li"], question="高仿").count() == trial.hits
    assert run_rules(by=who["li"], at=NOON, clock=clock) == []  # it has seen all there is
    assert Entry.objects.filter(kind="rule_run").count() == 1


def test_a_shop_that_is_left_alone_is_looked_at_again_each_month(who: dict[str, Officer]) -> None:
    for shop, until in (("s1", None), ("s2", date(2026, 12, 1))):
        keep_known_good(platform_name="甲网", shop_number=shop, known_good_kind="good", known_good_ground="查过", known_until=until, by=who["li"], at=NOON)
    month, later = at("2026-12-24 12:00"), at("2027-01-23 12:00")
    assert not known_good_to_review(who["li"], at("2026-12-24 11:59"))
    assert [one.subject for one in known_good_to_review(who["li"], month)] == ["甲网/s1"]  # the other's day is over: it is not left alone
    assert not known_good_to_review(who["zhou"], month)
    news = known_good_to_look_at(who["li"], month)
    assert news is not None
    assert [line.what for line in news.lines] == ["甲网/s1"]
    assert known_good_to_look_at(who["auditor"], month) is None
    review_known_good(KnownGood.objects.get(shop_id="s1"), by=who["li"], at=month, known_good_review="授权仍有效")
    assert not known_good_to_review(who["li"], at("2027-01-22 12:00"))
    assert len(known_good_to_review(who["li"], later)) == 1
    entry = Entry.objects.get(kind="known_good_reviewed")
    assert "授权仍有效" in entry.body
    with pytest.raises(StepRefused, match="期限已过"):
        review_known_good(KnownGood.objects.get(shop_id="s2"), by=who["li"], at=month, known_good_review="x")
    with pytest.raises(NotPermitted):
        review_known_good(KnownGood.objects.get(shop_id="s1"), by=who["auditor"], at=month, known_good_review="x")


def test_the_list_says_which_shops_are_to_be_looked_at_again(who: dict[str, Officer]) -> None:
    keep_known_good(
        platform_name="甲网", shop_number="s1", known_good_kind="good", known_good_ground="查过", known_until=None, by=who["li"], at=at("2026-01-05 12:00")
    )
    page = browser(who["li"]).get("/rules/known_good").text
    assert "待复查" in page
    assert f"/acts/known_good/{KnownGood.objects.get().pk}/review_known_good" in page
    review_known_good(KnownGood.objects.get(), by=who["li"], at=now(), known_good_review="无投诉")
    assert "已复查" in browser(who["li"]).get("/rules/known_good").text
    assert "待复查" not in browser(who["li"]).get("/rules/known_good").text
