"""The pool of a panel: entered once both sides agreed and the effect was told, before anybody knows the seed."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.neutral.services.conflicts import conflicts_of, members
from mingjian.institutions.neutral.services.lot import POOL, SEATS
from mingjian.institutions.neutral.services.parties import agreed_sides, notice_of_panel, side_of
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

SIDES = {"right_holder": ("权利人", "The right holder"), "operator": ("经营者", "The operator")}


def notice_in(dossier: Dossier) -> Notice:
    """Return the notice that a panel is about. Raises StepRefused where there is none."""
    found = notice_of_panel(dossier)
    if found is None:
        raise StepRefused("此卷宗不是就侵权通知申请的评议。", "This panel is about no notice.")
    return found


def enter_pool(dossier: Dossier, by: Officer | None, at: datetime, *, is_told: bool) -> None:
    """Enter who may be drawn and who was left out, once both sides agreed and the effect was told. Raises StepRefused where fewer than three are free."""
    notice = notice_in(dossier)
    if not is_told or not_agreed(dossier, notice, by):
        return
    found = conflicts_of(pool := members(), notice, dossier)
    free = sorted(one.wire_name for one in pool if not found[one.pk])
    if len(free) < SEATS:
        zh = f"没有利害关系的评议员只有 {len(free)} 名，不足 {SEATS} 名，不能抽签。请系统管理员增加评议员后再办。"
        raise StepRefused(zh, f"Only {len(free)} members are free of conflict, and {SEATS} are needed: have more entered, then take this step again.")
    left_out = [{"who": one.wire_name, "why": "；".join(why.zh for why in found[one.pk])} for one in pool if found[one.pk]]
    enter(POOL, at=at, dossier=dossier, by=by, candidates=free, left_out=left_out)


def not_agreed(dossier: Dossier, notice: Notice, by: Officer | None = None) -> tuple[str, str] | None:
    """Return which side has not agreed yet, in both languages; `by` agrees just now, if it is of a side."""
    agreed = agreed_sides(dossier, notice) | ({side_of(notice, by.department_id, dossier)} if by else set())
    return next((who for side, who in SIDES.items() if side not in agreed), None)
