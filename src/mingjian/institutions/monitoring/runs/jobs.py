"""Jobs of runs: detectors that are due, and learning from verdicts."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as node
from django.db import transaction
from django.urls import reverse

from mingjian.core.detectors import Detector, detector
from mingjian.core.engines.cells import sweep
from mingjian.core.language import Text
from mingjian.core.learning.verdicts import LEAST
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.queries import decided
from mingjian.institutions.monitoring.runs.services.purposes import ROUTINE, check_purpose
from mingjian.institutions.monitoring.runs.services.readings import reading_said, replaced_said
from mingjian.institutions.monitoring.runs.work.run_due import due, run_due
from mingjian.institutions.monitoring.runs.work.screen_upload import screen_upload
from mingjian.institutions.monitoring.runs.work.train_on_verdicts import train_on_verdicts
from mingjian.institutions.monitoring.services.by_night import READS, department_of, of_scope, officer_of_job, officers_of_detectors, scope_of
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, enter


def detection(described: Detector, by: Officer, purpose: str = ROUTINE) -> Order:
    """Ask for a run of a detector for all authorities of the officer's kind, and say for what. Raises BadInput for no purpose of the rulebook."""
    check_purpose(purpose)
    assert by.department is not None  # noqa: S101 - whoever may run detectors has one, by constraint
    return Order({"detector": described.key, "purpose": purpose}, described.title, by, f"detect/{scope_of(by.department)}/{described.key}")


@job("detect", Text("运行检测器", "Run a detector"), at_most=2, attempts=3)
def detect(work: Work) -> Outcome:
    """Run one detector over what the lake holds. A run that is stored already is not made again: its digest tells."""
    key, by = work.job.args["detector"], officer_of_job(work)
    work.tell(0, 0, READS)
    how: dict[str, Any] = {"is_by_night": work.job.night_id is not None, "purpose": work.job.args.get("purpose", ROUTINE)}
    how["progress"] = lambda done, total: work.tell(done, total, READS)
    made = run_due([key], by=by, at=work.clock(), clock=work.clock, **how)
    assert by.department is not None  # noqa: S101 - as above
    run = made[0] if made else Run.objects.filter(of_scope(by.department), detector=key).first()
    found = run.findings.filter(found_at=run.started_at).count() if run else 0  # of others it says what they say now
    told = Text(f"{found:,} 项新发现。", f"New findings: {found:,}.")
    described, _ = detector(key)
    said = [told, *(one for one in (reading_said(run.reading), replaced_said(run.reading)) if one)] if run else [told]
    told = Text(f"{described.title.zh}：{''.join(one.zh for one in said)}", f"{described.title.en}. {' '.join(one.en for one in said)}")
    return Outcome(told, f"{reverse('monitoring:findings')}?detector={key}" if found else reverse("monitoring:detectors"))


@job("screen_file", Text("筛查文件", "Screen a file"), attempts=2, keeps_files=True)
def screen_one(work: Work) -> Outcome:
    """Screen the file that came with the job, each row by itself; the findings can be had for some days."""
    done, given = screen_upload(work), work.job.args
    counted: dict[str, Any] = {"rows": Count(done.rows), "findings": Count(done.findings)}
    with transaction.atomic():
        work.guard()
        enter("file_screened", at=work.clock(), by=officer_of_job(work), of_kind=given["kind"], purpose=given.get("purpose", ROUTINE), **counted)
    zh = f"{done.rows:,} 行中发现 {done.findings:,} 项，未取 {done.bad:,} 行。"
    told = Text(zh, f"Rows: {done.rows:,}; findings: {done.findings:,}; rows not taken: {done.bad:,}.")
    return Outcome(told, reverse("monitoring:screened", args=[work.job.pk]))


def due_by_night(at: datetime) -> Iterable[Order]:
    """Ask, for each kind of authority that looks by night, which detectors are due."""
    return [Order(by=officer, about=department_of(officer), key=f"detect_due/{officer.department_id}") for officer in officers_of_detectors()]


@job("detect_due", Text("查找应运行的检测器", "See which detectors are due"), nightly=due_by_night)
def detect_due(work: Work) -> Outcome:
    """Queue each detector that is due as a job of its own, so that one that fails stops no other."""
    by = officer_of_job(work)
    sweep(Path(node.CELLS), [load.digest for load in lake_of_node().loads()], work.clock().timestamp())
    waiting = due(by)
    for described in waiting:
        enqueue("detect", detection(described, by), at=work.clock(), night=work.job.night)
    names = Text("、".join(one.title.zh for one in waiting) or "无", ", ".join(one.title.en for one in waiting) or "none")
    return Outcome(Text(f"应运行 {len(waiting)} 个检测器：{names.zh}。", f"Detectors due: {len(waiting)} ({names.en})."), reverse("monitoring:detectors"))


def verdicts_by_night(at: datetime) -> Iterable[Order]:
    """Ask for the judge of the office's verdicts to be trained, where enough was decided."""
    return [Order(key="train_on_verdicts")] if decided() >= LEAST else []


@job("train_on_verdicts", Text("按处理结论训练模型", "Train a judge on verdicts"), nightly=verdicts_by_night)
def learn(work: Work) -> Outcome:
    """Train the judge of the office's own verdicts, where some were added since the last night."""
    told = train_on_verdicts(work.clock())
    nothing = Text("处理结论没有新增或不足，未训练。", "Nothing was added to the verdicts, or too little: nothing was trained.")
    return Outcome(told.text if told else nothing, reverse("monitoring:detectors"))
