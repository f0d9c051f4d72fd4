"""Evidence: what buyers bring and officers keep."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import Findable, Institution, MenuItem, Portal, Thing


class Evidence(Institution):
    name = "mingjian.institutions.evidence"
    label = "evidence"
    title = Text("证据", "Evidence")
    helps = {"": "bring-evidence", "capture": "capture-a-page", "bundle": "handle-a-notice"}
    menu = (MenuItem("evidence:kits", Text("证据", "Evidence"), power="evidence.keep_kits"),)
    names = ("kit", "item")
    enters = {
        "page_captured": Text("网页取证封存", "Page captured and sealed"),
        "bundle_made": Text("制作证据集", "Bundle of evidence made"),
    }
    things = (
        Thing("kit", "evidence.Kit", "queries.kit_numbered", Text("证据包", "Kit")),
        Thing("capture", "evidence.Capture", "captures.queries.capture_numbered", Text("网页取证", "Capture")),
    )
    finds = (
        Findable(
            "kit",
            "evidence.Kit",
            title=Text("买家证据", "Buyers' evidence"),
            seen_by="queries.kits_visible_to",
            tells="news.line_of",
            listed_at="evidence:kits",
            named="queries.page_of_number",
        ),
    )
    news = ("news.buyers_asking",)
    asks: ClassVar[dict[str, str]] = {"emergency_takedown": "services.urgent.asked_of"}
    moved = {"kits/<int:pk>/reveal": "kits/%(pk)s", "kits/<int:pk>/set_aside": "kits/%(pk)s"}
    erases = ("services.erasure.erase_of",)
    reveals = {"kit": "reveal.revealable_kit"}
    not_held = {"evidence.WrongCode": "codes tried in vain, counted for an hour"}
    drifts = {"evidence.Capture": ("stands", "note_zh", "note_en")}  # a capture that failed says so, and enters nothing
    portals = (
        Portal(
            "buyer",
            "public.urls",
            (
                Text("写明买了什么、在哪里买的；不要写自己的姓名和电话", "Say what you bought, and where; leave your own name and telephone out"),
                Text(
                    "记下回执上的查询码，可以截屏、打印：凭它才能回到这里",
                    "Keep the code on the receipt, as a picture or on paper: it is the only way back here",
                ),
                Text("在回执页上传材料，每份写明是什么、材料里谁是谁", "Bring the files on the receipt's page, each with what it is and who is who in it"),
                Text("看回执列出的缺项，有的补上；没有的不必补", "See what the receipt says is missing, and bring what you have of it"),
                Text(
                    "以后凭查询码回来，看执法部门是否已经采用，看答复、回答追问",
                    "Come back by the code: see whether the authority has taken it up, read its answers and answer what it asks",
                ),
            ),
            Text("提交售假证据（买家）", "Bring evidence of counterfeits (buyers)"),
        ),
        Portal("verify", "bundles.public.urls", title=Text("核验证据集、回执或者取证包（任何人）", "Check a bundle, receipt or capture (anybody)")),
    )
    panels = ("captures.panels.on_dossier", "bundles.panels.on_dossier")
    forewarns = ("services.extraction.forewarned", "services.urgent.forewarned")
    facts = ("captures.facts.facts_of_captures",)
