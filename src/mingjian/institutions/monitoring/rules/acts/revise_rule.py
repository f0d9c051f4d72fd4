"""Write a rule anew: then nothing that was judged of it counts any more."""

from datetime import datetime

from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.institutions.monitoring.rules.services.words import digest_of, keep_words, titled
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def revise_rule(rule: Rule, *, by: Officer, at: datetime, title: str, content: Content, source: str) -> Account[Rule]:
    """
    Write a rule anew: it is a draft again, whoever revised it wrote it, and its words that are no longer wanted stay on record.

    What was judged of its words counts no more, either, where it asks something else now. A retired word that is written again begins anew: the rule is
    tried with it, so it must run with it once approved.
    """
    if rule.digest != digest_of(content):
        rule.words.update(confirmed=0, rejected=0)
        rule.words.filter(word__in=content.wanted).update(retired_on=None)
    rule.title, rule.content, rule.digest = titled(title), content.told(), digest_of(content)
    rule.written_by, rule.written_at, rule.approved_by, rule.approved_at = by, at, None, None
    keep_words(rule, content, source, at)
    return Account(rule, told_of(rule, is_whole=True))
