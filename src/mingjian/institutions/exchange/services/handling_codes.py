"""What may be done further with what another node gave: its handling code is the onward rule of the clause under which it came."""

from collections.abc import Collection

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.wire.words import HANDLING, PASSED_ON
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.consents import is_given
from mingjian.office.models import Dossier
from mingjian.office.people.handling import Mark

_ENDED = frozenset({HeldRecord.State.STOPPED, HeldRecord.State.ERASED})
_RECALLED = frozenset({HeldRecord.State.RECALLED, HeldRecord.State.STOPPED, HeldRecord.State.KEPT, HeldRecord.State.ERASED})


def handling_of(release: object) -> Text:
    """Return the handling code of a release; for one that says none, or one that is not known, is the strictest."""
    code = release.get("onward", "") if isinstance(release, dict) else ""
    return HANDLING.get(str(code), HANDLING["never"])


def marks_of_dossiers(dossiers: Collection[int]) -> dict[int, list[Mark]]:
    """Return by dossier how what other nodes gave to it may be used further; a file that came has its hash in its mark."""
    found: dict[int, list[Mark]] = {}
    for held in HeldRecord.objects.filter(dossier__in=dossiers).select_related("peer").defer("values", "before").order_by("pk"):
        brought = frozenset({held.record_file.sha256}) if held.kind == "evidence" and hasattr(held, "record_file") else frozenset[str]()
        is_free = str(held.release.get("onward", "")) == "members" and held.state not in (*_RECALLED, HeldRecord.State.EXPIRED)
        mark = Mark(held.peer.node, handling_of(held.release), is_free, held.state in _ENDED, brought)
        found.setdefault(held.dossier_id or 0, []).append(mark)
    return found


def check_onward(dossier: Dossier, to: str) -> None:
    """
    Refuse to give further what came from another node against its handling code; back to its owner it may always go.

    Where the code is `ask_owner`, its owner's consent to that node must have come over the exchange. Raises StepRefused.
    """
    for held in HeldRecord.objects.filter(dossier=dossier, kind__in=PASSED_ON).exclude(peer__node=to).select_related("peer"):
        code, owner = str(held.release.get("onward", "never")), held.peer.node
        if held.state in _RECALLED:
            raise StepRefused(
                f"此线索的内容由 {owner} 提供，已被其撤回，不能再转交。",
                f"Its content was given by {owner}, which has recalled it: it does not go on.",
            )
        if held.state == HeldRecord.State.EXPIRED:
            raise StepRefused(
                f"此线索的内容由 {owner} 提供，保存期已满，须先决定停止使用还是依规定保留，不能再转交。",
                f"Its content was given by {owner}, and its keep period has ended: decide first whether its use ends; it does not go on.",
            )
        if code == "members":
            continue
        if code != "ask_owner":
            raise StepRefused(
                f"此线索的内容由 {owner} 提供，处理代码为“{handling_of(held.release).zh}”，不能转交。",
                f"Its content was given by {owner} under “{handling_of(held.release).en}”: it does not go on.",
            )
        if not is_given(held, to):
            raise StepRefused(
                f"此线索的内容由 {owner} 提供，转交须先征得其同意：请在收到的记录 {held.own_number} 的页面办理“请求提供方同意转交”。",
                f"{owner} gave its content: ask for its consent on the page of the record that came, {held.own_number}, first.",
            )
