"""
The share of cases that went to the police, for the public: by sector of goods and by region, by count and by value, with bounds and without small cells.

A table is of a calendar year: of the cases filed in it, those that were transferred until the end of March after it. From then on it does not change, so
that no later table gives away the one case by which it differs. Values are told in ten thousand yuan, and only where no single case makes up half of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Exists, F, FloatField, Max, OuterRef, Sum
from django.db.models.functions import Cast
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.rules.precision import Precision, wilson
from mingjian.core.small_cells import TOTAL, AtLeast, without_small_cells
from mingjian.institutions.cases.models import PROCEDURE, Case
from mingjian.institutions.figures.services.outside import LEAST
from mingjian.office.language import said
from mingjian.office.models import Department, Entry

SENT, KEPT = "sent", "kept"
YEARS = 5
#: The day after the last on which a transfer counts for the year before, and from which that year's table is told.
CUT = (4, 1)
TEN_THOUSAND = 10_000
_NO_FIELD = "none"
_POOLED = "~"  # behind every other key
NAMED_OF_POOL = 4


@dataclass(frozen=True)
class ByValue:
    """A share by value: of how many ten thousand yuan how many, and its bounds by the effective number of cases (Kish)."""

    sent: int
    of_all: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class RatioLine:
    """One row: what it is of; cases transferred and filed, None or `AtLeast` where a count is left out; the shares, where they may be told."""

    label: str
    sent: int | AtLeast | None
    filed: int | AtLeast | None
    by_count: Precision | None
    by_value: ByValue | None

    @property
    def is_total(self) -> bool:
        """Return whether it is the last row, of all."""
        return not self.label


@dataclass(frozen=True)
class PublicRatio:
    """The tables of a year, each row's total last."""

    year: int
    by_sector: list[RatioLine]
    by_region: list[RatioLine]


@dataclass
class _Sums:
    """What some cases come to: how many, how many have a sum, yuan, the largest, the sum of squares."""

    cases: int = 0
    valued: int = 0
    value: float = 0.0
    most: float = 0.0
    squares: float = 0.0

    def add(self, other: "_Sums") -> None:
        """Add another group."""
        self.cases, self.valued, self.value = self.cases + other.cases, self.valued + other.valued, self.value + other.value
        self.most, self.squares = max(self.most, other.most), self.squares + other.squares

    @property
    def is_tellable(self) -> bool:
        """Return whether its value points to no single case: none at all, or enough of which none makes up half."""
        return not self.cases or (self.valued >= LEAST and 2 * self.most <= self.value)


def years_told(at: datetime) -> list[int]:
    """Return the years whose table is told, the newest first."""
    today = localtime(at).date()
    newest = today.year - 1 if (today.month, today.day) >= CUT else today.year - 2
    return [newest - back for back in range(YEARS)]


def public_ratio(year: int) -> PublicRatio:
    """Return the tables of a year, of all authorities of the node."""
    groups = _groups(year)
    fields, regions = rulebook().vocabularies["goods_fields"], _regions()
    by_sector = _lines(groups, lambda field, _region: field, lambda key: said(fields[key]) if key in fields else "—")
    by_region = _lines(groups, lambda _field, region: region, lambda key: regions.get(key, key))
    return PublicRatio(year, by_sector, by_region)


def _regions() -> dict[str, str]:
    """Return what a region is called: by the market regulation department that answers for it."""
    found = Department.objects.filter(kind=Department.Kind.MARKET_REGULATION).order_by("-pk")
    return {one.region: one.name for one in found}


def _groups(year: int) -> dict[tuple[str, str], dict[str, _Sums]]:
    """Return by field of goods and region what the cases filed in a year come to, those transferred in time and the others."""
    first, until, cut = (_midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1)), _midnight(date(year + 1, *CUT)))
    went = Entry.objects.filter(dossier__arose_from=OuterRef("dossier"), dossier__procedure="crime_transfer", kind="transfer", at__lt=cut)
    filed = Case.objects.filter(dossier__procedure=PROCEDURE, dossier__opened_at__gte=first, dossier__opened_at__lt=until).annotate(went=Exists(went))
    value = Cast(F("goods_value"), FloatField())
    grouped = filed.order_by().values_list("field", "dossier__department__region", "went")
    told = grouped.annotate(cases=Count("pk"), valued=Count("goods_value"), summed=Sum(value), most=Max(value), squares=Sum(value * value))
    groups: dict[tuple[str, str], dict[str, _Sums]] = defaultdict(lambda: {SENT: _Sums(), KEPT: _Sums()})
    for field, region, is_sent, cases, valued, summed, most, squares in told:
        groups[field or _NO_FIELD, region][SENT if is_sent else KEPT].add(_Sums(cases, valued, summed or 0.0, most or 0.0, squares or 0.0))
    return groups


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())


