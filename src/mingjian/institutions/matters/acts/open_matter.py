"""Open the matter of a dossier, with what is known of it already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.models import Matter, MatterDossier
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.matters.services.prefill import insert_known
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Dossier, Officer


@act
def open_matter(*, by: Officer, at: datetime, dossier: Dossier, known: Sequence[Known] = ()) -> Account[Matter]:
    """Open it under a number of its own. Raises StepRefused where the dossier is in a matter already."""
    if before := MatterDossier.objects.filter(dossier=dossier).select_related("matter").first():
        raise StepRefused(f"此卷宗的案情已建立：{before.matter.number}。", f"The dossier's matter is open already: {before.matter.number}.")
    matter = Matter.objects.create(number=next_number(f"M{localtime(at).year}-"), lead=dossier, opened_at=at, opened_by=by)
    MatterDossier.objects.create(matter=matter, dossier=dossier, since=at)
    rows: list[Any] = insert_known(matter, known, by, at)
    return Account(matter, {"dossier": dossier, "facts": [one.wire_name for one in rows]})
