"""The workshop of rules: written by one, tried, judged, approved by another; and nothing before its precision is known."""

import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from institutions.monitoring.rule_lake import fill
from people import PASSWORD, at, people

from mingjian.core.errors import BadInput, MingjianError, NotFound, NotPermitted, StepRefused
from mingjian.core.exhibits.spans import Spans
from mingjian.core.rules import Rule as Content
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.monitoring.exhibits.spans import marked_fields, pieces
from mingjian.institutions.monitoring.models import Finding, Rule, Sample, Trial
from mingjian.institutions.monitoring.queries import precision_of, rule_visible_to, samples_of
from mingjian.institutions.monitoring.rules.acts import (
    approve_rule,
    drop_known_good,
    judge_sample,
    keep_known_good,
    retire_rule,
    revise_rule,
    send_into_shadow,
    send_rule_back,
    submit_rule,
    write_rule,
)
from mingjian.institutions.monitoring.rules.services.approval import TERM, ends_at
from mingjian.institutions.monitoring.rules.work.run_rules import end_terms, retire_worn_out_words, run_rules
from mingjian.institutions.monitoring.rules.work.try_rule import back_test
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]
NOON = at("2026-11-24 12:00")
COPIES = Content(any_of=("高仿", "复刻"), none_of=("高仿真花",))


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = str(fill(tmp_path, 2_000).folder)
    return tmp_path


MINUTES = count(1)


def clock() -> Any:
    """Go on by a minute each time that it is asked."""
    return NOON + timedelta(minutes=next(MINUTES))


def written(by: Officer, content: Content = COPIES) -> Rule:
    return write_rule(title="仿品女包", content=content, source="桐市监案〔2026〕7号", by=by, at=NOON)


def judged(rule: Rule, by: Officer, *, wrong: int = 0, of: int = 25) -> None:
    for number, sample in enumerate(list(samples_of(rule))[:of]):
        judge_sample(sample, verdict="right" if number >= wrong else "wrong", by=by, at=NOON)


def live(who: dict[str, Officer]) -> Rule:
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"], wrong=2)
    submit_rule(rule, by=who["li"], at=NOON)
    approve_rule(rule, by=who["wang"], at=NOON)
    return rule


def test_a_back_test_counts_every_hit_and_keeps_a_sample_with_raw_spans(lake: Path) -> None:
    who = people("li")
    rule = written(who["li"])
    trial = back_test(rule, by=who["li"], at=NOON, clock=clock)
    assert (trial.rows, trial.hits, trial.seconds) == (2_000, 51, 60.0)
    assert (trial.coverage["sources"], trial.coverage["platforms"]) == ({"甲网": 2_000}, {"甲网": 2_000})
    assert (trial.coverage["first_day"], trial.coverage["last_day"]) == ("2026-10-01", "2026-10-28")
    sample = Sample.objects.exclude(subject="甲网/first-3").first()
    assert sample is not None
    (field, start, end, word) = sample.spans[0]
    assert (sample.texts[field][start:end], word) == ("高·仿", "高仿")
    assert rule.words.get(word="高仿").hits == 51
    assert rule.words.get(word="复刻").source == "桐市监案〔2026〕7号"


def test_nothing_is_approved_before_its_precision_is_known(lake: Path) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    with pytest.raises(StepRefused, match="至少判断 20 条"):
        submit_rule(rule, by=who["li"], at=NOON)
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"], of=19)
    with pytest.raises(StepRefused, match="现有 19 条"):
        submit_rule(rule, by=who["li"], at=NOON)


FEW = Content(any_of=("第47款", "第87款", "第127款", "第167款", "第207款"))


