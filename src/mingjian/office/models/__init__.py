"""Departments, officers, dossiers, deadlines, entries: the things that people act on."""

from mingjian.office.models.dossiers import Awaiting, AwaitingDrawn, Deadline, Dossier, FileNumber, OfDossier, PersonalValue, Proposal, Seat
from mingjian.office.models.files import Reading, SealedFile
from mingjian.office.models.people import REGION_DIGITS, ApiKey, Consent, Department, Officer, OfficerManager, Roster
from mingjian.office.models.record import Checkpoint, Entry, Standing, Tile

__all__ = [
    "REGION_DIGITS",
    "ApiKey",
    "Awaiting",
    "AwaitingDrawn",
    "Checkpoint",
    "Consent",
    "Deadline",
    "Department",
    "Dossier",
    "Entry",
    "FileNumber",
    "OfDossier",
    "Officer",
    "OfficerManager",
    "PersonalValue",
    "Proposal",
    "Reading",
    "Roster",
    "SealedFile",
    "Seat",
    "Standing",
    "Tile",
]
