"""
Take a step: check, do, record, in one transaction. The only way in which a dossier changes.

`take`, and `open_dossier` of the module beside, are what every door calls. What a step does besides being recorded is a body, a function
under `@step(procedure)` in `institutions/<app>/steps.py`, or in a subpackage's; calling that function *is* taking the step. Conditions that a sheet
cannot say are guards, functions under `@guard(procedure, step, …)` there: they are asked before anything is written, at the first signature, at the second,
and where a step opens a dossier.

In the order of this file: what is declared; the step asked for, and what refuses it; signatures; what the step moves (clocks, holder, seats); the record.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import Change, Opened, Sheet, Step, advance, rulebook
from mingjian.office.dossiers.awaits import keep_awaiting
from mingjian.office.dossiers.grounds import entered as grounds_entered
from mingjian.office.dossiers.locks import refuse_lock
from mingjian.office.dossiers.responsible import place_clocks
from mingjian.office.dossiers.state import came_by, is_shared, known_deadlines, named_for, record_for, roles_for, sheet_of, taken_by
from mingjian.office.files.readings import personal_files
from mingjian.office.files.recheck import enter_reread
from mingjian.office.institution import import_rooms, kept
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, PersonalValue, Proposal, Seat
from mingjian.office.models.dossiers import salted
from mingjian.office.papers.kinds import check_on_file, kind_of
from mingjian.office.people.permissions import dossiers_visible_to, roles_in
from mingjian.office.record.entries import earlier, enter, own_key
from mingjian.office.record.requests import digest_of_request, other_request, refuse_other_request

#: How far a step may lie before the newest one: clocks of two machines differ by seconds.
BACKWARDS = timedelta(minutes=5)


_LONGEST_REASON = 500


@dataclass(frozen=True)
class Taking:
    """
    One step of a dossier while it is taken: by whom, when, with which papers, in which roles.

    `step` is its name in the sheet. `key` is the client's own, so that a repeated request is one step; `sent` the digest of
    what came under it. What is read of it stays as it was asked for; what the
    step changes is the dossier.
    """

    dossier: Dossier
    sheet: Sheet
    step: str
    by: Officer
    at: datetime
    given: Mapping[str, object]
    key: str | None
    roles: Collection[str]
    sent: str = ""

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
    import_rooms("steps")


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
            return _same_request(before, held, name, given or {})
        if seen is not None and seen != held.steps_taken:
            raise StepRefused(
                "页面打开之后已有他人办理此卷宗，请刷新后再办。", "Somebody has moved this dossier since your page was opened: reload it, then decide again."
            )
        _refuse_before(held, at)
        taking = _begun(held, name, by, at, given or {}, key)
        _refuse_lock(taking)
        entry = propose(taking) if is_first(taking) else _carry_out(taking, signed(taking))
        keep_awaiting(taking.dossier, at)
    dossier.refresh_from_db()
    return entry


def hold(dossier: Dossier, by: Officer) -> Dossier:
    """Hold the dossier until the transaction ends, if the officer may see it at all. Raises NotFound."""
    found = dossiers_visible_to(by).select_related(None).select_for_update(of=("self",)).filter(pk=dossier.pk).first()
    if found is None:
        raise NotFound("没有这份卷宗。", "There is no such dossier.")
    return found


def _refuse_before(dossier: Dossier, at: datetime) -> None:
    """Refuse a step that would lie before the newest one: the clock of the node was put back."""
    if at < dossier.moved_at - BACKWARDS:
        here = f"{localtime(at):%Y-%m-%d %H:%M}"
        raise StepRefused(
            f"本节点的时钟（{here}）早于此卷宗最近一步，可能被拨回。请系统管理员校准时钟后再办。",
            f"The node's clock ({here}) is before the newest step of this dossier: it was put back. Have the system administrator set it right.",
        )


def _begun(dossier: Dossier, name: str, by: Officer, at: datetime, given: Mapping[str, object], key: str | None) -> Taking:
    """Return the step as it is asked for, in the roles that the officer has on the step's side. Raises NotPermitted where that is none."""
    sheet = sheet_of(dossier)
    spec = sheet.steps.get(name)
    roles = roles_in(by, dossier, spec.side if spec else "holder")
    if spec and (named := named_for(dossier, spec)) and by.department_id == dossier.department_id:
        roles = roles_for(by, dossier, spec)
        if not roles:
            raise _not_named(spec, named)
    if not roles:
        raise NotPermitted(
            "这一步现由其他部门办理，您可以查阅卷宗，不能办理。", "This step is for another department now: you may read the dossier, not take it."
        )
    if spec and spec.voids and is_shared(dossier):
        raise StepRefused("已有其他部门参与此卷宗，不能作废。", "Other departments have taken part in this dossier: it cannot be voided.")
    return Taking(dossier, sheet, name, by, at, given, key, roles, digest_of_request(name, given) if key else "")


