"""What time does: end what may be kept no longer, pack what waits, send what is packed."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.exchange.hits.work.answers import answer_waiting
from mingjian.institutions.exchange.services.checkpoints import tell_members
from mingjian.institutions.exchange.services.keep_periods import end_keeping
from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.exchange.services.response_times import tell_members as tell_response_times
from mingjian.institutions.exchange.work.delivery import send_all
from mingjian.institutions.exchange.work.packer import pack_all


def exchange(at: datetime) -> Text | None:
    """Pack and send once; return a sentence where something arrived."""
    if not has_register():
        return None
    answer_waiting(at)
    tell_members(at)
    tell_response_times(at)
    pack_all(at)
    arrived = send_all(at)
    return Text(f"信封送达 {arrived} 封。", f"Envelopes arrived: {arrived}.") if arrived else None


def keep_periods(at: datetime) -> Text | None:
    """End what other nodes gave and may be kept no longer; return a sentence where there was any."""
    ended = end_keeping(at) if has_register() else 0
    return Text(f"保存期满或者协议终止的记录 {ended} 条。", f"Records whose time here ended: {ended}.") if ended else None
