"""Questions about the exchange, each starting from what the officer may see: records of the departments in view, and what came for them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.exchange.models import Copy, Envelope, HeldRecord, Outgoing, Peer, Rejection, SharedRecord
from mingjian.office.institution import Measure
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Officer
from mingjian.office.people.permissions import departments_in_view, is_of_authority


def shared_visible_to(officer: Officer) -> QuerySet[SharedRecord]:
    """Return the shared records of the departments that the officer answers for, the newest first."""
    return SharedRecord.objects.filter(department__in=departments_in_view(officer)).select_related("department", "dossier", "by")


def shared_record(officer: Officer, pk: int) -> SharedRecord:
    """Return one shared record; one that the officer may not see does not exist for them."""
    found = shared_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有已提供的记录 {pk}。", f"There is no shared record {pk}.")
    return found


def shared_record_numbered(officer: Officer, number: str) -> SharedRecord:
    """Return one shared record by the number by which pages name it."""
    return shared_record(officer, _key(number))


def held_visible_to(officer: Officer) -> QuerySet[HeldRecord]:
    """Return the records of others that came for the departments in view, the newest first."""
    return HeldRecord.objects.filter(department__in=departments_in_view(officer), version__gt=0).select_related("peer", "department", "dossier")


def held_record(officer: Officer, pk: int) -> HeldRecord:
    """Return one record that came; one that the officer may not see does not exist for them."""
    found = held_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有收到的记录 {pk}。", f"There is no received record {pk}.")
    return found


def held_record_numbered(officer: Officer, number: str) -> HeldRecord:
    """Return one record that came by the number by which pages name it."""
    return held_record(officer, _key(number))


def to_decide(officer: Officer) -> QuerySet[HeldRecord]:
    """Return what waits for the officer's department: hand-overs, letters, recalls and corrections of what it took up, and what may be kept no longer."""
    state = HeldRecord.State
    waiting = Q(state=state.HELD, kind="clue", is_handed_over=True) | Q(state=state.HELD, kind="assistance") | Q(state__in=(state.RECALLED, state.EXPIRED))
    waiting |= Q(is_correction_open=True)
    return held_visible_to(officer).filter(waiting, department=officer.department_id)


def consents_asked(officer: Officer) -> QuerySet[Copy]:
    """Return the copies of the officer's department whose holders asked to pass them on and wait for an answer."""
    found = Copy.objects.filter(record__department=officer.department_id, is_consent_open=True, record__recalled_at__isnull=True)
    return found.select_related("record", "peer").order_by("pk")


def due_here(officer: Officer) -> QuerySet[HeldRecord]:
    """Return the hand-overs and letters that the officer's department is still to answer and that have a last day, the first to end first."""
    return to_decide(officer).filter(state=HeldRecord.State.HELD, due__isnull=False).order_by("due", "pk")


def said_of_ours(officer: Officer, since: datetime) -> QuerySet[Copy]:
    """
    Return the copies of which their node has said something since an instant, of records that the officer's department gave.

    A clue that was taken up there is told until this node's part has ended, however long ago it was.
    """
    silent = (Copy.State.QUEUED, Copy.State.ARRIVED, Copy.State.RECALL_ASKED)
    to_end = Q(state=Copy.State.TAKEN_UP, record__dossier__is_closed=False)
    found = Copy.objects.filter(Q(since__gte=since) | to_end, record__department=officer.department_id).exclude(state__in=silent)
    return found.select_related("record__dossier", "peer").order_by("-since")


def waiting_there(officer: Officer) -> QuerySet[Copy]:
    """Return the copies that wait at other nodes for a word: of the officer's department, what waits longest first. No answer waits."""
    sent = Q(state__in=(Copy.State.QUEUED, Copy.State.ARRIVED), record__kind__in=("clue", "assistance"), record__recalled_at__isnull=True)
    found = Copy.objects.filter(sent | Q(state=Copy.State.RECALL_ASKED), record__department=officer.department_id)
    return found.select_related("record", "peer").order_by("since", "id")


def corrected_since(officer: Officer, since: datetime) -> QuerySet[HeldRecord]:
    """Return the records that came for the officer's department and were corrected by their owner since an instant, but for those that are gone here."""
    gone = (HeldRecord.State.ERASED, HeldRecord.State.STOPPED)
    return held_visible_to(officer).filter(department=officer.department_id, corrected_at__gte=since).exclude(state__in=gone).order_by("-corrected_at")


