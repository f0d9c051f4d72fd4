"""What happened at another node and calls for a step here: it took a clue up, or recalled what a clue was made of. With what the step's papers say."""

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing
from mingjian.institutions.exchange.services.titles import node_title
from mingjian.institutions.exchange.services.trace import entry_there
from mingjian.office.language import said
from mingjian.office.models import Dossier

#: The step of a clue that ends it where another authority goes on, and what kind of authority a node is of.
STEP, KIND = "transfer", "market_regulator"


def called_for(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return the step that ends a clue which another node took up, with its papers: nothing of them is typed."""
    if dossier.procedure != PROCEDURE or dossier.is_closed:
        return {}
    if (
        recalled := HeldRecord.objects.filter(dossier=dossier, kind="clue", state=HeldRecord.State.STOPPED, word__in=words.RECALLS)
        .select_related("peer")
        .first()
    ):
        return {"void": {"reason": said(_recalled(recalled))}}
    copy = taken_up(dossier)
    if copy is None:
        return {}
    return {STEP: {"transfer_kind": KIND, "receiving_body": f"{node_title(copy.peer.node)} ({copy.peer.node})", "reason": said(_reason(copy))}}


def _recalled(held: HeldRecord) -> Text:
    why, node = words.RECALLS[held.word], held.peer.node
    return Text(f"线索由 {node} 提供，已被其撤回：{why.zh}。记录：{held.name}。", f"{node} gave it and recalled it: {why.en}. Record: {held.name}.")


def taken_up(dossier: Dossier) -> Copy | None:
    """Return the copy of a clue that another node took up; none where nobody did, or where it was recalled."""
    found = Copy.objects.filter(record__dossier=dossier, record__kind="clue", record__recalled_at__isnull=True, state=Copy.State.TAKEN_UP)
    return found.select_related("record", "peer").order_by("-since").first()


def _reason(copy: Copy) -> Text:
    node, name, on = copy.peer.node, copy.record.name, localtime(copy.since).date()
    zh = f"{node} 已于 {on.isoformat()} 接收移交，线索由其办理。记录：{name}。"
    en = f"{node} took the matter up on {on.isoformat()} and goes on with it. Record: {name}."
    sent = (
        Outgoing.objects.filter(kind__in=("hand_over", "record"), name=name, peer=copy.peer, envelope__receipt__isnull=False).select_related("envelope").last()
    )
    if sent is None or sent.envelope is None or not sent.envelope.receipt:
        return Text(zh, en)
    index, number = entry_there(bytes(sent.envelope.receipt)), sent.envelope.sequence
    proof = f"Proof: the receipt of envelope {number}, entry {index} of its ledger, verified."
    return Text(f"{zh}凭证：第 {number} 封信的回执，对方台账第 {index} 条，已核实。", f"{en} {proof}")
