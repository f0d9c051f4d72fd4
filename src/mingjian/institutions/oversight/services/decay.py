"""What departments say of a subject, each with what it still weighs: see `core.fading`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.fading import level, said, weight
from mingjian.core.language import Text
from mingjian.institutions.oversight.models import Sighting


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


def weighed(found: Iterable[Sighting], at: datetime) -> Seen:
    """Weigh sightings; of one department only its newest counts, since it may have changed its mind."""
    newest: dict[int, Sighting] = {}
    for one in sorted(found, key=lambda one: (one.at, one.pk)):
        newest[one.department_id] = one
    each = [Faded(one, weight(one.at, at)) for one in sorted(newest.values(), key=lambda one: one.at, reverse=True)]
    sums = {kind: sum(one.weight for one in each if one.sighting.verdict == kind) for kind in Sighting.Verdict}
    return Seen(each, sums[Sighting.Verdict.SEEN], sums[Sighting.Verdict.DOUBTED])


@dataclass(frozen=True)
class FadedClue:
    """What a clue still weighs, and when the same was last seen."""

    weight: float
    since: datetime

    @property
    def level(self) -> str:
        """Return how far it has faded, as a key."""
        return level(self.weight)

    @property
    def said(self) -> Text:
        """Return that in words."""
        return said(self.level)


def faded_of(opened_at: datetime, seen: Seen, at: datetime) -> FadedClue:
    """Return how far a clue has faded since it was opened, or since a department last saw the same. It decides nothing."""
    since = max([opened_at, *(one.sighting.at for one in seen.each if one.sighting.verdict == Sighting.Verdict.SEEN)])
    return FadedClue(weight(since, at), since)