def not_arrived(officer: Officer) -> QuerySet[Outgoing]:
    """Return the items of the departments in view that have not arrived, the oldest first; words of no officer go with them, what was recalled does not."""
    own = Q(by__department__in=departments_in_view(officer)) | Q(by__isnull=True)
    late = Outgoing.objects.exclude(state=Outgoing.State.ARRIVED).exclude(why="recalled_before").filter(own)
    return late.select_related("peer", "envelope") if is_of_authority(officer) else late.none()


def stuck(officer: Officer) -> QuerySet[Envelope]:
    """Return the envelopes that do not arrive and wait for an officer."""
    found = Envelope.objects.filter(state=Envelope.State.STUCK).select_related("peer")
    return found if is_of_authority(officer) else found.none()


def envelope_numbered(officer: Officer, number: str) -> Envelope:
    """Return one envelope that waits for an officer, by the number by which pages name it."""
    found = stuck(officer).filter(pk=_key(number)).first()
    if found is None:
        raise NotFound(f"没有滞留的信封 {number[:20]}。", f"There is no stuck envelope {number[:20]}.")
    return found


def _key(number: str) -> int:
    """Return the key that a number of a page is; 0, which no row has, for what is none."""
    return number_in(number, 15) or 0


def silent(record: SharedRecord) -> list[Copy]:
    """Return the copies of a recalled record that nobody has confirmed as gone or kept."""
    return list(record.copies.filter(state=Copy.State.RECALL_ASKED).select_related("peer")) if record.recalled_at else []


def answers_to(record: SharedRecord) -> list[HeldRecord]:
    """Return the answers that came to a letter of this node."""
    found = HeldRecord.objects.filter(kind="answer", version__gt=0, peer__copies__record=record).select_related("peer").distinct()
    return [one for one in found if one.values.get("letter") == record.name]


def letter_answered(officer: Officer, held: HeldRecord) -> SharedRecord | None:
    """Return the letter of this node that a record which came answers, where the officer may see it and that node was asked."""
    name = held.values.get("letter", "") if held.kind == "answer" else ""
    found = shared_visible_to(officer).filter(name=name, kind="assistance", copies__peer=held.peer) if name else SharedRecord.objects.none()
    return found.first()


def anew(record: SharedRecord) -> tuple[SharedRecord | None, SharedRecord | None]:
    """Return the record of the same clue that was recalled before this one was made, and the one that was made after this one was recalled."""
    if record.dossier_id is None or record.kind != "clue":
        return None, None
    same = SharedRecord.objects.filter(dossier=record.dossier_id, kind="clue")
    return same.filter(pk__lt=record.pk).order_by("-pk").first(), same.filter(pk__gt=record.pk).order_by("pk").first()


def sent_items(officer: Officer) -> QuerySet[Outgoing]:
    """Return the items of shared records that the officer may see."""
    return Outgoing.objects.filter(name__in=shared_visible_to(officer).values("name"))


def rejections() -> QuerySet[Rejection]:
    """Return what came and was not taken, the newest first: nobody's data, since nothing of it was read."""
    return Rejection.objects.all()


def ways_of(record: SharedRecord) -> QuerySet[Outgoing]:
    """Return what goes or went out of a shared record."""
    return record.ways()


def receipt_visible_to(officer: Officer, pk: int) -> tuple[Envelope, bytes]:
    """Return an envelope with its receipt, where something of the officer's lay in it. Raises NotFound."""
    found = Envelope.objects.filter(pk=pk, receipt__isnull=False, items__in=sent_items(officer)).first()
    if found is None or found.receipt is None:
        raise NotFound("没有这封信的回执。", "There is no receipt of this envelope.")
    return found, bytes(found.receipt)


def measured(at: datetime) -> list[Measure]:
    """Return how each other member is reached: tries that failed in a row, when it was last heard, what waits for it, whether it was stopped."""
    peers = Peer.objects.annotate(waiting=Count("outgoing", filter=Q(outgoing__state__in=[Outgoing.State.QUEUED, Outgoing.State.PACKED])))
    rows = list(peers.values_list("node", "failures", "heard_at", "waiting", "stopped_for"))
    return [
        Measure("mingjian_peer_failures", "Tries to reach another node that failed in a row.", "node", {node: failures for node, failures, *_ in rows}),
        Measure(
            "mingjian_peer_heard_timestamp_seconds",
            "When another node was last heard.",
            "node",
            {node: heard.timestamp() for node, _, heard, _, _ in rows if heard},
        ),
        Measure("mingjian_peer_waiting", "What waits to arrive at another node.", "node", {node: waiting for node, _, _, waiting, _ in rows}),
        Measure("mingjian_peer_stopped", "1: the exchange with another node was stopped.", "node", {node: float(bool(stopped)) for node, *_, stopped in rows}),
    ]
