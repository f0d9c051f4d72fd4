"""
How often the notices on one right held, by how they ended: open to its holder, by a formula that anybody can count again; it decides nothing.

Held: measures were taken and stand, or the dossier was closed with them. Did not hold: declined as no notice, dropped as incomplete, withdrawn, or
lifted by a decision. A lapse of the fifteen days is neither: nobody decided that the notice was wrong. What is under way counts neither way. By the
right and not by its holder's name: a right's code is known to its holder alone, while anybody may write anybody's name at the public door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingjian.core.rules import Precision
from mingjian.institutions.notices.models import DECLINED, Notice, Right

#: How far it looks back. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=365)
#: Steps after which a notice, once closed, is taken to have held or not; the newest of them tells.
_HELD = frozenset({"keep_without_statement", "close_as_infringing", "keep_measures"})
_NOT = frozenset({"withdraw_notice", "take_back_notice", "follow_decision", "drop_notice"})
#: Steps after which nothing is said of a notice: its days lapsed, or it is under way again.
_NEITHER = frozenset({"lift_measures", "lift_by_mistake", "restore_measures", "reopen_notice", "follow_preservation"})
_MOST = 2000  # notices looked through


@dataclass(frozen=True)
class Accuracy:
    """Of the notices on a right that ended within the time looked back: how many held, with bounds, those that did not, and how many lapsed undecided."""

    precision: Precision
    under_way: int
    failed: list[Notice]
    lapsed: int = 0


def held(notice: Notice) -> bool | None:
    """Return whether a notice held; None while it is under way, and where its days lapsed without a decision."""
    if notice.standing == DECLINED:
        return False
    if notice.dossier is None:
        return None
    newest = _newest(notice)
    return newest in _HELD if newest in _HELD | _NOT else None


def _newest(notice: Notice) -> str:
    """Return the newest step that says anything of how a notice stands."""
    if notice.dossier is None:
        return ""
    kinds = notice.dossier.entries.filter(kind__in=_HELD | _NOT | _NEITHER).order_by("-index").values_list("kind", flat=True)
    return next(iter(kinds[:1]), "")


def accuracy_of(right: Right, at: datetime) -> Accuracy:
    """Count the notices that rest on a right, of the last year."""
    sent = Notice.objects.filter(right=right, sent_at__gte=at - WITHIN, sent_at__lte=at)
    judged = [(one, held(one)) for one in sent.select_related("dossier").order_by("-sent_at", "-id")[:_MOST]]
    ended = [(one, is_held) for one, is_held in judged if is_held is not None]
    right_ones = sum(is_held for _, is_held in ended)
    lapsed = sum(_newest(one) == "lift_measures" for one, is_held in judged if is_held is None)
    failed = [one for one, is_held in ended if not is_held]
    return Accuracy(Precision(right_ones, len(ended)), len(judged) - len(ended) - lapsed, failed[:10], lapsed)
