"""Notices: what right holders send to platforms, and the locker of rights that they rest on."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Door, Findable, Institution, Room, Thing


class Notices(Institution):
    name = "mingjian.institutions.notices"
    label = "notices"
    title = Text("侵权通知", "Notices of infringement")
    helps = {"": "handle-a-notice"}
    rooms = (Room("notices:notices", Text("通知", "Notices"), WORK),)
    things = (
        Thing("notice", "notices.Notice", "queries.notice_visible_to", Text("侵权通知", "Notice of infringement")),
        Thing("right", "notices.Right", "queries.right_visible_to", Text("权利", "Right")),
    )
    finds = (
        Findable(
            "notice",
            "notices.Notice",
            "search_words",
            title=Text("侵权通知", "Notices of infringement"),
            seen_by="queries.notices_visible_to",
            tells="news.line_of",
            listed_at="notices:notices",
            named="queries.page_of_number",
        ),
    )
    erases = ("lore.erasing.erase_of",)
    panels = ("panels.on_dossier",)
    news = ("news.notices_sent",)
    warns = ("news.waits_over",)
    facts = ("facts.facts_of_notice",)
    doors = (Door("rights", "door.urls"),)
    demo = ("demo.send_some",)
