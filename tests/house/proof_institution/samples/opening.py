"""Take a sample in: open its dossier, whichever door it came through."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.institutions.samples.models import PROCEDURE, Sample
from mingjian.institutions.samples.particulars import Intake, words
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require


def take_in(intake: Intake, *, by: Officer, at: datetime) -> Sample:
    """Open a sample for the officer's department. Raises NotFound where it names a clue that the officer may not see."""
    require(by, "samples.keep")
    intake = intake.made_visible()
    intake.check_each()
    if intake.clue_number:
        clue_visible_to(by, intake.clue_number)
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        opening = Opening(PROCEDURE, next_number(f"Y{localtime(at).year}-"), intake.goods, officer=by)
        dossier = open_dossier(opening, by=by, department=by.department, at=at)
        sample = Sample.objects.create(dossier=dossier, **intake.of_table())
        search.index("sample", sample.pk, words(sample))
    return sample
