"""What the API takes for a thing, drawn from its particulars."""

from typing import Any, ClassVar

from ninja.schema import ResolverMetaclass
from pydantic import create_model

from mingjian.office.particulars.particular import Particular
from mingjian.office.particulars.shapes import shape_of
from mingjian.office.particulars.values import Values, empty
from mingjian.office.strict import StrictIn, one_of


class _Drawn(ResolverMetaclass):
    """Makes `class ClueIn(ValuesIn, of=Intake)` a schema with a field for each particular of `Intake`; those apart stand in the class as written."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], of: type[Values] | None = None, **kwargs: Any) -> Any:
        """Draw the fields, where the class says of what."""
        made: Any = super().__new__(cls, name, bases, namespace, **kwargs)
        if of is None:
            return made
        fields: dict[str, Any] = {one.name: _field(of, one) for one in of.particulars.asked}
        drawn: Any = create_model(name, __base__=made, __module__=namespace["__module__"], __doc__=made.__doc__, **fields)
        drawn.of = of
        return drawn


class ValuesIn(StrictIn, metaclass=_Drawn):
    """A thing as it comes in."""

    of: ClassVar[type[Values]]

    def values(self) -> Any:
        """Return what came in as the `Values` that it is drawn from."""
        told = {one.name: getattr(self, one.name) for one in self.of.particulars.asked}
        return self.of(**told, **{under: value.values() for under in self.of.apart if (value := getattr(self, under)) is not None})


def _field(of: type[Values], one: Particular) -> tuple[Any, Any]:
    column = of.particulars.column(one)
    shape, choices = shape_of(column), [value for value, _ in column.flatchoices]
    is_left = of.particulars.may_be_left(one)
    nothing = empty(of.particulars, one) if is_left else ...
    kind = shape.kind | None if nothing is None else shape.kind
    if not choices:
        return kind, nothing
    return kind, one_of(lambda: [*choices, ""] if is_left and "" not in choices else choices, default=nothing)
