"""Take a further finding of the same subject in to a clue, and separate it again."""

from collections.abc import Sequence
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.filling import shop_of_finding
from mingjian.institutions.clues.models import PROCEDURE, Clue, FurtherFinding
from mingjian.institutions.monitoring.findings.acts.follow_finding import follow_finding
from mingjian.institutions.monitoring.findings.acts.release_finding import release_finding
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer

GONE = ("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")


def open_findings(officer: Officer, keys: Sequence[int]) -> list[Finding]:
    """Hold those of the findings that nobody dealt with until the transaction ends, the most remarkable first."""
    found = findings_visible_to(officer).select_related("run").select_for_update(of=("self",)).filter(pk__in=keys).order_by("-score", "id")
    return [one for one in found if one.is_open]


def is_about(clue: Clue, finding: Finding) -> bool:
    """Say whether a finding is about the shop of a clue, or about the very listing or other thing that the clue is about."""
    shop = shop_of_finding(finding)
    return shop == clue.shop if shop and clue.shop else finding.subject in {clue.subject, clue.dossier.subject} - {""}


@step(PROCEDURE)
def take_in_finding(dossier: Dossier, *, by: Officer, at: datetime, finding: int, note: str = "") -> None:
    """Let the clue rest on the finding, too."""
    held = open_findings(by, [finding])
    if not held:
        raise StepRefused(*GONE)
    clue = Clue.objects.select_related("dossier").get(dossier=dossier)
    if not is_about(clue, held[0]):
        raise StepRefused(
            f"发现 {finding} 的对象是 {held[0].subject}，与这条线索不是同一对象。",
            f"Finding {finding} is about {held[0].subject}: not what this clue is about.",
        )
    FurtherFinding.objects.create(clue=clue, finding=held[0])
    follow_finding(held[0], by=by, at=at)


@step(PROCEDURE)
def separate_finding(dossier: Dossier, *, by: Officer, at: datetime, finding: int, reason: str) -> None:
    """Let the finding wait again; the one that the clue was opened for stays with it."""
    taken_in = FurtherFinding.objects.filter(clue__dossier=dossier, finding=finding).select_related("finding").first()
    if taken_in is None:
        raise StepRefused(
            "只能拆出并入的发现，线索据以登记的发现不能拆出。", "Only a finding that was taken in can be separated, not the one that the clue was opened for."
        )
    taken_in.delete()
    release_finding(taken_in.finding, by=by, at=at)
