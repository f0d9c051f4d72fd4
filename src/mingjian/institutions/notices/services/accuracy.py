"""
How often the notices on one right held, by how they ended: open to its holder, by a formula that anybody can count again; it decides nothing.

Held: measures were taken and stand, or the dossier was closed with them. Did not hold: declined as no notice or with reasons, dropped as
incomplete, withdrawn, lifted by a decision, or marked as malicious. A lapse of the fifteen days is neither: nobody decided that the notice
was wrong. What is under way counts neither way. By the right and not by its holder's name: a right's code is known to its holder alone,
while anybody may write anybody's name at the public portal. A notice on which an appeal was upheld counts neither way, and the appeals are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery

from mingjian.core.language import Text
from mingjian.core.rules import Precision
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.notices.models import DECLINED, UNDONE, UPHELD, FigureAppeal, Notice, Right
from mingjian.institutions.notices.services.lanes import ORDINARY, Lane, lane_of
from mingjian.institutions.notices.services.malice import MARK, newest_mark
from mingjian.office.models import Entry

#: How far it looks back. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=365)
#: Steps after which a notice, once closed, is taken to have held or not; the newest of them tells.
_HELD = frozenset({"keep_without_statement", "close_as_infringing", "keep_measures"})
_NOT = frozenset({"withdraw_notice", "withdraw_measured", "take_back_notice", "follow_decision", "drop_notice", "close_without_measures"})
#: Steps after which nothing is said of a notice: its days lapsed, or it is under way again.
_LAPSED = "lift_measures"
_NEITHER = frozenset({_LAPSED, "lift_by_mistake", "restore_measures", "reopen_notice", "reopen_undecided", "follow_preservation"})
_MOST, _SHOWN = 2000, 10  # notices looked through; those that did not hold that a page names


@dataclass(frozen=True)
class Accuracy:
    """
    Of the notices on a right that ended within the time looked back: how many held, with bounds, those that did not, and how many lapsed undecided.

    `marked`: how many bear a mark of malice that no appeal took out of the figure.
    """

    precision: Precision
    under_way: int
    failed: list[Notice]
    lapsed: int = 0
    appeals: int = 0
    upheld: int = 0
    marked: int = 0

    @property
    def lane(self) -> Lane:
        """Return the lane of notices on the right, by a formula that is public."""
        return lane_of(self.precision, self.marked)


def accuracy_of(right: Right, at: datetime) -> Accuracy:
    """Count the notices that rest on a right, of the last year."""
    steps = Entry.objects.filter(dossier=OuterRef("dossier"), kind__in=_HELD | _NOT | _NEITHER).order_by("-index")
    sent = Notice.objects.filter(right=right, sent_at__range=(at - WITHIN, at)).exclude(standing=UNDONE)
    told = sent.annotate(newest=Subquery(steps.values("kind")[:1]), marked=Subquery(newest_mark()))
    stands = list(told.order_by("-sent_at", "-id").values_list("pk", "standing", "newest", "marked")[:_MOST])
    appealed = dict(FigureAppeal.objects.filter(notice__right=right, figure=FigureAppeal.NOTIFIER).values_list("notice", "standing"))
    stands = [one for one in stands if appealed.get(one[0]) != UPHELD]
    marked_ones = sum(marked == MARK for _, _, _, marked in stands)
    failed = [pk for pk, standing, newest, marked in stands if standing == DECLINED or newest in _NOT or marked == MARK]
    others = [newest for pk, _, newest, _ in stands if pk not in set(failed)]
    right_ones, lapsed = sum(newest in _HELD for newest in others), others.count(_LAPSED)
    ended = right_ones + len(failed)
    shown = Notice.objects.filter(pk__in=failed[:_SHOWN]).order_by("-sent_at", "-id").defer("facts")
    upheld = list(appealed.values()).count(UPHELD)
    return Accuracy(Precision(right_ones, ended), len(stands) - ended - lapsed, list(shown), lapsed, len(appealed), upheld, marked_ones)


NOT_APART = Lane(ORDINARY, Text("最近一年有结果的不足二十件，不作区分", "under twenty decided within a year: nobody is put apart"))


def lanes_of(rights: Iterable[Right], at: datetime) -> dict[int, Lane]:
    """
    Return the lane of notices on each of some rights, by its key, for the order of a queue: those with too few to be put apart, and no mark, are ordinary
    without being counted, so that their reason tells no figures.
    """
    known = {one.pk: one for one in rights}
    sent = Notice.objects.filter(right__in=known, sent_at__range=(at - WITHIN, at)).order_by().values_list("right")
    many = {right for right, count in sent.annotate(count=Count("pk")) if count >= FEWEST}
    marked = set(Entry.objects.filter(dossier__notice__right__in=known, kind=MARK).values_list("dossier__notice__right", flat=True))
    counted = many | marked
    return {pk: accuracy_of(one, at).lane if pk in counted else NOT_APART for pk, one in known.items()}
