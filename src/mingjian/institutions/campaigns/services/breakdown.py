"""
What a special action comes to by county and field of goods, from the facts of its matters: nothing of it is typed.

A matter counts once, for the county that holds it and the field of the first charge; counties that take part and have nothing yet stand there too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Max, Min, Q
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.rules.precision import Precision
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.cases.models import Case
from mingjian.institutions.matters.models import OPEN as STANDS
from mingjian.institutions.matters.models import Charge, MatterDossier, Offer, Party
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.queries import detector_titles
from mingjian.office.dossiers import parents
from mingjian.office.models import Department, Dossier

OTHER = Text("未归类", "no field yet")
TOTAL = Text("合计", "Total")
#: What is counted of each county and field, in the order of the table.
COUNTED = {
    "matters": Text("案情（件）", "Matters"),
    "parties": Text("当事人（个）", "Parties"),
    "offers": Text("涉案链接（条）", "Offers"),
    "captured": Text("已取证（条）", "Captured"),
    "measured": Text("平台已处置（条）", "Measure taken"),
    "cases": Text("立案（件）", "Cases filed"),
    "closed": Text("结案（件）", "Cases closed"),
    "sent": Text("移送公安机关（件）", "To the police"),
}
_CAPTURED = tuple(one for one in Offer.Stands.values if one != Offer.Stands.ALLEGED)
_MEASURED = (Offer.Stands.MEASURED, Offer.Stands.GONE, Offer.Stands.UPHELD)
_CASES = ("admin_case", "admin_case_summary")
_FEWEST_DAYS = 1


@dataclass
class Tally:
    """What was counted of one county and field, and what its amount ledgers come to, yuan."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    value: Decimal = Decimal(0)

    def add(self, other: "Tally") -> None:
        """Add another tally."""
        for name, count in other.counts.items():
            self.counts[name] += count
        self.value += other.value


@dataclass(frozen=True)
class BreakdownRow:
    """One row of the table; `is_total`: of a county over all fields, or of the whole action."""

    county: str
    goods: Text
    tally: Tally
    is_total: bool

    @property
    def cells(self) -> list[int]:
        """Return the counts in the order of the table."""
        return [self.tally.counts[name] for name in COUNTED]


@dataclass(frozen=True)
class Watched:
    """What a detector looked at in the term and what came of it: runs, the most subjects that one run saw, found, taken up, counted in the action."""

    title: Text
    runs: int
    first_on: date
    last_on: date
    looked_at: int
    found: Precision
    taken_up: int
    counted: int

    @property
    def bounds(self) -> str:
        """Return the bounds of the share found, of two places: most find less than one in a hundred."""
        return f"{self.found.low:.2%}–{self.found.high:.2%}" if self.looked_at else "—"


@dataclass(frozen=True)
class Progress:
    """How far a special action is: per cent of its days and of its tasks, and where each member stands."""

    days: int
    of_days: int
    tasks_done: int
    tasks: int

    @property
    def share_of_days(self) -> int:
        """Whole per cent of its days."""
        return 100 * self.days // self.of_days

    @property
    def share_of_tasks(self) -> int:
        """Whole per cent of its tasks."""
        return 100 * self.tasks_done // self.tasks if self.tasks else 0


def progress_of(campaign: Campaign, at: datetime) -> Progress:
    """Return how far an action is on a day."""
    of_days = (campaign.ends_on - campaign.starts_on).days + _FEWEST_DAYS
    days = min(max((localtime(at).date() - campaign.starts_on).days + _FEWEST_DAYS, 0), of_days)
    tasks = campaign.tasks.exclude(dossier__state_text="taken_back")
    return Progress(days, of_days, tasks.filter(dossier__state_text="done").count(), tasks.count())


def breakdown(campaign: Campaign) -> list[BreakdownRow]:
    """Return a row for each county and field of goods, each county's total after its fields, and the total of all last."""
    held = parents.from_these(campaign.matters.values_list("dossier", flat=True))
    tallies = _tallies(held)
    fields = rulebook().vocabularies["goods_fields"]
    rows: list[BreakdownRow] = []
    whole = Tally()
    for county in _counties(campaign, {pk for pk, _ in tallies}):
        total, own = Tally(), sorted((key, tally) for (pk, key), tally in tallies.items() if pk == county.pk)
        for key, tally in own:
            rows.append(BreakdownRow(county.name, fields.get(key, OTHER), tally, is_total=False))
            total.add(tally)
        if len(own) != 1:
            rows.append(BreakdownRow(county.name, TOTAL, total, is_total=True))
        whole.add(total)
    return [*rows, BreakdownRow("", TOTAL, whole, is_total=True)]


def tally_of(campaign: Campaign, department: Department) -> Tally:
    """Return what one department holds of an action, over all fields of goods."""
    total = Tally()
    for (pk, _), tally in _tallies(parents.from_these(campaign.matters.values_list("dossier", flat=True))).items():
        if pk == department.pk:
            total.add(tally)
    return total


def _counties(campaign: Campaign, also: Collection[int]) -> list[Department]:
    """Return the members of an action and whoever else holds something that it counts, by region."""
    members = campaign.members.values_list("department", flat=True)
    return list(Department.objects.filter(Q(pk__in=list(members)) | Q(pk__in=also)).order_by("region", "pk"))


