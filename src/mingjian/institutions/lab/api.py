"""Experiments and their reports through the API. Runs are asked for in the console: no route of the API starts one."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.queries import experiment_visible_to, experiments_visible_to, run_visible_to
from mingjian.office.lists.paging import page_of
from mingjian.office.people.signin import officer_of

router = Router(tags=["lab"])


class ExperimentOut(Schema):
    """An experiment: whether it is registered, with what digest, and how often it ran."""

    number: str
    title_zh: str
    title_en: str
    state: str
    digest: str
    registered_at: datetime | None
    registered_runs: int
    explorations: int


class ExperimentWhole(ExperimentOut):
    """An experiment with its text and the keys of its runs."""

    text: str
    runs: list[int]

    @staticmethod
    def resolve_runs(experiment: Experiment) -> list[int]:
        return list(experiment.runs.values_list("pk", flat=True))


class ExperimentsOut(Schema):
    """Some experiments, and the mark to ask for the next ones with (empty at the end)."""

    experiments: list[ExperimentOut]
    after: str


class RunOut(Schema):
    """A run: whether it was registered before, and its report. Every difference has its interval, structures and number of worlds."""

    id: int
    is_registered: bool
    digest: str
    results: str
    ended_at: datetime
    report: dict[str, Any]
    replay: dict[str, Any] | None


@router.get("/experiments", response=ExperimentsOut, summary="List experiments")
def list_experiments(request: HttpRequest, after: str = "") -> dict[str, Any]:
    """Return the experiments of the departments in view, the newest first."""
    page = page_of(experiments_visible_to(officer_of(request)), ("-written_at", "-id"), after)
    return {"experiments": page.rows, "after": page.after}


@router.get("/experiments/{number}", response=ExperimentWhole, summary="Give one experiment")
def show_experiment(request: HttpRequest, number: str) -> Experiment:
    """Return an experiment with its text."""
    return experiment_visible_to(officer_of(request), number)


@router.get("/runs/{pk}", response=RunOut, summary="Give one run")
def show_run(request: HttpRequest, pk: int) -> Any:
    """Return a run with its report."""
    return run_visible_to(officer_of(request), pk)
