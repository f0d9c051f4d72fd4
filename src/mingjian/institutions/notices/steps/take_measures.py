"""Take measures: only once the page is sealed, since nobody can prove afterwards what was deleted."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.evidence.captures.queries import is_kept
from mingjian.institutions.notices.lore.addresses import not_sealed
from mingjian.institutions.notices.models import Notice
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer

SHOWN = 3  # addresses that a refusal names


@step("notice_and_delete")
def take_measures(
    dossier: Dossier, *, by: Officer, at: datetime, measure: str, reason: str, evidence: str = "", page_gone: str = "", automation: str = ""
) -> None:
    """Refuse it while an address has no sealed capture, unless the clerk says that its page was gone before."""
    if page_gone.strip():
        return
    notice = Notice.objects.filter(dossier=dossier).first()
    missing = not_sealed(notice) if notice else ([] if is_kept(dossier) else [dossier.number])
    if missing:
        named = "；".join(missing[:SHOWN]) + ("……" if len(missing) > SHOWN else "")
        raise StepRefused(
            f"下列网页尚未取证封存：{named}。请先在本页“网页取证”栏提交网址，取证完成后再采取措施；没有网址的处所，先将截图或者录屏封存入卷；"
            "网页已不存在的，填写“网页在取证之前已不存在的说明”。",
            f"Not captured and sealed yet: {named}. Ask for the capture on this page first, and take the measure then; of a place "
            "without an address seal a screenshot or recording first; of a page that is gone already, say so.",
        )
