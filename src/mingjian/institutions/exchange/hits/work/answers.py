"""Answer what other nodes asked, hit or no hit: by the sweep, since many values take seconds."""

from datetime import datetime

from django.db import transaction

from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.hits import MOST_VALUES, answered, read_points
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.hits.services.compared_values import own_values
from mingjian.institutions.exchange.models import Outgoing, QuestionTaken
from mingjian.institutions.exchange.services.node import department_for
from mingjian.institutions.exchange.services.outbox import following

MOST = 20  # questions that are answered in one round


def answer_waiting(at: datetime) -> int:
    """Answer the questions that wait, the oldest first, and return how many."""
    waiting = list(QuestionTaken.objects.filter(answered_at__isnull=True).select_related("peer").order_by("pk")[:MOST])
    own = {kind: own_values(kind) for kind in {kind for one in waiting for kind in one.kinds}}
    return sum(_answer(one, own, at) for one in waiting)


@transaction.atomic
def _answer(one: QuestionTaken, own: dict[str, set[str]], at: datetime) -> bool:
    told = {}
    try:
        for kind, text in one.points.items():
            points, kept = answered(kind, read_points(text, MOST_VALUES), own[kind])
            told[kind] = {"points": points, "kept": kept}
    except Refusal:  # a point of small order: whoever sends one learns nothing
        told = {}
    item = said_item("question_answer", one.name, answers=told, contact=department_for(one.region).name_zh[:200])
    Outgoing.objects.create(peer=one.peer, kind="question_answer", name=one.name, item=item, asked=following(one.peer.node), queued_at=at, by=None)
    one.answered_at, one.points = at, {}
    one.save(update_fields=["answered_at", "points"])
    return bool(told)
