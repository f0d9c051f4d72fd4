"""Register an experiment: its digest is sealed in the ledger, and from then on it is never changed."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import StepRefused
from mingjian.core.policy.experiment import experiment_of, model_digest
from mingjian.institutions.lab.models import Experiment
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import counts, enter


def register(experiment: Experiment, *, by: Officer, at: datetime) -> Experiment:
    """
    Seal what it asks, as it stands, with the model that it is asked of; the ledger tells both, and what was run of it before.

    Raises StepRefused where it is registered already.
    """
    require(by, "lab.write_experiments")
    with transaction.atomic():
        held = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
        if held.is_registered:
            raise StepRefused("该实验已经登记。", "It is registered already.")
        asked = experiment_of(held.text)
        held.state, held.digest = Experiment.State.REGISTERED, asked.digest
        held.registered_by, held.registered_at = by, at
        held.save(update_fields=["state", "digest", "registered_by", "registered_at"])
        told = {"digest": held.digest, "model": model_digest(), "explorations": counts(held.runs.count())}
        enter("experiment_registered", at=at, about=held, by=by, title=held.title_zh, content=counts(asked.told), **told)
    return held
