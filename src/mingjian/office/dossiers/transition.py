"""
Take a step: check, do, record, in one transaction. The only way in which a dossier changes.

`take`, and `open_dossier` of the module beside, are what every page, command and API route calls. What a step does besides being recorded is a body, a function
under `@step(procedure)` in `institutions/<app>/steps.py`, or in a subpackage's; calling that function *is* taking the step. Conditions that a sheet
cannot say are guards, functions under `@guard(procedure, step, …)` there: they are asked before anything is written, at the first signature, at the second,
and where a step opens a dossier.

In the order of this file: what is declared; the step asked for, and what refuses it; signatures; what the step moves (clocks, holder, seats); the record.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import Change, Opened, Sheet, Step, advance, rulebook
from mingjian.core.procedure.grounds import is_asked
from mingjian.core.procedure.sheet import State_
from mingjian.office.dossiers.awaits import keep_awaiting, place_clocks
from mingjian.office.dossiers.grounds import entered_by_rule
from mingjian.office.dossiers.state import is_shared, on_record, refuse_lock, sheet_of
from mingjian.office.files.readings import personal_files
from mingjian.office.files.recheck import enter_reread
from mingjian.office.institution import import_modules, kept
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, PersonalValue, Proposal, Seat
from mingjian.office.models.dossiers import salted
from mingjian.office.papers.kinds import kind_of
from mingjian.office.people.permissions import dossiers_visible_to, roles_for, roles_in, roles_to_take
from mingjian.office.record.entries import digest_of_request, earlier, enter, other_request, own_key, refuse_other_request

#: How far a step may lie before the newest one: clocks of two machines differ by seconds.
BACKWARDS = timedelta(minutes=5)


_LONGEST_REASON = 500


@dataclass(frozen=True)
class Taking:
    """
    One step of a dossier while it is taken: by whom, when, with which papers, in which roles.

    `step` is its name in the sheet. `key` is the client's own, so that a repeated request is one step; `sent` is what came under it. `on_record`:
    what the engine asks of the steps before. What is read of it stays as it was asked for; what the step changes is the dossier.
    """

    dossier: Dossier
    sheet: Sheet
    step: str
    by: Officer
    at: datetime
    given: Mapping[str, object]
    key: str | None
    roles: Collection[str]
    sent: tuple[object, ...] = ()
    on_record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def spec(self) -> Step:
        """Return what the sheet says of the step. Raises KeyError where it has no such step."""
        return self.sheet.steps[self.step]


@dataclass(frozen=True)
class Asked:
    """A step that somebody asks for: on which dossier, by whom, when, with which papers as plain values. A new dossier has its row already."""

    dossier: Dossier
    step: str
    by: Officer
    at: datetime
    papers: Mapping[str, Any]


Body = Callable[..., None]


Guard = Callable[[Asked], None]


_bodies: dict[tuple[str, str], Body] = {}


_guards: dict[tuple[str, str], list[Guard]] = defaultdict(list)


def step(*procedures: str) -> Callable[[Body], Callable[..., Entry]]:
    """
    Make a function the body of the step that bears its name, in one procedure or in several.

    Its parameters are the dossier, `by`, `at`, and what the sheet says the step needs.
    """

    def register(body: Body) -> Callable[..., Entry]:
        for key in ((procedure, body.__name__) for procedure in procedures):
            if key in _bodies:
                raise RuntimeError(f"Step {key} has two bodies.")
            _bodies[key] = body

        def taken(dossier: Dossier, *, by: Officer, at: datetime, key: str | None = None, seen: int | None = None, **given: Any) -> Entry:
            return take(dossier, body.__name__, by=by, at=at, given=given, key=key, seen=seen)

        taken.__name__, taken.__doc__ = body.__name__, body.__doc__
        return taken

    return register


def guard(procedure: str, *steps: str) -> Callable[[Guard], Guard]:
    """Let a function refuse some steps of a procedure by raising StepRefused or NotPermitted."""

    def register(function: Guard) -> Guard:
        for name in steps:
            _guards[procedure, name].append(function)
        return function

    return register


@cache
def _load_bodies() -> None:
    """Import every `steps` package once, so that each body and guard has registered itself."""
    import_modules("steps")


def take(
    dossier: Dossier, name: str, *, by: Officer, at: datetime, given: Mapping[str, object] | None = None, key: str | None = None, seen: int | None = None
) -> Entry:
    """
    Take one step of a dossier's procedure and give the ledger's entry.

    `key`: a string of the client's; the same key again gives the same entry and does nothing, with other papers it is refused. `seen`: the number of steps
    that the officer's page showed; if somebody was faster, the step is refused. A step that needs two signatures waits as a proposal until an officer of the
    second role takes it too.
    Raises StepRefused, NotPermitted or NotFound; then nothing has changed.
    """
    _load_bodies()
    with transaction.atomic():
        held = hold(dossier, by)
        if before := earlier(by, key):
            if before.dossier_id != held.pk or before.kind.partition(":")[0] != name:
                raise other_request()
            refuse_other_request(before, name, given or {})
            return before
        if seen is not None and seen != held.steps_taken:
            raise StepRefused(
                "页面打开之后已有他人办理此卷宗，请刷新后再办。", "Somebody has moved this dossier since your page was opened: reload it, then decide again."
            )
        if at < held.moved_at - BACKWARDS:
            here = f"{localtime(at):%Y-%m-%d %H:%M}"
            raise StepRefused(
                f"本节点的时钟（{here}）早于此卷宗最近一步，可能被拨回。请系统管理员校准时钟后再办。",
                f"The node's clock ({here}) is before the newest step of this dossier: it was put back. Have the system administrator set it right.",
            )
        sheet = sheet_of(held)
        spec = sheet.steps.get(name)
        roles = roles_to_take(by, held, spec)
        if spec and spec.voids and is_shared(held):
            raise StepRefused("已有其他部门参与此卷宗，不能作废。", "Other departments have taken part in this dossier: it cannot be voided.")
        waits = held.proposals.select_related("by").filter(step=name).first()
        first = waits if spec and spec.second else None  # a correction may have left one behind that no second signature follows
        if spec and sheet.is_open(spec, held.state):
            refuse_lock(spec, sheet, held, by, first.by if first else None, roles)
        taking = Taking(held, sheet, name, by, at, given or {}, key, roles, (name, given or {}), on_record(held, sheet, spec))
        entry = _propose(taking) if spec and spec.second and first is None else _carry_out(taking, first)
        keep_awaiting(held, at)
    dossier.refresh_from_db()
    return entry


def hold(dossier: Dossier, by: Officer) -> Dossier:
    """Hold the dossier until the transaction ends, if the officer may see it at all. Raises NotFound."""
    found = dossiers_visible_to(by).select_related(None).select_for_update(of=("self",)).filter(pk=dossier.pk).first()
    if found is None:
        raise NotFound("没有这份卷宗。", "There is no such dossier.")
    return found


def advanced(taking: Taking, state: State_ | None, **more: Any) -> tuple[Change, dict[str, object]]:
    """
    Return what the engine says that the step changes, and what an entry holds of its papers but personal ones: things by their names.

    Raises what the engine raises; StepRefused for a paper that names a department, officer, file or dossier that is not on file, or not among what the officer
    may see; what a guard raises.
    """
    dossier, by, spec = taking.dossier, taking.by, taking.sheet.steps.get(taking.step)
    asked: dict[str, Any] = {"roles": taking.roles, "given": taking.given, "at": taking.at, "by": by.username}
    change = advance(taking.sheet, taking.step, state=state, rulebook=rulebook(), **asked, **taking.on_record, **more)
    named: dict[str, object] = {}
    for paper in (one for one in spec.needs if one.name in change.papers) if spec else ():
        kind, value = kind_of(paper), change.papers[paper.name]
        if not kind.is_on_file(paper, value, dossier, by):
            raise kind.refusal(paper)
        if not paper.personal:
            named[paper.name] = kind.name(paper, value)
    _load_bodies()
    for refuse in _guards.get((dossier.procedure, taking.step), ()):
        refuse(Asked(dossier, taking.step, by, taking.at, change.papers))
    return change, named


def _propose(taking: Taking) -> Entry:
    """Check the first signature as if the second were there, and keep the papers until it is."""
    dossier, spec = taking.dossier, taking.spec
    change, named = advanced(taking, dossier.state, signed_by=(taking.by.username, ""), second_roles=spec.second)
    Proposal.objects.create(dossier=dossier, step=spec.name, papers=dict(change.papers), by=taking.by, at=taking.at)
    _count_signature(taking)
    return record(taking, f"{spec.name}:proposed", {"papers": sealed(taking, change.papers, named), "ground": list(spec.ground)})


def _count_signature(taking: Taking) -> None:
    """Let a signature count as a move of the dossier, whose state stays."""
    Dossier.objects.filter(pk=taking.dossier.pk).update(moved_at=taking.at, steps_taken=F("steps_taken") + 1)


def _carry_out(taking: Taking, first: Proposal | None) -> Entry:
    """
    Do what the step does: move the clocks and the state, run its body, hand the dossier on; then record it.

    Where a first signature waits, the papers and roles are those of it, and it is used up.
    """
    dossier, by, at = taking.dossier, taking.by, taking.at
    if first is None:
        change, named = advanced(taking, dossier.state)
    else:
        roles = roles_for(first.by, dossier, taking.spec) or roles_in(first.by, dossier, taking.spec.side)  # one of before somebody else was named stands
        asked = replace(taking, given=first.papers, roles=roles)
        change, named = advanced(asked, dossier.state, signed_by=(first.by.username, by.username), second_roles=taking.roles)
    dossier.proposals.filter(step=taking.step).delete()
    spec, before = taking.spec, dossier.department_id
    by_rule = entered_by_rule(dossier, spec, by, at) if is_asked(dossier.procedure, spec.name) else {}  # before the step changes what rules are asked of
    move_deadlines(dossier, change, at)
    dossier.state = change.state
    dossier.is_closed = taking.sheet.is_ended(change.state)
    dossier.moved_at, dossier.steps_taken = at, dossier.steps_taken + 1
    if body := _bodies.get((dossier.procedure, taking.step)):
        body(dossier, by=by, at=at, **change.papers)
    let_act(taking, change.papers)
    held = kept(dossier.procedure)
    if dossier.officer is None and by.department_id == dossier.department_id and not (held and held.names_worker):
        dossier.officer = by  # nobody works on it yet: whoever takes a step for its holder does, unless its institution names who works
    keep(dossier, before, at)
    if dossier.department_id != before:
        enter_reread(dossier, taking.step, by, at)
    told = {
        "state_before": change.state_before,
        "state": change.state,
        "ground": list(change.ground),
        "holder": dossier.department,
        "papers": sealed(taking, change.papers, named),
        "opened": [{"name": one.name, "due": one.due.isoformat() if one.due else None} for one in (*change.opens, *change.moved)],
        "closed": list(change.closes),
        **by_rule,
    }
    if dossier.department_id != before or change.papers.get(spec.invites or ""):
        told |= personal_files(dossier)  # whoever is let in is told by the ledger which files are not to go on from hand to hand
    entry = record(taking, change.step, told)
    place_clocks(dossier)
    return entry


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


def seat(dossier: Dossier, departments: Iterable[int], at: datetime) -> None:
    """Seat departments, by key, in a new dossier."""
    for department in departments:
        Seat.objects.create(dossier=dossier, department_id=department, since=at)


def keep(dossier: Dossier, before: int, at: datetime) -> None:
    """Write the dossier, and give a department that holds it now and did not before its seat."""
    dossier.save()
    if dossier.department_id != before:
        Seat.objects.get_or_create(dossier=dossier, department_id=dossier.department_id, defaults={"since": at})
        Seat.objects.filter(dossier=dossier).update(is_beside=~Q(department=dossier.department_id))


def let_act(taking: Taking, papers: Mapping[str, Any]) -> None:
    """Hand the dossier to the department that the step names, or back to the one that sent it, or give one a seat beside the holder."""
    dossier, spec = taking.dossier, taking.spec
    if spec.invites and papers.get(spec.invites):
        Seat.objects.get_or_create(dossier=dossier, department_id=papers[spec.invites], defaults={"since": taking.at})
    if spec.hands_to and papers.get(spec.hands_to) and papers[spec.hands_to] != dossier.department_id:
        dossier.sender, dossier.department, dossier.officer = dossier.department, Department.objects.get(pk=papers[spec.hands_to]), None
    elif spec.hands_back and (sent_by := dossier.sender):
        dossier.department, dossier.sender, dossier.officer = sent_by, None, None


def record(taking: Taking, kind: str, told: Mapping[str, Any]) -> Entry:
    """Enter a step in the ledger as `kind`, in the caller's transaction."""
    mark: dict[str, Any] = {"key": own_key(taking.by, taking.key), "sent": digest_of_request(*taking.sent)} if taking.key else {}
    return enter(kind, at=taking.at, by=taking.by, dossier=taking.dossier, **mark, **told)


