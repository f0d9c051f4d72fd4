"""What monitoring does in the demo: its detectors look over the records, and a rule is put on the desk that was tried and waits for approval."""

from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.timezone import now

from mingjian.core.detectors import detectors
from mingjian.core.engines.factory import open_engine
from mingjian.core.rules import Rule as Content
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import Rule, Trial
from mingjian.institutions.monitoring.rules.acts import judge_sample, submit_rule, write_rule
from mingjian.institutions.monitoring.rules.services.approval import standing_of
from mingjian.institutions.monitoring.rules.work.try_rule import back_test
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector
from mingjian.office.demo import Staff
from mingjian.office.institution import Look
from mingjian.office.models import Officer

WORDS = ("高仿", "精仿", "复刻", "原单", "纯原", "超A", "懂的来", "不议真假", "实拍对版")
RULE = Content(kinds=("listing", "post"), any_of=WORDS, none_of=("高仿真", "原单号", "原比例"))
JUDGED = FEWEST + 5  # hits of the sample that are judged before approval is asked for; the others are left to whoever tries it


def looks_over_the_lake(officer: Officer) -> list[Look]:
    """Return each detector that finds its records in the lake."""
    held = lake_of_node().kinds()
    return [Look(one.key, one.title, partial(_run, one.key, officer)) for one, _ in detectors().values() if not one.lacks(held)]


def _run(key: str, officer: Officer) -> tuple[int, int]:
    with open_engine("duckdb") as engine:
        made = run_detector(key, by=officer, at=now(), engine=engine, engine_name="duckdb", clock=now)
    return made.findings.count(), made.subjects


def write_a_rule(staff: Staff, folder: Path) -> None:
    """Write a rule, once, where the lake holds what it reads. Without the truth of a made market none of its hits is judged."""
    if not Rule.objects.exists() and set(RULE.kinds) & set(lake_of_node().kinds()):
        _write_a_rule(staff["county"], folder / "truth.parquet")


def _write_a_rule(officer: Officer, truth: Path) -> None:
    begun = now()
    with transaction.atomic():
        rule = write_rule(title="仿品用语 · Words of copies", content=RULE, source="演示：假想市场的用语 · demo", by=officer, at=begun)
        trial = back_test(rule, by=officer, at=begun, clock=now)
        if truth.exists() and _judge(trial, _bad_ones(truth), officer) >= FEWEST and standing_of(rule).may_go_live:
            submit_rule(rule, by=officer, at=now())


def _bad_ones(truth: Path) -> set[str]:
    rows = pq.read_table(truth, columns=["subject", "is_bad"]).to_pylist()
    return {row["subject"] for row in rows if row["is_bad"]}


def _judge(trial: Trial, bad: set[str], officer: Officer) -> int:
    """Judge hits as the made market's truth has them; give how many."""
    samples = list(trial.samples.all()[:JUDGED])
    for sample in samples:
        judge_sample(sample, verdict="right" if sample.subject in bad else "wrong", by=officer, at=now())
    return len(samples)
