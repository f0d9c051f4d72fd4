"""Transfers: the pack that goes to the police with a suspected crime, and what became of it there."""

from mingjian.core.language import Text
from mingjian.office.institution import Institution, Thing


class Transfers(Institution):
    name = "mingjian.institutions.transfers"
    label = "transfers"
    title = Text("移送", "Transfers")
    helps = {"": "campaign-to-police"}
    things = (Thing("waiver", "transfers.Waiver", "queries.waiver_visible_to", Text("缺项注明", "Waiver")),)
    enters = {"files_rehashed": Text("移送前逐件重新计算哈希", "Files read again before the transfer, each with its hash")}
    tells = {"crime_transfer": "facts.told_of_transfer"}
    forewarns = ("panels.forewarned",)
    panels = ("panels.on_transfer", "panels.on_case")
    facts = ("facts.facts_of_transfer",)
    demo = ("demo.refuse_one", "demo.suspect_one")
