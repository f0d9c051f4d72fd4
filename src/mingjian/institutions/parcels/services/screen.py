"""
Which outlets attest badly, ranked so that a small one is not called bad for one parcel: by the lowest share that goes with what was counted.

The share is of parcels that owe a check (no letter, no customer with an agreement) and were taken in without it, as the courier itself attests; beside it
stand what an authority's own test postings found and how many parcels one sender posted there in a day. It decides nothing: it says where to look first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from mingjian.core.errors import MingjianError
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.rules import Precision
from mingjian.institutions.parcels.models import Posting
from mingjian.institutions.parcels.queries import attestations_visible_to, postings_visible_to
from mingjian.institutions.parcels.services.rows import EXEMPT
from mingjian.office.models import Department, Officer

#: How far the page looks back. No article names a term: this is the node's own figure.
WITHIN = timedelta(days=92)

Key = tuple[int, str, str]  # courier, outlet, region


@dataclass(frozen=True)
class Outlet:
    """One outlet of a courier. `unchecked`: of parcels that owe a check, those without; `tests`: of test postings, those with a duty not done."""

    courier: str
    outlet: str
    place: Text | None
    parcels: int
    unchecked: Precision
    busiest: int
    tests: Precision


def outlets_for(officer: Officer, today: date) -> list[Outlet]:
    """Return the outlets that the officer may see, of the last `WITHIN`: the surest to leave checks out first, by the lower bound, then by tests."""
    attested = attestations_visible_to(officer).filter(sent_on__gt=today - WITHIN, sent_on__lte=today)
    owed = ~Q(sender_kind__in=EXEMPT)
    counted = attested.order_by().values_list("courier", "outlet", "region")
    rows = counted.annotate(parcels=Count("pk"), owed=Count("pk", filter=owed), bare=Count("pk", filter=owed & Q(is_checked=False)))
    counts: dict[Key, tuple[int, int, int]] = {(courier, name, region): (n, of, bare) for courier, name, region, n, of, bare in rows}
    busiest: Counter[Key] = Counter()
    for courier, name, region, *_, n in (
        counted.filter(owed).exclude(identity="").values_list("courier", "outlet", "region", "identity", "sent_on").annotate(n=Count("pk")).filter(n__gt=1)
    ):
        busiest[courier, name, region] = max(busiest[courier, name, region], n)
    tested = _tested(postings_visible_to(officer).filter(posted_on__gt=today - WITHIN, posted_on__lte=today))
    names = {one.pk: one.name for one in Department.objects.filter(pk__in={key[0] for key in (*counts, *tested)})}
    found = [_outlet(names[key[0]], key, counts.get(key, (0, 0, 0)), busiest[key], tested.get(key, Precision(0, 0))) for key in {**counts, **tested}]
    return sorted(found, key=lambda one: (-one.unchecked.low, -one.tests.low, -one.parcels, one.courier, one.outlet))


def duties(day: date) -> tuple[str, ...]:
    """Return the articles on which check and inspection rest on a day, as the sheet of real-name delivery has them; none where no sheet was in force."""
    try:
        steps = rulebook().sheet("real_name_delivery", day).steps
    except MingjianError:
        return ()
    return tuple(dict.fromkeys((*steps["check_identity"].ground, *steps["inspect"].ground)))


def _tested(postings: Iterable[Posting]) -> dict[Key, Precision]:
    """Count test postings by outlet: a duty was not done where nobody was identified, or nothing was looked into."""
    counts: dict[Key, Precision] = {}
    for one in postings:
        key = one.courier_id, one.outlet, one.region
        before = counts.get(key, Precision(0, 0))
        bad = one.identity in {Posting.Identity.NOT_ASKED, Posting.Identity.OTHERS} or one.inspection == Posting.Inspection.NOT_OPENED
        counts[key] = Precision(before.right + bad, before.judged + 1)
    return counts


def _outlet(courier: str, key: Key, counts: tuple[int, int, int], busiest: int, tests: Precision) -> Outlet:
    parcels, owed, bare = counts
    return Outlet(courier, key[1], place_named(key[2]), parcels, Precision(bare, owed), busiest or min(parcels, 1), tests)