def test_a_rule_with_five_hits_that_are_all_right_goes_live_for_a_time_and_is_judged_again(lake: Path) -> None:
    who = people("li", "wang")
    rule = written(who["li"], FEW)
    assert back_test(rule, by=who["li"], at=NOON, clock=clock).hits == 5
    judged(rule, who["li"], of=4)
    with pytest.raises(StepRefused, match="5 条，已判断 4 条"):
        submit_rule(rule, by=who["li"], at=NOON)
    judged(rule, who["li"])
    submit_rule(rule, by=who["li"], at=NOON)
    approve_rule(rule, by=who["wang"], at=NOON)
    assert ends_at(rule) == NOON + TERM
    told = json.loads(Entry.objects.get(kind="rule_approved").body)
    assert (told["right"], told["judged"], told["low"], told["hits"], told["is_for_a_term"]) == (5, 5, 57, 5, True)
    assert end_terms(NOON + TERM - timedelta(seconds=1)) == []
    assert [one.pk for one in end_terms(NOON + TERM)] == [rule.pk]
    rule.refresh_from_db()
    assert (rule.state, Entry.objects.filter(kind="rule_term_ended").count()) == ("shadow", 1)
    with override("zh-hans"):
        assert rule.why_last == "限期启用期满，已转回试运行：请重新回测并判断全部命中。"
    with override("en"):
        assert rule.why_last == "Its time is over, and it is back in shadow: try it again, and judge all of its hits anew."
    assert run_rules(by=who["li"], at=NOON + TERM, clock=clock)[0].kind == "shadow"
    with pytest.raises(StepRefused, match="至少判断 20 条"):  # what was judged before the approval does not carry it a second time
        submit_rule(rule, by=who["li"], at=NOON + TERM)
    back_test(rule, by=who["li"], at=NOON + TERM, clock=clock)
    judged(rule, who["li"])
    submit_rule(rule, by=who["li"], at=NOON + TERM)
    assert rule.state == "waiting"


@pytest.mark.parametrize(("content", "wrong"), [(FEW, 1), (Content(any_of=("第47款", "第87款")), 0)])
def test_few_hits_of_which_one_is_wrong_or_that_are_hardly_any_are_refused(lake: Path, content: Content, wrong: int) -> None:
    who = people("li")
    rule = written(who["li"], content)
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"], wrong=wrong)
    with pytest.raises(StepRefused, match="至少 3 条且全部属实"):
        submit_rule(rule, by=who["li"], at=NOON)


def test_a_rule_that_was_right_in_thirty_to_sixty_seven_cases_of_a_hundred_is_refused(lake: Path) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"], wrong=13)
    with pytest.raises(StepRefused, match="25 条中 12 条属实，95% 下限为 30%，低于 50%"):
        submit_rule(rule, by=who["li"], at=NOON)


def test_a_rule_whose_bound_fell_while_it_waited_is_not_approved(lake: Path) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"])
    submit_rule(rule, by=who["li"], at=NOON)
    for sample in Sample.objects.filter(is_right=True)[:13]:
        judge_sample(sample, verdict="wrong", by=who["li"], at=NOON)
    with pytest.raises(StepRefused, match="下限为"):
        approve_rule(rule, by=who["wang"], at=NOON)


def test_the_page_says_until_when_a_narrow_rule_is_live_and_why_another_is_refused(lake: Path, client: Client) -> None:
    who = people("li", "wang")
    narrow, poor = written(who["li"], FEW), written(who["li"])
    for rule, wrong in ((narrow, 0), (poor, 13)):
        back_test(rule, by=who["li"], at=NOON, clock=clock)
        judged(rule, who["li"], wrong=wrong)
    client.login(username="li", password=PASSWORD)
    assert "可启用 90 天，期满后重新判断" in client.get(narrow.get_absolute_url(), headers={"accept-language": "zh-hans"}).content.decode()
    assert "下限为 30%，低于 50%" in client.get(poor.get_absolute_url(), headers={"accept-language": "zh-hans"}).content.decode()
    submit_rule(narrow, by=who["li"], at=NOON)
    approve_rule(narrow, by=who["wang"], at=NOON)
    with CaptureQueriesContext(connection) as asked:
        assert "限期启用至 2027-02-22" in client.get(narrow.get_absolute_url(), headers={"accept-language": "zh-hans"}).content.decode()
    judged_of = [one["sql"] for one in asked if '"monitoring_sample"."is_right" IS NOT NULL' in one["sql"] and '"judged_at"' in one["sql"]]
    assert len(judged_of) == 1, "precision is counted once a page"


