"""Join another matter to this one: all its rows and dossiers are of this matter from then on."""

from datetime import datetime

from mingjian.institutions.matters.joinder.services.parts import refuse_fixed, refuse_others
from mingjian.institutions.matters.joinder.services.row_transfer import Carrier
from mingjian.institutions.matters.models import FACTS, Matter, MatterDossier, Move
from mingjian.institutions.matters.queries import rows_of
from mingjian.institutions.matters.services.rows import tell_followers
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter


@act
def join_matter(matter: Matter, *, by: Officer, at: datetime, joined: Matter, reason: str) -> Account[Move]:
    """Carry the rows over. Raises StepRefused for a matter that was told to a party, sent on or decided, and for one of another department."""
    refuse_others(matter, joined)
    refuse_fixed(matter)
    refuse_fixed(joined)
    carried = Carrier(matter, by, at, f"并入 {matter.number}").carry([row for model in FACTS for row in rows_of(joined, model)])
    numbers = list(joined.dossiers.values_list("dossier__number", flat=True))
    MatterDossier.objects.filter(matter=joined).update(matter=matter)
    move = Move.objects.create(
        source=joined, target=matter, is_joined=True, rows=carried.named(), beside={"dossiers": numbers}, reason=reason[:500], by=by, at=at
    )
    tell_followers(matter, by, at)
    joined.make_findable()
    names = [[one.wire_name, other.wire_name] for one, other, _ in carried.pairs]
    enter("matter_joined_into", at=at, by=by, about=joined, dossier=joined.lead, into=matter, beside=carried.rows, facts=names)
    return Account(move, {"dossier": matter.lead, "joined": joined, "facts": names})
