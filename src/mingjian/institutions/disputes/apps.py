"""Disputes: what a consumer complains of, from the platform to mediation or to a clue."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Findable, Institution, Kept, Room


class Disputes(Institution):
    name = "mingjian.institutions.disputes"
    label = "disputes"
    title = Text("投诉", "Complaints")
    helps = {"": "handle-a-complaint"}
    rooms = (Room("disputes:complaints", Text("投诉", "Complaints"), WORK, power="disputes.see"),)
    keeps = (Kept("consumer_complaint", page="disputes:complaint", shows="pages.show_dossier", opened_at="disputes:new", numbered="W2026-0000001"),)
    finds = (
        Findable(
            "complaint",
            "disputes.Complaint",
            "particulars.words",
            title=Text("投诉", "Complaints"),
            seen_by="queries.complaints_visible_to",
            tells="news.line_of",
            listed_at="disputes:complaints",
        ),
    )
    enters = {
        "complaints_imported": Text("导入投诉名单", "List of complaints imported"),
        "complaint_updated": Text("按名单更新投诉", "Complaint brought up to date from a list"),
    }
    guards = {"complainant": "disclosure.guarded_complainant"}
    erases = ("lore.erasing.erase_of",)
    panels = ("panels.on_clue",)
    news = ("news.with_the_platform", "news.told_by_platforms")
    demo = ("demo.complain",)
