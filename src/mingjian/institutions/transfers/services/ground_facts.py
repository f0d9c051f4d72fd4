"""What a transfer tells to the rules that propose why no case is opened: how its sums stand to the line, and which papers it lacks."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.institutions.cases.facts import stand_of
from mingjian.institutions.transfers.models import TRANSFER
from mingjian.institutions.transfers.queries import case_behind
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.office.models import Dossier, Officer


def known_for_grounds(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str | int | date]:
    """Return the facts of a transfer, by the names of the rules; of one that arises from no case nothing is weighed."""
    if dossier.procedure != TRANSFER:
        return {}
    found: dict[str, str | int | date] = {}
    if gaps := pack_of(dossier).gaps:
        found["pack_gaps"] = "、".join(one.label.zh for one in gaps)
    case = case_behind(dossier)
    if case is not None:
        stand = stand_of(case, localtime(at).date())
        found |= {"crime_line": "reached" if stand.is_reached else "below" if stand.is_compared else "not_compared", "line_said": f"{stand.text.zh}。"}
    return found
