"""
Questions between nodes, hit or no hit: what another node asks, within its budget, and what came of this node's own.

Either node counts: the asker before it asks, the asked before it answers. Both enter who asked for what and how many values, and never which.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.timezone import localtime

from mingjian.core.agreement.sheet import Agreement, Budget
from mingjian.core.wire import words
from mingjian.core.wire.encoding import decoded
from mingjian.core.wire.hits import MOST_KEPT, MOST_VALUES, Secret, found, read_points
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import Peer, Question, QuestionTaken
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, counts, enter

KIND = "question"
_LONGEST_CONTACT = 200


def budget_of(sheet: Agreement) -> Budget:
    """Return how much may be asked for under an agreement; nothing where it sets no budget."""
    return next((one.budget for one in sheet.clauses.values() if one.shares == KIND and one.budget), Budget(0, 0))


def asked_today(officer: Officer, at: datetime) -> int:
    """Return how many values an officer has asked for since midnight."""
    return sum(len(one) for one in Question.objects.filter(by=officer, at__gte=_midnight(at)).values_list("kinds", flat=True))


def taken_today(peer: Peer, at: datetime) -> int:
    """Return how many values another node has asked for since midnight here."""
    return QuestionTaken.objects.filter(peer=peer, at__gte=_midnight(at)).aggregate(all=Sum("count"))["all"] or 0


def _midnight(at: datetime) -> datetime:
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def take_question(item: Mapping[str, Any], peer: Peer, told: Mapping[str, Any], sheet: Agreement, at: datetime) -> None:
    """Keep what another node asks until it is answered. Raises Refusal for what is not understood, or over its budget."""
    points, name = item.get("points"), str(item[KIND])
    if QuestionTaken.objects.filter(name=name).exists():
        return
    if not isinstance(points, dict) or not points or not set(points) <= set(words.HIT_KINDS):
        raise Refusal("malformed_item", "points")
    kinds = {kind: len(read_points(text, MOST_VALUES)) for kind, text in points.items()}
    count = sum(kinds.values())
    if not 0 < count <= MOST_VALUES:
        raise Refusal("malformed_item", "points")
    if taken_today(peer, at) + count > budget_of(sheet).node_a_day:
        raise Refusal("budget_spent", str(count))
    kept = {"points": points, "kinds": kinds, "count": count, "purpose": str(told["purpose"]), "region": str(told["for"])[:6]}
    QuestionTaken.objects.create(name=name, peer=peer, at=at, **kept)
    enter("question_taken", at=at, question=name, node=peer.node, purpose=str(told["purpose"]), kinds=counts(kinds))


def take_answer(item: Mapping[str, Any], peer: Peer, at: datetime) -> None:
    """Note which of its values another node has. Raises Refusal for an answer that belongs to no question of this node."""
    question = Question.objects.select_for_update().filter(name=str(item["question_answer"]), peer=peer).first()
    told, contact = item.get("answers"), item.get("contact")
    if question is None or not isinstance(told, dict) or not isinstance(contact, str) or len(contact) > _LONGEST_CONTACT or not contact.isprintable():
        raise Refusal("malformed_item", "question_answer")
    if question.answered_at is not None:
        return
    secret, hits = Secret(decoded(question.secret["key"], 32)), []
    for kind in sorted(set(question.kinds)):
        answer = told.get(kind)
        if not isinstance(answer, dict):
            raise Refusal("malformed_item", kind)
        doubled = read_points(answer.get("points"), MOST_VALUES)
        if len(doubled) != question.kinds.count(kind):
            raise Refusal("malformed_item", kind)
        hits += [kind] if any(found(secret, doubled, read_points(answer.get("kept"), MOST_KEPT))) else []
    question.answered_at, question.hits, question.contact, question.secret = at, hits, contact, {}
    question.save()
    enter("question_answered", at=at, question=question.name, node=peer.node, dossier=question.clue, hits=hits, values=Count(len(question.kinds)))
