"""
Do an act: lock, check, do, save, enter, in one transaction. The way in which a thing without a procedure changes.

What an act does is its body, a function under `@act` in `institutions/<app>/acts.py`; calling that function *is* doing the act. Its parameters are the
thing (unless it makes one), `by`, `at`, and the papers that the rulebook says it needs.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, wraps
from typing import Any, Generic, TypeVar, cast, overload

from django.db import transaction
from django.db.models import Model

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import check_days, rulebook
from mingjian.core.procedure.acts import HOLDER, Act
from mingjian.core.procedure.papers import read_papers
from mingjian.office.acts.things import Moving, Standing, lock, save_changes, values_of
from mingjian.office.files.kinds import SEALED
from mingjian.office.files.storage import Brought, keep
from mingjian.office.institution import import_modules, institutions
from mingjian.office.models import Entry, Officer
from mingjian.office.papers.kinds import check_known, entered, is_brought
from mingjian.office.people.permissions import require, require_roles
from mingjian.office.record.entries import digest_of_request, earlier, enter, other_request, own_key, refuse_other_request

R = TypeVar("R")
_bodies: list[Callable[..., Any]] = []


@dataclass(frozen=True)
class Account(Generic[R]):
    """
    What a body gives where there is more to say: its result, and what the ledger tells besides the papers; with `is_new` false, nothing is entered.

    `shown_once`: a path with a secret that stands in the reply to whoever does it, and nowhere later.
    """

    result: R
    tells: Mapping[str, object] = field(default_factory=dict)
    is_new: bool = True
    shown_once: str = ""


@dataclass(frozen=True)
class Deed:
    """An act that was done: what its body gave, and the entry; neither result, secret nor a second entry where the same request was done before."""

    act: Act
    entry: Entry | None
    result: Any = None
    shown_once: str = ""


@overload
def act(body: Callable[..., Account[R]]) -> Callable[..., R]: ...
@overload
def act(body: Callable[..., R]) -> Callable[..., R]: ...
def act(body: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function the body of the act that bears its name, in the institution that it lies in."""
    _bodies.append(body)

    @wraps(body)
    def done(*thing: Standing, by: Officer | None = None, at: datetime, key: str | None = None, **given: Any) -> Any:
        act = rulebook().acts[_key_of(body)]
        papers = {paper.name: given.pop(paper.name) for paper in act.needs if paper.name in given}
        return do(act, thing[0] if thing else None, by=by, at=at, given=papers, key=key, beside=given).result

    return done


@cache
def load_bodies() -> Mapping[str, Callable[..., Any]]:
    """Import every module `acts` once, of institutions and subpackages, so that each body has registered itself; give them by the keys of their acts."""
    import_modules("acts")
    keys = [_key_of(body) for body in _bodies]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise RuntimeError(f"These acts have two bodies: {sorted(twice)}.")
    return dict(zip(keys, _bodies, strict=True))


def _key_of(body: Callable[..., Any]) -> str:
    """Return the key of the act that a function is the body of: the institution that it lies in, and its name."""
    owner = next(one for one in institutions() if body.__module__.startswith(f"{one.name}."))
    return f"{owner.label}.{body.__name__}"


def do(
    act: Act,
    thing: Standing | None,
    *,
    by: Officer | None,
    at: datetime,
    given: Mapping[str, object],
    key: str | None = None,
    beside: Mapping[str, Any] | None = None,
) -> Deed:
    """
    Do one act to a thing, or make one, and give what came of it.

    `given`: papers by name; files as `Brought`, which are kept before anything else waits. `key`: a string of the client's; the same key again does nothing
    and gives the entry of before, with other papers it is refused. `beside`: what else a body takes, from code that calls it; no page gives any.
    Raises StepRefused, NotPermitted, NotFound or BadInput; then nothing has changed.
    """
    body = load_bodies()[act.key]
    if thing is not None and not key and any(given.get(paper.name) for paper in act.needs if is_brought(paper)):  # refused before a byte is kept
        check(act, thing, by)
    papers = _with_files(act, given, by, at)
    with transaction.atomic():
        held = lock(thing) if thing is not None else None
        if by and (before := earlier(by, key)):
            return Deed(act, _same_request(before, act, held, papers))
        check(act, held, by)
        account = _run(body, act, held, {**papers, **(beside or {})}, by, at)
        changed = [one for one in (thing, account.result) if isinstance(one, Model)]  # `thing` keeps its key where the act removed the row
        entry = _enter(act, held, account, papers, by, at, key, changed) if account.is_new and act.enters else None
    if thing is not None and held is not None:
        for name, value in values_of(held).items():
            setattr(thing, name, value)
    return Deed(act, entry, account.result, account.shown_once)


