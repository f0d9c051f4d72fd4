"""Questions about subjects, links and reports, each starting from what the officer may see."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import now

from mingjian.core.errors import NotFound
from mingjian.institutions.operators.models import Judgement, Link, Report, Subject
from mingjian.office.files.readings import readings_of
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.models.hidden import lookup
from mingjian.office.people.permissions import departments_in_view, is_of_authority, may

MOST_SAME = 50
TOLD_WITHIN = timedelta(days=31)  # after which a report that was never corrected is told at home no more
ANSWERED_WITHIN = timedelta(days=7)
MEANWHILE = ("provide_part", "provider_needs_time")  # what whoever was asked does and which moves nothing


def subjects_visible_to(officer: Officer) -> QuerySet[Subject]:
    """Return the subject files of the departments that the officer answers for, the newest first; to authorities only."""
    if not is_of_authority(officer):
        return Subject.objects.none()
    return Subject.objects.filter(department__in=departments_in_view(officer)).select_related("department", "opened_by")


def subjects_matching(officer: Officer, question: str) -> QuerySet[Subject]:
    """Return those whose number, firm, code or shop a question names."""
    return search.search(subjects_visible_to(officer), "subject", question)


def subject_numbered(officer: Officer, number: str) -> Subject:
    """Return one by its number, in whatever letters it was typed; one that the officer may not see does not exist for them."""
    found = subjects_visible_to(officer).filter(number=number.strip().upper()).first()
    if found is None:
        raise NotFound(f"没有主体档案 {number}。", f"There is no subject file {number}.")
    return found


def link_numbered(officer: Officer, number: str) -> Link:
    """Return one link by its key."""
    key = int(number) if number.isdecimal() and len(number) < 16 else 0
    found = Link.objects.filter(pk=key, subject__in=subjects_visible_to(officer)).select_related("subject__department").first()
    if found is None:
        raise NotFound("没有这条关联。", "There is no such link.")
    return found


def subjects_of_shop(officer: Officer, shop: str) -> QuerySet[Subject]:
    """Return the subjects to which a shop (`platform/id`) is tied, and not dropped."""
    return subjects_of_shops(officer, [shop] if shop else [])


def subjects_of_shops(officer: Officer, shops: Collection[str]) -> QuerySet[Subject]:
    """Return the subjects to which any of some shops is tied, and not dropped."""
    if not shops:
        return Subject.objects.none()
    found = Link.objects.filter(kind="shop", value_key__in=[lookup(shop) for shop in shops]).exclude(stands="dropped")
    return subjects_visible_to(officer).filter(pk__in=found.values("subject"))


def subjects_in(officer: Officer, dossier: Dossier) -> QuerySet[Subject]:
    """Return the subjects that turned up in a dossier."""
    return subjects_visible_to(officer).filter(dossiers=dossier)


def found_with(subject: Subject, officer: Officer) -> QuerySet[Subject]:
    """Return the other subjects that one finding names beside this one: members of a ring, users of a source of parcels."""
    findings = subject.links.filter(kind="found_with").exclude(stands="dropped").values_list("value_key", flat=True)
    others = Link.objects.filter(kind="found_with", value_key__in=list(findings)).exclude(stands="dropped").values("subject")
    return subjects_visible_to(officer).filter(pk__in=others).exclude(pk=subject.pk)


def subjects_found_with(officer: Officer, subject: str) -> QuerySet[Subject]:
    """Return the subjects that findings on a ring or source (`platform/id`) name; one whose link was dropped since is on file all the same."""
    return subjects_visible_to(officer).filter(pk__in=Link.objects.filter(kind="found_with", value_key=lookup(subject)).values("subject"))


def judged(one: Subject, other: Subject) -> Judgement | None:
    """Return the newest judgement on a pair; none where nobody judged."""
    left, right = sorted((one.pk, other.pk))
    return Judgement.objects.filter(left=left, right=right).first()


def judgements_on(subject: Subject) -> QuerySet[Judgement]:
    """Return every judgement that names a subject, the newest first."""
    return Judgement.objects.filter(Q(left=subject) | Q(right=subject)).select_related("left", "right", "by")


def same_as(subject: Subject, officer: Officer) -> list[Subject]:
    """Return the subjects, in the officer's view, that stand judged to be the same, over others too; a judgement undone joins nothing."""
    found, border = {subject.pk}, {subject.pk}
    while border and len(found) <= MOST_SAME:
        newest: dict[tuple[int, int], str] = {}
        for one in Judgement.objects.filter(Q(left__in=border) | Q(right__in=border)):
            newest.setdefault((one.left_id, one.right_id), one.verdict)
        border = {key for pair, verdict in newest.items() if verdict == "same" for key in pair} - found
        found |= border
    return list(subjects_visible_to(officer).filter(pk__in=found - {subject.pk}))


