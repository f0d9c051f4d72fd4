"""How the provision of a charge is cited: with paragraph and item, in the numerals of statutes, as in force on the day of the act."""

from datetime import date

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.citing import cite_cn
from mingjian.core.procedure import rulebook
from mingjian.institutions.matters.models import Charge


def provision_said(charge: Charge, name: str, on: date) -> str:
    """Cite the provision `broken` or `applied` of a charge; nothing where none is entered, and where the rulebook lacks it on that day."""
    ground = getattr(charge, name)
    if not ground:
        return ""
    day = charge.until or charge.since or on
    try:
        return cite_cn(ground, getattr(charge, f"{name}_paragraph"), getattr(charge, f"{name}_item"), day, rulebook().statutes)
    except (NotFound, BadInput):
        return ""
