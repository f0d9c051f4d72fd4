"""What comes in for a thing, whichever way it comes: a value for each particular, checked in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError

from mingjian.core.errors import BadInput
from mingjian.office.lists.text import visible
from mingjian.office.particulars.particular import Particular, Particulars
from mingjian.office.particulars.shapes import shape_of


class Values:
    """
    A frozen dataclass whose fields are the particulars of an institution: `class Intake(Values, of=PARTICULARS)`.

    What cannot be left out comes first. What stands in a table of its own is a `Values` of its own, or None: `class Intake(…, reporter=Reported)`.
    """

    particulars: ClassVar[Particulars]
    apart: ClassVar[Mapping[str, "type[Values]"]]

    if TYPE_CHECKING:  # the fields are those of the particulars, which no checker reads

        def __init__(self, *told: Any, **named: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

    def __init_subclass__(cls, *, of: Particulars, **apart: "type[Values]") -> None:
        cls.particulars, cls.apart = of, apart
        needed = {one.name: _kind(of, one) for one in of.asked if not of.may_be_left(one)}
        others = {one.name: _kind(of, one) for one in of.asked if of.may_be_left(one)}
        cls.__annotations__ = needed | others | dict.fromkeys(apart, Any)
        for name in others:
            setattr(cls, name, field(default=empty(of, of.by_name[name])))
        for name in apart:
            setattr(cls, name, field(default=None))
        dataclass(frozen=True)(cls)

    def but(self, **values: Any) -> Self:
        """Return the same with some values changed."""
        return replace(self, **values)  # type: ignore[type-var]  # a dataclass, by __init_subclass__

    def made_visible(self) -> Self:
        """Show a mark for every sign in the texts that would steer the reader's eye without being seen: they come from files and from pages of sellers."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]  # a dataclass, by __init_subclass__
        apart = {name: value.made_visible() for name, value in told.items() if isinstance(value, Values)}
        return self.but(**{name: visible(text.replace("\r\n", "\n")) for name, text in told.items() if isinstance(text, str)}, **apart)

    def check_each(self) -> None:
        """Refuse a value that its column cannot hold, saying which and why."""
        for one in self.particulars.asked:
            _check(self.particulars, one, getattr(self, one.name))
        for name in self.apart:
            if (apart := getattr(self, name)) is not None:
                apart.check_each()

    def of_table(self) -> dict[str, Any]:
        """Return the values of the columns that stand in the table itself; what may be left though the table needs it is left out where it is empty."""
        own = (one for one in self.particulars.asked if self.particulars.is_own(one))
        return {one.name: value for one in own if (value := getattr(self, one.name)) is not None or not one.may_be_left}


def empty(particulars: Particulars, particular: Particular) -> Any:
    """Return what a particular is where nobody says anything: the default of its column, else nothing of its type."""
    column = particulars.column(particular)
    return column.get_default() if column.has_default() else shape_of(column).empty


def _kind(particulars: Particulars, particular: Particular) -> Any:
    shape = shape_of(particulars.column(particular))
    return shape.kind if shape.empty is not None else shape.kind | None


def _check(particulars: Particulars, one: Particular, value: Any) -> None:
    column = particulars.column(one)
    if isinstance(value, str):
        _check_text(one, value, column.max_length)
        if column.choices and value and value not in {key for key, _ in column.flatchoices}:
            known = ", ".join(str(key) for key, _ in column.flatchoices)
            raise BadInput(f"{one.label.zh} {value[:60]!r} 不在目录中。", f"{one.label.en}: {value[:60]!r} is not one of: {known}.")
        if not particulars.may_be_left(one) and not value.strip():
            raise BadInput(f"请写明{one.label.zh}。", f"{one.label.en} is needed.")
    elif value is not None:
        _check_value(particulars, one, value)


def _check_text(one: Particular, value: str, most: int | None) -> None:
    if one.is_link and value and not value.lower().startswith(("http://", "https://")):
        raise BadInput(f"链接须以 http:// 或 https:// 开头：{value[:80]}", f"A link begins with http:// or https://: {value[:80]}")
    if most and len(value) > most:
        raise BadInput(f"{one.label.zh}超过 {most} 字。", f"{one.label.en} is longer than {most} characters.")


def _check_value(particulars: Particulars, one: Particular, value: Any) -> None:
    """Ask the column itself: sums with too many digits, counts beyond what the database holds."""
    odd = BadInput(f"{one.label.zh}写法不对或过大：{str(value)[:60]}", f"{one.label.en} is not of its kind, or too large: {str(value)[:60]}")
    if isinstance(value, int | float | Decimal):
        if not isfinite(value):
            raise odd
        if value < 0:
            raise BadInput(f"{one.label.zh}不能为负。", f"{one.label.en} cannot be negative.")
    try:
        particulars.column(one).clean(value, None)
    except ValidationError:
        raise odd from None
