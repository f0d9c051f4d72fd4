"""What each role may do, as the rulebook has it: powers, and acts that name their roles themselves. Steps of procedures are told by their sheets."""

from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.institution import institutions

OF_THE_OFFICE = Text("办公", "Office")


@dataclass(frozen=True)
class Permitted:
    """Something that officers with one of some roles may do: whose it is, what it is called, and the roles by their keys."""

    owner: Text
    label: Text
    by: tuple[str, ...]


def permitted(role: str = "") -> list[Permitted]:
    """Return what the rulebook permits to roles, or to one of them, institution by institution. An act behind a power is told by the power."""
    titles = {"office": OF_THE_OFFICE, **{one.label: one.title for one in institutions()}}
    told = [(power.key, power.label, power.by) for power in rulebook().powers.values()]
    told += [(act.key, act.label, act.by) for act in rulebook().acts.values() if not act.power and not act.is_inner and act.by]
    order = {name: place for place, name in enumerate(titles)}
    found = [(key.partition(".")[0], label, by) for key, label, by in told if not role or role in by]
    return [Permitted(titles.get(owner, Text(owner, owner)), label, by) for owner, label, by in sorted(found, key=lambda one: order.get(one[0], len(order)))]
