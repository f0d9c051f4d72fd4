"""The end of this node's part in a clue that another node took up: the step that ends it, with what its papers say, and what proves that it went."""

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.institutions.exchange.lore.titles import node_title
from mingjian.institutions.exchange.lore.trace import entry_there
from mingjian.institutions.exchange.models import Copy, Outgoing
from mingjian.office.language import said
from mingjian.office.models import Dossier

#: The step of a clue that ends it where another authority goes on, and what kind of authority a node is of.
STEP, KIND = "transfer", "market_regulator"


def called_for(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return the step that ends a clue which another node took up, with its papers: nothing of them is typed."""
    copy = taken_up(dossier) if dossier.procedure == PROCEDURE and not dossier.is_closed else None
    if copy is None:
        return {}
    return {STEP: {"transfer_kind": KIND, "receiving_body": f"{node_title(copy.peer.node)} ({copy.peer.node})", "reason": said(_reason(copy))}}


def taken_up(dossier: Dossier) -> Copy | None:
    """Return the copy of a clue that another node took up; none where nobody did, or where it was recalled."""
    found = Copy.objects.filter(record__dossier=dossier, record__kind="clue", record__recalled_at__isnull=True, state=Copy.State.TAKEN_UP)
    return found.select_related("record", "peer").order_by("-since").first()


def _reason(copy: Copy) -> Text:
    node, name, on = copy.peer.node, copy.record.name, localtime(copy.since).date()
    zh = f"{node} 已于 {on.isoformat()} 接收移交，线索由其办理。记录：{name}。"
    en = f"{node} took the matter up on {on.isoformat()} and goes on with it. Record: {name}."
    sent = Outgoing.objects.filter(kind="hand_over", name=name, peer=copy.peer, envelope__receipt__isnull=False).select_related("envelope").last()
    if sent is None or sent.envelope is None or not sent.envelope.receipt:
        return Text(zh, en)
    index, number = entry_there(bytes(sent.envelope.receipt)), sent.envelope.sequence
    proof = f"Proof: the receipt of envelope {number}, entry {index} of its ledger, verified."
    return Text(f"{zh}凭证：第 {number} 封信的回执，对方台账第 {index} 条，已核实。", f"{en} {proof}")
