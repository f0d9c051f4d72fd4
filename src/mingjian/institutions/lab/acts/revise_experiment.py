"""Write a draft of an experiment anew; one that is registered stays as it was sealed."""

from datetime import datetime

from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.services.input import asked_in
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def revise_experiment(experiment: Experiment, *, by: Officer, at: datetime, text: str) -> Account[Experiment]:
    """Let a draft say something else. Raises BadInput with what is wrong in it."""
    asked_in(text)
    return Account(experiment, experiment.say(text, by=by, at=at))
