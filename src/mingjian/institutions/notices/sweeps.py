"""What time does: drafts of files of notices go after a week."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.notices.batches.work.drafts import forget_old


def forget_drafts(at: datetime) -> Text | None:
    """Remove what was read from files and never sent."""
    gone = forget_old(at)
    return Text(f"清除未发送的批量通知草稿 {gone} 份。", f"Drafts of files of notices removed: {gone}.") if gone else None
