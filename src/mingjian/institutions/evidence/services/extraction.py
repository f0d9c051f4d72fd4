"""
Whether the record of an extraction is complete.

This system does not use as evidence what lacks an item; what is complete was made as a paper since the data were fixed.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import now

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.office.documents.creation import a_form, draft
from mingjian.office.documents.models import Document
from mingjian.office.documents.queries import form_page
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Officer

PROCEDURE, FORM, USED_BY, COMPLETED_BY = "electronic_evidence", "extraction_record", "use", "complete_record"
_WRITING = ("take_original", "fix_otherwise", "use_monitoring_record", "unpack", COMPLETED_BY)  # steps that say what the record tells


def lacking_in_record(dossier: Dossier, officer: Officer, at: datetime) -> Text | None:
    """Return what keeps the record of an extraction from being complete; none where it is, and under sheets that knew no such record."""
    if dossier.procedure != PROCEDURE or COMPLETED_BY not in sheet_of(dossier).steps:
        return None
    gaps = draft(a_form(FORM), dossier, by=officer, at=at).gaps
    if gaps:
        zh, en = "、".join(one.zh for one in gaps), ", ".join(one.en for one in gaps)
        return Text(
            f"电子数据证据提取笔录还缺：{zh}。请办理“补全提取笔录”，再制作正式的笔录。",
            f"The record of extraction lacks: {en}. Take the step “Complete the record of extraction”, then make the record.",
        )
    written = dossier.entries.filter(kind__in=_WRITING).order_by("-index").values_list("at", flat=True).first()
    made = Document.objects.filter(dossier=dossier, form=FORM, is_draft=False).order_by("-made_at").values_list("made_at", flat=True).first()
    if made is None or (written is not None and made < written):
        return Text(
            "还没有制作正式的电子数据证据提取笔录，或者制作之后又有改动。请先制作（打印后由提取人员签名）。",
            "The record of extraction was not made yet, or what it tells has changed since. Make it first, and have it signed.",
        )
    return None


def check_record(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Raise StepRefused unless the record of the extraction is complete."""
    if lacking := lacking_in_record(dossier, officer, at):
        raise StepRefused(lacking.zh, lacking.en)


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above the step that uses the data as evidence what its record lacks, and lead to where it is made."""
    if dossier.procedure != PROCEDURE or step not in (USED_BY, COMPLETED_BY):
        return
    if lacking := lacking_in_record(dossier, officer, now()):
        yield Word(lacking, is_bad=True, url=form_page(dossier, FORM), leads=Text("打开提取笔录", "Open the record"))
