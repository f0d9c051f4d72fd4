"""For which departments, and in whose name, jobs look at the records."""

from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Rule, Run
from mingjian.office.jobs.work import Work
from mingjian.office.models import Department, Officer
from mingjian.office.people.departments import AUTHORITIES, departments_of
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import may

READS = Text("正在读取数据并检测", "Reading the records and looking")


def officers_of_detectors() -> list[Officer]:
    """
    Return one officer for each authority for which detectors run by night.

    Those for which one has run before; on a node where none has, those that are under no other, since what they find goes to the counties below by itself.
    """
    looked = list(Department.objects.filter(pk__in=_ran().values("department")))
    return [officer for department in looked or _topmost() if department.is_authority and (officer := officer_for(department))]


def officers_of_rules() -> list[Officer]:
    """Return one officer for each department that has rules which run."""
    watched = Rule.objects.filter(state__in=(Rule.State.LIVE, Rule.State.SHADOW)).values("department")
    return [officer for department in Department.objects.filter(pk__in=watched) if (officer := officer_for(department))]


def officer_for(department: Department) -> Officer | None:
    """Return the officer in whose name a department looks by night: whoever ran a detector last, else the first by login; None where nobody may."""
    last = _ran().filter(department=department).select_related("by").first()
    if last and last.by.is_active and last.by.department_id == department.pk and may(last.by, "monitoring.run_detectors"):
        return last.by
    return next((officer for officer in working_in(department).order_by("username") if may(officer, "monitoring.run_detectors")), None)


def _ran() -> QuerySet[Run]:
    return Run.objects.exclude(engine="rules")


def _topmost() -> list[Department]:
    able = [one for one in departments_of(AUTHORITIES) if officer_for(one)]
    return [one for one in able if not any(other.is_above(one) for other in able)]


def officer_of_job(work: Work) -> Officer:
    """Return the officer in whose name a job is done."""
    assert work.job.by is not None  # noqa: S101 - these jobs are queued in somebody's name
    return work.job.by


def department_of(officer: Officer) -> Text:
    """Name the department of an officer, whom a job is about."""
    assert officer.department is not None  # noqa: S101 - whoever works has one, by constraint
    return Text(officer.department.name_zh, officer.department.name_en)
