"""How what was seen fades: by half every ninety days. The half-life is this house's assumption, rests on no text, and decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingjian.institutions.oversight.models import Sighting

HALF_LIFE = 90.0  # days


@dataclass(frozen=True)
class Faded:
    """One sighting with what it still weighs, 0 to 1."""

    sighting: Sighting
    weight: float


@dataclass(frozen=True)
class Seen:
    """What several departments say of a subject: each with its weight, and the sums of both sides."""

    each: list[Faded]
    seen: float
    doubted: float


def weight(seen_at: datetime, at: datetime) -> float:
    """Return what a sighting weighs at an instant: 1 when new, half of it after each half-life; of what lies ahead, 1."""
    days = max(0.0, (at - seen_at).total_seconds() / 86400)
    return float(0.5 ** (days / HALF_LIFE))


def weighed(found: Iterable[Sighting], at: datetime) -> Seen:
    """Weigh sightings; of one department only its newest counts, since it may have changed its mind."""
    newest: dict[int, Sighting] = {}
    for one in sorted(found, key=lambda one: (one.at, one.pk)):
        newest[one.department_id] = one
    each = [Faded(one, weight(one.at, at)) for one in sorted(newest.values(), key=lambda one: one.at, reverse=True)]
    sums = {kind: sum(one.weight for one in each if one.sighting.verdict == kind) for kind in Sighting.Verdict}
    return Seen(each, sums[Sighting.Verdict.SEEN], sums[Sighting.Verdict.DOUBTED])
