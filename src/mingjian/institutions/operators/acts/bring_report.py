"""Bring a platform's report of its operators: a job examines it row by row."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.queries import report_numbered
from mingjian.institutions.operators.services.orders import order
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def bring_report(*, by: Officer, at: datetime, report_file: Kept, report_before: str = "", report_sheet: str = "") -> Account[Report]:
    """Keep the file and queue its examination. A correction names the newest version before it; a workbook may name its sheet."""
    if by.department is None or by.department.is_authority:
        raise NotPermitted("由平台报送。", "A platform brings it.")
    before = report_numbered(by, report_before.strip()[:20]) if report_before.strip() else None
    if before and Report.objects.filter(corrects=before).exists():
        raise BadInput("这一份已经更正过，请更正最新的一份。", "It was corrected already: correct the newest version.")
    if same := Report.objects.filter(department=by.department, sha256=report_file.sha256, sheet=report_sheet.strip()[:100]).exclude(stands="failed").first():
        raise BadInput(f"同一个文件已经报送，编号 {same.number}。", f"The same file was brought already, as {same.number}.")
    told = {"name": report_file.name, "sha256": report_file.sha256, "size": report_file.size, "sheet": report_sheet.strip()[:100]}
    whose = {"department": by.department, "brought_by": by, "brought_at": at}
    made = Report.objects.create(number=next_number(f"R{localtime(at).year}-"), corrects=before, **whose, **told)
    order(made, by, at)
    return Account(made, {"sha256": made.sha256, "size": Count(made.size), **({"corrects": before} if before else {})})
