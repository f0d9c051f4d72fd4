"""What the exchange hangs on a clue: where it came from, what of it went to other nodes, and the way to give it to one."""

from datetime import datetime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.lore.node import has_register
from mingjian.institutions.exchange.lore.sharing import goes_no_more
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.office.models import Officer
from mingjian.office.panels import Panel
from mingjian.office.people.permissions import is_of_authority, may


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang on a clue its ways to and from other nodes; nothing on a node that takes part in no exchange."""
    if not isinstance(thing, Clue) or not is_of_authority(officer) or not has_register():
        return None
    dossier = thing.dossier
    is_ours = dossier.department_id == officer.department_id and not dossier.is_closed
    told = {
        "dossier": dossier,
        "came": HeldRecord.objects.filter(dossier=dossier).select_related("peer"),
        "went": [(one, one.copies.select_related("peer")) for one in SharedRecord.objects.filter(dossier=dossier)],
        "may_share": is_ours and not goes_no_more(dossier) and may(officer, "exchange.share"),
    }
    return Panel("exchange/of_clue.html", told, 60) if told["came"] or told["went"] or told["may_share"] else None
