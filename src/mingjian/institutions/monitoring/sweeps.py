"""What time does to monitoring."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.monitoring.steps.run_rules import retire_worn_out_words


def retire_words(at: datetime) -> Text | None:
    """Retire the words of rules that are too seldom right; say how many, if any."""
    retired = retire_worn_out_words(at)
    return Text(f"规则用词退役 {len(retired)} 个。", f"{len(retired)} words of rules retired.") if retired else None