def check(act: Act, thing: Standing | None, by: Officer | None) -> None:
    """Refuse an act that is not open to whoever asks, or that its thing no longer stands for."""
    if by is None and not act.is_public:
        raise NotPermitted("请先登录。", "Sign in first.")
    if by is not None:
        require(by, act.power) if act.power else require_roles(by, act.label, act.by)
    if thing is None:
        return
    if by is not None and act.side == HOLDER and by.department_id != thing.department.pk:
        raise NotPermitted(f"“{act.label.zh}”由{thing.department.name_zh}办理。", f"{act.label.en!r} is for {thing.department.name_en}.")
    if act.from_states and thing.state not in act.from_states:
        raise _late(act, thing)
    if by is not None and (why := hindrance(act, thing, by)):
        raise why


def _late(act: Act, thing: Standing) -> StepRefused:
    """State that a thing no longer stands for an act, and how it stands now, where it can say so."""
    now = getattr(thing, "state_label", None)
    zh, en = (f"现在是“{now.zh}”：", f"It is {now.en!r} now. ") if now else ("", "")
    return StepRefused(f"{zh}{act.late.zh}", f"{en}{act.late.en}")


def hindrance(act: Act, thing: Standing, by: Officer) -> StepRefused | NotPermitted | None:
    """Return what else stands against an act, where the thing knows of something."""
    asked = getattr(thing, "hindrance", None)
    return cast("StepRefused | NotPermitted | None", asked(act.name, by)) if asked else None


def _with_files(act: Act, given: Mapping[str, object], by: Officer | None, at: datetime) -> dict[str, Any]:
    """Read the papers, and keep the bytes of those that are files; a body gets them as `Kept`. Before the lock, since bytes take their time."""
    brought = {paper.name: given[paper.name] for paper in act.needs if is_brought(paper) and given.get(paper.name)}
    if not all(isinstance(one, Brought) for one in brought.values()):
        raise BadInput("文件须随请求一并提交。", "A file must come with the request itself.")
    try:
        papers: dict[str, Any] = dict(read_papers(act, {**given, **dict.fromkeys(brought, "brought")}))
        check_days(act, papers, at)
    except StepRefused as refused:
        raise BadInput(refused.text.zh, refused.text.en) from None
    check_known(act.needs, {name: value for name, value in papers.items() if name not in brought}, by)
    takes = {paper.name: paper.takes or SEALED for paper in act.needs}
    kept = {name: keep(one.chunks, one.name, takes=takes[name], most=one.most) for name, one in brought.items() if isinstance(one, Brought)}
    return papers | kept


def _run(body: Callable[..., Any], act: Act, thing: Standing | None, papers: Mapping[str, Any], by: Officer | None, at: datetime) -> Account[Any]:
    """Move the thing to where the act leads, run the body, save what changed."""
    if thing is None:
        made = body(by=by, at=at, **papers)
        return made if isinstance(made, Account) else Account(made)
    before = values_of(thing)
    if act.to:
        cast(Moving, thing).move(act.to, by=by, at=at)
    given = body(thing, by=by, at=at, **papers)
    save_changes(thing, before)
    return given if isinstance(given, Account) else Account(given)


def _enter(
    act: Act,
    thing: Standing | None,
    account: Account[Any],
    papers: Mapping[str, Any],
    by: Officer | None,
    at: datetime,
    key: str | None,
    changed: Sequence[Model],
) -> Entry:
    told: dict[str, Any] = dict(account.tells)
    shown = {name: value for name, value in entered(act.needs, papers).items() if name not in told}
    if shown:
        told["papers"] = shown
    if act.to:
        told["stands"] = act.to
    about = cast(Model, thing if thing is not None else account.result)
    mark: dict[str, Any] = {"key": own_key(by, key), "sent": digest_of_request(papers)} if by and key else {}
    return enter(act.enters, at=at, about=about, by=by, beside=changed, **mark, **told)


def _same_request(before: Entry, act: Act, thing: Standing | None, papers: Mapping[str, Any]) -> Entry:
    about = str(json.loads(before.body).get("about", "")).partition("#")[0]
    if before.kind != act.enters or (thing is not None and about != thing.wire_name.partition("#")[0]):
        raise other_request()
    refuse_other_request(before, papers)
    return before
