"""Whoever reported a clue, or one joined to it, and whether each was answered."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.institutions.clues.models import PROCEDURE, Clue, Reporter
from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Dossier, Entry, Officer

ANSWERED = "tell_reporter"  # the step that tells a reporter
DECIDED = ("to_be_filed", "not_filed", "transferred")
JOINED = "joined"
MOST = 100  # clues joined to one whose reporters are told one by one


@dataclass(frozen=True)
class Answer:
    """One clue that somebody reported: by a kit or under a name; the entry that says that they were told, where there is one."""

    clue: Clue
    told: Entry | None

    @property
    def is_owed(self) -> bool:
        """Return whether it was decided on, itself or where it was joined to, and nobody has told whoever reported it."""
        stands = self.clue.joined_to or self.clue
        return self.told is None and stands.dossier.state in DECIDED


def kits_of(clue: Clue) -> list[Kit]:
    """Return the kits that a clue and those joined to it came from."""
    return list(Kit.objects.filter(Q(clue=clue) | Q(clue__joined_to=clue)).select_related("department").order_by("pk"))


def _reported() -> Q:
    """Return the condition of clues that were reported, each kind found by an index of its own: few of the clues of a year were."""
    return Q(pk__in=Clue.objects.filter(kit__isnull=False).order_by().values("pk")) | Q(pk__in=Reporter.objects.order_by().values("clue"))


def answers_of(clue: Clue) -> list[Answer]:
    """Return each report behind a clue, its own first, with the newest word to whoever made it."""
    found = Clue.objects.filter(Q(pk=clue.pk) | Q(joined_to=clue)).filter(_reported()).select_related("dossier__department", "joined_to__dossier", "kit")
    clues = sorted(found[:MOST], key=lambda one: (one.pk != clue.pk, one.pk))
    entries = Entry.objects.filter(dossier__in=[one.dossier_id for one in clues], kind=ANSWERED).order_by("index")
    told = {entry.dossier_id: entry for entry in entries}
    return [Answer(one, told.get(one.dossier_id)) for one in clues]


def reporters_to_answer(officer: Officer) -> QuerySet[Dossier]:
    """Return the clues of the officer's department, decided on or joined to one that is, whose reporter nobody has told, the oldest first."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None or officer.department is None or not officer.department.is_authority:
        return Dossier.objects.none()
    held = Q(dossier__department=officer.department_id, dossier__procedure=PROCEDURE, dossier__is_closed__in=[True])
    decided = Q(dossier__state_text__in=DECIDED) | Q(dossier__state_text=JOINED, joined_to__dossier__state_text__in=DECIDED)
    told = Entry.objects.filter(dossier=OuterRef("dossier"), kind=ANSWERED)
    owed = Clue.objects.filter(held, decided).filter(_reported()).exclude(Exists(told))
    return Dossier.objects.filter(pk__in=owed.values("dossier")).select_related("department", "officer").order_by("moved_at")
