"""
What the exchange shows on a clue: where it came from and what was corrected since, what of it went to other nodes, and the way to give it to one.

Before steps of a clue and of its case it says that another node recalled or corrected what they rest on.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from mingjian.core.language import Text
from mingjian.institutions.cases.models import PROCEDURE as CASE
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.corrections import corrected
from mingjian.institutions.exchange.services.handling_codes import handling_of
from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.exchange.services.onward import onward_of
from mingjian.institutions.exchange.services.outgoing import goes_no_more
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, asked_once
from mingjian.office.people.permissions import is_of_authority, may


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue its ways to and from other nodes; nothing on a node that takes part in no exchange."""
    if not isinstance(thing, Clue) or not is_of_authority(officer) or not has_register():
        return None
    dossier = thing.dossier
    is_ours = dossier.department_id == officer.department_id and not dossier.is_closed
    came = list(HeldRecord.objects.filter(dossier=dossier).select_related("peer"))
    went = SharedRecord.objects.filter(dossier=dossier)
    told = {
        "dossier": dossier,
        "came": [(one, list(corrected(one, thing)) if one.is_correction_open else [], handling_of(one.release)) for one in came],
        "went": [(one, [(copy, list(onward_of(copy))) for copy in one.copies.select_related("peer")]) for one in went],
        "may_adopt": dossier.department_id == officer.department_id and may(officer, "exchange.take_up"),
        "may_share": is_ours and not goes_no_more(dossier) and may(officer, "exchange.share"),
    }
    return Panel("exchange/of_clue.html", told, 60) if told["came"] or told["went"] or told["may_share"] else None


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """Warn before any step of a clue, and of the case that was filed from it, that another node recalled or corrected what it rests on."""
    if step == "void" or dossier.procedure not in (PROCEDURE, CASE):
        return
    for held in _behind(dossier):
        if text := _unsettled(held):
            yield Word(text, is_bad=True, url=held.get_absolute_url(), leads=Text("查看收到的记录", "See the record that came"))


@asked_once
def _behind(dossier: Dossier) -> list[HeldRecord]:
    """Return the records of other nodes that a clue, or the case that was filed from it, rests on."""
    own = Q(dossier=dossier) if dossier.procedure == PROCEDURE else Q(dossier__clue__cases__dossier=dossier)
    return list(HeldRecord.objects.filter(own).select_related("peer"))


def _unsettled(held: HeldRecord) -> Text | None:
    """Return what is still to be answered of a record; of one whose use has ended, that its content goes on here."""
    node, state = held.peer.node, held.state
    if state == HeldRecord.State.RECALLED:
        return Text(f"{node} 已撤回本线索所依据的记录，尚未答复。", f"{node} has recalled the record that this rests on; the recall is not answered yet.")
    if state == HeldRecord.State.STOPPED:
        return Text(f"本线索所依据的 {node} 的记录已停止使用并删除。", f"The record of {node} that this rests on is used no longer, and was erased.")
    if state == HeldRecord.State.EXPIRED:
        return Text(f"{node} 所提供记录的保存期已满，尚未决定。", f"The keep period of the record of {node} has ended; what becomes of it is not decided yet.")
    if held.is_correction_open:
        return Text(f"{node} 已更正本线索所依据的记录，尚未采用。", f"{node} has corrected the record that this rests on; the correction is not adopted yet.")
    return None
