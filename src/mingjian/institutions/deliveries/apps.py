"""Deliveries: sources that come by themselves."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Institution, MenuItem


class Deliveries(Institution):
    name = "mingjian.institutions.deliveries"
    label = "deliveries"
    title = Text("自动来数", "Deliveries")
    helps = {"": "add-a-source"}
    menu = (
        MenuItem("deliveries:look_up", Text("查询核对", "Look-up"), TRACE, is_for_authorities=True, power="market.see_records"),
        MenuItem("deliveries:sources", Text("自动来数", "Deliveries"), TRACE, is_for_authorities=True, power="market.see_records"),
    )
    enters = {"service_asked": Text("向外部服务查询", "Asked a service")}
    news = ("news.silent_sources",)
    sweeps = ("sweeps.look_at_what_is_due",)
    measures = ("queries.measured",)
    not_held = {
        "deliveries.Delivery": "what came by itself: what is loaded of it is entered as a load, with who it was loaded for",
        "deliveries.Look": "when a source was looked at, no fact of a matter",
    }
