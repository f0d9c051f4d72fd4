"""Try a rule over what the lake holds: it hits, and nobody gets a clue of it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.rules import Rule as Content
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import Rule, Sample, Trial
from mingjian.institutions.monitoring.queries import spared_for
from mingjian.institutions.monitoring.rules.services.ledger_facts import note
from mingjian.institutions.monitoring.rules.services.trial import Round, RuleTrial, Told, go_round
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count

SAMPLE = 60  # hits that a person may judge: an hour's work at most


def back_test(
    rule: Rule, *, by: Officer, at: datetime, clock: Callable[[], datetime], guard: Callable[[], None] = lambda: None, told: Told = lambda done, total: None
) -> Trial:
    """
    Run a rule back over all that the lake holds, and draw a sample of its hits.

    `clock` tells how long it took, `told` hears of rows done and rows in all, and `guard` is asked in the transaction that stores the trial.
    """
    require(by, "monitoring.write_rules")
    if rule.state == Rule.State.RETIRED:
        raise StepRefused("规则已停用。", "The rule is retired.")
    lake, content = lake_of_node(), Content.read(rule.content)
    if not set(content.kinds) & set(lake.kinds()):
        raise BadInput("数据湖中还没有这类数据，请先导入。", "The lake holds no such records yet: import some first.")
    started = clock()
    whole = go_round(lake, {rule.key: content}, spared=spared_for(rule.department, at, rule.key), sample=SAMPLE, seed=rule.digest, told=told)
    with transaction.atomic():
        guard()
        trial = keep_trial(rule, Trial.Kind.BACK_TEST, whole, whole.outcomes[rule.key], by=by, at=at, seconds=(clock() - started).total_seconds())
        note(rule, "rule_back_tested", by=by, at=at, hits=Count(trial.hits), rows=Count(trial.rows))
    return trial


def keep_trial(rule: Rule, kind: str, whole: Round, outcome: RuleTrial, *, by: Officer, at: datetime, seconds: float) -> Trial:
    """Keep what a trial came to, with its sample."""
    trial = Trial.objects.create(
        rule=rule,
        kind=kind,
        digest=rule.digest,
        at=at,
        by=by,
        seconds=max(0.0, seconds),
        rows=whole.coverage.rows,
        hits=outcome.hits,
        coverage=whole.told(),
    )
    Sample.objects.bulk_create(
        Sample(trial=trial, subject_kind=one.kind, subject=one.subject, texts=one.texts, spans=one.spans, beside=one.beside) for one in outcome.sample
    )
    for word in rule.words.filter(word__in=outcome.words):
        word.hits = max(word.hits, outcome.words[word.word]) if kind == Trial.Kind.BACK_TEST else word.hits + outcome.words[word.word]
        word.save(update_fields=["hits"])
    return trial
