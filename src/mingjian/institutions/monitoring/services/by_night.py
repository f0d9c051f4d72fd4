"""For which departments, and in whose name, jobs look at the records."""

from django.db.models import Q, QuerySet

from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Rule, Run
from mingjian.office.jobs.work import Work
from mingjian.office.models import REGION_DIGITS, Department, Officer
from mingjian.office.people.departments import AUTHORITIES, departments_of
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import may

READS = Text("正在读取数据并检测", "Reading the records and looking")


def officers_of_detectors() -> list[Officer]:
    """
    Return one officer for each kind of authority, in whose name detectors run by night: of the topmost of those that looked before, else of all.

    One run is enough for all of a kind: what it finds goes to the county of the shops, to the authority of the platform's seat, or stays at the top.
    """
    looked = set(_ran().values_list("department", flat=True))
    kinds = set(Department.objects.filter(pk__in=looked).values_list("kind", flat=True)) & set(AUTHORITIES)
    chosen: dict[str, Officer] = {}
    for one in sorted(departments_of(AUTHORITIES), key=lambda one: (one.pk not in looked, REGION_DIGITS[one.level], one.region, one.pk)):
        # Where one kind looked already, the others are left alone: a police bureau beside an administration did not ask for findings of its own.
        if (one.kind in kinds or not kinds) and one.kind not in chosen and (officer := officer_for(one)):
            chosen[one.kind] = officer
    return list(chosen.values())


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


def of_scope(department: Department, of: str = "") -> Q:
    """Return the runs that count for a department: of all authorities of its kind, since one serves them all; of another body its own. `of`: `run__`, say."""
    return Q((f"{of}department__kind", department.kind)) if department.is_authority else Q((f"{of}department", department))


def scope_of(department: Department) -> str:
    """Name for whom a run of a department is: for all authorities of its kind, or for that body alone."""
    return department.kind if department.is_authority else f"{department.kind}/{department.pk}"


def _ran() -> QuerySet[Run]:
    return Run.objects.exclude(engine="rules")


def officer_of_job(work: Work) -> Officer:
    """Return the officer in whose name a job is done."""
    assert work.job.by is not None  # noqa: S101 - these jobs are queued in somebody's name
    return work.job.by


def department_of(officer: Officer) -> Text:
    """Name the department of an officer, whom a job is about."""
    assert officer.department is not None  # noqa: S101 - whoever works has one, by constraint
    return Text(officer.department.name_zh, officer.department.name_en)
