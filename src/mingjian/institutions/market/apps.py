"""Market data. It has no tables: what stands in the lake is the truth."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Institution, MenuItem


class Market(Institution):
    name = "mingjian.institutions.market"
    label = "market"
    title = Text("数据", "Data")
    moved = {"kits/<int:pk>/purchase": "data/kits/%(pk)s/purchase"}
    helps = {"": "add-a-source"}
    menu = (
        MenuItem("market:home", Text("数据", "Data"), TRACE, is_for_authorities=True, power="market.see_records"),
    )  # what a whole market did is not for one of its platforms
    enters = {
        "records_imported": Text("导入数据", "Records imported"),
        "research_set_made": Text("制作遮蔽的研究样本", "Masked set made for research"),
    }
    audits = ("queries.lake_audit.of_loads",)
    takes_in = ("opening.enter_loads",)
    sweeps = ("sweeps.enter_found_loads",)
    panels = ("panels.on_kit", "panels.orders_in_dossier")
    routers = {"/records": "api.router"}
    demo = ("demo.bring_a_kit",)
