"""What a rule is made of: a title that is seen as it is, and its words on record since when and from where."""

import json
from datetime import datetime
from hashlib import sha256

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Rule, RuleWord
from mingjian.office.lists.text import visible


def digest_of(content: Content) -> str:
    """Return the digest of what a rule asks."""
    return sha256(json.dumps(content.told(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def titled(title: str) -> str:
    """Return a title as it is kept. Raises BadInput where there is none."""
    if not title.strip():
        raise BadInput("规则须有名称。", "A rule needs a name.")
    return visible(title.strip()[:120])


def keep_words(rule: Rule, content: Content, source: str, at: datetime) -> None:
    """Keep the words that a rule looks for and had not before, with their source."""
    known = set(rule.words.values_list("word", flat=True))
    RuleWord.objects.bulk_create(
        RuleWord(rule=rule, word=word, added_on=localtime(at).date(), source=visible(source.strip()[:200])) for word in content.wanted if word not in known
    )