def _refuse_lock(taking: Taking) -> None:
    """Refuse a signature that would leave nobody for a later step, where whoever signs may sign at all and somebody else could in their place."""
    spec = taking.sheet.steps.get(taking.step)
    if spec is None or not taking.sheet.is_open(spec, taking.dossier.state):
        return
    waiting = taking.dossier.proposals.select_related("by").filter(step=spec.name).first() if spec.second else None
    if set(taking.roles) & set(spec.second if waiting else spec.by):
        refuse_lock(spec, taking.sheet, taking.dossier, taking.by, waiting.by if waiting else None)


def _not_named(spec: Step, named: list[Officer]) -> NotPermitted:
    zh, en = "、".join(one.name_zh or one.username for one in named), ", ".join(one.name_en or one.username for one in named)
    return NotPermitted(
        f"“{spec.label.zh}”由指定的人员（{zh}）办理、签名；需要更换的，请负责人另行指定。",
        f"{spec.label.en!r} is for those named for it ({en}); where others are to take it, the head names them first.",
    )


def _same_request(before: Entry, dossier: Dossier, name: str, given: Mapping[str, object]) -> Entry:
    """Return the entry of before, of a step or of its first signature."""
    if before.dossier_id != dossier.pk or before.kind.partition(":")[0] != name:
        raise other_request()
    refuse_other_request(before, name, given)
    return before


def is_first(taking: Taking) -> bool:
    """Return whether the step needs a second signature and nobody has given the first."""
    spec = taking.sheet.steps.get(taking.step)
    return bool(spec and spec.second) and not taking.dossier.proposals.filter(step=taking.step).exists()


def propose(taking: Taking) -> Entry:
    """Check the first signature as if the second were there, and keep the papers until it is."""
    dossier, spec = taking.dossier, taking.spec
    change = _advanced(taking, signed_by=(taking.by.username, ""), second_roles=spec.second)
    Proposal.objects.create(dossier=dossier, step=spec.name, papers=dict(change.papers), by=taking.by, at=taking.at)
    count_move(taking)
    return record(taking, f"{spec.name}:proposed", {"papers": sealed(taking, change.papers), "ground": list(spec.ground)})


def signed(taking: Taking) -> Change:
    """Return what the step changes: with the papers and roles of the first signature where one waits, which is then used up."""
    first = taking.dossier.proposals.select_related("by").filter(step=taking.step).first()
    asked, signatures = taking, {}
    if first is not None and taking.spec.second:  # a correction may have left one behind that no second signature follows
        asked = replace(taking, given=first.papers, roles=_roles_of_first(first.by, taking))
        signatures = {"signed_by": (first.by.username, taking.by.username), "second_roles": taking.roles}
    change = _advanced(asked, **signatures)
    taking.dossier.proposals.filter(step=taking.step).delete()
    return change


def _roles_of_first(by: Officer, taking: Taking) -> frozenset[str]:
    """Return the roles in which a first signature was given; one of before somebody else was named stands."""
    return roles_for(by, taking.dossier, taking.spec) or roles_in(by, taking.dossier, taking.spec.side)


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


def check_guards(asked: Asked) -> None:
    """Ask every guard of a step. Raises what the first of them raises."""
    _load_bodies()
    for function in _guards.get((asked.dossier.procedure, asked.step), ()):
        function(asked)


def count_move(taking: Taking) -> None:
    """Let a signature count as a move of the dossier, whose state stays."""
    Dossier.objects.filter(pk=taking.dossier.pk).update(moved_at=taking.at, steps_taken=F("steps_taken") + 1)


