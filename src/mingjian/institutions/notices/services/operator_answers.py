"""What operators sent by their receipts: which waits, and the step that a statement calls for, filled in."""

from collections.abc import Mapping
from typing import Any

from mingjian.institutions.notices.models import MEASURED, OperatorAnswer, OperatorReceipt, Target
from mingjian.institutions.notices.queries import PROCEDURE, PROCEDURES
from mingjian.institutions.notices.services.rows import parts_of, positions_of
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier, Entry

_IN_FORCE, _WHOLE, _SOME = "measures_in_force", "receive_statement", "answer_addresses"


def rows_of_receipt(receipt: OperatorReceipt) -> list[Target]:
    """Return the rows that a receipt is for, in their order."""
    positions = positions_of(receipt.rows, len(receipt.notice.addresses))
    light = receipt.notice.targets.defer("note", "draft")
    return sorted((row for part in parts_of(positions) for row in light.filter(position__in=part)), key=lambda row: row.position)


def called_for(dossier: Dossier) -> Mapping[str, Mapping[str, str]]:
    """Propose the step by which the newest statement is received, of the whole notice or of its rows, once it was taken to the dossier."""
    if dossier.procedure not in PROCEDURES.values() or dossier.state_text != _IN_FORCE:
        return {}
    statements = OperatorAnswer.objects.filter(notice__dossier=dossier, kind="statement", sealed_at__isnull=False)
    newest = statements.select_related("receipt__notice", "notice__right").order_by("added_at").last()
    if newest is None or Entry.objects.filter(dossier=dossier, kind__in=[_WHOLE, _SOME], at__gt=newest.added_at).exists():
        return {}
    told: dict[str, Any] = {"statement": newest.words, "preliminary_evidence": "见声明", "true_identity": newest.identity}
    if newest.sha256:
        told |= {"preliminary_evidence": "见声明和所附文件", "evidence": newest.sha256}
    if dossier.procedure != PROCEDURE:  # whose statements are about the notice as a whole
        wanted = {paper.name for paper in sheet_of(dossier).steps[_WHOLE].needs}
        return {_WHOLE: {name: value for name, value in told.items() if name in wanted}}
    own = {row.position for row in rows_of_receipt(newest.receipt)}
    standing = set(newest.notice.targets.filter(state=MEASURED).values_list("position", flat=True))
    return {_WHOLE: told} if standing <= own else {_SOME: {"target_rows": newest.receipt.rows, **told}}
