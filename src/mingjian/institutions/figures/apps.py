"""Figures: how much came in, was closed and is overdue, by week, kind, officer and county; how often detectors were right."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, MenuItem, Portal


class Figures(Institution):
    name = "mingjian.institutions.figures"
    label = "figures"
    title = Text("统计", "Figures")
    helps = {"": "work-at-the-desk"}
    menu = (MenuItem("figures:figures", Text("统计", "Figures"), KEEP, is_for_authorities=True, power="figures.see"),)
    routers = {"/figures": "api.router"}
    portals = (
        Portal(
            "transfer-ratio",
            "public.urls",
            (
                Text("选择年份", "Choose a year"),
                Text("看各商品领域、各地区移送公安机关的件数和案值占比，及其上下限", "See by sector and region which part went to the police, with bounds"),
                Text("需要数据的，下载 Excel 或者 CSV", "Take the table along as a file"),
            ),
            Text("查案件移送率", "Look up which part of the cases went to the police"),
        ),
    )