def _carry_out(taking: Taking, change: Change) -> Entry:
    """Do what the step does: move the clocks and the state, run its body, hand the dossier on; then record it."""
    dossier, by, at = taking.dossier, taking.by, taking.at
    before = dossier.department_id
    by_rule = grounds_entered(dossier, taking.spec, by, at)  # before the step changes what the rules are asked of
    move_deadlines(dossier, change, at)
    dossier.state = change.state
    dossier.is_closed = taking.sheet.is_ended(change.state)
    dossier.moved_at, dossier.steps_taken = at, dossier.steps_taken + 1
    if body := _bodies.get((dossier.procedure, taking.step)):
        body(dossier, by=by, at=at, **change.papers)
    let_act(taking, change.papers)
    let_work(dossier, by)
    keep(dossier, before, at)
    if dossier.department_id != before:
        enter_reread(dossier, taking.step, by, at)
    told = _told(taking, change) | by_rule
    if dossier.department_id != before or change.papers.get(taking.spec.invites or ""):
        told |= personal_files(dossier)  # whoever is let in is told by the ledger which files are not to go on from hand to hand
    return record(taking, change.step, told)


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
    """Write the dossier, give a department that holds it now and did not before its seat, and hang each clock with whoever must act."""
    dossier.save()
    if dossier.department_id != before:
        Seat.objects.get_or_create(dossier=dossier, department_id=dossier.department_id, defaults={"since": at})
        Seat.objects.filter(dossier=dossier).update(is_beside=~Q(department=dossier.department_id))
    place_clocks(dossier)


def let_act(taking: Taking, papers: Mapping[str, Any]) -> None:
    """Hand the dossier to the department that the step names, or back to the one that sent it, or give one a seat beside the holder."""
    dossier, spec = taking.dossier, taking.spec
    if spec.invites and papers.get(spec.invites):
        Seat.objects.get_or_create(dossier=dossier, department_id=papers[spec.invites], defaults={"since": taking.at})
    if spec.hands_to and papers.get(spec.hands_to) and papers[spec.hands_to] != dossier.department_id:
        dossier.sender, dossier.department, dossier.officer = dossier.department, Department.objects.get(pk=papers[spec.hands_to]), None
    elif spec.hands_back and (sent_by := dossier.sender):
        dossier.department, dossier.sender, dossier.officer = sent_by, None, None


def let_work(dossier: Dossier, by: Officer) -> None:
    """Where nobody works on a dossier yet, whoever takes a step for its holder does, unless the institution that keeps it names who works."""
    held = kept(dossier.procedure)
    if dossier.officer is None and by.department_id == dossier.department_id and not (held and held.names_worker):
        dossier.officer = by


def _told(taking: Taking, change: Change) -> dict[str, Any]:
    """Return what the ledger keeps of a step that was taken."""
    return {
        "state_before": change.state_before,
        "state": change.state,
        "ground": list(change.ground),
        "holder": taking.dossier.department,
        "papers": sealed(taking, change.papers),
        "opened": [{"name": o.name, "due": o.due.isoformat() if o.due else None} for o in (*change.opens, *change.moved)],
        "closed": list(change.closes),
    }


def record(taking: Taking, kind: str, told: Mapping[str, Any]) -> Entry:
    """Enter a step in the ledger as `kind`, in the caller's transaction."""
    key = own_key(taking.by, taking.key) if taking.key else None
    return enter(kind, at=taking.at, by=taking.by, dossier=taking.dossier, key=key, sent=taking.sent, **told)


def sealed(taking: Taking, papers: Mapping[str, object]) -> dict[str, object]:
    """Return what the ledger may hold of the papers: personal ones as a salted hash, their values kept apart; things by their names."""
    held: dict[str, object] = {}
    for paper in taking.spec.needs:
        if paper.name in papers:
            value = papers[paper.name]
            held[paper.name] = set_apart(taking.dossier, paper.name, value, taking.at) if paper.personal else kind_of(paper).name(paper, value)
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
        taking = Taking(held, sheet, name, by, at, {"reason": reason.strip()}, key, roles, digest_of_request(*sent) if key else "")
        count_move(taking)
        entry = record(taking, f"{name}:taken_back", {"papers": taking.given})
        keep_awaiting(held, at)
        return entry
