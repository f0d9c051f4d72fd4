"""Name the chair of a hearing: nobody who investigated the case; and whoever reviewed it only with the reason."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.queries import investigators_of
from mingjian.institutions.cases.services.names import officers_named
from mingjian.office.dossiers.state import hands_of
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer

_INVESTIGATED = ("investigate", "finish_investigation")
_REVIEWED = ("review", "review_legally")


@step("admin_case")
def name_chair(dossier: Dossier, *, by: Officer, at: datetime, hearing_chair: str, reason: str = "") -> None:
    """
    Refuse an investigator: the law has hearings chaired by somebody else (APL, art. 64).

    Whether the reviewer may chair it, no text read says (UNVERIFIED): it is refused without a reason, and decides nothing else.
    """
    named = officers_named(hearing_chair, Officer.objects.filter(department=dossier.department_id))
    if not named:
        return
    investigators = {one.pk for one in investigators_of(dossier)}
    investigated, reviewed = (_takers(dossier, names) for names in (_INVESTIGATED, _REVIEWED))
    for one in named:
        if one.pk in investigators or one.username in investigated:
            raise StepRefused(
                f"{one.name_zh} 是本案调查人员，不得主持听证（行政处罚法第六十四条）：请指定他人。",
                f"{one.name_en or one.name_zh} investigated the case and may not chair its hearing (Administrative Penalty Law, art. 64): name somebody else.",
            )
        if one.username in reviewed and not reason.strip():
            raise StepRefused(
                f"{one.name_zh} 提出过本案的审核意见；可否兼任听证主持人，没有读到条文（未核实）。请另行指定，或者写明理由。",
                f"{one.name_en or one.name_zh} reviewed the case; no text read says whether the reviewer may chair its hearing (UNVERIFIED). "
                "Name somebody else, or give the reason.",
            )


def _takers(dossier: Dossier, names: tuple[str, ...]) -> set[str]:
    return {username for usernames in hands_of(dossier, names).values() for username in usernames}
