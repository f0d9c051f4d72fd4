"""The job of the lab: an experiment runs for some seconds to minutes while nobody waits."""

from django.urls import reverse

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.work.keep_run import keep_run
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work

RUNS = Text("正在运行各个世界", "Running the worlds")


@job("run_experiment", Text("运行政策实验", "Run an experiment"), attempts=2)
def run_experiment(work: Work) -> Outcome:
    """Run an experiment once; a job begun anew that stored its run already finds it by the instant at which it was queued."""
    found = Experiment.objects.filter(number=work.job.args["experiment"]).first()
    if found is None or work.job.by is None:
        raise NotFound("实验已不存在。", "The experiment is there no more.")
    at = work.job.queued_at
    made = found.runs.filter(asked_at=at).first() or keep_run(
        found, by=work.job.by, asked_at=at, clock=work.clock, told=lambda done, total: work.tell(done, total, RUNS), guard=work.guard
    )
    told = Text("已登记的运行。", "A registered run.") if made.is_registered else Text("探索，未登记。", "An exploration, not registered.")
    return Outcome(Text(f"{found.number} 运行完毕：{told.zh}", f"{found.number} has run: {told.en}"), reverse("lab:run", args=[made.pk]))
