"""
The ladder for repeat sellers: how many rows of a shop were upheld within a year, the rung that this reaches, with its article; a person decides.

Upheld is a row whose measure stands in a dossier that ended so: closed without a statement, by a decision for the holder, or kept after the holder acted.
A page that was upheld in several notices counts once, of the first of them.
What is under way, lapsed, was withdrawn, restored or taken by mistake counts nothing, nor does a notice that was marked as malicious.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from mingjian.core.addresses import page_key
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.subjects import shop_of
from mingjian.institutions.notices.models import STANDING, STANDS, SellerDecision, Target
from mingjian.institutions.notices.services.malice import MARK, newest_mark
from mingjian.office.models import Department, Entry

#: How far it looks back. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=365)
_HELD = frozenset({"keep_without_statement", "close_as_infringing", "keep_measures"})
_MOST = 2000  # rows of the shops that are counted at once
_NOT_ASCII = r"[^ -~]"
MOST_SHOPS = 20  # that are counted at once


@dataclass(frozen=True)
class Rung:
    """A rung: from how many upheld rows, of how many notices, it is proposed; the article it rests on. The numbers are the node's own."""

    key: str
    rows: int
    notices: int
    ground: str

    @property
    def label(self) -> Text:
        """Return what it is."""
        return dict(rulebook().papers["seller_rung"].options)[self.key]


#: E-Commerce Law 36: warning, suspension and end of service under the platform's rules, which are published; 42 and 45: the necessary measures, among them the
#: end of trade, of a platform that knows. 58: a deposit for consumers, where it was agreed.
RUNGS = (
    Rung("warning", 1, 1, "ecl/36"),
    Rung("deposit", 2, 2, "ecl/58"),
    Rung("suspension", 3, 2, "ecl/36"),
    Rung("end", 5, 3, "ecl/45"),
)


@dataclass(frozen=True)
class Record:
    """What stands of one shop: its upheld rows, the newest first, and what was decided on it."""

    shop: str
    rows: list[Target]
    decisions: list[SellerDecision]

    @property
    def notices(self) -> int:
        """Of how many notices the upheld rows are."""
        return len({row.notice_id for row in self.rows})

    @property
    def reached(self) -> list[Rung]:
        """Return the rungs that the upheld rows reach."""
        return [one for one in RUNGS if len(self.rows) >= one.rows and self.notices >= one.notices]

    @property
    def standing(self) -> list[SellerDecision]:
        """Return what stands of what was decided."""
        return [one for one in self.decisions if one.standing == STANDS]


def records_of(platform: Department, shops: Collection[str], at: datetime) -> list[Record]:
    """Return what stands of some shops of a platform (20 at most, one look through its rows for all of them)."""
    chosen = sorted(set(shops))[:MOST_SHOPS]
    rows = _upheld(platform, chosen, at) if chosen else []
    decided = list(SellerDecision.objects.filter(department=platform, shop__in=chosen).select_related("decided_by", "ended_by"))
    return [Record(one, [row for row in rows if shop_of(row.address) == one], [kept for kept in decided if kept.shop == one]) for one in chosen]


def _upheld(platform: Department, shops: Collection[str], at: datetime) -> list[Target]:
    """Return the upheld rows whose address is of one of the shops, each page once (where it was upheld first), the newest first."""
    newest = Entry.objects.filter(dossier=OuterRef("notice__dossier"), kind__in=_HELD | _ENDED).order_by("-index").values("kind")[:1]
    held = Target.objects.filter(_may_name(shops), platform=platform, state__in=STANDING, decided_at__gte=at - WITHIN, decided_at__lte=at)
    told = held.annotate(newest=Subquery(newest), marked=Subquery(newest_mark("notice__dossier"))).filter(
        Q(marked__isnull=True) | ~Q(marked=MARK), newest__in=_HELD
    )
    first: dict[str, int] = {}
    for key, address in told.order_by("decided_at", "pk").values_list("pk", "address").iterator():
        if shop_of(address) in shops:
            first.setdefault(page_key(address), key)
    chosen = list(first.values())[-_MOST:]
    rows = Target.objects.filter(pk__in=chosen).select_related("notice__right").defer("note", "statement", "draft", "notice__addresses", "notice__facts")
    return list(rows.order_by("-decided_at", "-pk"))


def _may_name(shops: Iterable[str]) -> Q:
    """Return a condition on rows that leaves out none of some shops: an address names one as it is, or with signs that are escaped or of full width."""
    named = Q(address__contains="%") | Q(address__regex=_NOT_ASCII)
    for shop in shops:
        named |= Q(address__contains=shop.rpartition("/")[2])
    return named


#: After these nothing is upheld, whatever came before.
_ENDED = frozenset({"lift_measures", "follow_decision", "take_back_notice", "withdraw_notice", "withdraw_measured", "lift_by_mistake", "reopen_notice"})
