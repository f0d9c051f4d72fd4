"""What a step does to the clocks of a dossier: those that the engine is told of, and how its answer is written."""

from datetime import datetime

from mingjian.core.procedure import Change, OpenDeadline, Opened
from mingjian.office.models import Deadline, Dossier


def known_deadlines(dossier: Dossier) -> tuple[OpenDeadline, ...]:
    """Give the deadlines of a dossier, open and closed, as the engine reads them."""
    rows = dossier.deadlines.all()
    return tuple(OpenDeadline(d.name, d.opened_at, d.due, d.extended, d.suspended_since, d.closed_at, d.counting) for d in rows)


def move_deadlines(dossier: Dossier, change: Change, at: datetime) -> None:
    """Write what the step did to the clocks: close, suspend, move the newest of a name (or give it back), open."""
    running = dossier.deadlines.filter(closed_at__isnull=True)
    running.filter(name__in=change.closes).update(closed_at=at)
    running.filter(name__in=change.suspended).update(suspended_since=at)
    for moved in change.moved:
        newest = dossier.deadlines.filter(name=moved.name).order_by("-id").first()
        deadline = _written(moved, newest or Deadline(dossier=dossier, name=moved.name))
        deadline.closed_at = deadline.missed_at = None
        deadline.save()
    Deadline.objects.bulk_create([_written(opened, Deadline(dossier=dossier, name=opened.name)) for opened in change.opens])


def _written(opened: Opened, deadline: Deadline) -> Deadline:
    """Put what the engine said of a deadline into its row."""
    deadline.label_zh, deadline.label_en = opened.label.zh, opened.label.en
    deadline.basis_zh, deadline.basis_en = opened.basis.zh, opened.basis.en
    deadline.ground, deadline.verification, deadline.counting = list(opened.ground), opened.verification, dict(opened.counting)
    deadline.opened_at, deadline.due, deadline.unit = opened.opened_at, opened.due, opened.unit
    if opened.obliged is not None:
        deadline.obliged, deadline.obliged_kind = opened.obliged.name, opened.obliged.kind
    deadline.extended, deadline.suspended_since = opened.extended, opened.suspended_since
    return deadline
