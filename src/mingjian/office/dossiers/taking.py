"""
Take a step: check, do, record, in one transaction. The only way in which a dossier changes.

`open_dossier` and `take` are what every door calls. What a step does besides being recorded is a body, a function under `@step(procedure)` in
`institutions/<app>/steps/<step>.py`; calling that function *is* taking the step.
"""

import importlib
import pkgutil
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import Change, OpenDeadline, Opened, Sheet, Step, advance, rulebook
from mingjian.core.wire.names import SheetName
from mingjian.office.dossiers.obliged import place_clocks
from mingjian.office.files.keeping import Brought, seal_brought
from mingjian.office.files.readings import personal_files
from mingjian.office.institution import institutions, kept
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, PersonalValue, Proposal, Seat
from mingjian.office.papers.names import entered
from mingjian.office.people.permissions import dossiers_visible_to, roles_in
from mingjian.office.record.entries import enter

Body = Callable[..., None]
_KEY_DIGITS = 10
_LONGEST_REASON = 500
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
    for app in institutions():
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
    """What a new dossier is about. `number` is the whole file number, unique in the node; `officer` works on it from the start."""

    procedure: str
    number: str
    title: str
    subject_kind: str = ""
    subject: str = ""
    officer: Officer | None = None


def open_dossier(
    opening: Opening,
    *,
    by: Officer,
    department: Department,
    at: datetime,
    given: Mapping[str, object] | None = None,
    brought: Mapping[str, Brought] | None = None,
    key: str | None = None,
) -> Dossier:
    """
    Open a dossier under the sheet in force on the day by taking the sheet's opening step; its deadlines start with it.

    `brought` are files by the name of their paper, sealed with the opening. The same key again gives the same dossier.
    """
    opening = replace(opening, title=visible(opening.title))  # it heads every list
    with transaction.atomic():
        if key and (earlier := Entry.objects.select_related("dossier").filter(key=_own_key(by, key)).first()):
            return _same_opening(earlier, opening)
        sheet = rulebook().sheet(opening.procedure, localtime(at).date())
        dossier = _new_dossier(opening, sheet, by, department, at)
        name = str(SheetName(opening.procedure, sheet.in_force, sheet.digest))
        told: dict[str, object] = {"procedure": opening.procedure, "sheet": name, "title": dossier.title, "subject": dossier.subject}
        if sheet.opening:
            papers = {**(given or {}), **seal_brought(brought or {}, dossier=dossier, by=by, at=at)}
            change = advance(sheet, sheet.opening, state=None, roles=by.roles, given=papers, at=at, rulebook=rulebook())
            _check_keys(dossier, sheet.steps[sheet.opening], change.papers, by)
            _move_deadlines(dossier, change, at)
            _let_act(dossier, sheet.steps[sheet.opening], change.papers, at)
            _keep(dossier, department.pk, at)
            told |= {"papers": _sealed(dossier, sheet, sheet.opening, change.papers, at), "ground": list(change.ground)}
        _record(dossier, sheet.opening or "open", by, at, {**told, "state": dossier.state}, key)
    return dossier


def _new_dossier(opening: Opening, sheet: Sheet, by: Officer, department: Department, at: datetime) -> Dossier:
    """Write the row itself, the seats of who holds it and who opened it, and what it is found by."""
    dossier = Dossier(
        procedure=opening.procedure,
        number=opening.number,
        title=opening.title[:200],
        subject_kind=opening.subject_kind,
        subject=opening.subject[:200],
        sheet_in_force=sheet.in_force,
        department=department,
        officer=opening.officer,
        opened_by=by,
        opened_at=at,
        moved_at=at,
    )
    dossier.state = sheet.starts
    dossier.save()
    for seat in {department.pk, by.department_id or department.pk}:
        Seat.objects.create(dossier=dossier, department_id=seat, since=at)
    search.index("dossier", dossier.pk, dossier.words())
    return dossier


def _same_opening(earlier: Entry, opening: Opening) -> Dossier:
    if earlier.dossier is None or earlier.dossier.procedure != opening.procedure or earlier.dossier.title != opening.title[:200]:
        raise StepRefused("此请求编号已用于另一事项，请换一个。", "This request key was used for something else: choose a new one.")
    return earlier.dossier


def take(
    dossier: Dossier, name: str, *, by: Officer, at: datetime, given: Mapping[str, object] | None = None, key: str | None = None, seen: int | None = None
) -> Entry:
    """
    Take one step of a dossier's procedure and give the ledger's entry.

    `key`: a string of the client's; the same key again gives the same entry and does nothing. `seen`: the number of steps that the officer's page showed;
    if somebody was faster, the step is refused. A step that needs two signatures waits as a proposal until an officer of the second role takes it too.
    Raises StepRefused, NotPermitted or NotFound; then nothing has changed.
    """
    _load_bodies()
    with transaction.atomic():
        held = _lock(dossier.pk, by)
        if key and (earlier := Entry.objects.filter(key=_own_key(by, key)).first()):
            return _same_request(earlier, held, name)
        if seen is not None and seen != held.steps_taken:
            raise StepRefused(
                "页面打开之后已有他人办理此卷宗，请刷新后再办。", "Somebody has moved this dossier since your page was opened: reload it, then decide again."
            )
        sheet = sheet_of(held)
        spec = sheet.steps.get(name)
        roles = roles_in(by, held, spec.side if spec else "holder")
        if not roles:
            raise NotPermitted(
                "这一步现由其他部门办理，您可以查阅卷宗，不能办理。", "This step is for another department now: you may read the dossier, not take it."
            )
        if spec and spec.second and not held.proposals.filter(step=name).exists():
            entry = _propose(held, sheet, spec, by, at, given or {}, roles, key)
        else:
            entry = _carry_out(held, sheet, _advance(held, sheet, name, by, at, given or {}, roles), by, at, key)
    dossier.refresh_from_db()
    return entry


