"""Steps that need two signatures: the first waits as a proposal with its papers, the second takes the step; and how a first one is taken back."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import Change, Earlier, Sheet, Step, Taken, advance, rulebook
from mingjian.office.dossiers.deadlines import known_deadlines
from mingjian.office.dossiers.guards import Asked, check_guards
from mingjian.office.dossiers.recording import record, sealed
from mingjian.office.dossiers.sheets import Taking, hold, sheet_of
from mingjian.office.models import Dossier, Entry, Officer, Proposal
from mingjian.office.papers.kinds import check_on_file
from mingjian.office.people.permissions import roles_in

_LONGEST_REASON = 500


def taken_by(dossier: Dossier, spec: Step | None, *, own: bool = False) -> dict[str, set[str]]:
    """Tell who took, or first signed, the steps whose takers may not take this one, and who took last those whose takers alone may; `own`: only these."""
    found: dict[str, set[str]] = {}
    for name in spec.only_by if spec else ():
        newest = dossier.entries.filter(kind=name).order_by("-index").values_list("officer__username", flat=True)[:1]
        found[name] = set(newest)
    if spec and spec.not_by and not own:
        kinds = [kind for name in spec.not_by for kind in (name, f"{name}:proposed")]
        for kind, username in dossier.entries.filter(kind__in=kinds).values_list("kind", "officer__username"):
            found.setdefault(kind.removesuffix(":proposed"), set()).add(username)
    return found


def came_by(dossier: Dossier, sheet: Sheet, step: Step) -> str | None:
    """Tell which step brought the track of a step to where it stands; none where that does not matter, nothing where no step did."""
    if not step.only_after:
        return None
    here = sheet.place(step.track, dossier.state)
    leading = [one.name for one in sheet.steps.values() if one.track == step.track and one.to == here]
    return dossier.entries.filter(kind__in=leading).order_by("-index").values_list("kind", flat=True).first() or ""


def record_for(dossier: Dossier, sheet: Sheet, step: Step | None) -> list[Taken] | None:
    """Return the steps taken so far with their papers, where the sheet asks them of anything for a step; nothing where it asks nothing of the record."""
    if step is None:
        return None
    asked = any(paper.follows for paper in step.needs) or step.asks_of_record
    if not asked and not any(sheet.deadlines[name].only_where for name in (*step.opens, *step.restarts)):
        return []
    found = dossier.entries.filter(kind__in=sheet.steps).order_by("index").values_list("kind", "at", "body")
    return [Taken(kind, at, json.loads(body).get("papers") or {}) for kind, at, body in found]


def newest_step(dossier: Dossier) -> Earlier | None:
    """Return the newest step of a dossier; None where the ledger holds none."""
    sheet = sheet_of(dossier)
    newest = dossier.entries.filter(kind__in=sheet.steps).order_by("-index").values_list("kind", "at").first()
    return Earlier(sheet.steps[newest[0]].label, localtime(newest[1]).date()) if newest else None


def is_first(taking: Taking) -> bool:
    """Whether the step needs a second signature and nobody has given the first."""
    spec = taking.sheet.steps.get(taking.step)
    return bool(spec and spec.second) and not taking.dossier.proposals.filter(step=taking.step).exists()


def propose(taking: Taking) -> Entry:
    """Check the first signature as if the second were there, and keep the papers until it is."""
    dossier, spec = taking.dossier, taking.spec
    change = _advanced(taking, signed_by=(taking.by.username, ""), second_roles=spec.second)
    Proposal.objects.create(dossier=dossier, step=spec.name, papers=dict(change.papers), by=taking.by, at=taking.at)
    _count_move(taking)
    return record(taking, f"{spec.name}:proposed", {"papers": sealed(taking, change.papers), "ground": list(spec.ground)})


def signed(taking: Taking) -> Change:
    """Say what the step changes: with the papers and roles of the first signature where one waits, which is then used up."""
    first = taking.dossier.proposals.select_related("by").filter(step=taking.step).first()
    asked, signatures = taking, {}
    if first is not None and taking.spec.second:  # a correction may have left one behind that no second signature follows
        asked = replace(taking, given=first.papers, roles=roles_in(first.by, taking.dossier, taking.spec.side))
        signatures = {"signed_by": (first.by.username, taking.by.username), "second_roles": taking.roles}
    change = _advanced(asked, **signatures)
    taking.dossier.proposals.filter(step=taking.step).delete()
    return change


def _advanced(taking: Taking, **signatures: Any) -> Change:
    """Ask the engine, and whether the papers name what is on file."""
    dossier, by = taking.dossier, taking.by
    spec = taking.sheet.steps.get(taking.step)
    signatures |= {"by": by.username, "taken_by": taken_by(dossier, spec), "came_by": came_by(dossier, taking.sheet, spec) if spec else None}
    signatures["record"] = record_for(dossier, taking.sheet, spec)
    change = advance(
        taking.sheet,
        taking.step,
        state=dossier.state,
        roles=taking.roles,
        given=taking.given,
        at=taking.at,
        rulebook=rulebook(),
        deadlines=known_deadlines(dossier),
        **signatures,
    )
    check_on_file(taking.spec, change.papers, dossier, by)
    check_guards(Asked(dossier, taking.step, by, taking.at, change.papers))
    return change


def take_back(dossier: Dossier, name: str, reason: str, *, by: Officer, at: datetime) -> Entry:
    """Take the own first signature back, or send it back unsigned as whoever would give the second; the papers are then given anew."""
    with transaction.atomic():
        held = hold(dossier, by)
        sheet = sheet_of(held)
        spec, first = sheet.steps.get(name), held.proposals.filter(step=name).first()
        if spec is None or first is None:
            raise StepRefused("这一步没有等待第二签名的第一签名。", "No first signature waits for a second one here.")
        roles = roles_in(by, held, spec.side)
        if first.by_id != by.pk and not set(spec.second) & roles:
            raise NotPermitted("只有第一签名人或者可作第二签名的人能退回。", "Only whoever signed first, or may sign second, can take this back.")
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            raise BadInput("请写明退回的理由，不超过 500 字。", "Say why, in at most 500 characters.")
        first.delete()
        taking = Taking(held, sheet, name, by, at, {"reason": reason.strip()}, None, roles)
        _count_move(taking)
        return record(taking, f"{name}:taken_back", {"papers": taking.given})


def _count_move(taking: Taking) -> None:
    """Let a signature count as a move of the dossier, whose state stays."""
    Dossier.objects.filter(pk=taking.dossier.pk).update(moved_at=taking.at, steps_taken=F("steps_taken") + 1)
