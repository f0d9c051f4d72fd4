"""Notices: what right holders send to platforms, and the locker of rights that they rest on."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Door, Findable, Institution, Room, Thing


class Notices(Institution):
    name = "mingjian.institutions.notices"
    label = "notices"
    title = Text("侵权通知", "Notices of infringement")
    helps = {"": "handle-a-notice"}
    rooms = (
        Room("notices:notices", Text("通知", "Notices"), WORK, power="notices.see"),
        Room("notices:rights", Text("权利库", "Rights"), WORK, power="notices.send"),
    )
    names = ("batch",)
    enters = {
        "notices_brought": Text("提交一批侵权通知的文件", "File of notices brought"),
        "statement_seen": Text("权利人打开回执，声明到达", "The holder opened the receipt: the statement arrived"),
    }
    not_held = {
        "notices.Target": "drawn from its notice, the steps of its dossier and its captures, each of which is entered; a draft is no fact of a matter"
    }
    drifts = {"notices.Target": ("*",)}
    calls_for = ("lore.arrival.called_for",)
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
            sides="queries.sides_of_notices",
        ),
    )
    guards = {"notice": "disclosure.guarded_notice"}
    erases = ("lore.erasing.erase_of",)
    panels = ("panels.on_dossier", "panels.answer_on_dossier", "panels.on_clue")
    news = ("news.notices_sent", "news.rights_end_soon")
    warns = ("news.waits_over",)
    facts = ("facts.facts_of_notice",)
    doors = (
        Door(
            "rights",
            "door.urls",
            (
                Text(
                    "写明权利和权属证明；以前核验过的权利，填权利编码即可，不必重填",
                    "Name the right and what proves it; a right that was verified before needs its code alone",
                ),
                Text("写明涉嫌侵权的商品链接和初步证据，然后发送", "Give the addresses of the goods and first evidence, and send"),
                Text(
                    "记下回执上的通知编码和权利编码：凭它才能回到这里",
                    "Keep both codes of the receipt, of the notice and of the right: they are the only way back here",
                ),
                Text(
                    "凭通知编码看平台是否接收、还缺什么、采取了什么措施、期限到何时",
                    "Come back by the code, and see whether the platform took it in, what it lacks, what was done and until when",
                ),
                Text(
                    "经营者声明不侵权的，须在声明到达后十五日内投诉或者起诉，并告知平台（电子商务法第四十三条）",
                    "Where the operator denies the infringement: complain or sue within fifteen days of that word and tell the platform (E-Commerce Law, 43)",
                ),
            ),
            Text("发送侵权通知（权利人）", "Send a notice of infringement (right holders)"),
        ),
    )
    demo = ("demo.send_some",)
