"""Questions about findings, each starting from what the officer may see."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q, QuerySet

from mingjian.core.detectors import Detector, detectors
from mingjian.core.errors import NotFound
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.models import Officer
from mingjian.office.permissions import departments_in_view
from mingjian.office.search import search


def findings_visible_to(officer: Officer) -> QuerySet[Finding]:
    """Give the findings in the regions that the officer answers for."""
    departments = list(departments_in_view(officer).values_list("pk", flat=True))
    # One department is said as one: then its index gives the findings by score, without sorting them.
    seen = Q(department=departments[0]) if len(departments) == 1 else Q(department__in=departments)
    return Finding.objects.filter(seen).select_related("department", "run")


def finding_visible_to(officer: Officer, pk: int) -> Finding:
    """Give one finding; one that the officer may not see does not exist for them."""
    found = findings_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有发现 {pk}。", f"There is no finding {pk}.")
    return found


def findings_matching(officer: Officer, *, status: str = "", detector: str = "", question: str = "") -> QuerySet[Finding]:
    """Give the officer's findings by status and detector, whose text holds every word of the question, the most remarkable first."""
    found = findings_visible_to(officer)
    if status in Finding.Status.values:
        found = found.filter(status=status)
    if detector:
        found = found.filter(detector=detector)
    return search(found, "finding", question)


@dataclass(frozen=True)
class TrackRecord:
    """How a detector's findings fared in this node: how many it made, how many were taken up or set aside, out of how many subjects looked at."""

    findings: int
    taken_up: int
    set_aside: int
    subjects: int

    @property
    def one_in(self) -> int | None:
        """One finding in so many subjects looked at; None where nothing was counted."""
        return round(self.subjects / self.findings) if self.findings and self.subjects else None


def track_record(detector: str) -> TrackRecord:
    """Count how a detector's findings fared."""
    counted = Finding.objects.filter(detector=detector).aggregate(
        findings=Count("pk"), taken_up=Count("pk", filter=Q(status="taken_up")), set_aside=Count("pk", filter=Q(status="set_aside"))
    )
    newest = Run.objects.filter(detector=detector).order_by("-started_at").values_list("subjects", flat=True).first()
    runs = Run.objects.filter(detector=detector).count()
    return TrackRecord(**counted, subjects=(newest or 0) * runs)


@cache
def detector_titles() -> dict[str, Detector]:
    """Give what each detector says of itself, by key."""
    return {key: described for key, (described, _) in detectors().items()}
