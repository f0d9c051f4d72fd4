"""Neutral panels: three members, drawn by lot from those free of conflict, hear both sides in writing and give their view on a platform's decision."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import Institution, Portal


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
    portals = (
        Portal(
            "panel",
            "public.urls",
            (
                Text("填写侵权通知的编码，或者平台发来的经营者回执编码", "Enter the code of the notice, or of the receipt that the platform sent"),
                Text("看组织评议的单位、平台告知的效力，决定是否同意", "See who convenes the panel and what its word means, and agree or not"),
                Text(
                    "抽签之后在截止日之前提交书面陈述；认为评议员应当回避的，写明理由",
                    "Once it is drawn state your view in time; say why a member should not sit",
                ),
                Text("回来看意见和理由；不影响投诉和起诉", "Come back for the opinion and its reasons; complaint and suit stay open"),
            ),
            Text("参加中立评议（没有账号的权利人、经营者）", "Neutral panels (sides without an account)"),
        ),
    )
    public_panels = ("panels.on_receipt",)
    panels = ("panels.on_dossier", "panels.on_notice")
