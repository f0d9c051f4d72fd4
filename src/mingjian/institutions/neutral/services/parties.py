"""Who the sides of a notice are, of those with an account."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Department, Dossier

PROCEDURE, WORD = "neutral_panel", "neutral_panel_word"


def notice_of_panel(dossier: Dossier) -> Notice | None:
    """Return the notice that a panel is about."""
    opening = dossier.entries.filter(kind="ask").order_by("index").first()
    named = str((json.loads(opening.body).get("papers") or {}).get("disputed_notice", "")) if opening else ""
    number = named.rpartition("/")[2]
    return Notice.objects.filter(number=number).select_related("right", "department", "dossier", "sent_by").first() if number else None


def sides_of(notice: Notice, panel: Dossier | None = None) -> dict[str, set[int]]:
    """
    Return the departments of each side, by key: who sent the notice or holds its right, and the operators that take part in its dossier.

    Of a `panel` the operator alone that it is about: others of the same notice are no side of it.
    """
    holder = {notice.right.owner_id, notice.right.agent_account_id, notice.sent_by.department_id if notice.sent_by else None} - {None, notice.department_id}
    seated = notice.dossier.seats.filter(department__kind=Department.Kind.OPERATOR).values_list("department", flat=True) if notice.dossier else ()
    operators = set(seated) - holder
    if panel and is_by_receipt(panel):
        operators = set()
    elif panel and (named := _operator_named(panel)):
        operators = {one.pk for one in Department.objects.filter(pk__in=operators) if one.wire_name == named}
    return {"right_holder": {one for one in holder if one}, "operator": operators}


def _operator_named(panel: Dossier) -> str:
    """Return the operator that a panel is about, by its name in the ledger; empty in panels of before, which had all of the notice."""
    return str(_asked_with(panel, "panel_operator"))


def receipt_named(panel: Dossier) -> str:
    """Return the operator without an account that a panel is about, as its receipt calls it; empty where the operator has an account."""
    return as_kept(_asked_with(panel, "panel_receipt"), words_kept(panel))


def is_by_receipt(panel: Dossier) -> bool:
    """Return whether a panel is about an operator without an account: it stays so when the name was erased."""
    return bool(_asked_with(panel, "panel_receipt"))


def words_kept(panel: Dossier) -> dict[str, str]:
    """Return what private persons said in a panel, or are called in it, by the salted hash that the ledger has of it."""
    return {one.digest: one.value for one in panel.personal_values.all()}


def as_kept(told: Any, kept: Mapping[str, str]) -> str:
    """Return the words that an entry tells: those kept beside it, empty once they were erased; as they stand in entries of before."""
    return kept.get(str(told.get("salted_sha256", "")), "") if isinstance(told, Mapping) else str(told or "")


def _asked_with(panel: Dossier, paper: str) -> Any:
    opening = panel.entries.filter(kind="ask").order_by("index").first()
    return (json.loads(opening.body).get("papers") or {}).get(paper, "") if opening else ""


def sides_by_code(notice: Notice, panel: Dossier | None = None) -> set[str]:
    """Return the sides that have no account here and speak by the code of their receipt: a holder from the public portal, an operator with a receipt."""
    sides = sides_of(notice, panel)
    has_receipt = is_by_receipt(panel) if panel else notice.operator_receipts.exists()
    has_code = {"right_holder": notice.sent_by is None, "operator": has_receipt}
    return {side for side, held in sides.items() if not held and has_code[side]}


@dataclass(frozen=True, slots=True)
class Word:
    """What a side said by the code of its receipt: agreed, refused, stated or challenged; the words, and when."""

    side: str
    word: str
    text: str
    at: datetime


def words_of(panel: Dossier) -> list[Word]:
    """Return what was said by code in a panel, the oldest first."""
    told = [(json.loads(one.body), one.at) for one in panel.entries.filter(kind=WORD).order_by("index")]
    papers = [(body["side"], body.get("papers") or {}, at) for body, at in told]
    kept = words_kept(panel) if papers else {}
    return [Word(side, str(said.get("panel_word", "")), as_kept(said.get("panel_words"), kept), at) for side, said, at in papers]


def refusal_by_code(panel: Dossier) -> Word | None:
    """Return the word by which a side without an account refused the panel, unless it agreed since; None where it did not."""
    newest = {one.side: one for one in words_of(panel) if one.word in {"agreed", "refused"}}
    return next((one for one in newest.values() if one.word == "refused"), None)


def _said_by_code(panel: Dossier, word: str) -> set[str]:
    return {one.side for one in words_of(panel) if one.word == word}


def side_of(notice: Notice, department: int | None, panel: Dossier | None = None) -> str:
    """Return the side of a department: right_holder, operator or platform; empty for a third."""
    found = next((side for side, held in sides_of(notice, panel).items() if department in held), "")
    return found or ("platform" if department == notice.department_id else "")


def agreed_sides(panel: Dossier, notice: Notice) -> set[str]:
    """Return the sides that agreed to a panel: whoever asked for it, and who said so since."""
    spoken = {asked_by(panel), *panel.entries.filter(kind="consent_panel").values_list("officer__department", flat=True)}
    refused = refusal_by_code(panel)
    return {side for side, held in sides_of(notice, panel).items() if held & spoken} | (_said_by_code(panel, "agreed") - ({refused.side} if refused else set()))


def stated_sides(panel: Dossier, notice: Notice) -> set[str]:
    """Return the sides that stated their view."""
    spoken = set(panel.entries.filter(kind="state_view").values_list("officer__department", flat=True))
    return {side for side, held in sides_of(notice, panel).items() if held & spoken} | _said_by_code(panel, "stated")


def asked_by(dossier: Dossier) -> int | None:
    """Return the department that asked for the panel."""
    opening = dossier.entries.filter(kind="ask").select_related("officer").order_by("index").first()
    return opening.officer.department_id if opening and opening.officer else None
