"""What a page shows before something goes to another node: who will see which field, how, and by which clause; or why nothing goes."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from mingjian.core.agreement.release import Refused, Release
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.core.wire.reasons import reason_of
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outgoing import Seen
from mingjian.institutions.exchange.services.titles import field_label, in_order, value_said
from mingjian.office.language import said


def seen_by(name: str, rows: Sequence[Seen], decided: Release | Refused) -> dict[str, Any]:
    """Return what the page shows of what goes to a node."""
    sheet, _ = node.sheet_of(node.register())
    one = node.member(name)
    title = said(Text(one.title["zh"], one.title["en"]))
    bodies = [said(Text(body.zh, body.en or body.zh)) for body in one.bodies_of(decided.to.region if isinstance(decided, Release) else "")]
    if isinstance(decided, Refused):
        reason = reason_of(decided.why)
        return {"who": title, "why": said(reason.said), "cure": said(reason.cure), "clause": clause_title(sheet, decided.clause)}
    placed = {field: number for number, field in enumerate(in_order(row.field for row in rows))}
    listed = sorted(rows, key=lambda row: placed[row.field])
    told = [(field_label(row.field), value_said(row.field, row.value), said(words.RULES[row.rule])) for row in listed]
    shown = [(*texts, clause_title(sheet, row.clause), row.rule) for texts, row in zip(told, listed, strict=True)]
    return {"who": title, "rows": shown, "bodies": bodies, "decided": decided, "keep": decided.keep_months, "handling": said(words.HANDLING[decided.onward])}


def whole_mark(marks: Iterable[str]) -> str:
    """Return the mark of what was shown of several nodes or files together; none where one of them gets nothing, since all go or none does."""
    each = list(marks)
    return sha256("".join(each).encode()).hexdigest() if each and all(each) else ""


def clause_title(sheet: Agreement, name: str) -> str:
    """Return what a clause is called; nothing where the sheet has none of that name."""
    return said(sheet.clauses[name].title) if name in sheet.clauses else ""
