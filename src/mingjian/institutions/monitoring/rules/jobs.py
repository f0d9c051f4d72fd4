"""Jobs of rules: those that run over what is new, and back-tests that are long."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Rule, Trial
from mingjian.institutions.monitoring.rules.work.run_rules import run_rules
from mingjian.institutions.monitoring.rules.work.try_rule import back_test
from mingjian.institutions.monitoring.services.by_night import READS, department_of, officer_of_job, officers_of_rules
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Officer


def rules_by_night(at: datetime) -> Iterable[Order]:
    """Ask for a run of the rules of each department that has some."""
    return [rules_over_new(officer) for officer in officers_of_rules()]


def rules_over_new(by: Officer) -> Order:
    """Ask for a run of the rules of the officer's department over what is new."""
    return Order(by=by, about=department_of(by), key=f"run_rules/{by.department_id}")


@job("run_rules", Text("对新数据运行规则", "Run the rules over what is new"), nightly=rules_by_night)
def run_rules_over_new(work: Work) -> Outcome:
    """Run the live and shadow rules over what they have not seen; each rule's run is stored in one transaction and is not made again."""
    work.tell(0, 0, READS)
    trials = run_rules(by=officer_of_job(work), at=work.clock(), clock=work.clock, guard=work.guard)
    hits = sum(trial.hits for trial in trials)
    told = Text(f"运行规则 {len(trials)} 条，命中 {hits:,} 次。", f"Rules run: {len(trials)}. Hits: {hits:,}.")
    return Outcome(told, reverse("monitoring:rules"))


@job("back_test", Text("规则回测", "Back-test of a rule"))
def back_test_rule(work: Work) -> Outcome:
    """Try a rule over all that is stored. Its trial has the instant at which the job was queued, by which it is known again."""
    rule = Rule.objects.filter(pk=work.job.args["rule"]).first()
    if rule is None:
        raise NotFound("规则已不存在。", "The rule is there no more.")
    at = work.job.queued_at
    trial = Trial.objects.filter(rule=rule, kind=Trial.Kind.BACK_TEST, at=at).first() or back_test(
        rule, by=officer_of_job(work), at=at, clock=work.clock, guard=work.guard, told=lambda done, total: work.tell(done, total, READS)
    )
    told = Text(f"{trial.rows:,} 行中命中 {trial.hits:,} 次。", f"Rows: {trial.rows:,}. Hits: {trial.hits:,}.")
    return Outcome(told, reverse("monitoring:rule", args=[rule.pk]))
