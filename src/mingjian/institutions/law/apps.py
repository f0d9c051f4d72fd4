"""Law: the rulebook as pages and an API. It has no tables: the rulebook is the truth."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, Room


class Law(Institution):
    name = "mingjian.institutions.law"
    label = "law"
    title = Text("法规", "Law")
    helps = {"": "ask-the-law"}
    rooms = (Room("law:home", Text("法规", "Law"), KEEP, duties=frozenset({"work", "audit"})),)
    articles = "law:article"
    crime_lines = "law:threshold"
    routers = {"/law": "api.router"}
