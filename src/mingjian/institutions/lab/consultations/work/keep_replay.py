"""Run the dossiers on file, masked, under a draft for comment, and keep the counts with it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mingjian.core.procedure.masked_replay import counted_under
from mingjian.institutions.lab.consultations.services.drafts import changes_of, laid_over
from mingjian.institutions.lab.models import Consultation
from mingjian.office.dossiers.plain_records import stored_dossiers
from mingjian.office.models import Officer
from mingjian.office.record.entries import counts, enter


def keep_replay(consultation: Consultation, *, by: Officer, at: datetime, guard: Callable[[], None] = lambda: None) -> Consultation:
    """Replay it and keep what came out, unless it was revised or published meanwhile. `guard` is asked inside the transaction that stores it."""
    figures, day, files = consultation.figures, consultation.figures_on, consultation.files
    with laid_over(figures, day, files) as draft:
        told = {**counted_under(draft, stored_dossiers(), at), **changes_of(figures, day, files)}
    with transaction.atomic():
        guard()
        held = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if held.state == Consultation.State.DRAFTED and held.digest == consultation.digest:
            held.replay, held.replayed_at = told, at
            held.save(update_fields=["replay", "replayed_at"])
            shown = {name: told[name] for name in ("dossiers", "touched", "deadlines", "recounted", "faulty", "figures")}
            enter("consultation_replayed", at=at, about=held, by=by, counts=counts(shown))
    return held
