"""Run an experiment, and keep what came out."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction

from mingjian.core.errors import MingjianError, StepRefused
from mingjian.core.policy.experiment import Experiment as Asked
from mingjian.core.policy.experiment import experiment_of
from mingjian.core.policy.experiment_run import Results, run
from mingjian.core.policy.report import as_data, table_of
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.masked_replay import replayed
from mingjian.institutions.lab.models import Experiment, Run
from mingjian.institutions.lab.queries import changed
from mingjian.office.dossiers.plain_records import stored_dossiers
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.storage import keep
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

Clock = Callable[[], datetime]


def keep_run(
    experiment: Experiment, *, by: Officer, asked_at: datetime, clock: Clock, told: Callable[[int, int], None], guard: Callable[[], None] = lambda: None
) -> Run:
    """
    Run an experiment on the simulation and, where it drafts figures, over the node's masked dossiers.

    It is a registered run where it was registered before this run was asked for; a draft's is an exploration for ever. Raises StepRefused where it was
    registered for another model. `guard` is asked inside the transaction that stores it.
    """
    require(by, "lab.write_experiments")
    asked = experiment_of(experiment.text)
    is_registered = experiment.registered_at is not None and experiment.registered_at <= asked_at
    if experiment.is_registered and (why := changed(experiment, asked)):
        raise StepRefused(why.zh, why.en)
    results = run(asked, rulebook().statutes, told=told)
    replay = _replay(asked, clock())
    table = keep([_parquet(results, is_registered=is_registered)], "results.parquet", takes=TABLES).sha256
    with transaction.atomic():
        guard()
        made = Run.objects.create(
            experiment=experiment,
            asked_at=asked_at,
            ended_at=clock(),
            by=by,
            is_registered=is_registered,
            digest=asked.digest,
            results=results.digest,
            table=table,
            report=as_data(results, is_registered=is_registered),
            replay=replay,
        )
        standing = "registered" if is_registered else "exploration"
        enter("experiment_run", at=made.ended_at, about=made, by=by, digest=made.digest, results=made.results, table=table, standing=standing)
    return made


def _replay(asked: Asked, at: datetime) -> dict[str, Any] | None:
    """Replay where figures are drafted; what the law refuses is told and does not end the run."""
    if not asked.draft:
        return None
    try:
        return {"draft": dict(asked.draft), **replayed(asked.draft, asked.on, stored_dossiers(), at)}
    except MingjianError as refused:
        return {"draft": dict(asked.draft), "refused": {"zh": refused.text.zh, "en": refused.text.en}}


def _parquet(results: Results, *, is_registered: bool) -> bytes:
    out = BytesIO()
    pq.write_table(table_of(results, is_registered=is_registered), out)
    return out.getvalue()
