"""What a step does to the clocks of a dossier: those that the engine is told of, how its answer is written, and which steps meet one."""

from datetime import datetime

from mingjian.core.procedure import Change, OpenDeadline, Opened, Sheet, Step, steps_open
from mingjian.core.procedure.sheet import ALL
from mingjian.office.models import Deadline, Dossier


def known_deadlines(dossier: Dossier) -> tuple[OpenDeadline, ...]:
    """Return the deadlines of a dossier, open and closed, as the engine reads them."""
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


MEETING = 2  # steps that meet a deadline, as a line names them


def meeting(sheet: Sheet, deadline: Deadline) -> list[Step]:
    """
    Return the steps open now that meet a deadline, or lead on to meeting it, or let a suspended one run on; at most two.

    They are those that the sheet asks for (`awaits`): of them those that end the deadline, else those of its track. Only where it asks for none of its track,
    whatever ends it: a way out, such as joining a clue to another, is no way to meet a deadline.
    """
    able = {step.name: step for step in steps_open(sheet, deadline.dossier.state) if step.name not in sheet.undoing and not step.voids}
    if deadline.suspended_since is not None:
        return [step for step in able.values() if deadline.name in step.resumes][:MEETING]
    spec, state = sheet.deadlines.get(deadline.name), deadline.dossier.state
    places = [sheet.states.get(sheet.place(track, state)) for track in sheet.tracks or ("",)]
    said = [*((*spec.awaits, *spec.once_missed) if spec else ()), *(one for place in places if place for one in place.awaits)]
    asked = [able[name] for name in dict.fromkeys(name for one in said for name in (*one.steps, *one.absent)) if name in able]
    ending = {step.name for step in sheet.steps.values() if {deadline.name, ALL} & set(step.closes) and not step.voids}
    tracks = {sheet.steps[name].track for name in ending}
    found = [step for step in asked if step.name in ending] or [step for step in asked if step.track in tracks]
    found = found or [step for step in able.values() if step.name in ending]
    own = [step for step in found if step.side in _sides(deadline)]
    return sorted(own or found, key=lambda step: bool(step.opens or step.restarts))[:MEETING]


def _sides(deadline: Deadline) -> set[str]:
    """Return the sides whose steps whoever is obliged may take: of the holder, or of the sender; all where it is neither."""
    dossier, whose = deadline.dossier, {"any", "superior"}
    if deadline.due_with_id == dossier.department_id:
        return whose | {"holder"}
    return whose | ({"sender"} if deadline.due_with_id and deadline.due_with_id == dossier.sender_id else {"holder", "sender"})
