"""Panels as a side without an account sees them by its code: which ones, what it may say now, and what stands in each."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked
from mingjian.institutions.neutral.services.challenges import challenges_of
from mingjian.institutions.neutral.services.conflicts import members
from mingjian.institutions.neutral.services.lot import draw_of, is_fixed
from mingjian.institutions.neutral.services.parties import PROCEDURE, receipt_named, sides_by_code, words_of
from mingjian.institutions.neutral.services.votes import GIVEN, votes_of
from mingjian.institutions.notices.models import Notice, OperatorReceipt
from mingjian.office.dossiers.awaits import Wait, awaited
from mingjian.office.dossiers.history import history
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.state import given, sheet_of
from mingjian.office.models import Dossier

SHOWN = 20  # panels of one notice
_READ = ("tell_effect", "state_view", "decide_challenge", "give_opinion", "act_on_opinion")
#: In which states of a panel each word can be said.
SAID_IN = {"agreed": ("asked",), "refused": ("asked",), "stated": ("hearing",), "challenged": ("hearing", "deliberating")}


def said_now(panel: Dossier, side: str) -> list[str]:
    """Return what a side may say by its code while the panel stands as it does."""
    if panel.is_closed:
        return []
    return [word for word, states in SAID_IN.items() if panel.state_text in states and not (panel.state_text == "asked" and is_fixed(panel))]


def panels_by_code(notice: Notice, receipt: OperatorReceipt | None) -> list[Dossier]:
    """Return the panels in which whoever has the code is a side, the newest first."""
    side = "operator" if receipt else "right_holder"
    about = Dossier.objects.filter(procedure=PROCEDURE, subject=notice.number).select_related("department").order_by("-pk")[:SHOWN]
    found = [one for one in about if side in sides_by_code(notice, one)]
    return [one for one in found if receipt is None or receipt.operator == receipt_named(one)]


def shown_by_code(panel: Dossier, side: str, at: datetime) -> dict[str, Any]:
    """Return what a side sees of a panel: the question, the effect, who was drawn, what either side said, and the opinion once it was given."""
    until, waits = given(panel, "hear_until", "draw"), [] if panel.is_closed else awaited(panel, at)
    lot, names = draw_of(panel), {one.wire_name: one for one in members()}
    is_given = panel.state_text in GIVEN
    options = rulebook().papers
    votes = dict(options["panel_vote"].options)
    entries = [one for one in panel.entries.select_related("officer__department").order_by("index") if one.kind in _READ]
    return {
        "dossier": panel,
        "state": state_label(panel),
        "question": masked(given(panel, "panel_question", "ask")),
        "effect": dict(options["panel_effect"].options).get(given(panel, "panel_effect", "tell_effect")),
        "hear_until": date.fromisoformat(until[:10]) if until else None,
        "drawn": [(names.get(name), name) for name in lot.drawn] if lot else [],
        "seed": lot.seed if lot else "",
        "steps": history(sheet_of(panel), entries),
        "words": [(one, dict(options["panel_word"].options)[one.word], masked(one.text), one.side == side) for one in words_of(panel)],
        "challenges": challenges_of(panel),
        "votes": [(names.get(who), who, votes.get(vote), why) for who, vote, why in votes_of(panel)] if is_given else [],
        "may_say": said_now(panel, side),
        "waits": list(dict.fromkeys(one for wait in waits for one in _waited_for(panel, wait))),
    }


def _waited_for(panel: Dossier, wait: Wait) -> Iterator[Text]:
    """Name whom a panel waits for: bodies, a side without an account, or its members, of whom nobody is told which has not voted."""
    if wait.outside is not None:
        yield wait.outside
    elif panel.state_text == "deliberating" and panel.department not in wait.departments:
        yield Text("评议员", "the members of the panel")
    else:
        yield from (Text(one.name_zh, one.name_en or one.name_zh) for one in wait.departments)
