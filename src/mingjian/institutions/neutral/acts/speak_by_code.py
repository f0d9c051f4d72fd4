"""Take part in a panel by the code of a receipt: a side without an account agrees, refuses, states its view, or challenges a member."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.neutral.services.by_code import SAID_IN
from mingjian.institutions.neutral.services.challenges import challenge
from mingjian.institutions.neutral.services.lot import is_fixed
from mingjian.institutions.neutral.services.parties import PROCEDURE, WORD, notice_of_panel, receipt_named, sides_by_code, words_of
from mingjian.institutions.neutral.services.pool import enter_pool
from mingjian.institutions.neutral.services.turns import is_over
from mingjian.institutions.notices.models import Notice
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.awaits import hold_anew, redraw_awaiting
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

MOST, LONGEST = 10, 10_000  # words of one side in a panel; characters of each


@act
def speak_by_code(
    notice: Notice,
    *,
    by: Officer | None,
    at: datetime,
    panel_number: str,
    panel_word: str,
    panel_words: str = "",
    challenged_place: str = "",
    operator_receipt_code: str = "",
) -> Account[Dossier]:
    """
    Enter it on the panel; what it brings about follows at once, as it does when a side with an account takes the step.

    Raises NotPermitted for whoever signed in, NotFound for a panel of which the code is no side, StepRefused and BadInput for what cannot be said now.
    """
    if by is not None:
        raise NotPermitted("由没有账号的一方本人办理。", "The side itself says so, and nobody who signed in.")
    panel, side = _panel(notice, panel_number, operator_receipt_code)
    held = hold_anew(panel.pk)
    _refuse_now(held, side, panel_word, at)
    words = panel_words.strip()
    if len(words) > LONGEST or (panel_word in {"stated", "challenged"} and not words):
        raise BadInput(f"请写明陈述或者理由，不超过 {LONGEST} 字。", f"Say your view or reasons, in {LONGEST} characters at most.")
    if panel_word == "challenged":
        if not challenged_place:
            raise BadInput("请选择申请哪一名评议员回避。", "Choose which member should not sit.")
        challenge(held, side, challenged_place, words, None, at)
    enter(WORD, at=at, about=notice, dossier=held, side=side, papers={"panel_word": panel_word, **({"panel_words": words} if words else {})})
    if panel_word == "agreed":
        _enter_pool(held, at)
    redraw_awaiting(held.pk, at)
    return Account(held, is_new=False)  # entered above: what follows of it comes after it


def _enter_pool(panel: Dossier, at: datetime) -> None:
    """Enter the pool where this was the last condition. Where too few are free the agreement stands all the same, and the platform tells the effect again."""
    try:
        with transaction.atomic():
            enter_pool(panel, None, at, is_told=bool(given(panel, "panel_effect", "tell_effect")))
    except StepRefused:
        return


def _panel(notice: Notice, number: str, receipt_code: str) -> tuple[Dossier, str]:
    """Return the panel of a number that is about the notice, and which of its sides the code is."""
    panel = Dossier.objects.filter(procedure=PROCEDURE, subject=notice.number, number=number.strip()).first()
    found = notice_of_panel(panel) if panel else None
    receipt = notice.operator_receipts.filter(code=receipt_code.strip()[:40]).first() if receipt_code.strip() else None
    side = "operator" if receipt_code.strip() else "right_holder"
    is_side = panel is not None and found is not None and side in sides_by_code(found, panel)
    if panel is None or not is_side or (side == "operator" and (receipt is None or receipt.operator != receipt_named(panel))):
        raise NotFound("没有您可以参加的评议。", "There is no panel in which you take part.")
    return panel, side


def _refuse_now(panel: Dossier, side: str, word: str, at: datetime) -> None:
    if panel.is_closed or panel.state_text not in SAID_IN.get(word, ()):
        raise StepRefused("评议现在的阶段不能办理此项。", "The panel stands where this cannot be said.")
    if word in {"agreed", "refused"} and is_fixed(panel):
        raise StepRefused("双方已经同意，候选名单已经入账，不再变更。", "Both sides agreed and the pool was entered: nothing changes now.")
    if word == "stated" and is_over(panel, at):
        raise StepRefused("书面陈述的期限已经届满。", "The days to state a view are over.")
    if sum(one.side == side for one in words_of(panel)) >= MOST:
        raise StepRefused(f"每一方至多办理 {MOST} 次。", f"At most {MOST} times for each side.")
