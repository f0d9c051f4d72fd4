"""Write a rule, or write it anew: then nothing that was judged of it counts any more."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Rule, RuleWord
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import counts, enter


def write_rule(title: str, content: Content, *, source: str, by: Officer, at: datetime) -> Rule:
    """Write a new rule as a draft. `source` says where its words come from."""
    require(by, "monitoring.write_rules")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        number = next_number(f"R{localtime(at).year}-")
        rule = Rule(
            number=number, title=_titled(title), content=content.told(), digest=digest_of(content), department=by.department, written_by=by, written_at=at
        )
        rule.save()
        _keep_words(rule, content, source, at)
        note(rule, "rule_written", by=by, at=at)
    return rule


def revise_rule(rule: Rule, title: str, content: Content, *, source: str, by: Officer, at: datetime) -> Rule:
    """
    Write a rule anew: it is a draft again, whoever revised it wrote it, and its words that are no longer wanted stay on record.

    What was judged of its words counts no more, either, where it asks something else now. A retired word that is written again begins anew: the rule is
    tried with it, so it must run with it once approved.
    """
    require(by, "monitoring.write_rules")
    with transaction.atomic():
        held = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        if held.state == Rule.State.RETIRED:
            raise StepRefused("已退役的规则不能再改，请另写一条。", "A retired rule is not revised: write another.")
        if held.digest != digest_of(content):
            held.words.update(confirmed=0, rejected=0)
            held.words.filter(word__in=content.wanted).update(retired_on=None)
        held.title, held.content, held.digest = _titled(title), content.told(), digest_of(content)
        held.state, held.written_by, held.written_at = Rule.State.DRAFT, by, at
        held.approved_by = held.approved_at = None
        held.save()
        _keep_words(held, content, source, at)
        note(held, "rule_revised", by=by, at=at)
    return held


def digest_of(content: Content) -> str:
    """Give the digest of what a rule asks."""
    return sha256(json.dumps(content.told(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def note(rule: Rule, kind: str, *, by: Officer | None, at: datetime, **more: Any) -> None:
    """Enter what was done to a rule into the ledger, with what the rule asks at that time."""
    told: dict[str, Any] = {"title": rule.title, "digest": rule.digest, "state": str(rule.state), **more}
    if kind in {"rule_written", "rule_revised", "rule_approved"}:
        told["content"] = counts(rule.content)
    enter(kind, at=at, about=rule, by=by, **told)


def _titled(title: str) -> str:
    if not title.strip():
        raise BadInput("规则须有名称。", "A rule needs a name.")
    return visible(title.strip()[:120])


def _keep_words(rule: Rule, content: Content, source: str, at: datetime) -> None:
    known = set(rule.words.values_list("word", flat=True))
    RuleWord.objects.bulk_create(
        RuleWord(rule=rule, word=word, added_on=localtime(at).date(), source=visible(source.strip()[:200])) for word in content.wanted if word not in known
    )
