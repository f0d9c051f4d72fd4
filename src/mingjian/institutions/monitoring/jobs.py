"""Jobs of monitoring: detectors, rules, screening of a file."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from mingjian.core.detectors import Detector, detector
from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.core.learning.verdicts import LEAST
from mingjian.institutions.monitoring.by_night import officers_of_detectors, officers_of_rules
from mingjian.institutions.monitoring.models import Run, Trial, Watch
from mingjian.institutions.monitoring.queries import decided
from mingjian.institutions.monitoring.steps.run_due import due, run_due
from mingjian.institutions.monitoring.steps.run_rules import run_rules
from mingjian.institutions.monitoring.steps.train_on_verdicts import train_on_verdicts
from mingjian.institutions.monitoring.steps.try_rule import back_test
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Officer

READS = Text("正在读取数据并检测", "Reading the records and looking")


def detection(described: Detector, by: Officer) -> Order:
    """Ask for a run of a detector for the officer's department."""
    return Order({"detector": described.key}, described.title, by, f"detect/{by.department_id}/{described.key}")


@job("detect", Text("运行检测器", "Run a detector"), at_most=2, attempts=3)
def detect(work: Work) -> Outcome:
    """Run one detector over what the lake holds. A run that is stored already is not made again: its digest tells."""
    key, by = work.job.args["detector"], officer_of_job(work)
    work.tell(0, 0, READS)
    made = run_due([key], by=by, at=work.clock(), clock=work.clock, is_by_night=work.job.night_id is not None)
    run = made[0] if made else Run.objects.filter(detector=key, department=by.department).first()
    found = run.findings.count() if run else 0
    told = Text(f"{found:,} 项新发现。", f"{found:,} new findings.")
    described, _ = detector(key)
    told = Text(f"{described.title.zh}：{told.zh}", f"{described.title.en}: {told.en}")
    return Outcome(told, f"{reverse('monitoring:findings')}?detector={key}" if found else reverse("monitoring:detectors"))


def due_by_night(at: datetime) -> Iterable[Order]:
    """Ask, for each department that looks by night, which detectors are due."""
    return [Order(by=officer, about=_of(officer), key=f"detect_due/{officer.department_id}") for officer in officers_of_detectors()]


@job("detect_due", Text("查找应运行的检测器", "See which detectors are due"), nightly=due_by_night)
def detect_due(work: Work) -> Outcome:
    """Queue each detector that is due as a job of its own, so that one that fails stops no other."""
    by = officer_of_job(work)
    waiting = due(by)
    for described in waiting:
        enqueue("detect", detection(described, by), at=work.clock(), night=work.job.night)
    names = Text("、".join(one.title.zh for one in waiting) or "无", ", ".join(one.title.en for one in waiting) or "none")
    return Outcome(Text(f"应运行 {len(waiting)} 个检测器：{names.zh}。", f"{len(waiting)} detectors are due: {names.en}."), reverse("monitoring:detectors"))


def rules_by_night(at: datetime) -> Iterable[Order]:
    """Ask for a run of the rules of each department that has some."""
    return [rules_over_new(officer) for officer in officers_of_rules()]


def rules_over_new(by: Officer) -> Order:
    """Ask for a run of the rules of the officer's department over what is new."""
    return Order(by=by, about=_of(by), key=f"run_rules/{by.department_id}")


@job("run_rules", Text("对新数据运行规则", "Run the rules over what is new"), nightly=rules_by_night)
def run_rules_over_new(work: Work) -> Outcome:
    """Run the live and shadow rules over what they have not seen; each rule's run is stored in one transaction and is not made again."""
    work.tell(0, 0, READS)
    trials = run_rules(by=officer_of_job(work), at=work.clock(), clock=work.clock, guard=work.guard)
    hits = sum(trial.hits for trial in trials)
    told = Text(f"运行规则 {len(trials)} 条，命中 {hits:,} 次。", f"{len(trials)} rules ran and hit {hits:,} times.")
    return Outcome(told, reverse("monitoring:rules"))


def verdicts_by_night(at: datetime) -> Iterable[Order]:
    """Ask for the judge of the office's verdicts to be trained, where enough was decided."""
    return [Order(key="train_on_verdicts")] if decided() >= LEAST else []


@job("train_on_verdicts", Text("按处理结论训练模型", "Train a judge on verdicts"), nightly=verdicts_by_night)
def learn(work: Work) -> Outcome:
    """Train the judge of the office's own verdicts, where some were added since the last night."""
    told = train_on_verdicts(work.clock())
    nothing = Text("处理结论没有新增或不足，未训练。", "Nothing was added to the verdicts, or too little: nothing was trained.")
    return Outcome(told.text if told else nothing, reverse("monitoring:detectors"))


@job("back_test", Text("规则回测", "Back-test of a rule"))
def back_test_rule(work: Work) -> Outcome:
    """Try a rule over all that is stored. Its trial has the instant at which the job was queued, by which it is known again."""
    watch = Watch.objects.filter(pk=work.job.args["rule"]).first()
    if watch is None:
        raise NotFound("规则已不存在。", "The rule is there no more.")
    at = work.job.queued_at
    trial = Trial.objects.filter(watch=watch, kind=Trial.Kind.BACK_TEST, at=at).first() or back_test(
        watch, by=officer_of_job(work), at=at, clock=work.clock, guard=work.guard, told=lambda done, total: work.tell(done, total, READS)
    )
    told = Text(f"{trial.rows:,} 行中命中 {trial.hits:,} 次。", f"{trial.hits:,} hits in {trial.rows:,} rows.")
    return Outcome(told, reverse("monitoring:rule", args=[watch.pk]))


def officer_of_job(work: Work) -> Officer:
    """Give the officer in whose name a job is done."""
    assert work.job.by is not None  # noqa: S101 - these jobs are queued in somebody's name
    return work.job.by


def _of(officer: Officer) -> Text:
    assert officer.department is not None  # noqa: S101 - whoever works has one, by constraint
    return Text(officer.department.name_zh, officer.department.name_en)
