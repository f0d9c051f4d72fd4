"""Shelve a sample: it remembers where it lies."""

from datetime import datetime

from mingjian.institutions.samples.models import PROCEDURE, Sample
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def shelve(dossier: Dossier, *, by: Officer, at: datetime, sample_shelf: str) -> None:
    """Write the shelf down."""
    Sample.objects.filter(dossier=dossier).update(shelf=sample_shelf[:60])
