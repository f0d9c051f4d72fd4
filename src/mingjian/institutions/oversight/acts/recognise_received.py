"""Recognise a file that another node gave: what it is, who issued it and under which clause stand in the record that came, so that nobody types them."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.wire.words import FILE_KINDS
from mingjian.institutions.exchange.evidence.acts.use_evidence import use_evidence
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.queries import agreement_known
from mingjian.institutions.oversight.acts.recognise_document import recognise_document
from mingjian.institutions.oversight.models import Recognition
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def recognise_received(held: HeldRecord, *, by: Officer, at: datetime, evidence_for: str) -> Account[Recognition]:
    """Put it on file where it is not, and keep the recognition with the dossier. Raises StepRefused where no clause under which it came recognises it."""
    clause, values, issued_on = _recognising(held), held.values, _issued_on(held)
    if held.state == HeldRecord.State.HELD:
        use_evidence(held, evidence_for=evidence_for, by=by, at=at)
    if held.dossier is None or held.dossier.number != evidence_for:
        number = held.dossier.number if held.dossier else "—"
        raise StepRefused(f"此材料已入卷 {number}，请填写该卷宗的编号。", f"It is on file {number}: give the number of that dossier.")
    if Recognition.objects.filter(dossier=held.dossier, scope__contains=held.name, standing="open").exists():
        raise StepRefused(f"卷宗 {evidence_for} 已认可此材料。", f"{evidence_for} has recognised it already.")
    made = recognise_document(
        recognised_for=evidence_for,
        recognised_document=values.get("document") or values.get("file_name") or held.own_number,
        recognised_issuer=values.get("issuer") or held.peer.node,
        recognised_on=issued_on,
        recognition_scope=_scope(held),
        recognised_clause=clause,
        by=by,
        at=at,
    )
    return Account(made, {"dossier": held.dossier, "clause": clause})


def _issued_on(held: HeldRecord) -> str:
    """Return the day that the record says, else that on which it was sealed, else that on which it came. Raises BadInput for what is no day."""
    told = held.values.get("issued_on") or held.values.get("sealed_at", "")[:10] or localtime(held.received_at).date().isoformat()
    try:
        return date.fromisoformat(told.strip()).isoformat()
    except ValueError:
        raise BadInput(
            f"提供方所载出具日期“{told[:40]}”不是有效日期，不能认可：请对方更正此记录后再认可。",
            f"The day of issue that its owner told, “{told[:40]}”, is no day: have the owner correct the record, then recognise it.",
        ) from None


def _recognising(held: HeldRecord) -> str:
    """Return the clause (agreement/clause) under which it came and by which members recognise such a file."""
    told = held.release
    sheet = agreement_known(str(told.get("agreement")), date.fromisoformat(str(told.get("sheet"))))
    kind = held.values.get("file_kind", "")
    for name in told.get("clauses", []):
        if name in sheet.clauses and kind in sheet.clauses[name].recognises:
            return f"{sheet.name}/{name}"
    called = FILE_KINDS.get(kind, FILE_KINDS["other"])
    raise StepRefused(
        f"提供此材料所依据的协议条款没有规定互认“{called.zh}”：可以入卷作为材料，由本部门自行审查。",
        f"No clause under which it came recognises “{called.en}”: put it on file, and examine it yourselves.",
    )


def _scope(held: HeldRecord) -> str:
    """Return what is recognised, in words of the record that came."""
    values = held.values
    parts = [f"{held.peer.node} 提供的记录 {held.name}", *(values[name] for name in ("result", "method") if values.get(name))]
    return "；".join([*parts, f"文件 SHA-256 {values.get('file') or values.get('personal_file', '')}"])
