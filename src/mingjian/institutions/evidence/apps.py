"""Evidence: what buyers bring and officers keep."""

from mingjian.core.language import Text
from mingjian.office.institution import Door, Findable, Institution, Room, Thing


class Evidence(Institution):
    name = "mingjian.institutions.evidence"
    label = "evidence"
    title = Text("证据", "Evidence")
    helps = {"": "bring-evidence", "capture": "capture-a-page", "bundle": "handle-a-notice"}
    rooms = (Room("evidence:kits", Text("证据", "Evidence"), power="evidence.keep_kits"),)
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
    moved = {"kits/<int:pk>/reveal": "kits/%(pk)s", "kits/<int:pk>/set_aside": "kits/%(pk)s"}
    guards = {"kit": "disclosure.guarded_kit"}
    drifts = {"evidence.Capture": ("stands", "note_zh", "note_en")}  # a capture that failed says so, and enters nothing
    doors = (Door("buyer", "door.urls"),)
    panels = ("captures.panels.on_dossier", "bundles.panels.on_dossier")
    facts = ("captures.facts.facts_of_captures",)