def _advance(dossier: Dossier, sheet: Sheet, name: str, by: Officer, at: datetime, given: Mapping[str, object], roles: Collection[str]) -> Change:
    """Ask the engine, with the first signature of a proposal where there is one."""
    first = dossier.proposals.select_related("by").filter(step=name).first()
    signatures: dict[str, Any] = {}
    if first is not None:
        given, signatures = first.papers, {"signed_by": (first.by.username, by.username), "second_roles": roles}
        roles = roles_in(first.by, dossier, sheet.steps[name].side)
    signatures |= {"by": by.username, "taken_by": taken_by(dossier, sheet.steps.get(name))}
    change = advance(sheet, name, state=dossier.state, roles=roles, given=given, at=at, rulebook=rulebook(), deadlines=_known_deadlines(dossier), **signatures)
    dossier.proposals.filter(step=name).delete()
    _check_keys(dossier, sheet.steps[name], change.papers, by)
    return change


def _propose(
    dossier: Dossier, sheet: Sheet, spec: Step, by: Officer, at: datetime, given: Mapping[str, object], roles: Collection[str], key: str | None
) -> Entry:
    """Check the first signature as if the second were there, and keep the papers until it is."""
    change = advance(
        sheet,
        spec.name,
        state=dossier.state,
        roles=roles,
        given=given,
        at=at,
        rulebook=rulebook(),
        deadlines=_known_deadlines(dossier),
        signed_by=(by.username, ""),
        second_roles=spec.second,
        by=by.username,
        taken_by=taken_by(dossier, spec),
    )
    _check_keys(dossier, spec, change.papers, by)
    Proposal.objects.create(dossier=dossier, step=spec.name, papers=dict(change.papers), by=by, at=at)
    Dossier.objects.filter(pk=dossier.pk).update(moved_at=at, steps_taken=F("steps_taken") + 1)
    told = {"papers": _sealed(dossier, sheet, spec.name, change.papers, at), "ground": list(spec.ground)}
    return _record(dossier, f"{spec.name}:proposed", by, at, told, key)


def take_back(dossier: Dossier, name: str, reason: str, *, by: Officer, at: datetime) -> Entry:
    """Take the own first signature back, or send it back unsigned as whoever would give the second; the papers are then given anew."""
    with transaction.atomic():
        held = _lock(dossier.pk, by)
        spec, first = sheet_of(held).steps.get(name), held.proposals.filter(step=name).first()
        if spec is None or first is None:
            raise StepRefused("这一步没有等待第二签名的第一签名。", "No first signature waits for a second one here.")
        if first.by_id != by.pk and not set(spec.second) & roles_in(by, held, spec.side):
            raise NotPermitted("只有第一签名人或者可作第二签名的人能退回。", "Only whoever signed first, or may sign second, can take this back.")
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            raise BadInput("请写明退回的理由，不超过 500 字。", "Say why, in at most 500 characters.")
        first.delete()
        Dossier.objects.filter(pk=held.pk).update(moved_at=at, steps_taken=F("steps_taken") + 1)
        return _record(held, f"{name}:taken_back", by, at, {"papers": {"reason": reason.strip()}})


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


def _known_deadlines(dossier: Dossier) -> tuple[OpenDeadline, ...]:
    rows = dossier.deadlines.all()
    return tuple(OpenDeadline(d.name, d.opened_at, d.due, d.extended, d.suspended_since, d.closed_at, d.counting) for d in rows)


def taken_by(dossier: Dossier, spec: Step | None) -> dict[str, set[str]]:
    """Tell who took, or first signed, the steps whose takers may not take this one."""
    found: dict[str, set[str]] = {}
    if spec and spec.not_by:
        kinds = [kind for name in spec.not_by for kind in (name, f"{name}:proposed")]
        for kind, username in dossier.entries.filter(kind__in=kinds).values_list("kind", "officer__username"):
            found.setdefault(kind.removesuffix(":proposed"), set()).add(username)
    return found


