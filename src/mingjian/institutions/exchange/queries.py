"""Questions about the exchange, each starting from what the officer may see: records of the departments in view, and what came for them."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingjian.core.agreement.reader import agreement, agreement_of
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.errors import NotFound
from mingjian.core.wire.fork import Fork, fork_in
from mingjian.core.wire.words import REPLIES
from mingjian.institutions.exchange.models import (
    Copy,
    Envelope,
    HeldRecord,
    Outgoing,
    OwnAgreement,
    Peer,
    Question,
    QuestionTaken,
    RecordFile,
    Rejection,
    SharedRecord,
)
from mingjian.office.institution import Measure
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Entry, Officer
from mingjian.office.people.permissions import departments_in_view, is_of_authority


def agreement_known(name: str, in_force: date, sha256: str = "") -> Agreement:
    """
    Return a sheet: one that two of this node have compared, else the rulebook's; the one with a digest where it is told.

    Raises NotFound where there is none of that name and day.
    """
    own = OwnAgreement.objects.filter(name=name, in_force=in_force, state=OwnAgreement.State.CONFIRMED)
    found = (own.filter(sha256=sha256) if sha256 else own).first()
    return agreement_of(found.name, found.body) if found else agreement(name, in_force)


def sheet_of_own(one: OwnAgreement) -> Agreement:
    """Return what a completed sheet says."""
    return agreement_of(one.name, one.body)


def own_agreement_numbered(officer: Officer, number: str) -> OwnAgreement:
    """Return a completed sheet by the number by which pages name it; authorities alone see them."""
    found = OwnAgreement.objects.filter(pk=_key(number)).select_related("by", "department", "confirmed_by").first() if is_of_authority(officer) else None
    if found is None:
        raise NotFound(f"没有协议文本 {number[:20]}。", f"There is no sheet {number[:20]}.")
    return found


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


def held_called(officer: Officer, name: str) -> HeldRecord | None:
    """Return a record that came by the name that every node calls it by, where the officer may see it."""
    return held_visible_to(officer).filter(name=name).first() if name else None


def files_of(officer: Officer, name: str) -> list[tuple[str, str]]:
    """Return address and title of each file that belongs to a record, whichever node gave it, as far as the officer may see it."""
    given = shared_visible_to(officer).filter(record_file__belongs_to=name)
    came = held_visible_to(officer).filter(record_file__belongs_to=name).select_related("record_file")
    return [*((one.get_absolute_url(), one.title) for one in given), *((one.get_absolute_url(), one.record_file.name) for one in came)]


def record_file_of(held: HeldRecord) -> RecordFile | None:
    """Return the file that belongs to a record which came, as far as it has come."""
    return RecordFile.objects.filter(held=held).first()


def to_decide(officer: Officer) -> QuerySet[HeldRecord]:
    """Return what waits for the officer's department: hand-overs, letters, recalls and corrections of what it took up, and what may be kept no longer."""
    state = HeldRecord.State
    waiting = (
        Q(state=state.HELD, kind="clue", is_handed_over=True)
        | Q(state=state.HELD, kind__in=("assistance", "evidence", "campaign", "suggestion"))
        | Q(state__in=(state.RECALLED, state.EXPIRED))
    )
    waiting |= Q(is_correction_open=True)
    return held_visible_to(officer).filter(waiting, department=officer.department_id)


def consents_asked(officer: Officer) -> QuerySet[Copy]:
    """Return the copies of the officer's department whose holders asked to pass them on and wait for an answer."""
    found = Copy.objects.filter(record__department=officer.department_id, is_consent_open=True, record__recalled_at__isnull=True)
    return found.select_related("record", "peer").order_by("pk")


def due_here(officer: Officer) -> QuerySet[HeldRecord]:
    """Return the hand-overs and letters that the officer's department is still to answer and that have a last day, the first to end first."""
    reported = Q(kind="campaign", state=HeldRecord.State.TAKEN_UP, settled_at__isnull=True, department=officer.department_id)
    open_ones = Q(pk__in=to_decide(officer).filter(state=HeldRecord.State.HELD).values("pk")) | reported
    return held_visible_to(officer).filter(open_ones, due__isnull=False).order_by("due", "pk")


def questions_visible_to(officer: Officer) -> QuerySet[Question]:
    """Return what was asked of other nodes about clues of the departments in view, the newest first."""
    return Question.objects.filter(clue__department__in=departments_in_view(officer)).select_related("peer", "clue")


def questions_taken() -> QuerySet[QuestionTaken]:
    """Return what other nodes asked, the newest first: counts and purposes, and nobody's data."""
    return QuestionTaken.objects.select_related("peer")


def all_questions() -> QuerySet[Question]:
    """Return what this node asked, the oldest first, for whoever runs it by commands."""
    return Question.objects.select_related("peer", "clue").order_by("pk")


def peers_that_asked() -> QuerySet[Peer]:
    """Return the nodes that asked anything."""
    return Peer.objects.filter(questions_taken__isnull=False).distinct()


def own_agreements() -> QuerySet[OwnAgreement]:
    """Return the sheets that offices of this node completed or took over, the newest first: no data of anybody."""
    return OwnAgreement.objects.select_related("by", "department")


def due_there(officer: Officer, until: date) -> QuerySet[Copy]:
    """Return the letters of the officer's department that another node is to answer up to a day, the first to end first."""
    letters = Q(state=Copy.State.ARRIVED, record__kind__in=("assistance", "suggestion"))
    tasks = Q(state__in=(Copy.State.ARRIVED, Copy.State.TAKEN_UP), record__kind="campaign")
    waiting = Copy.objects.filter(letters | tasks, record__recalled_at__isnull=True, due__lte=until)
    return waiting.filter(record__department=officer.department_id).select_related("record", "peer").order_by("due", "pk")