def sealed(taking: Taking, papers: Mapping[str, object], named: Mapping[str, object]) -> dict[str, object]:
    """Return what the ledger may hold of the papers: personal ones as a salted hash, their values kept apart; the others as they are `named`."""
    held: dict[str, object] = {}
    for paper in taking.spec.needs:
        if paper.name in papers:
            held[paper.name] = set_apart(taking.dossier, paper.name, papers[paper.name], taking.at) if paper.personal else named[paper.name]
    return held


def set_apart(dossier: Dossier, name: str, value: object, at: datetime) -> dict[str, str]:
    """Keep a personal value beside the ledger, where it can be erased, and return what an entry has in its place."""
    salt = secrets.token_hex(16)
    PersonalValue.objects.create(dossier=dossier, name=name, value=str(value), salt=salt, given_at=at)
    return {"salted_sha256": salted(salt, value)}


def take_back(dossier: Dossier, name: str, reason: str, *, by: Officer, at: datetime, key: str | None = None) -> Entry:
    """Take the own first signature back, or send it back unsigned as whoever would give the second; the papers are then given anew. `key` as with steps."""
    sent = (f"{name}:taken_back", reason.strip())
    with transaction.atomic():
        held = hold(dossier, by)
        if before := earlier(by, key):
            if before.dossier_id != held.pk or before.kind != sent[0]:
                raise other_request()
            refuse_other_request(before, *sent)
            return before
        sheet = sheet_of(held)
        spec, first = sheet.steps.get(name), held.proposals.filter(step=name).first()
        if spec is None or first is None:
            raise StepRefused("这一步没有等待第二签名的第一签名。", "No first signature waits for a second one here.")
        roles = roles_for(by, held, spec)
        if first.by_id != by.pk and not set(spec.second) & roles:
            raise NotPermitted("只有第一签名人或者可作第二签名的人能退回。", "Only whoever signed first, or may sign second, can take this back.")
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            raise BadInput("请写明退回的理由，不超过 500 字。", "Say why, in at most 500 characters.")
        first.delete()
        taking = Taking(held, sheet, name, by, at, {"reason": reason.strip()}, key, roles, sent)
        _count_signature(taking)
        entry = record(taking, f"{name}:taken_back", {"papers": taking.given})
        keep_awaiting(held, at)
        return entry
