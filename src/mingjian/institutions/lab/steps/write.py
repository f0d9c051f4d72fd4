"""Write an experiment down, as a draft that may still change."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.policy.experiment import experiment_of
from mingjian.institutions.lab.models import Experiment
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def write(text: str, *, by: Officer, at: datetime) -> Experiment:
    """Keep a new experiment (YAML) as a draft. Raises BadInput with what is wrong in it."""
    require(by, "lab.write_experiments")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    asked = experiment_of(text)
    with transaction.atomic():
        made = Experiment(number=next_number(f"P{localtime(at).year}-"), department=by.department)
        return _keep(made, text, asked.title.zh, asked.title.en, asked.digest, by, at)


def rewrite(experiment: Experiment, text: str, *, by: Officer, at: datetime) -> Experiment:
    """Write a draft anew. Raises StepRefused where it is registered: that stays as it was sealed."""
    require(by, "lab.write_experiments")
    asked = experiment_of(text)
    with transaction.atomic():
        held = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
        if held.is_registered:
            raise StepRefused("已登记的实验不能再改，请另写一个。", "A registered experiment is not changed: write another.")
        return _keep(held, text, asked.title.zh, asked.title.en, asked.digest, by, at)


def _keep(held: Experiment, text: str, zh: str, en: str, digest: str, by: Officer, at: datetime) -> Experiment:
    held.text, held.title_zh, held.title_en, held.digest = text, zh, en, digest
    held.written_by, held.written_at = by, at
    held.save()
    enter("experiment_written", at=at, about=held, by=by, title=zh, digest=digest)
    return held
