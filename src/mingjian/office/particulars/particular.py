"""What is asked of a thing: each particular names a column of a table, which alone says its type and length, and what people and files call it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Field, Model

from mingjian.core.language import Text


@dataclass(frozen=True)
class Particular:
    """
    One thing that is asked: `name` is its column.

    `known_as` are headings that files give it; without any it is not read from files. `told_by` reads it out of what the node knows already (any value; it
    is made to fit the column). `longest` is how many characters the form takes where a lookup makes them fewer. What is not asked is only shown.
    """

    name: str
    label: Text
    hint: Text | None = None
    known_as: tuple[str, ...] = ()
    hint_in_files: Text | None = None
    unit: str = ""
    told_by: Callable[[Any], Any] | None = None
    of: type[Model] | None = None  # the table, where it is another than that of the rest
    longest: int | None = None
    lines: int = 0  # of its box in the form
    is_wide: bool = False
    is_link: bool = False
    is_article: bool = False  # of a law, as the rulebook names it
    is_searched: bool = False
    is_asked: bool = True
    is_shown: bool = True  # among the facts of its page
    offers: bool = False  # the page offers a list to pick from
    may_be_left: bool = False  # though the column needs it: something else gives it then


@dataclass(frozen=True)
class Group:
    """Particulars that stand together under a legend; a folded group opens at a click."""

    legend: Text
    particulars: tuple[Particular, ...]
    is_folded: bool = False


@dataclass(frozen=True, eq=False)
class Particulars:
    """What is asked of the rows of one table."""

    table: type[Model]
    groups: tuple[Group, ...]

    def __iter__(self) -> Iterator[Particular]:
        """Return every particular in the order of its form."""
        return (one for group in self.groups for one in group.particulars)

    @cached_property
    def asked(self) -> tuple[Particular, ...]:
        """Those that somebody fills in; what cannot be left out stands first."""
        return tuple(sorted((one for one in self if one.is_asked), key=self.may_be_left))

    @cached_property
    def by_name(self) -> Mapping[str, Particular]:
        """Return every particular by its name."""
        return {one.name: one for one in self}

    def column(self, particular: Particular) -> "Field[Any, Any]":
        """Return the column that a particular names."""
        found = (particular.of or self.table)._meta.get_field(particular.name)
        assert isinstance(found, Field)  # noqa: S101 - a relation is no particular
        return found

    def may_be_left(self, particular: Particular) -> bool:
        """Return whether a thing may do without it."""
        column = self.column(particular)
        return particular.may_be_left or column.blank or column.has_default()

    def is_own(self, particular: Particular) -> bool:
        """Return whether its column stands in the table itself."""
        return particular.of is None