def _lines(groups: Mapping[tuple[str, str], Mapping[str, _Sums]], key_of: Callable[[str, str], str], label: Callable[[str], str]) -> list[RatioLine]:
    """
    Return a line for each sector or region, those with small counts in one, and the total.

    A value is told only where its own row tells both counts, and that of all only where each row does.
    """
    rows: dict[str, dict[str, _Sums]] = defaultdict(lambda: {SENT: _Sums(), KEPT: _Sums()})
    for (field, region), sums in groups.items():
        for part, of_part in sums.items():
            rows[key_of(field, region)][part].add(of_part)
    if not rows:
        return []
    pooled = _pooled({key: {part: sums.cases for part, sums in parts.items()} for key, parts in rows.items()})
    names = {key: label(key) for key in rows}
    if pooled:
        rows[_POOLED] = {part: _summed(rows[key][part] for key in pooled) for part in (SENT, KEPT)}
        names[_POOLED] = _name_of_pool([names[key] for key in pooled])
        for key in pooled:
            del rows[key]
    counts = Counter({(key, part): sums.cases for key, parts in rows.items() for part, sums in parts.items()})
    safe = without_small_cells(counts, LEAST)
    lines = [_line(names[key], dict(zip((*safe.columns, TOTAL), safe.row(key), strict=True)), rows[key]) for key in sorted(safe.rows)]
    total = dict(zip((*safe.columns, TOTAL), safe.row(TOTAL), strict=True))
    whole = {part: _summed(parts[part] for parts in rows.values()) for part in (SENT, KEPT)}
    return [*lines, _line("", total, whole if all(one.by_value for one in lines) else None)]


def _pooled(cases: Mapping[str, Mapping[str, int]]) -> list[str]:
    """
    Return the rows that are told together, so that no count of the table is small: none, or two at least.

    The table by sector and that by region have one total. Were a small count left out of one of them, the other would tell the total, and the difference.
    """

    def is_small(counts: Iterable[int]) -> bool:
        return any(0 < count < LEAST for count in counts)

    by_size = sorted(cases, key=lambda key: (sum(cases[key].values()), key))
    pool = [key for key in by_size if is_small(cases[key].values())]
    others = [key for key in by_size if key not in pool]
    while pool and others and (len(pool) == 1 or is_small(sum(cases[key][part] for key in pool) for part in (SENT, KEPT))):
        pool.append(others.pop(0))
    return sorted(pool) if len(pool) > 1 else []


def _name_of_pool(names: Sequence[str]) -> str:
    """Name a row of several: up to four by name, more by the first and how many there are."""
    if len(names) <= NAMED_OF_POOL:
        return _("%(names)s together") % {"names": said(Text("；".join(names), "; ".join(names)))}
    return _("%(first)s and %(more)d others together") % {"first": names[0], "more": len(names) - 1}


def _summed(groups: Iterable[_Sums]) -> _Sums:
    found = _Sums()
    for one in groups:
        found.add(one)
    return found


def _line(label: str, told: Mapping[str, int | AtLeast | None], sums: Mapping[str, _Sums] | None) -> RatioLine:
    sent, kept, filed = told.get(SENT), told.get(KEPT), told[TOTAL]
    if not isinstance(sent, int) or not isinstance(kept, int) or not isinstance(filed, int):
        return RatioLine(label, sent, filed, None, None)
    return RatioLine(label, sent, filed, Precision(sent, filed), _by_value(sums[SENT], sums[KEPT]) if sums else None)


def _by_value(sent: _Sums, kept: _Sums) -> ByValue | None:
    """Return the share by value; None where a value would point to one case, or there is none."""
    if not (sent.is_tellable and kept.is_tellable) or sent.value + kept.value <= 0:
        return None
    share, low, high = share_of_value(sent.value, sent.value + kept.value, sent.squares + kept.squares)
    told = [int((Decimal(one) / TEN_THOUSAND).to_integral_value()) for one in (sent.value, sent.value + kept.value)]
    return ByValue(told[0], told[1], share, low, high)


def share_of_value(part: float, whole: float, squares: float) -> tuple[float, float, float]:
    """
    Return a share by value with its bounds: Wilson's, of as many equal cases as the values weigh (Kish, Survey Sampling, 1965).

    A few large cases weigh most of the yuan, and bounds of all cases would be far too narrow. `squares`: the sum of the squares of all values.
    """
    share = part / whole
    return (share, *wilson(share, whole * whole / squares if squares > 0 else 0.0))
