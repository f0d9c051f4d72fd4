"""Write a rule."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.institutions.monitoring.rules.services.words import digest_of, keep_words, titled
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


@act
def write_rule(*, by: Officer, at: datetime, title: str, content: Content, source: str) -> Account[Rule]:
    """Write a new rule as a draft. `source` says where its words come from."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    told = {"title": titled(title), "content": content.told(), "digest": digest_of(content), "written_by": by, "written_at": at}
    rule = Rule.objects.create(number=next_number(f"R{localtime(at).year}-"), department=by.department, **told)
    keep_words(rule, content, source, at)
    return Account(rule, told_of(rule, is_whole=True))
