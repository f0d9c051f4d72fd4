"""Ask for approval of a rule, give it, send it back, retire it. Nobody approves what they wrote, and nothing is approved whose precision is not known."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.queries import precision_of
from mingjian.institutions.monitoring.rules.acts.write_rule import note
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count


def submit_rule(rule: Rule, *, by: Officer, at: datetime) -> None:
    """Ask for approval, with the precision on the card."""
    require(by, "monitoring.write_rules")
    _move(rule, (Rule.State.DRAFT, Rule.State.SHADOW), Rule.State.WAITING, "rule_submitted", by, at)


def approve_rule(rule: Rule, *, by: Officer, at: datetime) -> None:
    """Let a rule send clues from now on, as a second person."""
    require(by, "monitoring.approve_rules")
    if rule.written_by_id == by.pk:
        raise NotPermitted("规则须由撰写人以外的人批准。", "A rule is approved by somebody other than its writer.")
    _move(rule, (Rule.State.WAITING,), Rule.State.LIVE, "rule_approved", by, at)


def send_rule_back(rule: Rule, reason: str, *, by: Officer, at: datetime) -> None:
    """Send a rule back to its writer, and say why."""
    require(by, "monitoring.approve_rules")
    _move(rule, (Rule.State.WAITING,), Rule.State.DRAFT, "rule_sent_back", by, at, reason)


def retire_rule(rule: Rule, reason: str, *, by: Officer, at: datetime) -> None:
    """Let a rule find nothing any more, and say why. Its findings stay."""
    require(by, "monitoring.approve_rules")
    _move(rule, tuple(state for state in Rule.State if state != Rule.State.RETIRED), Rule.State.RETIRED, "rule_retired", by, at, reason)


def _move(rule: Rule, before: tuple[str, ...], after: str, kind: str, by: Officer, at: datetime, reason: str | None = None) -> None:
    if reason is not None and not reason.strip():
        raise BadInput("请写明理由。", "Say why.")
    with transaction.atomic():
        held = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        if held.state not in before:
            raise StepRefused(f"规则现在是“{held.get_state_display()}”，不能这样办理。", f"The rule is {held.state}: this cannot be done now.")
        told: dict[str, object] = {}
        if after in (Rule.State.WAITING, Rule.State.LIVE):
            precision = precision_of(held)
            if not precision.is_enough:
                raise StepRefused(
                    f"准确率须先有据：至少判断 {FEWEST} 条样本，现有 {precision.judged} 条。",
                    f"Its precision must be known first: judge {FEWEST} hits of its sample at least; {precision.judged} are judged.",
                )
            told = {"right": Count(precision.right), "judged": Count(precision.judged)}
        if after == Rule.State.LIVE:
            held.approved_by, held.approved_at = by, at
        held.state, held.said_last = after, (reason or "").strip()[:500]
        held.save()
        note(held, kind, by=by, at=at, **told, **({"reason": held.said_last} if reason else {}))
    rule.refresh_from_db()