def test_nobody_approves_what_they_wrote_themselves(lake: Path) -> None:
    who = people("sun", "wang", "li")
    rule = written(who["sun"])  # officer and head in one
    back_test(rule, by=who["sun"], at=NOON, clock=clock)
    judged(rule, who["sun"])
    submit_rule(rule, by=who["sun"], at=NOON)
    with pytest.raises(NotPermitted, match="撰写人以外"):
        approve_rule(rule, by=who["sun"], at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor past the steps
        Rule.objects.filter(pk=rule.pk).update(approved_by=who["sun"])


def test_a_revised_rule_begins_again(lake: Path) -> None:
    who = people("li", "wang")
    rule = live(who)
    assert precision_of(rule).judged == 25
    revise_rule(rule, title="仿品", content=Content(any_of=("高仿",)), source="", by=who["li"], at=NOON)
    rule.refresh_from_db()
    assert (rule.state, rule.approved_by, precision_of(rule).judged) == ("draft", None, 0)


@pytest.mark.both_databases
def test_live_hits_become_findings_once_and_from_there_a_clue(lake: Path, settings: Any) -> None:
    who = people("li", "wang")
    rule = live(who)
    (trial,) = run_rules(by=who["li"], at=NOON, clock=clock)
    assert (trial.kind, trial.hits, Finding.objects.count()) == ("live", 51, 51)
    assert run_rules(by=who["li"], at=NOON, clock=clock) == []  # nothing new
    fill(lake, 100, name="second")
    run_rules(by=who["li"], at=NOON, clock=clock)
    assert Finding.objects.count() == 55
    finding = Finding.objects.filter(subject="甲网/first-47").get()
    assert finding.score == pytest.approx(precision_of(rule).low)
    assert "符合规则“仿品女包”：出现“高仿”。" in finding.reason_zh
    spans = finding.exhibits["spans"]
    assert isinstance(spans, Spans)
    ((name, parts),) = marked_fields(spans)
    assert (name, (parts[0].text, parts[0].word)) == ("title", ("高·仿", "高仿"))
    clue = take_up(finding, by=who["li"], at=NOON)
    assert (clue.suspected_act, clue.listing_id) == ("仿品女包", "first-47")


def test_a_rule_in_shadow_hits_and_troubles_nobody(lake: Path) -> None:
    who = people("li")
    rule = written(who["li"])
    send_into_shadow(rule, by=who["li"], at=NOON)
    (trial,) = run_rules(by=who["li"], at=NOON, clock=clock)
    assert (trial.kind, trial.hits, Finding.objects.count(), trial.samples.count()) == (Trial.Kind.SHADOW, 51, 0, 51)


def test_known_good_shops_are_left_alone_until_their_day(lake: Path) -> None:
    who = people("li")
    rule = written(who["li"])
    kept = keep_known_good(
        platform_name="甲网", shop_number="s47", known_good_kind="authorised", known_good_ground="授权书 2026-3", known_until=NOON.date(), by=who["li"], at=NOON
    )
    trial = back_test(rule, by=who["li"], at=NOON, clock=clock)
    assert (trial.hits, trial.coverage["spared"]) == (49, 4)
    assert back_test(rule, by=who["li"], at=at("2026-11-25 12:00"), clock=clock).hits == 51
    drop_known_good(kept, by=who["li"], at=NOON)
    assert Entry.objects.filter(kind="known_good_dropped").count() == 1


@pytest.mark.both_databases
def test_a_word_whose_hits_are_too_seldom_right_retires_by_itself(lake: Path) -> None:
    who = people("li", "wang")
    rule = live(who)
    word = rule.words.get(word="高仿")
    assert (word.confirmed, word.rejected) == (23, 2)
    assert retire_worn_out_words(NOON) == []
    word.confirmed, word.rejected = 5, 30
    word.save()
    assert retire_worn_out_words(NOON) == ["高仿"]
    fill(lake, 100, name="second")
    assert run_rules(by=who["li"], at=NOON, clock=clock)[0].hits == 0  # 复刻 is still looked for


@pytest.mark.both_databases
def test_a_judgement_may_be_changed_by_its_judge_only_and_is_counted_once(lake: Path) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    sample = samples_of(rule)[0]
    judge_sample(sample, verdict="right", by=who["li"], at=NOON)
    judge_sample(sample, verdict="wrong", by=who["li"], at=NOON)
    word = rule.words.get(word="高仿")
    assert (word.confirmed, word.rejected, precision_of(rule).right, precision_of(rule).judged) == (0, 1, 0, 1)
    with pytest.raises(StepRefused, match="已由他人判断"):
        judge_sample(sample, verdict="right", by=who["wang"], at=NOON)


@pytest.mark.both_databases
def test_what_is_done_to_a_rule_is_in_the_ledger_with_what_it_asks(lake: Path) -> None:
    who = people("li", "wang")
    rule = live(who)
    retire_rule(rule, reason="用语已变", by=who["wang"], at=NOON)
    kinds = list(Entry.objects.exclude(kind="rule_hit_judged").order_by("index").values_list("kind", flat=True))
    assert kinds == ["rule_written", "rule_back_tested", "rule_submitted", "rule_approved", "rule_retired"]
    approved = json.loads(Entry.objects.get(kind="rule_approved").body)
    assert (approved["right"], approved["judged"], Content.read(approved["content"])) == (23, 25, COPIES)
    with pytest.raises(StepRefused):
        revise_rule(rule, title="x", content=COPIES, source="", by=who["li"], at=NOON)


def test_a_rule_is_sent_back_with_a_reason_and_other_counties_do_not_see_it(lake: Path) -> None:
    who = people("li", "wang", "zhou")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"])
    submit_rule(rule, by=who["li"], at=NOON)
    with pytest.raises(BadInput):
        send_rule_back(rule, reason=" ", by=who["wang"], at=NOON)
    send_rule_back(rule, reason="“复刻”太宽", by=who["wang"], at=NOON)
    assert (rule.state, rule.said_last) == ("draft", "“复刻”太宽")
    with pytest.raises(NotFound):
        rule_visible_to(who["zhou"], rule.pk)


def test_the_form_refuses_in_words_and_loses_nothing(lake: Path, client: Client) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    reply = client.post("/rules/new", {"title": "试", "any_of": "高仿，复刻", "none_of": "高仿", "kinds": ["listing"]})
    assert reply.status_code == 422
    assert "“高仿”既要有又不能有" in reply.content.decode()
    assert "高仿，复刻" in reply.content.decode()
    reply = client.post("/rules/new", {"title": "试", "any_of": "高仿，复刻\n A货 ", "kinds": ["listing"], "most_price": "500"})
    assert reply.status_code == 302
    assert Rule.objects.get().content["any_of"] == ["高仿", "复刻", "A货"]


@pytest.mark.both_databases
def test_hostile_listings_change_nothing_but_their_own_words(lake: Path, client: Client) -> None:
    who = people("li")
    client.login(username="li", password=PASSWORD)
    rule = written(who["li"], Content(any_of=("加微信",)))
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    page = client.get(f"/rules/{rule.pk}").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    assert "13812345678" not in page
    assert '<mark title="加微信">加微信</mark>' in page


@pytest.mark.parametrize("act", ["nothing", "approve", "retire"])
def test_what_cannot_be_done_is_said_so(lake: Path, client: Client, act: str) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    client.login(username="wang" if act != "nothing" else "li", password=PASSWORD)
    reply = client.post(f"/rules/{rule.pk}/do/{act}")
    assert reply.status_code in (404, 409, 422)
    rule.refresh_from_db()
    assert rule.state == "draft"


def test_spans_that_make_no_sense_are_passed_over() -> None:
    assert [piece.text for piece in pieces("一二三四", [[0, 2, "a"], [1, 3, "b"], [3, 9, "c"], [-1, 1, "d"]])] == ["一二", "三四"]
    assert Spans.read({"texts": "not a table"}, "甲网/L0") is None


def test_without_any_records_a_back_test_says_what_to_do(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = str(tmp_path / "none")
    who = people("li")
    with pytest.raises(MingjianError, match="请先导入"):
        back_test(written(who["li"]), by=who["li"], at=NOON, clock=clock)


@pytest.mark.both_databases
def test_the_list_of_rules_counts_each_as_its_own_page_does_and_asks_no_more_for_many(lake: Path, client: Client) -> None:
    who = people("li", "wang")
    first = live(who)
    second = written(who["li"], Content(any_of=("复刻",)))
    client.login(username="li", password=PASSWORD)
    client.get("/rules")  # what a first page asks once is no part of it
    with CaptureQueriesContext(connection) as few:
        cards = {card["rule"].pk: card for card in client.get("/rules").context["cards"]}
    assert (cards[first.pk]["precision"], cards[first.pk]["hits"]) == (precision_of(first), first.trials.all()[0].hits)
    assert (cards[second.pk]["precision"].judged, cards[second.pk]["hits"]) == (0, None)
    for number in range(6):
        written(who["li"], Content(any_of=(f"词{number}",)))
    with CaptureQueriesContext(connection) as many:
        client.get("/rules")
    assert len(many) == len(few)


def test_a_rule_that_waits_is_told_to_whoever_may_approve_it_and_not_to_its_writer(lake: Path, client: Client) -> None:
    who = people("li", "wang")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    judged(rule, who["li"])
    submit_rule(rule, by=who["li"], at=NOON)
    client.login(username="wang", password=PASSWORD)
    assert "待您批准的规则" in client.get("/").content.decode()
    client.login(username="li", password=PASSWORD)
    assert "待您批准的规则" not in client.get("/").content.decode()


def test_one_hit_judged_by_htmx_gives_the_next_one_the_focus(lake: Path, client: Client) -> None:
    who = people("li")
    rule = written(who["li"])
    back_test(rule, by=who["li"], at=NOON, clock=clock)
    client.login(username="li", password=PASSWORD)
    told = client.get(f"/rules/{rule.pk}", headers={"HX-Request": "true"}).content.decode()
    assert told.count(" data-focus") == 1  # given by our own script, when htmx knows the form
    assert " data-focus" not in client.get(f"/rules/{rule.pk}").content.decode()


@pytest.mark.both_databases
def test_signs_that_nobody_sees_do_not_come_into_a_rule(lake: Path, client: Client) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    told = {"title": "\u202e仿品", "source": "\u202e案件", "any_of": "高\u202e仿\n高\u200b仿\n复刻", "kinds": ["listing"]}
    assert client.post("/rules/new", told).status_code == 302
    rule = Rule.objects.get()
    assert rule.content["any_of"] == ["高仿", "复刻"]
    page = client.get(f"/rules/{rule.pk}").content.decode()
    assert "\u202e" not in page
    Rule.objects.update(content={**rule.content, "any_of": ["高\u202e仿"]})  # written before they were left out
    assert "\u202e" not in client.get(f"/rules/{rule.pk}").content.decode()


@pytest.mark.both_databases
def test_too_many_words_are_counted_and_none_is_lost(lake: Path, client: Client) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    words = "\n".join(f"词语{number}号" for number in range(5000))
    reply = client.post("/rules/new", {"title": "多", "any_of": words, "kinds": ["listing"]})
    assert "至多 200 个词，现有 5,000 个" in reply.content.decode()
    assert "词语4999号" in reply.content.decode()


def test_a_run_without_hits_says_so_and_asks_after_a_platform_that_no_row_has(lake: Path, client: Client) -> None:
    who = people("li")
    client.login(username="li", password=PASSWORD)
    for platforms, asks in ((("甲网",), False), (("甲网", "甲 网"), True)):
        rule = written(who["li"], Content(any_of=("无人写过的词",), platforms=platforms))
        assert "请先回测" in client.get(f"/rules/{rule.pk}").content.decode()
        back_test(rule, by=who["li"], at=NOON, clock=clock)
        page = client.get(f"/rules/{rule.pk}").content.decode()
        assert "最近一次运行没有命中" in page
        assert ("所查数据中没有：甲 网。" in page) is asks


@pytest.mark.both_databases
def test_the_queue_can_be_sifted_by_a_rule_that_sent_findings_and_says_which_it_is(lake: Path, client: Client) -> None:
    who = people("li", "wang")
    rule, idle = live(who), written(who["li"], Content(any_of=("复刻",)))
    run_rules(by=who["li"], at=NOON, clock=clock)
    client.login(username="li", password=PASSWORD)
    page = client.get(f"/findings?detector={rule.key}").content.decode()
    assert f'<option value="{rule.key}" selected>仿品女包</option>' in page
    assert f'value="{idle.key}"' not in page
