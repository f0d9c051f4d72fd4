"""Run the live rules, and those in shadow, over what came into the lake since they ran last: live hits become findings."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings as node
from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.records.lake import Lake
from mingjian.core.rules import Precision, Rule
from mingjian.institutions.monitoring.models import Finding, Run, Trial, Watch
from mingjian.institutions.monitoring.queries import precision_of, spared_for
from mingjian.institutions.monitoring.regions import kept_whole
from mingjian.institutions.monitoring.steps.try_rule import SAMPLE, keep_trial
from mingjian.institutions.monitoring.steps.write_rule import note
from mingjian.institutions.monitoring.trying import Caught, Outcome, Round, go_round
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count

MOST_FINDINGS = 500  # of one rule and run: a rule that finds more says too little of each; the rest is counted
WORN_OUT = 0.5  # a word of whose judged hits surely fewer than this share are right is retired


def run_rules(*, by: Officer, at: datetime, clock: Callable[[], datetime], guard: Callable[[], None] = lambda: None) -> list[Trial]:
    """
    Run every live and shadow rule of the officer's department over the loads that it has not seen; give the runs.

    `guard` is asked in each transaction that stores one.
    """
    require(by, "monitoring.write_rules")
    lake, trials = Lake(Path(node.LAKE)), []
    for watch in Watch.objects.filter(department=by.department, state__in=(Watch.State.LIVE, Watch.State.SHADOW)).order_by("pk"):
        rule = usable(watch)
        seen = {digest for trial in watch.trials.filter(kind=watch_kind(watch), digest=watch.digest) for digest in trial.coverage.get("loads", [])}
        if rule is None:
            continue
        live = watch.state == Watch.State.LIVE
        size, started = (MOST_FINDINGS if live else SAMPLE), clock()
        whole = go_round(lake, {watch.key: rule}, spared=spared_for(watch.department, at), sample=size, seed=f"{watch.digest}/{at.isoformat()}", seen=seen)
        if whole.loads:
            trials.append(_keep(watch, whole, by=by, at=at, seconds=(clock() - started).total_seconds(), guard=guard))
    return trials


def watch_kind(watch: Watch) -> str:
    """Give which kind of run a rule of this state makes."""
    return str(Trial.Kind.LIVE if watch.state == Watch.State.LIVE else Trial.Kind.SHADOW)


def usable(watch: Watch) -> Rule | None:
    """Give what a rule asks without its retired words; None where nothing is left to look for."""
    gone = set(watch.words.filter(retired_on__isnull=False).values_list("word", flat=True))
    rule = Rule.read(watch.content)
    if not gone:
        return rule
    kept = tuple(word for word in rule.any_of if word not in gone)
    if set(rule.all_of) & gone or (rule.any_of and not kept):
        return None
    return replace(rule, any_of=kept)


def retire_worn_out_words(at: datetime) -> list[str]:
    """Retire each word of a live rule whose judged hits were surely too seldom right; give which."""
    retired = []
    for watch in Watch.objects.filter(state=Watch.State.LIVE):
        for word in watch.words.filter(retired_on__isnull=True):
            judged = Precision(word.confirmed, word.confirmed + word.rejected)
            if judged.is_enough and judged.high < WORN_OUT:
                with transaction.atomic():
                    word.retired_on = localtime(at).date()
                    word.save(update_fields=["retired_on"])
                    note(watch, "rule_word_retired", by=None, at=at, word=word.word, right=Count(judged.right), judged=Count(judged.judged))
                retired.append(word.word)
    return retired


def _keep(watch: Watch, whole: Round, *, by: Officer, at: datetime, seconds: float, guard: Callable[[], None]) -> Trial:
    outcome = whole.outcomes[watch.key]
    with transaction.atomic():
        guard()
        told = replace(outcome, sample=outcome.sample[:SAMPLE])
        trial = keep_trial(watch, watch_kind(watch), whole, told, by=by, at=at, seconds=seconds)
        if watch.state == Watch.State.LIVE:
            _find(watch, trial, outcome, by, at)
        note(watch, "rule_run", by=by, at=at, hits=Count(trial.hits), rows=Count(trial.rows), run=trial.kind)
    return trial


def _find(watch: Watch, trial: Trial, outcome: Outcome, by: Officer, at: datetime) -> None:
    """Make findings of the hits, one a subject that the rule has not found before."""
    before = set(Finding.objects.filter(detector=watch.key).values_list("subject", flat=True))
    fresh = {one.subject: one for one in outcome.sample if one.subject not in before}
    run = Run.objects.create(
        detector=watch.key,
        version=watch.digest[:12],
        settings=watch.content,
        engine="rules",
        records={"rows": trial.rows},
        subjects=trial.rows,
        started_at=at,
        ended_at=at,
        by=by,
        department=watch.department,
        digest=f"{trial.pk:064x}",
    )
    precision = precision_of(watch)
    made = Finding.objects.bulk_create(_finding(watch, run, one, precision, at) for one in fresh.values())
    for finding in made:
        search.index("finding", finding.pk, finding.words())


def _finding(watch: Watch, run: Run, caught: Caught, precision: Precision, at: datetime) -> Finding:
    found = [f"“{word}”" for word in dict.fromkeys(str(span[3]) for span in caught.spans)][:6]
    words = Text("、".join(found), ", ".join(found))
    share = f"{precision.low:.0%}–{precision.high:.0%}"
    reason = Text(
        f"符合规则“{watch.title}”：出现{words.zh}。该规则经判断 {precision.judged} 条样本，准确率约 {share}。",
        f"It fits the rule “{watch.title}”: {words.en} stand. Of {precision.judged} hits judged, the rule was right in about {share}.",
    )
    by_field: dict[str, list[list[object]]] = {}
    for field, start, end, word in caught.spans:
        by_field.setdefault(field, []).append([start, end, word, "", ""])
    names = [name for name in caught.texts if name in by_field]
    evidence = {
        "field": names[0] if names else "",
        "spans": by_field[names[0]] if names else [],
        "more": [{"field": name, "spans": by_field[name]} for name in names[1:]],
        "texts": caught.texts,
        "beside": caught.beside,
    }
    return Finding(
        run=run,
        detector=watch.key,
        subject_kind=caught.kind,
        subject=caught.subject,
        shop=kept_whole(caught.shop),
        score=precision.low,
        reason_zh=reason.zh,
        reason_en=reason.en,
        innocent_zh="词在别的意思上使用；转述或提醒；本店已获授权而未列入名单",
        innocent_en="the words are meant otherwise; a report or warning; the shop is authorised and not on the list yet",
        evidence_json=json.dumps(evidence, ensure_ascii=False),
        department=watch.department,
        found_at=at,
    )
