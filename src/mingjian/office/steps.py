"""
Take a step: check, do, record, in one transaction. The only way in which a dossier changes.

`open_dossier` and `take` are what every door calls. What a step does besides being recorded is a body, a function under `@step(procedure)` in
`institutions/<app>/steps/<step>.py`; calling that function *is* taking the step.
"""

import importlib
import pkgutil
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import Change, OpenDeadline, Sheet, advance, rulebook
from mingjian.office import ledger
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, PersonalValue, Seat
from mingjian.office.permissions import dossiers_visible_to, roles_in

Body = Callable[..., None]
_bodies: dict[tuple[str, str], Body] = {}


def step(procedure: str) -> Callable[[Body], Callable[..., Entry]]:
    """Make a function the body of the step that bears its name. Its parameters are the dossier, `by`, `at`, and what the sheet says the step needs."""

    def register(body: Body) -> Callable[..., Entry]:
        key = (procedure, body.__name__)
        if key in _bodies:
            raise RuntimeError(f"Step {key} has two bodies.")
        _bodies[key] = body

        def taken(dossier: Dossier, *, by: Officer, at: datetime, key: str | None = None, seen: int | None = None, **given: Any) -> Entry:
            return take(dossier, body.__name__, by=by, at=at, given=given, key=key, seen=seen)

        taken.__name__, taken.__doc__ = body.__name__, body.__doc__
        return taken

    return register


@cache
def _load_bodies() -> None:
    """Import every `steps` room once, so that each body has registered itself."""
    for app in apps.get_app_configs():
        if not app.name.startswith("mingjian.institutions"):
            continue
        try:
            room = importlib.import_module(f"{app.name}.steps")
        except ModuleNotFoundError:
            continue
        for info in pkgutil.iter_modules(room.__path__):
            importlib.import_module(f"{room.__name__}.{info.name}")


def sheet_of(dossier: Dossier) -> Sheet:
    """Give the sheet that the dossier was opened under, in the version that was in force then."""
    return rulebook().sheet_version(dossier.procedure, dossier.sheet_in_force)


@dataclass(frozen=True)
class Opening:
    """What a new dossier is about. `number` is the whole file number, unique in the node."""

    procedure: str
    number: str
    title: str
    subject_kind: str = ""
    subject: str = ""


def open_dossier(opening: Opening, *, by: Officer, department: Department, at: datetime, given: Mapping[str, object] | None = None) -> Dossier:
    """Open a dossier under the sheet in force on the day, in its first state, with whatever deadlines start with it."""
    with transaction.atomic():
        sheet = rulebook().sheet(opening.procedure, _local_day(at))
        dossier = Dossier.objects.create(
            procedure=opening.procedure, number=opening.number, title=opening.title[:200], subject_kind=opening.subject_kind, subject=opening.subject[:200],
            sheet_in_force=sheet.in_force, state=sheet.starts, department=department, opened_by=by, opened_at=at, moved_at=at,
        )  # fmt: skip
        Seat.objects.create(dossier=dossier, department=department, since=at)
        if by.department is not None and by.department != department:
            Seat.objects.create(dossier=dossier, department=by.department, since=at)
        body = {"procedure": opening.procedure, "sheet": sheet.in_force.isoformat(), "title": dossier.title, "subject": dossier.subject, "state": dossier.state}
        _record(dossier, "opened", by, at, {**body, "given": _sealed(dossier, sheet, None, given or {}, at)})
    return dossier


def take(
    dossier: Dossier, name: str, *, by: Officer, at: datetime, given: Mapping[str, object] | None = None, key: str | None = None, seen: int | None = None
) -> Entry:
    """
    Take one step of a dossier's procedure and give the ledger's entry.

    `key`: a string of the client's; the same key again gives the same entry and does nothing. `seen`: the number of steps that the officer's page showed;
    if somebody was faster, the step is refused. Raises StepRefused, NotPermitted or NotFound; then nothing has changed.
    """
    _load_bodies()
    with transaction.atomic():
        held = _lock(dossier.pk, by)
        if key and (earlier := Entry.objects.filter(key=f"{by.pk}:{key}").first()):
            return _same_request(earlier, held, name)
        if seen is not None and seen != held.steps_taken:
            raise StepRefused("页面打开之后已有他人办理此卷宗，请刷新后再办。", "Somebody has moved this dossier since your page was opened: reload it, then decide again.")
        sheet = sheet_of(held)
        roles = roles_in(by, held)
        if not roles:
            raise NotPermitted("此卷宗现由其他部门办理，您可以查阅，不能办理。", "Another department holds this dossier now: you may read it, not act on it.")
        change = advance(
            sheet, name, state=held.state, roles=roles, given=given or {}, at=at, rulebook=rulebook(), deadlines=_open_deadlines(held)
        )  # fmt: skip
        entry = _carry_out(held, sheet, change, by, at, given or {}, key)
    dossier.refresh_from_db()
    return entry


