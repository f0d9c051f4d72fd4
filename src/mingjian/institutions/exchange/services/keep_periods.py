"""
The end of what another node gave: its keep period is over, the agreement has ended, or its owner is a member no more.

What nobody here works with is erased by the node itself, and its owner told. What was taken up or answered, and every answer, waits for an officer, who ends
its use or keeps it on a ground of the list. What was passed on of it is recalled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.periods import same_day_later
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import AdoptedRegister, Copy, HeldRecord
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.downstream import recall_downstream
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.pieces import drop_file
from mingjian.institutions.exchange.services.versions import GONE
from mingjian.office.dossiers.awaits import redraw_awaiting
from mingjian.office.record.entries import enter

_LIVE = (HeldRecord.State.HELD, HeldRecord.State.TAKEN_UP, HeldRecord.State.DECLINED, HeldRecord.State.ANSWERED)
_MOST = 500  # records ended in one round
_LONGEST = 1200  # months that a clause may set and a calendar still has


def last_day(came: datetime, months: int) -> date | None:
    """Return the last day on which something may be kept that came at an instant; none where no number of months is set."""
    return same_day_later(localtime(came).date(), months) if 0 < months <= _LONGEST else None


def keep_until(copy: Copy) -> date | None:
    """Return the last day on which a node may keep a copy, as the clause sets it under which it went; none before it arrived, or where none is set."""
    arrived = copy.record.ways().filter(peer=copy.peer, envelope__arrived_at__isnull=False).order_by("envelope__arrived_at").first()
    if arrived is None or arrived.envelope is None or arrived.envelope.arrived_at is None:
        return None
    try:
        sheet, _ = node.sheet_of(node.register())
    except MingjianError:
        return None
    months = [sheet.clauses[one["clause"]].keep_months for one in copy.decisions if one["clause"] in sheet.clauses]
    return last_day(arrived.envelope.arrived_at, max(months, default=0))


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a node may keep a copy, in words, and whether that day is over though nobody said that it is gone."""

    text: Text | None
    is_over: bool = False


def keeping_there(copy: Copy, at: datetime) -> Keeping:
    """Return what the table of copies says of the keep period of one: nothing of what is gone, or kept on a ground."""
    if copy.state in (*GONE, Copy.State.KEPT):
        return Keeping(None)
    if node.has_register() and copy.peer.node not in node.register().members:
        return Keeping(Text("已不是协议成员：更正、撤回送不到", "No member of the agreement any more: neither correction nor recall reaches it"), is_over=True)
    last = keep_until(copy)
    if last is None:
        return Keeping(None)
    if last < localtime(at).date():
        return Keeping(Text(f"保存期至 {last}，已满未确认", f"Its keep period ended on {last}, and nobody has confirmed it"), is_over=True)
    return Keeping(Text(f"保存期至 {last}", f"Kept there until {last}"))


def end_keeping(at: datetime) -> int:
    """End what is over, and return how many records that was."""
    ended = 0
    for why, found in _over(localtime(at).date()):
        for pk in found.values_list("pk", flat=True)[:_MOST]:
            ended += _end(pk, why, at)
    return ended


def _over(today: date) -> Iterator[tuple[str, QuerySet[HeldRecord]]]:
    """Return the records whose time here is over, by why."""
    live = HeldRecord.objects.filter(state__in=_LIVE, version__gt=0)
    yield "keep_ended", live.filter(keep_until__lt=today)
    register = node.register()
    yield "member_left", live.exclude(peer__node__in=list(register.members))
    for name in AdoptedRegister.objects.order_by("agreement").values_list("agreement", flat=True).distinct():
        ends = _end_of(name)
        if ends is not None and ends < today:
            yield "agreement_ended", live.filter(release__agreement=name)


def _end_of(agreement: str) -> date | None:
    """Return the last day of an agreement, by the sheet of its newest register; none where it runs on, or the rulebook lacks the sheet."""
    newest = AdoptedRegister.objects.filter(agreement=agreement).order_by("-version").first()
    one = node.register_named(str(newest)) if newest else None
    try:
        return node.sheet_of(one)[0].ends if one else None
    except MingjianError:
        return None


@transaction.atomic
def _end(pk: int, why: str, at: datetime) -> int:
    held = HeldRecord.objects.select_for_update(of=("self",)).select_related("peer", "dossier").get(pk=pk)
    if held.state not in _LIVE:
        return 0
    rests_on_it = held.state in (HeldRecord.State.TAKEN_UP, HeldRecord.State.ANSWERED) or held.kind in ("answer", "report")
    held.word = why
    if rests_on_it:
        held.state = HeldRecord.State.EXPIRED
    else:
        held.state = HeldRecord.State.ERASED
        drop_file(held, at)
        erase(held)
        queue_word(held.peer, "keep_ended", held.name, following(held.peer.node), by=None, at=at, did=words.ERASED)
    held.save()
    recall_downstream(held, why, at)
    if held.dossier_id is not None:
        redraw_awaiting(held.dossier_id, at)
    enter("keep_period_ended", at=at, about=held, dossier=held.dossier, why=why, did="asked" if rests_on_it else words.ERASED)
    return 1


def erase(held: HeldRecord) -> None:
    """Erase what a record said; its row stays, and keeps it from coming back."""
    held.values, held.before, held.closed, held.is_correction_open = {}, {}, 0, False