def reports_visible_to(officer: Officer) -> QuerySet[Report]:
    """Return the reports of the officer's own platform; to an authority, those of the platforms that have their seat in its region. By role besides."""
    own = officer.department
    if own is None or not may(officer, "operators.see_reports"):
        return Report.objects.none()
    found = Report.objects.select_related("department", "brought_by", "corrects")
    if not own.is_authority:
        return found.filter(department=own)
    return found.filter(department__region__startswith=own.region_prefix)


def reports_to_correct(officer: Officer, at: datetime) -> QuerySet[Report]:
    """Return the reports of the officer's own platform that have wrong rows or could not be examined, and that nobody corrected; the newest first."""
    faulty = Q(stands="failed") | Q(stands="examined", wrong__gt=0)
    own = reports_visible_to(officer).filter(department=officer.department_id, brought_at__gte=at - TOLD_WITHIN)
    return own.filter(faulty, corrected_by__isnull=True).order_by("-id")


def answered_meanwhile(officer: Officer, at: datetime) -> QuerySet[Dossier]:
    """
    Return the open requests about a subject that the officer's department sent and of which a part was answered, or more time asked for, within a week.

    Each with the `newest` of these, by its kind; of time that was granted since, nothing is left to tell.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    told = Entry.objects.filter(dossier=OuterRef("pk"), kind__in=[*MEANWHILE, "grant_time"], at__gte=at - ANSWERED_WITHIN).order_by("-index")
    asked = Dossier.objects.filter(inquiry__isnull=False, sender=officer.department_id, state_text="asked", is_closed__in=[False])
    return asked.annotate(newest=Subquery(told.values("kind")[:1])).filter(newest__in=MEANWHILE).order_by("-moved_at")


def report_numbered(officer: Officer, number: str) -> Report:
    """Return one report by its number."""
    found = reports_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有报送表 {number}。", f"There is no report {number}.")
    return found


def correction_of(report: Report) -> Report | None:
    """Return the report that corrects one; None while it is the newest."""
    return Report.objects.filter(corrects=report).first()


def page_of_number(officer: Officer, question: str) -> str:
    """
    Return the page of the subject whose number, shop, account or the like a question is in full, where it is one file only; `` where there is none.

    By what is masked, such as a telephone, only a file is found that the officer sees unmasked now: else whoever tries all numbers reads a masked one out.
    """
    seen = subjects_visible_to(officer)
    if found := seen.filter(number__iexact=question).first():
        return found.get_absolute_url()
    links = Link.objects.filter(value_key=lookup(question), subject__in=seen).exclude(stands="dropped").select_related("subject")
    subjects = {one.subject for one in links if not one.is_personal or _is_open(one.subject, officer)}
    return subjects.pop().get_absolute_url() if len(subjects) == 1 else ""


def _is_open(subject: Subject, officer: Officer) -> bool:
    """Return whether the officer sees a file unmasked now."""
    return readings_of(officer, now(), {subject.read_as}).exists()
