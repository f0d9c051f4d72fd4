"""Of whom the steps of a panel are asked: the side that has not spoken, the platform that has not told the effect, the members who have not voted."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.neutral.services.challenges import open_challenge, upheld_of
from mingjian.institutions.neutral.services.conflicts import members
from mingjian.institutions.neutral.services.lot import draw_of, is_fixed, presiding
from mingjian.institutions.neutral.services.parties import PROCEDURE, agreed_sides, notice_of_panel, refusal_by_code, sides_by_code, sides_of, stated_sides
from mingjian.institutions.neutral.services.votes import votes_of
from mingjian.institutions.notices.models import Notice
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier

NOBODY: Collection[int] = frozenset()
BY_CODE = {"right_holder": Text("权利人（凭回执编码）", "the holder, by its code"), "operator": Text("经营者（凭回执编码）", "the operator, by its code")}


def asked_of(panel: Dossier, at: datetime) -> Mapping[str, Collection[int] | Text]:
    """Return of which departments (keys) each step is asked now; a step that is not named is asked of whoever may take it."""
    notice = notice_of_panel(panel)
    if notice is None:
        return {}
    by_state = {"asked": _before_the_lot, "hearing": _while_heard, "deliberating": _while_voted}
    told = by_state.get(panel.state_text)
    return told(panel, notice, at) if told else {"act_on_opinion": {notice.department_id}}


def called_for(panel: Dossier) -> Mapping[str, Mapping[str, str]]:
    """Call for the decision on a challenge, and for the end of a panel for which the pool has too few."""
    if panel.procedure != PROCEDURE:
        return {}
    if panel.state_text == "asked" and not is_fixed(panel) and refusal_by_code(panel):
        return {"enter_refusal": {"reason": "对方凭回执编码表示不同意"}}  # its words stay where they can be erased
    if panel.state_text not in {"hearing", "deliberating"}:
        return {}
    if open_challenge(panel):
        return {"decide_challenge": {"reason": ""}}
    notice, lot = notice_of_panel(panel), draw_of(panel)
    if notice is None or lot is None or not set(lot.drawn) & upheld_of(panel).keys():
        return {}
    return {"end_short": {"reason": "候选名单中可以参加评议的不足三名"}}


def _before_the_lot(panel: Dossier, notice: Notice, at: datetime) -> Mapping[str, Collection[int] | Text]:
    if is_fixed(panel):
        return dict.fromkeys(("consent_panel", "refuse_panel", "tell_effect"), NOBODY)
    agreed, sides = agreed_sides(panel, notice), sides_of(notice, panel)
    silent: Collection[int] | Text = {one for side, held in sides.items() if side not in agreed for one in held}
    silent = silent or _by_code(sides_by_code(notice, panel) - agreed)
    is_told = bool(given(panel, "panel_effect", "tell_effect"))
    return {"consent_panel": silent, "refuse_panel": silent, "tell_effect": NOBODY if is_told and silent else {notice.department_id}, "draw": NOBODY}


def _while_heard(panel: Dossier, notice: Notice, at: datetime) -> Mapping[str, Collection[int] | Text]:
    if is_over(panel, at):
        return {"state_view": NOBODY}
    stated, sides = stated_sides(panel, notice), sides_of(notice, panel)
    silent: Collection[int] | Text = {one for side, held in sides.items() if side not in stated for one in held}
    silent = silent or _by_code(sides_by_code(notice, panel) - stated)
    return {"state_view": silent, "close_hearing": NOBODY} if set(sides) - stated else {"state_view": NOBODY}


def _while_voted(panel: Dossier, notice: Notice, at: datetime) -> Mapping[str, Collection[int] | Text]:
    lot = draw_of(panel)
    if lot is None:
        return {}
    voted = {who for who, _, _ in votes_of(panel)}
    at_work = {one.wire_name: one.department_id for one in members()}
    silent = [name for name in lot.drawn if name not in voted]
    asked = silent or [presiding(lot)]
    seats = {key for name in asked if (key := at_work.get(name))}
    return {"vote": seats, "give_opinion": NOBODY} if silent else {"vote": NOBODY, "give_opinion": seats}


def _by_code(sides: Collection[str]) -> Collection[int] | Text:
    """Return in words the sides that are waited for and have no account; nobody where there are none."""
    named = [BY_CODE[side] for side in sorted(sides, reverse=True)]
    return Text("、".join(one.zh for one in named), ", ".join(one.en for one in named)) if named else NOBODY


def is_over(panel: Dossier, at: datetime) -> bool:
    """Return whether the days in which the sides state their view are over."""
    until = given(panel, "hear_until", "draw")
    return bool(until) and localtime(at).date().isoformat() > until[:10]
