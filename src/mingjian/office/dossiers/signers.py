"""Who may take or sign a step: the officers named for it where its sheet says so and the institution names some, else whoever has a role of it."""

from mingjian.core.procedure import Step
from mingjian.office.institution import namer
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import roles_in


def named_for(dossier: Dossier, step: Step) -> list[Officer]:
    """Return the officers named for a step, of those in service where the dossier is held; none where the sheet, or the institution, names nobody."""
    ask = namer(dossier.procedure) if step.named else None
    named: list[Officer] = ask(dossier) if ask else []
    return [one for one in named if one.is_active and one.duty == Officer.Duty.WORK and one.department_id == dossier.department_id]


def roles_for(officer: Officer, dossier: Dossier, step: Step) -> frozenset[str]:
    """
    Return the roles that the officer has towards a dossier for one step.

    Whoever is named for it may take it, since naming gives them the part; whoever is not has none while others are named.
    """
    roles = roles_in(officer, dossier, step.side)
    named = named_for(dossier, step)
    if not named:
        return roles
    return roles | {*step.by, *step.second} if any(one.pk == officer.pk for one in named) else frozenset()
