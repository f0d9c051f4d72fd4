"""Write an experiment down, as a draft that may still change."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.services.input import asked_in
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


@act
def write_experiment(*, by: Officer, at: datetime, text: str) -> Account[Experiment]:
    """Keep a new experiment (YAML) as a draft. Raises BadInput with what is wrong in it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    asked_in(text)
    made = Experiment(number=next_number(f"P{localtime(at).year}-"), department=by.department)
    told = made.say(text, by=by, at=at)
    made.save()
    return Account(made, told)
