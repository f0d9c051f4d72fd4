"""What time does: pack what waits, send what is packed."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.exchange.lore.node import has_register
from mingjian.institutions.exchange.work.packing import pack_all
from mingjian.institutions.exchange.work.sending import send_all


def exchange(at: datetime) -> Text | None:
    """Pack and send once; give a sentence where something arrived."""
    if not has_register():
        return None
    pack_all(at)
    arrived = send_all(at)
    return Text(f"信封送达 {arrived} 封。", f"Envelopes arrived: {arrived}.") if arrived else None
