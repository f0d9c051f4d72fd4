"""State that the own department has seen the same of a subject, or doubts it."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.oversight.models import Sighting
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer, SealedFile
from mingjian.office.people.permissions import is_of_authority


@act
def note_sighting(*, by: Officer, at: datetime, sighted_subject: str, sighting_verdict: str, sighting_note: str, sighting_file: str = "") -> Account[Sighting]:
    """Keep it under the department's name. A later one of the same department counts instead of it."""
    if by.department is None or not is_of_authority(by):
        raise NotPermitted("只由执法部门登记。", "This is for authorities.")
    subject = visible(sighted_subject).strip()[:200]
    if not all(part.strip() for part in subject.partition("/")):
        raise BadInput("对象写作“平台/编号”，如 yunjishi/L0000012。", "Write the subject as platform/id, such as yunjishi/L0000012.")
    number = next_number(f"J{localtime(at).year}-")
    told = {"subject": subject, "verdict": sighting_verdict, "note": sighting_note, "sha256": _sealed(sighting_file, by)}
    return Account(Sighting.objects.create(number=number, department=by.department, by=by, at=at, **told), {"subject": subject})


def _sealed(sha256: str, by: Officer) -> str:
    """Return the hash of a file that is on a dossier of the officer's department; empty where none is named. Raises BadInput for another."""
    named = sha256.strip().lower()
    if named and not SealedFile.objects.filter(sha256=named, dossier__department=by.department).exists():
        raise BadInput("本部门的卷宗中没有此 SHA-256 的文件。", "No dossier of your department has a file of this SHA-256.")
    return named
