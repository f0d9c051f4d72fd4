"""Show that a duty is fulfilled: by a file, over a span of days."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.operators.models import Proof
from mingjian.institutions.operators.services.proofs import duty_named
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def bring_proof(
    *, by: Officer, at: datetime, proof_duty: str, proof_since: str, proof_until: str, proof_file: Kept, proof_about: str = "", note: str = ""
) -> Account[Proof]:
    """Keep it. Raises BadInput for a duty that binds nobody of its kind today, or days that are none."""
    if by.department is None or by.department.is_authority:
        raise NotPermitted("由承担义务的一方提交。", "Whoever has the duty brings it.")
    today = localtime(at).date()
    duty = duty_named(proof_duty.strip(), by.department, today)
    since, until = date.fromisoformat(proof_since), date.fromisoformat(proof_until)
    if until < since or until > today:
        raise BadInput("起止日期须先后相接，截止日期不晚于今天。", "It ends neither before it begins nor after today.")
    told = {"name": proof_file.name, "sha256": proof_file.sha256, "size": proof_file.size, "brought_by": by, "brought_at": at}
    told |= {"about": visible(proof_about.strip())[:200], "note": visible(note.strip())[:500], "since": since, "until": until}
    made = Proof.objects.create(number=next_number(f"V{localtime(at).year}-"), department=by.department, duty=duty.name, **told)
    return Account(made, {"duty_shown": duty.name, "since": since, "until": until, "sha256": made.sha256, "size": Count(made.size)})
