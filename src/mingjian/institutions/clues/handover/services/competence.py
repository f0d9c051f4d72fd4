"""Whether the office that adopts a finding is competent, by where the operator is, and in what words the clue says why."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import platforms_of
from mingjian.office.institution import Word
from mingjian.office.models import Department, Dossier, Officer

LONGEST_BASIS = 300
_KEEPING = ("accept", "decide_to_file")  # steps by which a clue stays here


@dataclass(frozen=True)
class Ground:
    """Where the operator of a finding is, the basis that records give for the office (empty: none), and whether a person has to say why it is competent."""

    lies: Text
    basis: str
    is_doubtful: bool


def ground_of(finding: Finding, department: Department | None) -> Ground | None:
    """Return on what ground the office would be competent for a finding; None for whoever is no authority, and where the finding is about its region."""
    if department is None or not department.is_authority or (finding.region_is_known and not finding.region):
        return None
    if not finding.region:
        lies = Text("没有经营者所在地的记录，核查时查明。", "No record tells where the operator is: find out in the check.")
        return Ground(lies, "", False)
    place = place_named(finding.region) or Text(finding.region, finding.region)
    if finding.region.startswith(department.region_prefix):
        here = Text(f"经营者在{place.zh}，属本局辖区。", f"The operator is in {place.en}, in this office's region.")
        return Ground(here, f"当事人住所地在{place.zh}，属本局辖区。", False)
    lies = Text(f"经营者在{place.zh}，不在本局辖区。", f"The operator is in {place.en}, outside this office's region.")
    if finding.subject.partition("/")[0] in platforms_of(department):
        en = "The platform has its seat in this region: where it was found first the office may be competent."
        return Ground(
            Text(f"{lies.zh}平台住所地在本局辖区，先行发现的可以管辖。", f"{lies.en} {en}"), f"{lies.zh}平台住所地在本局辖区，由本局先行发现。", False
        )
    return Ground(lies, "", True)


def is_doubtful(clue: Clue, department: Department | None) -> bool:
    """Return whether a clue that was taken up from a finding says nowhere why the office is competent, and records do not either."""
    ground = ground_of(clue.finding, department) if clue.finding and not clue.jurisdiction_basis else None
    return ground is not None and ground.is_doubtful


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """Warn above the steps by which a clue is kept here that its operator is elsewhere, and what to do about it."""
    if dossier.procedure != PROCEDURE or step not in _KEEPING or dossier.department_id != officer.department_id:
        return
    clue = Clue.objects.filter(dossier=dossier).select_related("finding").first()
    ground = ground_of(clue.finding, officer.department) if clue and clue.finding else None
    if clue is None or ground is None or not ground.is_doubtful:
        return
    if clue.jurisdiction_basis:
        yield Word(Text(f"{ground.lies.zh}本局管辖的理由：{clue.jurisdiction_basis}", f"{ground.lies.en} Why this office: {clue.jurisdiction_basis}"))
        return
    zh = f"{ground.lies.zh}接收的，在备注中写明本局为何可以管辖；否则分派、移送有管辖权的部门。"
    yield Word(Text(zh, f"{ground.lies.en} Say in the note why this office is competent, or send it to who is."), is_bad=True)
