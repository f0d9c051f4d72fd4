"""Neutral panels: three members, drawn by lot from those free of conflict, hear both sides in writing and give their view on a platform's decision."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import Institution


class Neutral(Institution):
    name = "mingjian.institutions.neutral"
    label = "neutral"
    title = Text("中立评议", "Neutral panels")
    helps = {"": "handle-a-notice"}
    enters = {
        "neutral_panel_pool": Text("评议员候选名单入账", "Pool of the panel entered"),
        "neutral_panel_challenged": Text("申请评议员回避", "Member of the panel challenged"),
        "neutral_panel_challenge_decided": Text("评议员回避的决定", "Challenge of a member decided"),
        "neutral_panel_drawn": Text("抽签确定评议员", "Members of the panel drawn by lot"),
    }
    asks: ClassVar[dict[str, str]] = {"neutral_panel": "services.turns.asked_of"}
    calls_for = ("services.turns.called_for",)
    panels = ("panels.on_dossier", "panels.on_notice")
