"""Several findings at once: each is dealt with by itself and recorded by itself; what was refused is told beside what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.language import said
from mingjian.office.lists.paging import ROWS
from mingjian.office.models import Officer

T = TypeVar("T")
NAMED = 3  # refusals that are told one by one


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of each finding: what was done, and which were refused, and why."""

    done: list[T]
    refused: list[tuple[str, Text]]


def chosen(request: HttpRequest) -> list[int]:
    """Read which findings were ticked, at most a page of them."""
    ticked = [int(one) for one in request.POST.getlist("finding") if one.isascii() and one.isdigit() and len(one) < 12]
    if not ticked:
        raise BadInput("请先勾选至少一条发现。", "Tick at least one finding first.")
    if len(ticked) > ROWS:
        raise BadInput(f"一次最多办理 {ROWS} 条。", f"At most {ROWS} at a time.")
    return ticked


def each(officer: Officer, ticked: Sequence[int], act: Callable[[Finding], T]) -> Outcome[T]:
    """
    Do the same to each of the findings that the officer may see, the most remarkable first; `act` keeps its own transaction.

    One that is refused, because somebody was quicker, hinders none of the others.
    """
    outcome: Outcome[T] = Outcome([], [])
    for finding in findings_visible_to(officer).filter(pk__in=ticked).order_by("-score", "id"):
        try:
            outcome.done.append(act(finding))
        except StepRefused as refused:
            outcome.refused.append((finding.subject, refused.text))
    return outcome


def tell_refused(request: HttpRequest, refused: list[tuple[str, Text]]) -> None:
    """Tell which findings were left as they are, and why."""
    if not refused:
        return
    head = ngettext("%d finding was left as it is.", "%d findings were left as they are.", len(refused)) % len(refused)
    told = gettext("; ").join(f"{subject}: {said(why)}" for subject, why in refused[:NAMED])
    messages.warning(request, f"{head} {told}")
