"""No investigation ends while something that has to be proven has no exhibit, unless the head says why it goes on without."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.queries import matter_of, unproven
from mingjian.office.dossiers.guards import Asked, guard


@guard("admin_case", "finish_investigation")
def ask_for_proof(asked: Asked) -> None:
    """Refuse the end of an investigation that leaves something unproven, and say what. A dossier of before there were matters has none to hold it against."""
    matter = matter_of(asked.dossier)
    lacking = unproven(matter) if matter is not None else []
    if not lacking:
        return
    zh, en = "、".join(one.zh for one in lacking), "; ".join(one.en for one in lacking)
    raise StepRefused(
        f"证据清单中没有证明下列事项的证据：{zh}。请在本页“案情”的“证据”部分列入并勾选证明事项；确无法取得的，由负责人在该处写明理由后继续。",
        f"The list of evidence has nothing that proves: {en}. Enter it in the matter, under Evidence, and tick what it proves; "
        "where it cannot be had, the head gives the reason there, and the case goes on.",
    )
