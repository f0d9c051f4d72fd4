"""Publication: penalty decisions shown to the public, masked by one officer and released by another."""

from mingjian.core.language import Text
from mingjian.office.institution import Findable, Institution, Portal, Thing


class Publications(Institution):
    name = "mingjian.institutions.publication"
    label = "publication"
    title = Text("公示", "Publication")
    helps = {"": "handle-a-case"}
    things = (
        Thing("publication", "publication.Publication", "queries.publication_visible_to", Text("公示", "Publication")),
        Thing("statement_of_reasons", "publication.PublicReason", "reasons.queries.reason_visible_to", Text("公开的处理理由", "Statement of reasons")),
    )
    finds = (Findable("published", "publication.Publication", "search_words"),)
    news = ("news.waits_for_release",)
    panels = ("panels.on_case", "panels.copies_on_case", "panels.reasons_on_notice")
    ways = ("panels.way_of_step",)
    sweeps = ("sweeps.call_copies_back",)
    demo = ("demo.publish_some",)
    enters = {"reasons_published": Text("公开平台处理理由", "Statements of reasons published")}
    not_held = {"publication.PublicReason": "drawn by night from entries, each of which it names; its day's files are entered by their hashes"}
    drifts = {"publication.PublicReason": ("*",)}
    audits = ("reasons.services.held.reasons_differing",)
    portals = (
        Portal(
            "published",
            "public.urls",
            (
                Text("输入当事人、文号或者商品，搜索公示中的处罚", "Search the penalties on display by party, number or goods"),
                Text(
                    "点文号，看违法事实、依据和处罚内容，以及更正过的版本",
                    "Open a number to read the breach, the grounds and the penalty, and what was corrected",
                ),
                Text("期满或者撤下的，原地址写明何时、为何撤下", "What was taken down says at its own address when and why"),
                Text("需要全部数据的，下载数据文件，或者订阅变更", "For all of it, download the data or follow the feed of changes"),
            ),
            Text("查行政处罚公示", "Look up published penalties"),
        ),
        Portal(
            "reasons",
            "reasons.public.urls",
            (
                Text("按平台、措施、权利、月份或者文字查平台的处理理由", "Search statements of reasons by platform, measure, right, month or words"),
                Text("看按月统计，或者下载每日数据文件和摘要", "See the figures by month, or download the files of each day with their hashes"),
            ),
            Text("查平台对侵权通知的处理理由", "Look up what platforms decided on notices, and why"),
        ),
    )
