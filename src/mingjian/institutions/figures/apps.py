"""Figures: how much came in, was closed and is overdue, by week, kind, officer and county; how often detectors were right."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, Room


class Figures(Institution):
    name = "mingjian.institutions.figures"
    label = "figures"
    title = Text("统计", "Figures")
    helps = {"": "work-at-the-desk"}
    rooms = (Room("figures:figures", Text("统计", "Figures"), KEEP, is_for_authorities=True, power="figures.see"),)
    routers = {"/figures": "api.router"}
