"""Who waits for whom past a deadline, and what the one who lets wait still owes."""

from mingjian.core.language import Text
from mingjian.institutions.transfers.facts import lacking_of_transfer
from mingjian.office.dossiers.awaits import meeting
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Deadline, Department

MOST = 12  # things named; the page of the dossier tells the rest


def waiting_on(deadline: Deadline) -> Department | None:
    """Return the department that waits for whoever must act: the holder, else the sender, else who opened it; None where that is the same one."""
    dossier, obliged = deadline.dossier, deadline.due_with_id
    among = (dossier.department, dossier.sender, dossier.opened_by.department)
    return next((one for one in among if one is not None and one.pk != obliged), None) if obliged else None


def owed(deadline: Deadline) -> list[Text]:
    """Return what is missing: each step that meets the deadline with the papers that it cannot do without; of a transfer not sent, what its pack lacks."""
    found = list[Text]()
    for step in meeting(sheet_of(deadline.dossier), deadline):
        papers = [paper.label for paper in step.needs if paper.required]
        zh, en = "、".join(one.zh for one in papers), ", ".join(one.en for one in papers)
        found.append(Text(f"{step.label.zh}（须有：{zh}）", f"{step.label.en} (with: {en})") if papers else step.label)
    if deadline.due_with_id == deadline.dossier.department_id:
        found += [Text(f"材料包缺：{one.zh}", f"the pack lacks: {one.en}") for one in lacking_of_transfer(deadline.dossier)]
    return found[:MOST]
