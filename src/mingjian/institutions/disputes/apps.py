"""Disputes: what a consumer complains of, from the platform to mediation or to a clue."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Findable, Institution, Kept, MenuItem, Portal, Thing


class Disputes(Institution):
    name = "mingjian.institutions.disputes"
    label = "disputes"
    title = Text("投诉", "Complaints")
    helps = {"": "handle-a-complaint"}
    menu = (MenuItem("disputes:complaints", Text("投诉", "Complaints"), WORK, power="disputes.see"),)
    keeps = (Kept("consumer_complaint", page="disputes:complaint", shows="pages.show_dossier", opened_at="disputes:new", numbered="W2026-0000001"),)
    drifts = {"disputes.ConsumerReceipt": ("seen_at",), "disputes.ConsumerWord": ("taken_at",)}
    things = (Thing("consumer_receipt", "disputes.ConsumerReceipt", "consumers.queries.receipt_visible_to", Text("消费者查询页", "Page of a consumer")),)
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
    knows_grounds = ("services.ground_facts.known_for_grounds",)
    reveals = {"complainant": "reveal.revealable_complainant"}
    erases = ("services.erasure.erase_of",)
    panels = ("panels.on_clue", "consumers.panels.on_dossier")
    news = ("news.with_the_platform", "news.told_by_platforms", "consumers.news.consumers_wrote")
    calls_for = ("consumers.services.proposals.called_for",)
    portals = (
        Portal(
            "consumer",
            "consumers.public.urls",
            (
                Text("打开承办人发来的网址，或者填写查询编码", "Open the address that the officer sent, or enter the code"),
                Text("看投诉办到哪一步、作出了什么决定、理由是什么", "Read how far your complaint has come, what was decided, and why"),
                Text("平台说已经和解的，由您本人确认或者否认", "Where the platform says that it was settled: only you say whether it is"),
                Text("回答询问，决定是否同意提供您的个人信息", "Answer what you are asked, and say whether your data may be passed on"),
            ),
            Text("查看投诉进展、确认和解（消费者）", "How your complaint stands (consumers)"),
        ),
    )
    demo = ("demo.complain",)
