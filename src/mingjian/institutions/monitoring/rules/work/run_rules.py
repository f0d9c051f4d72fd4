"""Run the live rules, and those in shadow, over what came into the lake since they ran last: live hits become findings."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.exhibits.spans import Mark, Spans
from mingjian.core.language import Text
from mingjian.core.redaction import masked
from mingjian.core.rules import Precision
from mingjian.core.rules import Rule as Content
from mingjian.institutions.market.queries.known import Known, Subject, known_of
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import LONGEST_NAME, TERM_OVER, Finding, Rule, Run, Trial, kept_whole
from mingjian.institutions.monitoring.queries import kept_good, precision_of
from mingjian.institutions.monitoring.rules.services.approval import TERM, ends_at
from mingjian.institutions.monitoring.rules.services.ledger_facts import note
from mingjian.institutions.monitoring.rules.services.trial import Caught, Round, RuleTrial, go_round
from mingjian.institutions.monitoring.rules.work.try_rule import SAMPLE, keep_trial
from mingjian.institutions.monitoring.services.counts import add_up
from mingjian.institutions.monitoring.services.exceptions import Sparing, as_kept
from mingjian.institutions.monitoring.services.kept_findings import one_a_line, take_turns
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count

#: What a hit of a rule could be as well.
INNOCENT = (
    Text("词在别的意思上使用", "The words are meant otherwise"),
    Text("转述或提醒", "A report or warning"),
    Text("本店已获授权而未列入名单", "The shop is authorised and not on the list yet"),
)
MOST_FINDINGS = 500  # of one rule and run: a rule that finds more says too little of each; the rest is counted
WORN_OUT = 0.5  # a word of whose judged hits surely fewer than this share are right is retired


def run_rules(*, by: Officer, at: datetime, clock: Callable[[], datetime], guard: Callable[[], None] = lambda: None) -> list[Trial]:
    """
    Run every live and shadow rule of the officer's department over the loads that it has not seen; give the runs.

    `guard` is asked in each transaction that stores one.
    """
    require(by, "monitoring.write_rules")
    end_terms(at)
    lake, trials = lake_of_node(), []
    for rule in Rule.objects.filter(department=by.department, state__in=(Rule.State.LIVE, Rule.State.SHADOW)).order_by("pk"):
        content = usable(rule)
        seen = {digest for trial in rule.trials.filter(kind=kind_of_run(rule), digest=rule.digest) for digest in trial.coverage.get("loads", [])}
        if content is None:
            continue
        live = rule.state == Rule.State.LIVE
        size, started = (MOST_FINDINGS if live else SAMPLE), clock()
        kept = Sparing(kept_good(rule.department, at, rule.key))
        whole = go_round(lake, {rule.key: content}, spared=kept.whole, sample=size, seed=f"{rule.digest}/{at.isoformat()}", seen=seen)
        hits = whole.outcomes[rule.key]
        hits.sample = [one for one in hits.sample if not kept.why([one.shop], {as_kept(str(span[3])) for span in one.spans})]
        if whole.loads:
            trials.append(_keep(rule, whole, by=by, at=at, seconds=(clock() - started).total_seconds(), guard=guard))
    return trials


def kind_of_run(rule: Rule) -> str:
    """Return which kind of run a rule of this state makes."""
    return str(Trial.Kind.LIVE if rule.state == Rule.State.LIVE else Trial.Kind.SHADOW)


def usable(rule: Rule) -> Content | None:
    """Return what a rule asks without its retired words; None where nothing is left to look for."""
    gone = set(rule.words.filter(retired_on__isnull=False).values_list("word", flat=True))
    content = Content.read(rule.content)
    if not gone:
        return content
    kept = tuple(word for word in content.any_of if word not in gone)
    if set(content.all_of) & gone or (content.any_of and not kept):
        return None
    return replace(content, any_of=kept)


def end_terms(at: datetime) -> list[Rule]:
    """Take each live rule whose bounded time is over back into shadow, to be judged again; return them."""
    ended = []
    for rule in Rule.objects.filter(state=Rule.State.LIVE, approved_at__lte=at - TERM):
        if ends_at(rule) is None:
            continue
        with transaction.atomic():
            rule.move(Rule.State.SHADOW, by=None, at=at)
            rule.said_last = TERM_OVER
            rule.save()
            note(rule, "rule_term_ended", by=None, at=at)
        ended.append(rule)
    return ended


def retire_worn_out_words(at: datetime) -> list[str]:
    """Retire each word of a live rule whose judged hits were surely too seldom right; give which."""
    retired = []
    for rule in Rule.objects.filter(state=Rule.State.LIVE):
        for word in rule.words.filter(retired_on__isnull=True):
            judged = Precision(word.confirmed, word.confirmed + word.rejected)
            if judged.is_enough and judged.high < WORN_OUT:
                with transaction.atomic():
                    word.retired_on = localtime(at).date()
                    word.save(update_fields=["retired_on"])
                    note(rule, "rule_word_retired", by=None, at=at, word=word.word, right=Count(judged.right), judged=Count(judged.judged))
                retired.append(word.word)
    return retired


def _keep(rule: Rule, whole: Round, *, by: Officer, at: datetime, seconds: float, guard: Callable[[], None]) -> Trial:
    outcome = whole.outcomes[rule.key]
    with transaction.atomic():
        guard()
        told = replace(outcome, sample=outcome.sample[:SAMPLE])
        trial = keep_trial(rule, kind_of_run(rule), whole, told, by=by, at=at, seconds=seconds)
        beside = [_find(rule, trial, outcome, by, at)] if rule.state == Rule.State.LIVE else []
        note(rule, "rule_run", by=by, at=at, hits=Count(trial.hits), rows=Count(trial.rows), run=trial.kind, beside=beside)
    add_up()
    return trial


def _find(rule: Rule, trial: Trial, outcome: RuleTrial, by: Officer, at: datetime) -> Run:
    """Make findings of the hits, one a subject that the rule has not found before; return the run that they are of."""
    before = set(Finding.objects.filter(detector=rule.key).values_list("subject", flat=True))
    fresh = {one.subject: one for one in outcome.sample if one.subject not in before}
    run = Run.objects.create(
        detector=rule.key,
        version=rule.digest[:12],
        settings=rule.content,
        engine="rules",
        records={"rows": trial.rows},
        subjects=trial.rows,
        started_at=at,
        ended_at=at,
        by=by,
        department=rule.department,
        digest=f"{trial.pk:064x}",
    )
    precision = precision_of(rule)
    rows = [_finding(rule, run, one, precision, at) for one in fresh.values()]
    _name(rows, by)
    take_turns(rows)
    made = Finding.objects.bulk_create(rows)
    for finding in made:
        search.index("finding", finding.pk, finding.words(), is_sounded=False)
    return run


def _name(rows: Sequence[Finding], by: Officer) -> None:
    """Fill in for each finding what its shop is called and where its operator is, where the lake has it."""
    known = known_of(by, [Subject(one.subject_kind, one.subject, one.shop) for one in rows])
    for one in rows:
        told = known.get(one.subject, Known(one.shop))
        one.shop = one.shop or kept_whole(told.shop)
        one.shop_name, one.shop_count = masked(str(told.operator.get("shop_name") or ""))[:LONGEST_NAME], int(bool(one.shop))
        one.region = str(told.operator.get("region_code") or "")[:6]


def _finding(rule: Rule, run: Run, caught: Caught, precision: Precision, at: datetime) -> Finding:
    found = [f"“{word}”" for word in dict.fromkeys(str(span[3]) for span in caught.spans)][:6]
    words = Text("、".join(found), ", ".join(found))
    share = f"{precision.low:.0%}–{precision.high:.0%}"
    reason = Text(
        f"符合规则“{rule.title}”：出现{words.zh}。该规则经判断 {precision.judged} 条样本，准确率约 {share}。",
        f"It fits the rule “{rule.title}”: {words.en} stand. Of {precision.judged} hits judged, the rule was right in about {share}.",
    )
    marks: dict[str, tuple[Mark, ...]] = {name: () for name in caught.texts if any(name == span[0] for span in caught.spans)}
    for field, start, end, word in caught.spans:
        marks[field] = (*marks.get(field, ()), Mark(start, end, word))
    evidence = {**Spans(caught.texts, marks).to_json(), "beside": caught.beside}
    return Finding(
        run=run,
        detector=rule.key,
        subject_kind=caught.kind,
        subject=caught.subject,
        shop=kept_whole(caught.shop),
        score=precision.low,
        reason_zh=reason.zh,
        reason_en=reason.en,
        innocent_zh=one_a_line([text.zh for text in INNOCENT]),
        innocent_en=one_a_line([text.en for text in INNOCENT]),
        evidence_json=json.dumps(evidence, ensure_ascii=False),
        department=rule.department,
        found_at=at,
    )
