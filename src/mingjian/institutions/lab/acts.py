"""What is done to experiments."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.policy.experiment import experiment_of, model_digest
from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.services.input import asked_in
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer
from mingjian.office.record.entries import counts


# Register an experiment: its digest is sealed in the ledger, and from then on it is never changed.
@act
def register_experiment(experiment: Experiment, *, by: Officer, at: datetime) -> Account[Experiment]:
    """Seal what it asks, as it stands, with the model that it is asked of; the ledger tells both, and what was run of it before."""
    asked = experiment_of(experiment.text)
    experiment.digest = asked.digest
    told = {"digest": asked.digest, "model": model_digest(), "explorations": counts(experiment.runs.count())}
    return Account(experiment, {"title": experiment.title_zh, "content": counts(asked.told), **told})


# Write a draft of an experiment anew; one that is registered stays as it was sealed.
@act
def revise_experiment(experiment: Experiment, *, by: Officer, at: datetime, text: str) -> Account[Experiment]:
    """Let a draft say something else. Raises BadInput with what is wrong in it."""
    asked_in(text)
    return Account(experiment, experiment.say(text, by=by, at=at))


# Write an experiment down, as a draft that may still change.
@act
def write_experiment(*, by: Officer, at: datetime, text: str) -> Account[Experiment]:
    """Keep a new experiment (YAML) as a draft. Raises BadInput with what is wrong in it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    asked_in(text)
    made = Experiment(number=next_number(f"P{localtime(at).year}-"), department=by.department)
    told = made.say(text, by=by, at=at)
    made.save()
    return Account(made, told)
