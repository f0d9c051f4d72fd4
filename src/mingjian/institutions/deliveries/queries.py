"""Questions about sources that come by themselves."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from mingjian.core.deliveries import ways
from mingjian.core.deliveries.configuration import sources_in
from mingjian.core.deliveries.source import Source
from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.deliveries.models import Delivery, Look
from mingjian.office.institution import Measure

LISTED = 50


@dataclass(frozen=True)
class Standing:
    """A source as it stands: when it was looked at, what came, for how many days nothing has, and whether that is too long."""

    source: Source
    look: Look | None
    refused: int
    days: int

    @property
    def way(self) -> Text:
        """Return what its kind of source is called."""
        return ways()[self.source.way].title

    @property
    def is_silent(self) -> bool:
        """Return whether nothing good came for longer than whoever runs the node set."""
        return self.days >= self.source.silent_after


def sources() -> list[Source]:
    """Return the sources that this node looks at. Raises BadInput for a file that cannot be read."""
    return sources_in(Path(settings.HOME) / "deliveries.yaml")


def source_named(name: str) -> Source:
    """Return one by its name. Raises NotFound."""
    found = next((one for one in sources() if one.name == name), None)
    if found is None:
        raise NotFound(f"没有来源 {name[:64]}。", f"There is no source {name[:64]!r}.")
    return found


def standings(at: datetime) -> list[Standing]:
    """Return how each source stands."""
    looks = {one.source: one for one in Look.objects.all()}
    refused = dict(Delivery.objects.filter(stands="refused").order_by().values_list("source").annotate(Count("pk")))
    return [Standing(one, looks.get(one.name), refused.get(one.name, 0), _days(looks.get(one.name), at)) for one in sources()]


def _days(look: Look | None, at: datetime) -> int:
    return max((at - (look.good_at or look.since)).days, 0) if look else 0


def deliveries() -> list[Delivery]:
    """Return the newest files that came."""
    return list(Delivery.objects.all()[:LISTED])


def measured(at: datetime) -> list[Measure]:
    """Return for how many days nothing came of each source, and how many of its files are set aside."""
    rows = standings(at)
    return [
        Measure("mingjian_source_silent_days", "Days since a file of a source was loaded.", "source", {one.source.name: float(one.days) for one in rows}),
        Measure("mingjian_source_refused", "Files of a source that are set aside.", "source", {one.source.name: float(one.refused) for one in rows}),
    ]
