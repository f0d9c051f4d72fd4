"""Oversight: orders to departments below, reviews of decisions by somebody else, corrections that others suggest, and what several departments have seen."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Institution, Kept, MenuItem, Thing


class Oversight(Institution):
    name = "mingjian.institutions.oversight"
    label = "oversight"
    title = Text("督办与复核", "Oversight")
    helps = {"": "order-and-review"}
    menu = (MenuItem("oversight:oversight", Text("督办复核", "Oversight"), WORK),)
    keeps = (
        Kept("supervision", page="oversight:order", shows="pages.show_order", opened_at="oversight:new_order", numbered="V2026-0000001"),
        Kept("decision_review", page="oversight:review", shows="pages.show_review", opened_at="oversight:oversight", numbered="F2026-0000001"),
    )
    things = (
        Thing("suggestion", "oversight.Suggestion", "queries.suggestion_visible_to", Text("更正建议", "Suggested correction")),
        Thing("sighting", "oversight.Sighting", "queries.sighting_visible_to", Text("部门看法", "Sighting")),
        Thing("recognition", "oversight.Recognition", "queries.recognition_visible_to", Text("材料认可", "Recognition")),
    )
    bars: ClassVar[dict[str, str]] = {"decision_review": "services.decisions.barred_from"}
    enters = {"other_side_urged": Text("自动催办", "Reminder to whoever lets others wait")}
    sweeps = ("sweeps.urge",)
    panels = (
        "panels.urgings_on_dossier",
        "panels.on_dossier",
        "panels.on_decisions",
        "panels.on_suggestions",
        "panels.on_recognitions",
        "panels.on_subject",
        "panels.elsewhere_on_clue",
    )
    news = ("news.orders_given", "news.reviews_asked", "news.suggestions_waiting", "news.reminders_to_us", "news.asked_about_ours")
    demo = ("demo.oversee",)