def _tallies(held: Collection[int]) -> dict[tuple[int, str], Tally]:
    """Count the matters behind some dossiers, by who holds each and the field of its first charge; a dossier without a matter counts by itself."""
    of_matter = dict(MatterDossier.objects.filter(dossier__in=held).values_list("dossier", "matter"))
    holders = dict(MatterDossier.objects.filter(dossier__in=held).values_list("matter", "matter__lead__department"))
    fields = _fields(set(of_matter.values()), of_matter)
    tallies: dict[tuple[int, str], Tally] = defaultdict(Tally)
    for matter, counts in _facts(set(of_matter.values())).items():
        tallies[holders[matter], fields.get(matter, "")].add(counts)
    for one in Dossier.objects.filter(pk__in=held).select_related("department").order_by("pk"):
        key, has_matter = _place(one, of_matter, holders, fields)
        tally = tallies[key]
        if not has_matter and one.procedure == "clue":
            tally.counts["matters"] += 1
        tally.counts["cases"] += one.procedure in _CASES
        tally.counts["closed"] += one.procedure in _CASES and _is_over(one)
    _add_values(tallies, held, of_matter, holders, fields)
    return tallies


def _place(dossier: Dossier, of_matter: dict[int, int], holders: dict[int, int], fields: dict[int, str]) -> tuple[tuple[int, str], bool]:
    """Return the county and field that a dossier counts for, and whether it has a matter; a transfer counts for that of the dossier that it arose from."""
    matter = of_matter.get(dossier.pk) or of_matter.get(dossier.arose_from_id or 0)
    return ((holders[matter], fields.get(matter, "")) if matter else (dossier.department_id, "")), bool(matter)


def _is_over(dossier: Dossier) -> bool:
    return dossier.is_closed or (isinstance(dossier.state, dict) and dossier.state.get("main") == "closed")


def _fields(matters: Collection[int], of_matter: dict[int, int]) -> dict[int, str]:
    """Return the field of goods of each matter: that of its first charge, or else of its case."""
    found = {of_matter[pk]: name for pk, name in Case.objects.filter(dossier__in=of_matter).exclude(field="").values_list("dossier", "field")}
    charges = Charge.objects.filter(matter__in=matters, standing=STANDS).exclude(field="").order_by("-nth")
    return found | dict(charges.values_list("matter", "field"))


def _facts(matters: Collection[int]) -> dict[int, Tally]:
    """Count the parties and offers of each matter that stand."""
    found = {pk: Tally() for pk in matters}
    for tally in found.values():
        tally.counts["matters"] = 1
    parties = Party.objects.filter(matter__in=matters, standing=STANDS, role=Party.Role.SUSPECT).order_by()
    for matter, count in parties.values_list("matter").annotate(Count("pk")):
        found[matter].counts["parties"] = count
    told = Offer.objects.filter(matter__in=matters, standing=STANDS).order_by().values_list("matter")
    counted = told.annotate(Count("pk"), captured=Count("pk", filter=Q(stands__in=_CAPTURED)), measured=Count("pk", filter=Q(stands__in=_MEASURED)))
    for matter, offers, captured, measured in counted:
        found[matter].counts |= {"offers": offers, "captured": captured, "measured": measured}
    return found


def _add_values(
    tallies: dict[tuple[int, str], Tally], held: Collection[int], of_matter: dict[int, int], holders: dict[int, int], fields: dict[int, str]
) -> None:
    """Add what the amount ledgers of the cases come to, and the transfers that left."""
    for case in Case.objects.filter(dossier__in=held, goods_value__isnull=False).select_related("dossier"):
        tallies[_place(case.dossier, of_matter, holders, fields)[0]].value += case.goods_value or Decimal(0)
    left = Dossier.objects.filter(pk__in=held, procedure="crime_transfer", entries__kind="transfer").select_related("department").distinct()
    for one in left:
        tallies[_place(one, of_matter, holders, fields)[0]].counts["sent"] += 1


def watched(campaign: Campaign, at: datetime) -> list[Watched]:
    """
    Return what was watched in the term of an action, by detector: the denominator of whatever it found.

    A run looks at all that the lake holds, so that the runs of a detector see the same subjects again: the largest tells how many there were.
    """
    until = min(localtime(at).date(), campaign.ends_on)
    departments = _watching(campaign)
    runs = Run.objects.filter(started_at__date__gte=campaign.starts_on, started_at__date__lte=until).order_by()
    told = runs.values_list("detector").annotate(Count("pk"), Min("started_at"), Max("started_at"), Max("subjects"))
    counted = set(campaign.matters.values_list("dossier__subject", flat=True)) - {""}
    found = []
    for detector, count, first, last, most in sorted(told):
        here = Finding.objects.filter(
            detector=detector, department__in=departments, found_at__date__gte=campaign.starts_on, found_at__date__lte=until
        )  # fmt: skip
        number, taken = here.count(), here.filter(status=Finding.Status.TAKEN_UP).count()
        of_action = here.filter(Q(subject__in=counted) | Q(shop__in=counted)).count()
        days = localtime(first).date(), localtime(last).date()
        found.append(Watched(_title(detector), count, *days, most or 0, Precision(min(number, most or 0), most or 0), taken, of_action))
    return found


def _watching(campaign: Campaign) -> Iterable[int]:
    """Return the departments (keys) whose findings an action is about: who leads it, and its members."""
    return [campaign.dossier.department_id, *campaign.members.values_list("department", flat=True)]


def _title(detector: str) -> Text:
    known = detector_titles().get(detector)
    return known.title if known else Text(detector, detector)
