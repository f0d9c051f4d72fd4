"""
Take a step: check, do, record, in one transaction. The only way in which a dossier changes.

`take`, and `open_dossier` of the room beside, are what every door calls. What a step does besides being recorded is a body, a function
under `@step(procedure)` in `institutions/<app>/steps/<step>.py`, or in a wing's; calling that function *is* taking the step.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import Change, Step
from mingjian.office.dossiers.awaiting import keep_awaiting
from mingjian.office.dossiers.deadlines import move_deadlines
from mingjian.office.dossiers.handing import is_shared, keep, let_act, let_work
from mingjian.office.dossiers.locks import refuse_lock
from mingjian.office.dossiers.recording import record, sealed
from mingjian.office.dossiers.sheets import Taking, hold, sheet_of
from mingjian.office.dossiers.signers import named_for, roles_for
from mingjian.office.dossiers.signing import count_move, is_first, propose, signed
from mingjian.office.files.readings import personal_files
from mingjian.office.institution import import_rooms
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.permissions import roles_in
from mingjian.office.record.entries import earlier
from mingjian.office.record.requests import digest_of_request, other_request, refuse_other_request

#: How far a step may lie before the newest one: clocks of two machines differ by seconds.
BACKWARDS = timedelta(minutes=5)
_LONGEST_REASON = 500

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


def _carry_out(taking: Taking, change: Change) -> Entry:
    """Do what the step does: move the clocks and the state, run its body, hand the dossier on; then record it."""
    dossier, by, at = taking.dossier, taking.by, taking.at
    before = dossier.department_id
    move_deadlines(dossier, change, at)
    dossier.state = change.state
    dossier.is_closed = taking.sheet.is_ended(change.state)
    dossier.moved_at, dossier.steps_taken = at, dossier.steps_taken + 1
    if body := _bodies.get((dossier.procedure, taking.step)):
        body(dossier, by=by, at=at, **change.papers)
    let_act(taking, change.papers)
    let_work(dossier, by)
    keep(dossier, before, at)
    told = _told(taking, change)
    if dossier.department_id != before or change.papers.get(taking.spec.invites or ""):
        told |= personal_files(dossier)  # whoever is let in is told by the ledger which files are not to go on from hand to hand
    return record(taking, change.step, told)


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


def take_back(dossier: Dossier, name: str, reason: str, *, by: Officer, at: datetime) -> Entry:
    """Take the own first signature back, or send it back unsigned as whoever would give the second; the papers are then given anew."""
    with transaction.atomic():
        held = hold(dossier, by)
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
        taking = Taking(held, sheet, name, by, at, {"reason": reason.strip()}, None, roles)
        count_move(taking)
        entry = record(taking, f"{name}:taken_back", {"papers": taking.given})
        keep_awaiting(held, at)
        return entry
