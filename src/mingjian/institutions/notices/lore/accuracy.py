"""
How often the notices on one right held, by how they ended: open to its holder, by a formula that anybody can count again; it decides nothing.

Held: measures were taken and stand, or the dossier was closed with them. Did not hold: declined as no notice, dropped as incomplete, withdrawn, or
measures lifted. What is under way counts neither way. By the right and not by its holder's name: a right's code is known to its holder alone, while
anybody may write anybody's name at the public door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingjian.core.rules import Precision
from mingjian.institutions.notices.models import DECLINED, Notice, Right

#: How far it looks back. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=365)
#: Steps after which a notice, once closed, is taken to have held or not; the newest of them tells.
_HELD = frozenset({"keep_without_statement", "close_as_infringing", "keep_measures"})
_NOT = frozenset({"withdraw_notice", "take_back_notice", "lift_measures", "follow_decision", "lift_by_mistake", "drop_notice"})
_MOST = 2000  # notices looked through


@dataclass(frozen=True)
class Accuracy:
    """Of the notices on a right that ended within the time looked back: how many held, with bounds, and those that did not."""

    precision: Precision
    under_way: int
    failed: list[Notice]


def held(notice: Notice) -> bool | None:
    """Say whether a notice held; None while it is under way."""
    if notice.standing == DECLINED:
        return False
    if notice.dossier is None:
        return None
    kinds = notice.dossier.entries.filter(kind__in=_HELD | _NOT).order_by("-index").values_list("kind", flat=True)
    newest = next(iter(kinds[:1]), "")
    return newest in _HELD if newest else None


def accuracy_of(right: Right, at: datetime) -> Accuracy:
    """Count the notices that rest on a right, of the last year."""
    sent = Notice.objects.filter(right=right, sent_at__gte=at - WITHIN, sent_at__lte=at)
    judged = [(one, held(one)) for one in sent.select_related("dossier").order_by("-sent_at", "-id")[:_MOST]]
    ended = [(one, is_held) for one, is_held in judged if is_held is not None]
    right_ones = sum(is_held for _, is_held in ended)
    return Accuracy(Precision(right_ones, len(ended)), len(judged) - len(ended), [one for one, is_held in ended if not is_held][:10])
