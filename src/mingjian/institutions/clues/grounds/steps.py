"""Take a further finding of the same subject in to a clue, and separate it again."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.grounds.services.findings import GONE, is_about, open_findings
from mingjian.institutions.clues.models import PROCEDURE, Clue, FurtherFinding
from mingjian.institutions.matters.acts import complete_from
from mingjian.institutions.matters.queries import known_of, matter_of
from mingjian.institutions.monitoring.findings.acts import follow_finding, release_finding
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import may


@step(PROCEDURE)
def take_in_finding(dossier: Dossier, *, by: Officer, at: datetime, finding: int, note: str = "") -> None:
    """Let the clue rest on the finding, too; its matter holds what the finding is about from then on."""
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
    matter = matter_of(dossier)
    if matter is not None and may(by, "matters.keep"):
        complete_from(matter, by=by, at=at, known=known_of(dossier))


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