def said_of_ours(officer: Officer, since: datetime) -> QuerySet[Copy]:
    """
    Return the copies of which their node has said something since an instant, of records that the officer's department gave.

    A clue that was taken up there is told until this node's part has ended, however long ago it was.
    """
    silent = (Copy.State.QUEUED, Copy.State.ARRIVED, Copy.State.RECALL_ASKED)
    to_end = Q(state=Copy.State.TAKEN_UP, record__dossier__is_closed=False)
    found = Copy.objects.filter(Q(since__gte=since) | to_end, record__department=officer.department_id).exclude(state__in=silent)
    return found.select_related("record__dossier", "peer").order_by("-since")


_WAITED_FOR = ("clue", "assistance", "evidence", "campaign", "suggestion")


def waiting_there(officer: Officer) -> QuerySet[Copy]:
    """Return the copies that wait at other nodes for a word: of the officer's department, what waits longest first. No answer waits."""
    sent = Q(state__in=(Copy.State.QUEUED, Copy.State.ARRIVED), record__kind__in=_WAITED_FOR, record__recalled_at__isnull=True)
    found = Copy.objects.filter(sent | Q(state=Copy.State.RECALL_ASKED), record__department=officer.department_id)
    return found.select_related("record", "peer").order_by("since", "id")


def corrected_since(officer: Officer, since: datetime) -> QuerySet[HeldRecord]:
    """Return the records that came for the officer's department and were corrected by their owner since an instant, but for those that are gone here."""
    gone = (HeldRecord.State.ERASED, HeldRecord.State.STOPPED)
    return held_visible_to(officer).filter(department=officer.department_id, corrected_at__gte=since).exclude(state__in=gone).order_by("-corrected_at")


def not_arrived(officer: Officer) -> QuerySet[Outgoing]:
    """Return the items of the departments in view that have not arrived, the oldest first; words of no officer go with them, what was recalled does not."""
    own = Q(by__department__in=departments_in_view(officer)) | Q(by__isnull=True)
    earlier = Outgoing.objects.filter(kind="piece", name=OuterRef("name"), peer=OuterRef("peer"), pk__lt=OuterRef("pk"))
    behind = Q(kind="piece") & Q(Exists(earlier.exclude(state=Outgoing.State.ARRIVED)))  # of a file, the first piece that has not arrived stands for all
    late = Outgoing.objects.exclude(state=Outgoing.State.ARRIVED).exclude(why="recalled_before").exclude(behind).filter(own)
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
    if record.kind not in REPLIES:
        return []
    kind, field = REPLIES[record.kind]
    found = HeldRecord.objects.filter(kind=kind, version__gt=0, peer__copies__record=record).select_related("peer").distinct()
    return [one for one in found if one.values.get(field) == record.name]


def said_of(record: SharedRecord, kind: str) -> QuerySet[HeldRecord]:
    """Return the sightings or suggestions that came of a record of this node, the newest first."""
    return HeldRecord.objects.filter(about=record.name, kind=kind, version__gt=0).select_related("peer").order_by("-received_at", "-pk")


def reports_to(records: Iterable[SharedRecord]) -> QuerySet[HeldRecord]:
    """Return what other nodes reported on tasks of this one, the newest first; what was recalled or erased says nothing."""
    gone = (HeldRecord.State.ERASED, HeldRecord.State.STOPPED, HeldRecord.State.RECALLED)
    found = HeldRecord.objects.filter(about__in=[one.name for one in records], kind="report", version__gt=0).exclude(state__in=gone)
    return found.select_related("peer").order_by("-received_at", "-pk")


def shared_called(officer: Officer, name: str) -> SharedRecord | None:
    """Return a record of this node by the name that every node calls it by, where the officer may see it."""
    return shared_visible_to(officer).filter(name=name).first() if name else None


def letter_answered(officer: Officer, held: HeldRecord) -> SharedRecord | None:
    """Return the letter of this node that a record which came answers, where the officer may see it and that node was asked."""
    name = held.values.get("letter", "") if held.kind == "answer" else held.about
    found = shared_visible_to(officer).filter(name=name, copies__peer=held.peer) if name else SharedRecord.objects.none()
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
    return record.ways().exclude(kind="piece")


def receipt_visible_to(officer: Officer, pk: int) -> tuple[Envelope, bytes]:
    """Return an envelope with its receipt, where something of the officer's lay in it. Raises NotFound."""
    found = Envelope.objects.filter(pk=pk, receipt__isnull=False, items__in=sent_items(officer)).first()
    if found is None or found.receipt is None:
        raise NotFound("没有这封信的回执。", "There is no receipt of this envelope.")
    return found, bytes(found.receipt)


def fork_of(node: str) -> Fork:
    """Return the proof that a node showed two histories of its ledger, as this ledger keeps it. Raises NotFound where it keeps none."""
    for body in Entry.objects.filter(kind="exchange_stopped", body__contains='"fork":').order_by("-index").values_list("body", flat=True):
        found = fork_in(body)
        if found is not None and found.node == node:
            return found
    raise NotFound(f"台账中没有节点 {node[:100]} 出示两份历史的证据。", f"The ledger keeps no proof that {node[:100]} showed two histories.")


def lost_by_restores(officer: Officer) -> list[dict[str, Any]]:
    """Return which records of this node others hold and this node lost with the end of its database, as the ledger tells it, the newest restore first."""
    found = Entry.objects.filter(kind="exchange_restored").order_by("-index").values_list("body", flat=True) if is_of_authority(officer) else ()
    return [told for told in map(json.loads, found) if told["lost"]]


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
