"""Where the parcels of a matter's shops were taken in: by outlet and county, counted, and drawn as lines from counties to shops. Nobody is named."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import sqrt

from mingjian.core.extraction.places import place_named
from mingjian.institutions.parcels.models import Attestation
from mingjian.institutions.parcels.services.sent import Waybill, sent_by
from mingjian.office.language import said
from mingjian.office.models import Officer

BACK, MOST, AT_ONCE = timedelta(days=366), 20_000, 500  # days of orders; parcels looked at; waybills asked for together
COUNTIES, SHOPS = 12, 6  # drawn; the others are told as a number
ROW, THINNEST, THICKEST = 40, 1.0, 9.0  # pixels


@dataclass(frozen=True)
class County:
    """A county with the outlets that took parcels in there, the most first, and how many each took."""

    code: str
    outlets: list[tuple[str, int]]

    @property
    def name(self) -> str:
        """Where it lies, in words; its code where no such county is known."""
        return said(place_named(self.code)) or self.code

    @property
    def parcels(self) -> int:
        """Return how many parcels were taken in there."""
        return sum(count for _, count in self.outlets)


@dataclass(frozen=True)
class Line:
    """A line from a county (left, 0) to a shop (right, 100): heights and width in pixels."""

    start: float
    end: float
    width: float


@dataclass(frozen=True)
class Route:
    """What was looked at (`parcels`), how many of those a courier attested, from which counties, to which shops."""

    parcels: int
    counties: list[County]
    shops: list[str]
    carried: dict[tuple[str, str], int]
    is_cut: bool

    @property
    def attested(self) -> int:
        """Return how many of the parcels a courier told of."""
        return sum(self.carried.values())

    @property
    def drawn(self) -> list[County]:
        """Return the counties that there is room for."""
        return self.counties[:COUNTIES]

    @property
    def drawn_shops(self) -> list[str]:
        """Return the shops that there is room for."""
        return self.shops[:SHOPS]

    @property
    def height(self) -> int:
        """Pixels of the picture."""
        return ROW * max(len(self.drawn), len(self.drawn_shops))

    @cached_property
    def lines(self) -> list[Line]:
        """Return a line for each county and shop with parcels, the thicker the more."""
        left = {one.code: self._at(place, len(self.drawn)) for place, one in enumerate(self.drawn)}
        right = {shop: self._at(place, len(self.drawn_shops)) for place, shop in enumerate(self.drawn_shops)}
        most = max(self.carried.values(), default=1)
        told = [(code, shop, count) for (code, shop), count in self.carried.items() if code in left and shop in right]
        return [Line(left[code], right[shop], THINNEST + (THICKEST - THINNEST) * sqrt(count / most)) for code, shop, count in told]

    def _at(self, place: int, count: int) -> float:
        return self.height * (place + 0.5) / count


def route_of(shops: Collection[str], on: date, officer: Officer) -> Route:
    """Count the parcels of some shops' (`platform/id`) orders of the year up to a day by where a courier took them in. Raises NotPermitted for no authority."""
    found, _ = sent_by(shops, on - BACK, on, officer, MOST)
    outlets, carried, of_shops = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[str]()
    for parcel, outlet, region in _taken_in(found):
        outlets[region, outlet] += 1
        carried[region, parcel.shop] += 1
        of_shops[parcel.shop] += 1
    counties = [County(code, _of(outlets, code)) for code in {code for code, _ in outlets}]
    ordered = sorted(counties, key=lambda one: (-one.parcels, one.code))
    return Route(len({one.number for one in found}), ordered, [shop for shop, _ in of_shops.most_common()], dict(carried), len(found) >= MOST)


def _of(outlets: Counter[tuple[str, str]], code: str) -> list[tuple[str, int]]:
    return [(outlet, count) for (region, outlet), count in outlets.most_common() if region == code]


def _taken_in(found: list[Waybill]) -> Iterator[tuple[Waybill, str, str]]:
    """Return each parcel that a courier attested, with outlet and county."""
    for begin in range(0, len(found), AT_ONCE):
        some = {one.number: one for one in found[begin : begin + AT_ONCE]}
        told = Attestation.objects.filter(waybill__in=some).order_by().values_list("waybill", "outlet", "region")
        yield from ((some[waybill], outlet, region) for waybill, outlet, region in told)
