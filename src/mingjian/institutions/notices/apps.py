"""Notices: what right holders send to platforms, and the locker of rights that they rest on."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Findable, Institution, MenuItem, Portal, Thing


class Notices(Institution):
    name = "mingjian.institutions.notices"
    label = "notices"
    title = Text("侵权通知", "Notices of infringement")
    helps = {"": "handle-a-notice"}
    menu = (
        MenuItem("notices:notices", Text("通知", "Notices"), WORK, power="notices.see"),
        MenuItem("notices:rights", Text("权利库", "Rights"), WORK, power="notices.send"),
    )
    names = ("batch", "complaint", "authority")
    bars: ClassVar[dict[str, str]] = {"notice_and_delete": "services.appeals.barred_from"}
    tells: ClassVar[dict[str, str]] = dict.fromkeys(("notice_and_delete", "notice_copyright", "notice_network_service"), "facts.told_of_notice")
    enters = {
        "notices_brought": Text("提交一批侵权通知的文件", "File of notices brought"),
        "look_due": Text("按期回访网页", "Page visited again at its time"),
        "statement_seen": Text("权利人打开回执，声明到达", "The holder opened the receipt: the statement arrived"),
    }
    not_held = {
        "notices.Target": "drawn from its notice, the steps of its dossier and its captures, each of which is entered; the audit replays the decisions",
        "notices.BankHit": "found in the records by night, known again by the next, and decides nothing",
        "notices.Sighting": "found in the records by night, known again by the next, and decides nothing",
        "notices.Draft": "of a sender's own before anything is sent; what is sent of it is entered",
    }
    drifts = {"notices.Target": ("*",), "notices.Draft": ("*",), "notices.Sighting": ("*",), "notices.BankHit": ("*",), "notices.OperatorReceipt": ("seen_at",)}
    routers = {"/notices": "api.router"}
    sweeps = ("sweeps.forget_drafts",)
    follows_capture = ("services.looks.note_capture",)
    changes = ("targets.queries.changes_for",)
    audits = ("services.row_check.rows_differing",)
    calls_for = ("services.arrival.called_for", "services.complaint_evidence.called_for", "services.operator_answers.called_for")
    things = (
        Thing("notice", "notices.Notice", "queries.notice_visible_to", Text("侵权通知", "Notice of infringement")),
        Thing("holder_complaint", "notices.HolderComplaint", "complaints.queries.complaint_visible_to", Text("权利人投诉", "Complaint of a right holder")),
        Thing("figure_appeal", "notices.FigureAppeal", "queries.figure_appeal_visible_to", Text("对准确率的申诉", "Appeal against a figure")),
        Thing("seller_decision", "notices.SellerDecision", "queries.seller_decision_visible_to", Text("对店铺的处理", "Decision on a seller")),
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
    reveals = {"notice": "reveal.revealable_notice"}
    erases = ("services.erasure.erase_of",)
    panels = (
        "panels.on_dossier",
        "panels.operators_on_dossier",
        "panels.answer_on_dossier",
        "panels.sellers_on_dossier",
        "panels.securities_on_dossier",
        "panels.on_finding",
        "panels.on_clue",
    )
    news = (
        "news.notices_sent",
        "news.holders_complain",
        "news.figures_appealed",
        "news.operators_answered",
        "news.returned",
        "news.shown_again",
        "news.like_pictures",
        "news.rights_end_soon",
    )
    warns = ("news.waits_over",)
    facts = ("facts.facts_of_notice",)
    portals = (
        Portal(
            "rights",
            "public.urls",
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
        Portal(
            "seller",
            "operators.public.urls",
            (
                Text("打开平台发来的网址，或者填写回执编码", "Open the address that the platform sent, or enter the code"),
                Text("看对哪些网址采取了什么措施、理由是什么", "Read which measures were taken on which addresses, and why"),
                Text("不侵权的，写明理由和真实身份，附上证据，提交声明", "Where nothing is infringed: say why and who you are, with evidence"),
                Text("回来看平台是否接收，权利人的期限到何时", "Come back and see whether the platform took it, and until when the holder may act"),
            ),
            Text("查看措施、提交声明（没有账号的经营者）", "Measures on your listings (operators without an account)"),
        ),
    )
    demo = ("demo.send_some",)
