"""Transfers: the pack that goes to the police with a suspected crime, and what became of it there."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Institution, MenuItem, Thing


class Transfers(Institution):
    name = "mingjian.institutions.transfers"
    label = "transfers"
    title = Text("移送", "Transfers")
    helps = {"": "campaign-to-police"}
    menu = (
        MenuItem(
            "transfers:instead",
            Text("以罚代刑", "Fines for crimes"),
            WORK,
            is_for_authorities=True,
            power="transfers.see_penalties_near_crime",
        ),
    )
    things = (Thing("waiver", "transfers.Waiver", "queries.waiver_visible_to", Text("缺项注明", "Waiver")),)
    tells = {"crime_transfer": "facts.told_of_transfer"}
    follows = {"crime_transfer": "services.preparation.papers_for"}
    forewarns = ("panels.forewarned",)
    panels = ("panels.on_transfer", "panels.facts_on_transfer", "panels.on_case")
    facts = ("facts.facts_of_transfer",)
    knows_grounds = ("services.ground_facts.known_for_grounds",)
    demo = ("demo.refuse_one", "demo.suspect_one")
