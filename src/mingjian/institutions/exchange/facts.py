"""What the exchange tells the papers of a special action: where other nodes stand with it, and what they reported, apart from what this node counts."""

from collections.abc import Sequence
from typing import Any

from mingjian.core.wire.words import FIGURES
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.exchange.regions.services.orders import RegionRow, regions_of, reported
from mingjian.office.models import Dossier


def facts_of_campaign(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return a row for each node and a sentence; nothing where no other node takes part, or for any other dossier."""
    campaign = Campaign.objects.filter(dossier=dossier).first() if dossier.procedure == "special_action" else None
    rows = [row for row in regions_of(campaign) if row.order.recalled_at is None] if campaign else []
    return {"regions": {"rows": [_row(one) for one in rows], "text": said_of_regions(rows)}} if rows else {}


def said_of_regions(rows: Sequence[RegionRow]) -> str:
    """Return what other nodes reported; nothing where none takes part."""
    found = list(reported(rows))
    if not rows:
        return ""
    matters, cases = (sum(one.counts[name] for one in found) for name in ("matters", "cases"))
    value = sum(one.value for one in found)
    return (
        f"其他地区节点 {len(rows)} 个，已反馈 {len(found)} 个，其归入案情 {matters} 件、立案 {cases} 件，案值合计 {value:,.2f} 元"
        "（各节点自行统计，未计入本节点各数；由一地移送另一地的案情，两地可能各计一次）。"
    )


def _row(row: RegionRow) -> dict[str, str]:
    counts = row.tally.counts if row.tally else {}
    named = {label.zh.partition("（")[0]: str(counts[key]) if counts else "—" for key, label in FIGURES.items() if key != "value"}
    return {"节点": row.title, "状态": str(row.copy.stands), **named, "案值": f"{row.tally.value:,.2f}" if row.tally else "—"}
