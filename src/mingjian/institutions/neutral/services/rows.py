"""Which addresses of a notice a panel is about: decided, and of the operator that is its side, as far as the record says whose they are."""

import json

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.neutral.services.parties import PROCEDURE, notice_of_panel
from mingjian.institutions.notices.facts import row_positions, rows_in_words
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Department, Dossier, Entry

_ANSWERS = "answer_addresses"
PAPER = "target_rows"


def rows_for_panel(notice: Notice, operator: Department | None, receipt: str, written: str) -> str:
    """
    Return the rows that a panel is about: those named, else those on record as this operator's, else all that were decided and are on record as no other's.

    Raises BadInput for a row that is on record as another operator's, or that nobody decided.
    """
    own, others = _on_record(notice, operator, receipt)
    decided = set(notice.targets.filter(decided_at__isnull=False).values_list("position", flat=True))
    if not written.strip():
        return rows_in_words(sorted((own & decided) or (decided - others)))
    asked = row_positions(notice, written)
    for wrong, zh, en in (
        (others - own, "在案系其他经营者的网址，不能在此次评议中提出", "is on record as another operator's and no matter of this panel"),
        (set(asked) - decided, "平台尚未处理，没有可评议的", "was not decided yet: there is nothing to judge"),
    ):
        if found := sorted(wrong.intersection(asked)):
            told = Text(f"第 {rows_in_words(found[:20])} 行{zh}。", f"Row {rows_in_words(found[:20])} {en}.")
            raise BadInput(told.zh, told.en, {PAPER: told})
    return rows_in_words(sorted(set(asked)))


def _on_record(notice: Notice, operator: Department | None, receipt: str) -> tuple[set[int], set[int]]:
    """Return the rows that are on record as this operator's and as others', by their receipts and by who answered about them."""
    names = {receipt} if receipt else {operator.name_zh, operator.name_en} if operator else set()
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for called, rows in notice.operator_receipts.values_list("operator", "rows"):
        found[called in names].update(row_positions(notice, rows))
    answers = Entry.objects.filter(dossier=notice.dossier, kind=_ANSWERS, officer__department__kind=Department.Kind.OPERATOR)
    for body, department in answers.values_list("body", "officer__department"):
        rows = str((json.loads(body).get("papers") or {}).get(PAPER) or "")
        found[operator is not None and department == operator.pk].update(row_positions(notice, rows))
    return found[True], found[False] - found[True]


def rows_of_panel(panel: Dossier) -> str:
    """Return the rows that a panel is about, as its request says; empty in panels of before."""
    opening = panel.entries.filter(kind="ask").order_by("index").first() if panel.procedure == PROCEDURE else None
    return str((json.loads(opening.body).get("papers") or {}).get(PAPER, "")) if opening else ""


def addresses_of_panel(panel: Dossier, rows: str) -> list[tuple[int, str, Text | None]]:
    """Return the addresses that a panel is about: row, address, and the measure in words."""
    notice = notice_of_panel(panel) if rows else None
    if notice is None:
        return []
    measures = dict(rulebook().papers["measure"].options)
    found = notice.targets.filter(position__in=row_positions(notice, rows)).order_by("position")
    return [(position, address, measures.get(measure)) for position, address, measure in found.values_list("position", "address", "measure")]
