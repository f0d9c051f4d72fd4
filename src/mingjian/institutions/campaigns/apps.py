"""Campaigns: special actions, from the plan to the figures."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Findable, Institution, Kept, MenuItem, Thing


class Campaigns(Institution):
    name = "mingjian.institutions.campaigns"
    label = "campaigns"
    title = Text("专项行动", "Special actions")
    helps = {"": "campaign-to-police"}
    menu = (MenuItem("campaigns:campaigns", Text("专项", "Special actions"), WORK, is_for_authorities=True, power="campaigns.see_campaigns"),)
    keeps = (
        Kept(
            "special_action",
            page="campaigns:campaign",
            shows="pages.show_campaign",
            opened_at="campaigns:new",
            numbered="S2026-0000001",
            tells="facts.told_of_campaign",
        ),
        Kept(
            "campaign_task",
            page="campaigns:task",
            shows="pages.show_task",
            opened_at="campaigns:campaigns",
            numbered="T2026-0000001",
            tells="facts.told_of_task",
        ),
    )
    things = (Thing("campaign", "campaigns.Campaign", "queries.campaign_visible_to", Text("专项行动", "Special action")),)
    finds = (
        Findable(
            "campaign",
            "campaigns.Campaign",
            "search_words",
            title=Text("专项行动", "Special actions"),
            seen_by="queries.campaigns_visible_to",
            tells="news.line_of",
            listed_at="campaigns:campaigns",
        ),
    )
    facts = ("facts.facts_of_campaign",)
    panels = ("panels.on_dossier",)
    news = ("news.tasks_given",)
    demo = ("demo.plan_one",)
