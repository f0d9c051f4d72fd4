"""What nobody in a department can take now, though it waits for just that: who could has left, took part before, or signed first. Told to its head."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from mingjian.core.language import Text
from mingjian.core.procedure import Step, rulebook
from mingjian.office.dossiers.awaits import Asking
from mingjian.office.dossiers.queue import asked_by
from mingjian.office.dossiers.state import TO_DO, names_of, sheet_of
from mingjian.office.models import Awaiting, Dossier, Officer
from mingjian.office.people.officers import working_in

MOST = 400  # rows looked at, the longest waiting first
SEES = "office.see_stuck"


@dataclass(frozen=True)
class Stuck:
    """A dossier that waits for a step which nobody in the department can take, and why, with what to do."""

    dossier: Dossier
    why: Text


def stuck_here(officer: Officer) -> list[Stuck]:
    """
    Return what the officer's department is asked for and nobody in it can take, the longest waiting first.

    It is told to whoever sees to that (a head); in a department that has nobody for it, to everybody.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return []
    working, seers = list(working_in(officer.department_id).select_related(None)), set(rulebook().powers[SEES].by)
    if seers.isdisjoint(officer.roles) and not all(seers.isdisjoint(one.roles) for one in working):
        return []
    held = {role for one in working for role in one.roles}
    # Of a row with a role that somebody has, whom nothing keeps from it, there is nobody to look for.
    doubtful = Awaiting.objects.filter(~Q(role__in=held) | ~Q(barred="") | Q(officer__isnull=False) | Q(signed_by__isnull=False))
    found = dict.fromkeys(doubtful.filter(department=officer.department_id).order_by("since", "dossier").values_list("dossier", flat=True)[:MOST])
    rows: dict[int, list[Awaiting]] = defaultdict(list)
    for row in Awaiting.objects.filter(dossier__in=list(found)).select_related("dossier__department", "dossier__officer").order_by("place", "pk"):
        rows[row.dossier_id].append(row)
    return [one for key in found for one in _stuck(rows[key], officer, working)]


def _stuck(rows: Sequence[Awaiting], officer: Officer, working: Sequence[Officer]) -> list[Stuck]:
    """Return on which tracks of a dossier nobody can go on: neither by one step nor by another that is asked beside it, here or elsewhere."""
    tracks: dict[str, list[Awaiting]] = defaultdict(list)
    for row in rows:
        if (step := sheet_of(row.dossier).steps.get(row.step)) is not None:
            tracks[step.track].append(row)
    found = []
    for asked in tracks.values():
        if any(row.department_id != officer.department_id for row in asked):
            continue
        if not any(one.able(working) for one in asked_by(asked).values()):
            first = asked[0]
            found.append(Stuck(first.dossier, _why(sheet_of(first.dossier).steps[first.step], asked_by(asked)[first.dossier_id, first.place], working)))
    return found


def _why(step: Step, asking: Asking, working: Sequence[Officer]) -> Text:
    words = rulebook().vocabularies.get("roles", {})
    roles = [words.get(role, Text(role, role)) for role in sorted(asking.roles)]
    zh = f"“{step.label.zh}”须由{'或者'.join(one.zh for one in roles)}办理，本部门没有人可以办理"
    en = f"{step.label.en!r} is for: {' or '.join(one.en for one in roles)}, and nobody in the department can take it"
    kept = [one for one in working if one.pk in asking.named or not asking.roles.isdisjoint(one.roles)]
    if not kept:
        return Text(f"{zh}：没有在岗人员具有该角色。{TO_DO.zh}", f"{en}: nobody in service has the role. {TO_DO.en}")
    who, names = names_of(kept)
    why = f"{who}已经办理前面的步骤或者已作第一签名，按规定须由他人办理"
    return Text(f"{zh}：{why}。{TO_DO.zh}", f"{en}: {names} took an earlier step or signed first, and somebody else must. {TO_DO.en}")
