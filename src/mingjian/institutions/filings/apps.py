"""Filings: what stands around the reports that platforms bring."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Institution, MenuItem


class Filings(Institution):
    name = "mingjian.institutions.filings"
    label = "filings"
    title = Text("平台报送", "Filings")
    helps = {"": "examine-a-report"}
    menu = (MenuItem("filings:try", Text("报送试审", "Try a report"), TRACE, power="operators.bring_reports"),)
    panels = ("panels.on_report",)
    routers = {"/filings": "api.router"}
