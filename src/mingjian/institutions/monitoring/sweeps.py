"""What time does to monitoring."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.monitoring.rules.work.run_rules import end_terms, retire_worn_out_words
from mingjian.institutions.monitoring.runs.work.train_on_verdicts import train_on_verdicts
from mingjian.institutions.monitoring.services.counts import add_up


def add_findings_up(at: datetime) -> Text | None:
    """Add up which findings came and changed; nothing of it is told."""
    add_up()
    return None


def end_terms_of_rules(at: datetime) -> Text | None:
    """Take rules whose bounded time is over back into shadow; say how many, if any."""
    ended = end_terms(at)
    return Text(f"限期启用期满、转回试运行的规则 {len(ended)} 条。", f"Rules back in shadow, their time being over: {len(ended)}.") if ended else None


def retire_words(at: datetime) -> Text | None:
    """Retire the words of rules that are too seldom right; say how many, if any."""
    retired = retire_worn_out_words(at)
    return Text(f"规则用词停用 {len(retired)} 个。", f"Words of rules retired: {len(retired)}.") if retired else None


def learn_from_verdicts(at: datetime) -> Text | None:
    """Train the judge of the office's own verdicts, once a night where some were added; say how precise it is, if so."""
    told = train_on_verdicts(at)
    return told.text if told else None
