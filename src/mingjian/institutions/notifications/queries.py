"""What an officer has of messages: reach, addresses, outbox, calendars, notes of the own department, mentions. All start from the officer."""

from datetime import datetime

from django.db.models import Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.notifications.models import Address, Feed, Mention, Message, Note, Reach
from mingjian.office.dossiers.docket import deadlines_of_department
from mingjian.office.dossiers.queue import for_decision_by
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.people.officers import working_in


def reach_of(officer: Officer, at: datetime) -> Reach:
    """Return what an officer wants to be told; as it is at first where nothing was chosen, and not yet stored."""
    return Reach.objects.filter(officer=officer).first() or Reach(officer=officer, since=at)


def addresses_of(officer: Officer) -> dict[str, Address]:
    """Return an officer's addresses by their channel."""
    return {one.channel: one for one in Address.objects.filter(officer=officer)}


def messages_of(officer: Officer) -> QuerySet[Message]:
    """Return what was or is to be sent to an officer, the newest first."""
    return Message.objects.filter(officer=officer)


def standing_at(channel: str) -> tuple[QuerySet[Message], QuerySet[Message]]:
    """Return the messages of everybody that wait at a channel and those that were not sent: to be counted, for whoever runs the node."""
    found = Message.objects.filter(channel=channel)
    return found.filter(state__in=Message.WAITING), found.filter(state=Message.State.FAILED)


def message_of(officer: Officer, pk: int) -> Message:
    """Return one message to an officer; another's does not exist for them."""
    found = messages_of(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有消息 {pk}。", f"There is no message {pk}.")
    return found


def feeds_of(officer: Officer) -> QuerySet[Feed]:
    """Return an officer's calendars, those in use first."""
    return Feed.objects.filter(officer=officer)


def feed_of(officer: Officer, pk: int) -> Feed:
    """Return one calendar in use of an officer."""
    found = feeds_of(officer).filter(pk=pk, revoked_at__isnull=True).first()
    if found is None:
        raise NotFound("没有这个日历，或者已撤销。", "There is no such calendar, or it is revoked.")
    return found


def notes_on(dossier: Dossier, officer: Officer) -> QuerySet[Note]:
    """Return the notes that the officer's own department made on a dossier which the officer may see; of those for one's own eyes only the officer's."""
    found = Note.objects.filter(Q(is_own=False) | Q(by=officer), dossier=dossier, department=officer.department_id, withdrawn_at__isnull=True)
    return found.select_related("by").prefetch_related("mentions__officer")


def note_by(officer: Officer, pk: int) -> Note:
    """Return a note that the officer wrote."""
    found = Note.objects.select_related("dossier").filter(pk=pk, by=officer, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound("没有这条备注，或者不是您写的。", "There is no such note, or it is not yours.")
    return found


def mentions_of(officer: Officer) -> QuerySet[Mention]:
    """Return the notes that name an officer and that they have not seen, the newest first; none of a department that they have left."""
    found = Mention.objects.filter(officer=officer, seen_at__isnull=True, note__withdrawn_at__isnull=True, note__department=officer.department_id)
    return found.select_related("note__by", "note__dossier").order_by("-note__at", "-pk")


def colleagues_of(officer: Officer) -> QuerySet[Officer]:
    """Return those who work in the officer's department besides."""
    return working_in(officer.department_id).exclude(pk=officer.pk).order_by("username")


def clocks_of(officer: Officer, scope: str) -> QuerySet[Deadline]:
    """
    Return the running deadlines that the officer may meet: of `mine` those that they work on, that nobody of the department does, or that await a decision of
    theirs, whoever works on the dossier.
    """
    found = deadlines_of_department(officer).filter(due__isnull=False, suspended_since__isnull=True)
    if scope == Reach.Scope.DEPARTMENT:
        return found
    nobodys = Q(dossier__officer__isnull=True) | ~Q(dossier__officer__department=officer.department_id)
    return found.filter(Q(dossier__officer=officer) | nobodys | for_decision_by(officer))
