"""Filings: what stands around the reports that platforms bring."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Institution, Room


class Filings(Institution):
    name = "mingjian.institutions.filings"
    label = "filings"
    title = Text("平台报送", "Filings")
    helps = {"": "examine-a-report"}
    rooms = (Room("filings:try", Text("报送试审", "Try a report"), TRACE, power="operators.bring_reports"),)
    panels = ("panels.on_report",)
    routers = {"/filings": "api.router"}
