"""Several things of a list at once: each is dealt with by itself and recorded by itself; what was refused is told beside what was done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import ROWS

T = TypeVar("T")
D = TypeVar("D")
NAMED = 3  # refusals that are told one by one
UNDO = "undo"  # first of the tags of a message that offers to undo what it tells


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of each thing: what was done, and which were refused, and why."""

    done: list[T]
    refused: list[tuple[str, Text]]


def chosen(request: HttpRequest, name: str) -> list[int]:
    """Read which things were ticked, by the name of the field: at most a page of them."""
    ticked = [one for written in request.POST.getlist(name) if (one := number_in(written, 11)) is not None]
    if not ticked:
        raise BadInput("请先勾选至少一条。", "Tick at least one first.")
    if len(ticked) > ROWS:
        raise BadInput(f"一次最多办理 {ROWS} 条。", f"At most {ROWS} at a time.")
    return ticked


def ticked_or_told(request: HttpRequest, name: str) -> list[int] | None:
    """Read which things were ticked; where that is none, or too many, tell so on the list that they come from, and give None: nothing is lost."""
    try:
        return chosen(request, name)
    except BadInput as refused:
        messages.error(request, said(refused.text))
        return None


def each(things: Iterable[T], act: Callable[[T], D], named: Callable[[T], str]) -> Outcome[D]:
    """
    Do the same to each thing, in their order; `act` keeps its own transaction, `named` says which one it was.

    One that is refused, because somebody was quicker, hinders none of the others.
    """
    outcome: Outcome[D] = Outcome([], [])
    for thing in things:
        try:
            outcome.done.append(act(thing))
        except StepRefused as refused:
            outcome.refused.append((named(thing), refused.text))
    return outcome


def tell_undoable(request: HttpRequest, told: str, *, undo: str, name: str, keys: Iterable[int]) -> None:
    """State what was done to several things, with a button that sends their keys, as `name`, to the address `undo`: each is put back by an act of its own."""
    messages.success(request, told, extra_tags=f"{UNDO} {undo} {name} {','.join(map(str, keys))}")


@dataclass(frozen=True)
class Undo:
    """Where a message's button sends which things, and the name of the field that holds them."""

    address: str
    name: str
    keys: list[str]


def undo_offered(tags: str | None) -> Undo | None:
    """Read what a message offers to undo out of its tags; None where it offers nothing."""
    parts = (tags or "").split(" ")
    return Undo(parts[1], parts[2], parts[3].split(",")) if len(parts) == 4 and parts[0] == UNDO else None


def tell_refused(request: HttpRequest, refused: list[tuple[str, Text]]) -> None:
    """State which things were left as they are, and why."""
    if not refused:
        return
    head = ngettext("%d was left as it is.", "%d were left as they are.", len(refused)) % len(refused)
    told = gettext("; ").join(f"{subject}: {said(why)}" for subject, why in refused[:NAMED])
    messages.warning(request, f"{head} {told}")
