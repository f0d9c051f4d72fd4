"""What went to other regions and what came from them, as one table."""

from mingjian.core.language import Text
from mingjian.core.wire.words import KINDS
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.handling_codes import handling_of
from mingjian.institutions.exchange.services.onward import onward_of
from mingjian.institutions.exchange.services.titles import title_of
from mingjian.office.lists.tables import OF_DEPARTMENT, Column, Table

Row = SharedRecord | HeldRecord


def _state(row: Row) -> object:
    if isinstance(row, HeldRecord):
        return row.get_state_display()
    return Text("已撤回", "Recalled") if row.recalled_at else Text("已提供", "Given")


def _passed_on(row: SharedRecord) -> Text | str:
    """Return to which nodes the holders of copies passed them on, and for a recalled record how each of those stands."""
    told = [(f"{one.by} → {one.to} {one.on} {one.number}", one.stands()) for copy in row.copies.all() for one in onward_of(copy)]
    if not row.recalled_at:
        return "；".join(one for one, _ in told)
    return Text("；".join(f"{one}：{stands.zh}" for one, stands in told), "; ".join(f"{one}: {stands.en}" for one, stands in told)) if told else ""


RECORDS = Table(
    "exchange",
    Text("跨区域往来", "Between regions"),
    (
        Column(Text("去向", "Way"), lambda row: Text("收到", "came") if isinstance(row, HeldRecord) else Text("发出", "went")),
        Column(Text("类别", "Kind"), lambda row: KINDS.get(row.kind, row.kind)),
        Column(Text("标题", "Title"), lambda row: title_of(row) if isinstance(row, HeldRecord) else row.title),
        Column(Text("名称", "Name"), lambda row: row.name),
        Column(Text("状态", "State"), _state),
        Column(Text("处理代码", "Handling code"), lambda row: handling_of(row.release) if isinstance(row, HeldRecord) else ""),
        Column(Text("节点", "Node"), lambda row: row.peer.node if isinstance(row, HeldRecord) else None),
        Column(Text("已转交至", "Passed on to"), lambda row: "" if isinstance(row, HeldRecord) else _passed_on(row)),
        OF_DEPARTMENT,
        Column(Text("时间", "When"), lambda row: row.received_at if isinstance(row, HeldRecord) else row.made_at),
    ),
)
