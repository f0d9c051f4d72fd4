"""Register an experiment: its digest is sealed in the ledger, and from then on it is never changed."""

from datetime import datetime

from mingjian.core.policy.experiment import experiment_of, model_digest
from mingjian.institutions.lab.models import Experiment
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import counts


@act
def register_experiment(experiment: Experiment, *, by: Officer, at: datetime) -> Account[Experiment]:
    """Seal what it asks, as it stands, with the model that it is asked of; the ledger tells both, and what was run of it before."""
    asked = experiment_of(experiment.text)
    experiment.digest = asked.digest
    told = {"digest": asked.digest, "model": model_digest(), "explorations": counts(experiment.runs.count())}
    return Account(experiment, {"title": experiment.title_zh, "content": counts(asked.told), **told})
