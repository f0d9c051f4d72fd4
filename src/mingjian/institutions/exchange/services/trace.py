"""The way of an item in words: what happened to it, and, while it has not arrived, why not, when it is tried again, and what cures it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime, now

from mingjian.core.language import Text
from mingjian.core.wire.reasons import Reason, reason_of
from mingjian.core.wire.receipt import Receipt
from mingjian.core.wire.words import ITEMS
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer


@dataclass(frozen=True)
class Event:
    """One thing that happened on the way."""

    at: datetime
    said: Text


@dataclass(frozen=True)
class Way:
    """The way of one item: what it is, the events, whether it has arrived, and the reason while it has not."""

    item: Outgoing
    what: Text
    events: list[Event]
    has_arrived: bool
    reason: Reason | None
    again: datetime | None


def way_of(item: Outgoing) -> Way:
    """Describe the way of one item."""
    envelope, events = item.envelope, [Event(item.queued_at, Text("写入发件箱。", "Written to the outbox."))]
    if envelope is not None:
        number = (item.place or 0) + 1
        zh = f"装入第 {envelope.sequence} 封信，为其中第 {number} 项。"
        events.append(Event(envelope.made_at, Text(zh, f"Packed into envelope {envelope.sequence}, as its item {number}.")))
        events += _attempts(envelope)
    arrived = item.state == Outgoing.State.ARRIVED
    again = item.peer.next_try_at if envelope is not None and not arrived and not item.peer.stopped_for else None
    return Way(item, ITEMS[item.kind], events, arrived, None if arrived else _why(item), again)


def _attempts(envelope: Envelope) -> list[Event]:
    if envelope.arrived_at and envelope.receipt:
        index = entry_there(bytes(envelope.receipt))
        zh, en = f"已到达：对方台账第 {index} 条（回执已核实）。", f"Arrived: entry {index} of the other ledger (receipt verified)."
        if envelope.attempts > 1:
            zh, en = f"第 {envelope.attempts} 次发送，{zh}", f"Attempt {envelope.attempts}. {en}"
        return [Event(envelope.arrived_at, Text(zh, en))]
    if not envelope.attempts or envelope.tried_at is None:
        return []
    said = reason_of(envelope.why).said
    zh, en = f"已尝试 {envelope.attempts} 次：{said.zh}", f"Attempts so far: {envelope.attempts}. {said.en}"
    return [Event(envelope.tried_at, Text(zh, en))]


def _why(item: Outgoing) -> Reason:
    """Return why an item has not arrived: its own refusal, a stop, that of its envelope, or of the one before."""
    if item.why:
        return reason_of(item.why)
    if opens_at := _opens_at(item):
        day = f"{localtime(opens_at):%Y-%m-%d %H:%M}"
        said = Text(f"尚未到发送时间（{day}）。", f"Its time of sending has not come yet ({day}).")
        return Reason(said, Text("无须处理，到时自动发送。", "Nothing to do: it goes by itself then."))
    if item.peer.stopped_for:
        return reason_of(item.peer.stopped_for)
    if item.envelope is None:
        return reason_of("waits_for_earlier") if Envelope.objects.filter(peer=item.peer).exclude(state=Envelope.State.ARRIVED).exists() else WAITS
    if item.envelope.why:
        return reason_of(item.envelope.why)
    return reason_of("waits_for_earlier") if _is_behind(item.envelope) else WAITS


#: Nothing is wrong: the next round of the sweep takes it.
WAITS = Reason(Text("尚未轮到发送。", "It is not its turn yet."), Text("下一轮自动发送，通常在一分钟内。", "The next round sends it, mostly within a minute."))


def _opens_at(item: Outgoing) -> datetime | None:
    """Return from when an item may leave, where it waits for that."""
    if item.envelope_id is not None:
        return None
    found = Copy.objects.filter(record__name=item.name, peer=item.peer, opens_at__gt=now()).values_list("opens_at", flat=True)
    return found.first()


def _is_behind(envelope: Envelope) -> bool:
    return Envelope.objects.filter(peer=envelope.peer, sequence__lt=envelope.sequence).exclude(state=Envelope.State.ARRIVED).exists()


def entry_there(data: bytes) -> int:
    """Return which entry of the other ledger a receipt proves."""
    proof = Receipt.read(data).proof.split("\n")[1]
    return int(proof.removeprefix("index "))


def state_of(peer: Peer, at: datetime) -> Text:
    """Return how it stands with a node."""
    if peer.stopped_for:
        said = reason_of(peer.stopped_for).said
        return Text(f"已停止数据交换：{said.zh}", f"Stopped: {said.en}")
    if peer.failures:
        again = f"{localtime(peer.next_try_at):%H:%M:%S}" if peer.next_try_at and peer.next_try_at > at else ""
        zh, en = (f"，{again} 后再试", f", tried again after {again}") if again else ("", "")
        return Text(f"连续 {peer.failures} 次未送达{zh}", f"Failures in a row: {peer.failures}{en}")
    return Text("往来正常", "Well") if peer.heard_at else Text("尚无往来", "Nothing yet")
