"""How a panel is asked for."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.neutral.services.by_code import SAID_IN
from mingjian.institutions.neutral.services.challenges import challenge
from mingjian.institutions.neutral.services.conflicts import conflicts_of, members
from mingjian.institutions.neutral.services.lot import SEATS, is_fixed
from mingjian.institutions.neutral.services.parties import PROCEDURE, WORD, notice_of_panel, receipt_named, side_of, sides_by_code, sides_of, words_of
from mingjian.institutions.neutral.services.pool import enter_pool
from mingjian.institutions.neutral.services.rows import rows_for_panel
from mingjian.institutions.neutral.services.turns import is_over
from mingjian.institutions.notices.models import Notice
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.awaits import hold_anew, redraw_awaiting
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.state import given
from mingjian.office.dossiers.transition import seat, set_apart
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.record.entries import enter

# Ask for a neutral panel about a notice: its dossier is opened at a third body, with a seat for either side and the platform.

ENDED_SHORT = "ended_short"  # too few of its pool could sit, which is nobody's doing


@act
def ask_for_panel(
    notice: Notice,
    *,
    by: Officer,
    at: datetime,
    panel_office: int,
    panel_question: str,
    panel_operator: int | str = "",
    panel_receipt: str = "",
    target_rows: str = "",
) -> Account[Dossier]:
    """
    Open it at the office. Raises NotPermitted for a third, BadInput for a side's own body and where it is not said which of several operators it is about.

    Raises StepRefused where nothing was decided, a side has no account, a panel is under way, or the lot was fixed once: there is no second one.
    """
    if notice.dossier is None or not side_of(notice, by.department_id):
        raise NotPermitted("由通知的权利人、经营者或者平台申请。", "The holder, the operator or the platform of the notice asks for it.")
    if not notice.targets.filter(decided_at__isnull=False).exists():
        raise StepRefused("平台尚未作出决定，没有可评议的。", "The platform has decided nothing yet: there is nothing to judge.")
    sides = sides_of(notice)
    if panel_receipt.strip() and by.department_id in sides["operator"]:
        raise BadInput("经营者只就本单位的网址申请评议，不能代其他经营者申请。", "An operator asks about its own rows alone, and not for another operator.")
    by_code = sides_by_code(notice)
    if panel_receipt.strip() and notice.operator_receipts.exists():
        by_code.add("operator")
    if missing := [side for side, held in sides.items() if not held and side not in by_code]:
        who = {"right_holder": ("权利人", "the right holder"), "operator": ("经营者", "the operator")}[missing[0]]
        raise StepRefused(
            f"{who[0]}在本系统没有账号，也没有回执，不能书面听取其陈述：请平台先为经营者开具回执。",
            f"{who[1]} has neither account nor receipt here and could not be heard in writing: the platform opens a receipt first.",
        )
    receipt = _receipt(notice, panel_receipt) if panel_receipt.strip() or not sides["operator"] else ""
    operator = 0 if receipt else _operator(sides["operator"], by, panel_operator)
    _refuse_second(notice, operator, receipt)
    office = Department.objects.get(pk=panel_office)
    parties = {notice.department_id, *([operator] if operator else []), *sides["right_holder"]}
    if office.pk in {notice.department_id}.union(*sides.values()):
        raise BadInput("组织评议的单位不能是当事一方或者平台。", "The body that convenes the panel is none of the sides, nor the platform.")
    opening = Opening(PROCEDURE, next_number(f"M{localtime(at).year}-"), f"{notice.number} {notice.right.holder}：中立评议"[:200], "notice", notice.number)
    given: dict[str, object] = {"disputed_notice": notice.number, "panel_question": panel_question}
    given |= {"panel_receipt": receipt} if receipt else {"panel_operator": operator}
    given["target_rows"] = rows_for_panel(notice, Department.objects.filter(pk=operator).first(), receipt, target_rows)
    opened = open_dossier(opening, by=by, department=office, at=at, given=given)
    _refuse_too_few(notice, opened)
    held = set(opened.seats.values_list("department", flat=True))
    seat(opened, parties - held, at)
    redraw_awaiting(opened.pk, at)  # the sides have their seats only now
    return Account(opened, {"dossier": opened})


def _operator(operators: set[int], by: Officer, named: int | str) -> int:
    """Return the operator that the panel is about: whoever asks, else the one that is named, else the only one."""
    own = by.department_id if by.department_id in operators else None
    if own and named in ("", own):
        return own
    if own or (named and named not in operators):
        raise BadInput(
            "争议所涉的经营者须为此通知的经营者；经营者自己申请的，只就本单位的网址申请。",
            "Name an operator of this notice; an operator asks about its own rows alone.",
        )
    if named:
        return int(named)
    if len(operators) > 1:
        names = list(Department.objects.filter(pk__in=operators).order_by("name_zh"))
        zh, en = "、".join(one.name_zh for one in names), ", ".join(one.name_en or one.name_zh for one in names)
        raise BadInput(f"此通知涉及多个经营者（{zh}），请选择争议所涉的经营者。", f"It is about several operators ({en}): say which one.")
    return next(iter(operators))


def _receipt(notice: Notice, named: str) -> str:
    """Return the operator without an account that the panel is about: the one that is named, else the only one that has a receipt."""
    names = list(dict.fromkeys(notice.operator_receipts.values_list("operator", flat=True)))
    if named.strip() in names:
        return named.strip()
    if named.strip() or len(names) != 1:
        zh, en = "、".join(names[:20]), ", ".join(names[:20])
        raise BadInput(f"请按回执写明争议所涉的经营者（{zh}）。", f"Name the operator as its receipt does ({en}).")
    return names[0]


def _refuse_too_few(notice: Notice, opened: Dossier) -> None:
    """Refuse a convenor whose own members, left out with those who have another conflict, leave fewer than three to be drawn: said before anybody agrees."""
    found = conflicts_of(members(), notice, opened)
    if (free := sum(not why for why in found.values())) < SEATS:
        office = opened.department
        zh = f"由{office.name_zh}组织的，没有利害关系的评议员只有 {free} 名，不足 {SEATS} 名：请选择其他单位，或者请系统管理员增加评议员。"
        en = f"With {office.name_en or office.name_zh} only {free} members are free of conflict, and {SEATS} are needed: choose another body, or enter more."
        raise BadInput(zh, en, {"panel_office": Text(zh, en)})


def _refuse_second(notice: Notice, operator: int, receipt: str) -> None:
    """Refuse a panel beside one under way with this operator, and one after its lot was fixed: who does not like who was drawn does not draw again."""
    for panel in Dossier.objects.filter(procedure=PROCEDURE, subject=notice.number).order_by("pk"):
        if receipt_named(panel) != receipt or (operator and operator not in sides_of(notice, panel)["operator"]):
            continue
        if not panel.is_closed:
            raise StepRefused("此通知已在评议中。", "A panel about this notice is under way.")
        if is_fixed(panel) and panel.state_text != ENDED_SHORT:
            raise StepRefused(
                f"此通知的评议已经抽签（{panel.number}），不再另行抽签；不影响投诉和起诉。",
                f"The lot about this notice was drawn ({panel.number}), and there is no second one. Complaint and suit stay open.",
            )


# Take part in a panel by the code of a receipt: a side without an account agrees, refuses, states its view, or challenges a member.

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
    if panel_word == "challenged" and not challenged_place:
        raise BadInput("请选择申请哪一名评议员回避。", "Choose which member should not sit.")
    apart = set_apart(held, "panel_words", words, at) if words else None
    if panel_word == "challenged" and apart:
        challenge(held, side, challenged_place, apart, None, at)
    enter(WORD, at=at, about=notice, dossier=held, side=side, papers={"panel_word": panel_word, **({"panel_words": apart} if apart else {})})
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
    receipt = notice.operator_receipts.filter(code_key=code_key(receipt_code.strip()[:40])).first() if receipt_code.strip() else None
    side = "operator" if receipt_code.strip() else "right_holder"
    is_side = panel is not None and found is not None and side in sides_by_code(found, panel)
    if panel is None or not is_side or (side == "operator" and (receipt is None or receipt.operator != receipt_named(panel))):
        raise NotFound(
            "没有您可以参加的评议：请核对编码，或者请平台申请评议。",
            "There is no panel in which you take part: look at the code, or have the platform ask for one.",
        )
    return panel, side


def _refuse_now(panel: Dossier, side: str, word: str, at: datetime) -> None:
    if panel.is_closed or panel.state_text not in SAID_IN.get(word, ()):
        raise StepRefused("现阶段不能办理此项，请刷新页面查看可以办理的事项。", "This cannot be said at this stage: reload the page to see what can.")
    if word in {"agreed", "refused"} and is_fixed(panel):
        raise StepRefused("双方已经同意，候选名单已经入账，不再变更。", "Both sides agreed and the pool was entered: nothing changes now.")
    if word == "stated" and is_over(panel, at):
        raise StepRefused("书面陈述期限已届满；不影响投诉和起诉。", "The days to state a view are over; complaint and suit stay open.")
    if sum(one.side == side for one in words_of(panel)) >= MOST:
        raise StepRefused(
            f"每一方至多办理 {MOST} 次；其他意见请向组织评议的单位提出。", f"At most {MOST} times for each side: tell whoever convenes the panel the rest."
        )
