"""
Readings: one officer's leave to see personal data unmasked for a working day, for a purpose and on a ground, both of them on record.

What holds personal data says what a reading of it is of (`read_as`): a buyer's kit, the files of a dossier.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet

from mingjian.office.models import Dossier, Officer, Reading, SealedFile

LASTS = timedelta(hours=8)  # a working day: whoever comes back tomorrow says anew why


def readings_of(officer: Officer, at: datetime, of: Collection[str]) -> QuerySet[Reading]:
    """Return the leaves by which an officer sees any of these unmasked now, whose time is not over, the one that lasts longest first."""
    return Reading.objects.filter(officer=officer, of__in=of, until__gt=at, waits=False)


def asked_for(at: datetime, of: str) -> QuerySet[Reading]:
    """Return what officers ask for and a second has not answered, of one thing that is guarded, the oldest first."""
    return Reading.objects.filter(of=of, waits=True, until__gt=at).select_related("officer__department").order_by("pk")


def last_given(of: str, officer: Officer, path: str) -> dict[str, str]:
    """
    Return the purpose and ground that the officer gave last at the same address, or below it where it ends in a stroke; nothing where it is the first time.

    One leave opens a dossier's files and the values of its papers alike; what was said for looking at a file is no purpose of making papers.
    """
    there = Reading.objects.filter(officer=officer, of=of, **{"path__startswith" if path.endswith("/") else "path": path})
    last = there.order_by("-until", "-pk").first()
    return {"purpose": last.purpose, "ground": last.ground} if last else {}


def asked_of_colleagues(officer: Officer, at: datetime) -> QuerySet[Reading]:
    """Return what colleagues of the officer's department ask for and somebody is to second, the oldest first."""
    asked = Reading.objects.filter(waits=True, until__gt=at, officer__department=officer.department_id).exclude(officer=officer.pk)
    return asked.select_related("officer").order_by("pk") if officer.duty == Officer.Duty.WORK else asked.none()


def what_opens(file: SealedFile) -> set[str]:
    """Return what a reading may be of that opens a file with personal data: its dossier, or what it was taken out of."""
    return {file.dossier.read_as, file.came_from} - {""}


def personal_files(dossier: Dossier) -> dict[str, list[str]]:
    """Return, for the ledger, the SHA-256 of the files that hold personal data; nothing where there are none."""
    found = list(dossier.files.filter(is_personal=True).values_list("sha256", flat=True))
    return {"personal_files": found} if found else {}
