"""Adopt what the owner of a record corrected into the clue that was made of it."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import words
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.corrections import COLUMNS, Corrected, corrected, cut, note_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def adopt_correction(held: HeldRecord, *, by: Officer, at: datetime) -> Account[None]:
    """Replace in the clue what still says the old, and note the rest in its description. A clue that is closed stays as it is, and the entry says so."""
    clue = Clue.objects.select_for_update(of=("self",)).select_related("dossier").filter(dossier=held.dossier_id).first()
    if clue is None:
        raise StepRefused("此记录没有登记为线索。", "No clue was made of this record.")
    found = list(corrected(held, clue))
    if not clue.dossier.is_closed:
        for one in found:
            _adopt(clue, one, held)
        clue.save()
        clue.dossier.save(update_fields=["title"])
        search.index("clue", clue.pk, words(clue))
    held.before, held.is_correction_open = {}, False
    replaced = [one.field for one in found if one.is_replaced] if not clue.dossier.is_closed else []
    return Account(None, {"dossier": clue.dossier, "version": Count(held.version), "fields": sorted(one.field for one in found), "replaced": sorted(replaced)})


def _adopt(clue: Clue, one: Corrected, held: HeldRecord) -> None:
    if not one.is_replaced:
        clue.content = "\n".join(filter(None, [clue.content, note_of(one, held)]))
    elif one.field == "title":
        clue.dossier.title = one.now[: clue.dossier._meta.get_field("title").max_length]
    elif one.field == "content":
        clue.content = clue.content.replace(one.was, one.now)
    else:
        setattr(clue, COLUMNS[one.field], cut(one.field, one.now))
