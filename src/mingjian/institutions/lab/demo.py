"""What the lab puts on the demo's desks: a registered experiment whose run waits for a worker."""

from pathlib import Path

from django.db import transaction
from django.utils.timezone import now

from mingjian.core.policy.examples import example
from mingjian.institutions.lab.acts.register_experiment import register_experiment
from mingjian.institutions.lab.acts.write_experiment import write_experiment
from mingjian.institutions.lab.lore.ordering import order
from mingjian.institutions.lab.models import Experiment
from mingjian.office.demo import Staff
from mingjian.office.jobs.queue import enqueue


def register_one(staff: Staff, folder: Path) -> None:
    """Register the question that comes with the rulebook, once, and ask for its run."""
    if Experiment.objects.exists():
        return
    by = staff["researcher"]
    with transaction.atomic():
        made = register_experiment(write_experiment(text=example("records_or_inspections"), by=by, at=now()), by=by, at=now())
        enqueue("run_experiment", order(made, by), at=now())