def _check_keys(dossier: Dossier, spec: Step, papers: Mapping[str, object], by: Officer) -> None:
    """Refuse papers that name a department, officer, file or dossier that is not on file, or not among what the officer may see."""

    def is_in_view(value: Any) -> bool:
        return dossiers_visible_to(by).filter(number=value).exists()

    on_file: dict[str, Callable[[Any], bool]] = {
        "department": lambda value: _is_key(value) and Department.objects.filter(pk=value).exists(),
        "body": lambda value: _is_key(value) and Department.objects.filter(pk=value, kind__in=bodies).exists(),
        "officer": lambda value: _is_key(value) and Officer.objects.filter(pk=value, department=dossier.department_id, is_active=True).exists(),
        "file": lambda value: dossier.files.filter(sha256=value).exists(),
        "clue": is_in_view,
        "dossier": is_in_view,
    }
    for paper in spec.needs:
        kind, bodies = "body" if paper.bodies else paper.kind, paper.bodies
        if paper.name in papers and kind in on_file and not on_file[kind](papers[paper.name]):
            raise StepRefused(f"“{paper.label.zh}”所指的一项不在库中。", f"{paper.label.en!r} names something that is not on file.")


def _is_key(value: object) -> bool:
    """Whether a value can be the key of a row: others would be an error of the database."""
    return str(value).isascii() and str(value).isdigit() and len(str(value)) < _KEY_DIGITS


def _carry_out(dossier: Dossier, sheet: Sheet, change: Change, by: Officer, at: datetime, key: str | None) -> Entry:
    before = dossier.department_id
    _move_deadlines(dossier, change, at)
    dossier.state = change.state
    dossier.is_closed = sheet.is_ended(change.state)
    dossier.moved_at, dossier.steps_taken = at, dossier.steps_taken + 1
    if body := _bodies.get((dossier.procedure, change.step)):
        body(dossier, by=by, at=at, **change.papers)
    spec = sheet.steps[change.step]
    _let_act(dossier, spec, change.papers, at)
    _let_work(dossier, by)
    _keep(dossier, before, at)
    told = {
        "state_before": change.state_before,
        "state": change.state,
        "ground": list(change.ground),
        "holder": dossier.department,
        "papers": _sealed(dossier, sheet, change.step, change.papers, at),
        "opened": [{"name": o.name, "due": o.due.isoformat() if o.due else None} for o in (*change.opens, *change.moved)],
        "closed": list(change.closes),
    }
    if dossier.department_id != before or change.papers.get(spec.invites or ""):
        told |= personal_files(dossier)  # whoever is let in is told by the ledger which files are not to go on from hand to hand
    return _record(dossier, change.step, by, at, told, key)


def _keep(dossier: Dossier, before: int, at: datetime) -> None:
    """Write the dossier, and give a department that holds it now and did not before its seat."""
    dossier.save()
    if dossier.department_id != before:
        Seat.objects.get_or_create(dossier=dossier, department_id=dossier.department_id, defaults={"since": at})
    place_clocks(dossier)


def _let_act(dossier: Dossier, spec: Step, papers: Mapping[str, Any], at: datetime) -> None:
    """Hand the dossier to the department that the step names, or back to the one that sent it, or give one a seat beside the holder."""
    if spec.invites and papers.get(spec.invites):
        Seat.objects.get_or_create(dossier=dossier, department_id=papers[spec.invites], defaults={"since": at})
    if spec.hands_to and papers.get(spec.hands_to) and papers[spec.hands_to] != dossier.department_id:
        dossier.sender, dossier.department, dossier.officer = dossier.department, Department.objects.get(pk=papers[spec.hands_to]), None
    elif spec.hands_back and (sent_by := dossier.sender):
        dossier.department, dossier.sender, dossier.officer = sent_by, None, None


def _let_work(dossier: Dossier, by: Officer) -> None:
    """Where nobody works on a dossier yet, whoever takes a step for its holder does, unless the institution that keeps it names who works."""
    held = kept(dossier.procedure)
    if dossier.officer is None and by.department_id == dossier.department_id and not (held and held.names_worker):
        dossier.officer = by


def _own_key(by: Officer, key: str) -> str:
    """A client's key belongs to the officer who gave it."""
    return f"{by.pk}:{key}"[:100]


def _record(dossier: Dossier, kind: str, by: Officer, at: datetime, told: Mapping[str, Any], key: str | None = None) -> Entry:
    return enter(kind, at=at, by=by, dossier=dossier, key=_own_key(by, key) if key else None, **told)


def _move_deadlines(dossier: Dossier, change: Change, at: datetime) -> None:
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


def _sealed(dossier: Dossier, sheet: Sheet, name: str, papers: Mapping[str, object], at: datetime) -> dict[str, object]:
    """Give what the ledger may hold of the papers: personal ones as a salted hash, their values kept apart; things by their names."""
    sealed: dict[str, object] = {}
    for paper in sheet.steps[name].needs:
        if paper.name not in papers:
            continue
        value = papers[paper.name]
        if not paper.personal:
            sealed[paper.name] = entered(paper, value)
            continue
        salt = secrets.token_hex(16)
        PersonalValue.objects.create(dossier=dossier, name=paper.name, value=str(value), salt=salt, given_at=at)
        sealed[paper.name] = {"salted_sha256": sha256(f"{salt}{value}".encode()).hexdigest()}
    return sealed
