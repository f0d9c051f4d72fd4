"""Evidence: what buyers bring and officers keep."""

from mingjian.core.language import Text
from mingjian.office.institution import Door, Institution, Room, Thing


class Evidence(Institution):
    name = "mingjian.institutions.evidence"
    label = "evidence"
    title = Text("证据", "Evidence")
    rooms = (Room("evidence:kits", Text("证据", "Evidence")),)
    enters = {
        "kit_opened": Text("开立证据包", "Evidence kit opened"),
        "kit_item_kept": Text("收存证据材料", "Item of evidence kept"),
        "kit_record_confirmed": Text("确认证据包的交易记录", "Record of a kit's purchase confirmed"),
        "kit_part_named": Text("记录交易角色", "Part in a sale named"),
    }
    things = (Thing("kit", "evidence.Kit", "queries.kit_numbered", Text("证据包", "Kit")),)
    guards = {"kit": "disclosure.guarded_kit"}
    doors = (Door("buyer", "door.urls"),)
    demo = ("demo.bring_a_kit",)
