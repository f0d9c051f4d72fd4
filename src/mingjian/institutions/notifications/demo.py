"""What messages put on the demo's desks: a note of the county officer that names the head."""

from pathlib import Path

from django.utils.timezone import now

from mingjian.institutions.notifications.models import Note
from mingjian.institutions.notifications.services.notes import add_note
from mingjian.office.demo import Staff
from mingjian.office.models import Dossier


def note_on_one(staff: Staff, folder: Path) -> None:
    """Let the county officer note something on a dossier for the head, once."""
    by = staff["county"]
    dossier = Dossier.objects.filter(department=by.department_id, is_closed=False).order_by("pk").first()
    if dossier and not Note.objects.exists():
        add_note(dossier, "与平台电话沟通过，材料本周能到。", [staff["head"].pk], by=by, at=now())
