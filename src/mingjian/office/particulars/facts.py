"""What is known of a thing, as its page shows it, and the words that it is found by."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from mingjian.core.language import Text
from mingjian.office.language import said
from mingjian.office.particulars.particular import Particular, Particulars
from mingjian.office.particulars.prefill import NOTHING, known_values

MOST_SEARCHED = 3000  # characters of one particular


@dataclass(frozen=True)
class Fact:
    """One particular with its value; `is_filled` by the node itself."""

    particular: Particular
    label: str
    value: Any
    is_filled: bool = False

    @property
    def is_day(self) -> bool:
        """Return whether the value is a day, written as days are."""
        return isinstance(self.value, date)


def facts(particulars: Particulars, of: Model, *, labels: Mapping[str, Text] | None = None, without: Collection[str] = ()) -> list[Fact]:
    """Return what is filled in of a thing, in the order of its form. `labels` are used in place of its own; `without` is told elsewhere on the page."""
    shown = (one for one in particulars if one.is_shown and particulars.is_own(one) and one.name not in without)
    filled: Collection[str] = getattr(of, "filled", ())
    return list(_facts(shown, {one.name: getattr(of, one.name) for one in particulars if particulars.is_own(one)}, labels or {}, filled))


def facts_known(particulars: Particulars, known: Any) -> list[Fact]:
    """Return what the node knows, in the words of a thing that there is not yet."""
    values = known_values(particulars, known)
    return list(_facts((one for one in particulars if one.name in values), values, {}, ()))


def words(particulars: Particulars, of: Model) -> str:
    """Return the text that a thing is found by."""
    return " ".join(str(getattr(of, one.name) or "")[:MOST_SEARCHED] for one in particulars if one.is_searched)


def names_said(particulars: Particulars, names: Iterable[str]) -> list[str]:
    """Describe particulars as the form calls them."""
    return [said(particulars.by_name[name].label) for name in names if name in particulars.by_name]


def _facts(shown: Iterable[Particular], values: Mapping[str, Any], labels: Mapping[str, Text], filled: Collection[str]) -> Iterator[Fact]:
    for one in shown:
        if (value := values[one.name]) not in NOTHING:
            yield Fact(one, said(labels.get(one.name, one.label)), value, one.name in filled)
