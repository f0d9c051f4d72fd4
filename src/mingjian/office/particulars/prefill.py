"""What the node knows already, put where a thing says nothing; what somebody wrote stays as it is."""

from typing import Any, TypeVar

from mingjian.office.particulars.particular import Particulars
from mingjian.office.particulars.shapes import shape_of
from mingjian.office.particulars.values import Values

V = TypeVar("V", bound=Values)
NOTHING = (None, "")


def known_values(particulars: Particulars, known: Any) -> dict[str, Any]:
    """Return what is known in the words of a thing: for each particular that is told by it a value that fits its column, or nothing."""
    return {one.name: _fitting(particulars, one.name, one.told_by(known)) for one in particulars if one.told_by}


def filled(values: V, known: Any) -> V:
    """Fill what is left empty."""
    told_of = known_values(values.particulars, known)
    return values.but(**{name: value for name, value in told_of.items() if value not in NOTHING and getattr(values, name) in NOTHING})


def differing(before: V, after: V) -> list[str]:
    """Return the names of the particulars that were filled in between."""
    return [one.name for one in after.particulars.asked if getattr(after, one.name) != getattr(before, one.name)]


def _fitting(particulars: Particulars, name: str, value: Any) -> Any:
    column = particulars.column(particulars.by_name[name])
    fit = shape_of(column).fit(value, column)
    is_link = particulars.by_name[name].is_link
    return "" if is_link and (not fit.lower().startswith(("http://", "https://")) or fit != str(value)) else fit
