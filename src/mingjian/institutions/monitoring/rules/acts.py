"""What an officer does to a rule."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import KnownGood, Rule, RuleWord, Sample, named_by
from mingjian.institutions.monitoring.queries import detector_titles, rules_visible_to
from mingjian.institutions.monitoring.rules.services.ledger_facts import precision_told, told_of
from mingjian.institutions.monitoring.rules.services.words import digest_of, keep_words, titled
from mingjian.institutions.monitoring.services.exceptions import as_kept
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


# Approve a rule, as a second person: nobody approves what they wrote.
@act
def approve_rule(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Let a rule send clues from now on."""
    return Account(None, told_of(rule, is_whole=True, **precision_told(rule)))


# Take a shop off the list of those that no rule need look at.
@act
def drop_known_good(known_good: KnownGood, *, by: Officer, at: datetime) -> Account[None]:
    """Take it off. The ledger keeps that it stood there, and why."""
    known_good.delete()
    return Account(None, {"subject": known_good.subject, "why": known_good.why, "until": known_good.until or ""})


# Judge one hit of a sample: what a rule's precision is measured on.
@act
def judge_sample(sample: Sample, *, by: Officer, at: datetime, verdict: str) -> Account[None]:
    """Return whether a hit was right. Whoever judged may change their mind; somebody else's word stands."""
    if sample.judged_by_id not in (None, by.pk):
        raise StepRefused("这一条已由他人判断。", "Somebody else has judged this one.")
    before, is_right, rule = sample.is_right, verdict == "right", sample.trial.rule
    sample.is_right, sample.judged_by, sample.judged_at = is_right, by, at
    for word in RuleWord.objects.select_for_update().filter(rule=rule, word__in={span[3] for span in sample.spans}):
        if before is not None:
            _count(word, before, -1)
        _count(word, is_right, 1)
        word.save(update_fields=["confirmed", "rejected"])
    return Account(None, told_of(rule, rule=rule, sample=sample, subject=sample.subject, is_right=is_right))


def _count(word: RuleWord, is_right: bool, by: int) -> None:
    if is_right:
        word.confirmed = max(0, word.confirmed + by)
    else:
        word.rejected = max(0, word.rejected + by)


# Put a shop on the list of those that no rule need look at, or that one rule need not, or not for one value.
@act
def keep_known_good(
    *,
    by: Officer,
    at: datetime,
    platform_name: str,
    shop_number: str,
    known_good_kind: str,
    known_good_ground: str,
    known_until: str = "",
    known_rule: str = "",
    known_value: str = "",
) -> Account[KnownGood]:
    """
    Put a shop on the list, with why and until when; what is on it already is told anew.

    `known_rule`: key of the one detector, or number of the one rule of the own department, that passes it over. Raises BadInput for one that there is not.
    """
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    until = date.fromisoformat(known_until) if known_until else None
    told = {"kind": known_good_kind, "why": known_good_ground[:300], "until": until, "by": by, "at": at}
    kept, _ = KnownGood.objects.update_or_create(
        platform=platform_name[:60],
        shop_id=shop_number[:100],
        department=by.department,
        rule=_rule(known_rule.strip(), by),
        value=as_kept(known_value)[:60],
        defaults=told,
    )
    only = {"asked_of": named_by(kept.rule)} if kept.rule else {}
    return Account(kept, {"subject": kept.subject, "why": kept.why, "until": kept.until or "", **only})


def _rule(named: str, by: Officer) -> str:
    """Return the key of a rule by which findings name it, from what an officer named."""
    if not named or named in detector_titles():
        return named
    found = rules_visible_to(by).filter(number=named, department=by.department).first()
    if found is None:
        raise BadInput(f"没有检测器或者规则 {named[:60]}。", f"There is no detector or rule {named[:60]}.")
    return found.key


@act
def retire_rule(rule: Rule, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Let a rule find nothing any more, and say why. Its findings stay."""
    rule.said_last = reason[:500]
    return Account(None, told_of(rule, reason=rule.said_last))


# State that a shop on the list is good still.
@act
def review_known_good(known_good: KnownGood, *, by: Officer, at: datetime, known_good_review: str) -> Account[None]:
    """Keep when it was looked at; on what that rests, the ledger holds. Raises StepRefused where its day is over: it is put on the list anew."""
    if known_good.until and known_good.until < localtime(at).date():
        raise StepRefused("期限已过，请重新列入名单。", "Its day is over: put it on the list anew.")
    known_good.looked_at = at
    return Account(None, {"subject": known_good.subject})


# Write a rule anew: then nothing that was judged of it counts any more.
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


# Send a rule into shadow: it hits, and nobody gets a clue of it.
@act
def send_into_shadow(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Let a draft run along with the live rules from now on, without anybody being troubled by it."""
    return Account(None, told_of(rule))


# Send a rule back to its writer.
@act
def send_rule_back(rule: Rule, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Send it back, and say why."""
    rule.said_last = reason[:500]
    return Account(None, told_of(rule, reason=rule.said_last))


# Ask for approval of a rule: nothing is approved whose precision is not known.
@act
def submit_rule(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Ask for approval, with the precision on the card."""
    return Account(None, told_of(rule, **precision_told(rule)))


@act
def write_rule(*, by: Officer, at: datetime, title: str, content: Content, source: str) -> Account[Rule]:
    """Write a new rule as a draft. `source` says where its words come from."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    told = {"title": titled(title), "content": content.told(), "digest": digest_of(content), "written_by": by, "written_at": at}
    rule = Rule.objects.create(number=next_number(f"R{localtime(at).year}-"), department=by.department, **told)
    keep_words(rule, content, source, at)
    return Account(rule, told_of(rule, is_whole=True))
