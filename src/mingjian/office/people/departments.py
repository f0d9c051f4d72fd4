"""Find a department by its name or region code, the nearest first: a country has thousands, and no list of them fits a page."""

from collections.abc import Collection

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from mingjian.office.models import REGION_DIGITS, Department, Officer

LISTED = 8
_WORDS = 5


#: The kinds of body that dossiers go to where nothing else is said: not platforms, couriers, right holders or operators.
AUTHORITIES = tuple(kind for kind in Department.Kind.values if kind not in {"platform", "courier", "right_holder", "operator"})


def departments_of(kinds: Collection[str], staffed: Collection[str] = ()) -> QuerySet[Department]:
    """Return the departments that are of one of the kinds of body; with `staffed` those in which somebody at work has one of these roles."""
    found = Department.objects.filter(kind__in=kinds)
    if not staffed:
        return found
    having = Q(pk__in=[])
    for role in staffed:
        having |= Q(roles__icontains=f'"{role}"')
    able = Officer.objects.filter(having, department=OuterRef("pk"), is_active=True, duty=Officer.Duty.WORK)
    return found.filter(Exists(able))


def platform_of(written: str) -> str:
    """Return a platform's name in records for what it is called; any other name stays as it was written."""
    return platform_names().get(written.strip().casefold(), written.strip())


def platform_names() -> dict[str, str]:
    """Return the names in records of the platforms that this node knows as bodies, by what they are called in either language, case folded."""
    known = Department.objects.filter(kind=Department.Kind.PLATFORM).exclude(platform="")
    return {called.casefold(): one.platform for one in known for called in (one.name_zh, one.name_en)}


def departments_matching(question: str, among: QuerySet[Department], near: Department | None) -> QuerySet[Department]:
    """Keep the departments whose names hold every word of the question, or whose region code begins with it; those nearest to a department first."""
    found = among
    for word in question.split()[:_WORDS]:
        is_code = word.isascii() and word.isdigit()
        found = found.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word) | (Q(region__startswith=word) if is_code else Q(pk__in=[])))
    return found.order_by(*([_distance(near)] if near else []), "region", "level", "id")


def _distance(near: Department) -> Case:
    """Return how far a department is: in the same county, city, province, or elsewhere."""
    digits = sorted(set(REGION_DIGITS.values()) - {0}, reverse=True)
    places = [When(region__startswith=near.region[:length], then=Value(step)) for step, length in enumerate(digits)]
    return Case(*places, default=Value(len(digits)), output_field=IntegerField())