def _lock(pk: int, by: Officer) -> Dossier:
    """Hold the dossier until the transaction ends, if the officer may see it at all."""
    found = dossiers_visible_to(by).select_related(None).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份卷宗。", "There is no such dossier.")
    return found


def _same_request(earlier: Entry, dossier: Dossier, name: str) -> Entry:
    if earlier.dossier_id != dossier.pk or earlier.kind != name:
        raise StepRefused("此请求编号已用于另一步骤，请换一个。", "This request key was used for another step: choose a new one.")
    return earlier


def _open_deadlines(dossier: Dossier) -> tuple[OpenDeadline, ...]:
    rows = dossier.deadlines.filter(closed_at__isnull=True)
    return tuple(OpenDeadline(d.name, d.opened_at, d.due, d.extended, d.suspended_since) for d in rows)


def _carry_out(dossier: Dossier, sheet: Sheet, change: Change, by: Officer, at: datetime, given: Mapping[str, object], key: str | None) -> Entry:
    before = dossier.department_id
    _move_deadlines(dossier, change, at)
    dossier.state, dossier.is_closed = change.state, change.state in sheet.ends
    dossier.moved_at, dossier.steps_taken = at, dossier.steps_taken + 1
    if body := _bodies.get((dossier.procedure, change.step)):
        body(dossier, by=by, at=at, **given)
    dossier.save()
    if dossier.department_id != before:
        Seat.objects.get_or_create(dossier=dossier, department_id=dossier.department_id, defaults={"since": at})
    told = {
        "state_before": change.state_before, "state": change.state, "ground": list(change.ground), "department": dossier.department_id,
        "given": _sealed(dossier, sheet, change.step, given, at),
        "opened": [{"name": o.name, "due": o.due.isoformat() if o.due else None} for o in (*change.opens, *change.moved)], "closed": list(change.closes),
    }  # fmt: skip
    return _record(dossier, change.step, by, at, told, key)


def _record(dossier: Dossier, kind: str, by: Officer, at: datetime, told: Mapping[str, object], key: str | None = None) -> Entry:
    return ledger.append(
        {**told, "dossier": dossier.number, "kind": kind, "by": by.username, "for": by.department_id, "at": at.isoformat()},
        kind=kind, at=at, dossier=dossier, officer=by, key=f"{by.pk}:{key}" if key else None,
    )  # fmt: skip


def _move_deadlines(dossier: Dossier, change: Change, at: datetime) -> None:
    """Write what the step did to the clocks."""
    running = dossier.deadlines.filter(closed_at__isnull=True)
    running.filter(name__in=change.closes).update(closed_at=at)
    running.filter(name__in=change.suspended).update(suspended_since=at)
    for moved in change.moved:
        running.filter(name=moved.name).update(
            due=moved.due, basis_zh=moved.basis.zh, basis_en=moved.basis.en, extended=F("extended") + (moved.name in change.extended), suspended_since=None
        )
    Deadline.objects.bulk_create(
        Deadline(
            dossier=dossier, name=o.name, label_zh=o.label.zh, label_en=o.label.en, basis_zh=o.basis.zh, basis_en=o.basis.en, ground=list(o.ground),
            verification=o.verification, opened_at=o.opened_at, due=o.due,
        )
        for o in change.opens
    )  # fmt: skip


def _sealed(dossier: Dossier, sheet: Sheet, name: str | None, given: Mapping[str, object], at: datetime) -> dict[str, object]:
    """Give what the ledger may hold of the papers: personal ones as a salted hash, their values kept apart."""
    personal = {paper.name for step in ([sheet.steps[name]] if name else []) for paper in step.needs if paper.personal}
    sealed: dict[str, object] = {}
    for paper, value in given.items():
        if paper not in personal or value in (None, ""):
            sealed[paper] = value
            continue
        salt = secrets.token_hex(16)
        PersonalValue.objects.create(dossier=dossier, name=paper, value=str(value), salt=salt, given_at=at)
        sealed[paper] = {"salted_sha256": sha256(f"{salt}{value}".encode()).hexdigest()}
    return sealed


def _local_day(at: datetime) -> date:
    return localtime(at).date()
