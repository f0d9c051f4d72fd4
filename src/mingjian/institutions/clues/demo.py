"""What clues put on the demo's desks: a few findings taken up, each at another stage, so that every officer's desk has something on it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localtime, now

from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.handover.services.recipients import addressee_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.services.known_facts import known_of_findings, told
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_matching
from mingjian.office.demo import Staff
from mingjian.office.dossiers.sweeps import sweep
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Officer

Act = Callable[[Dossier, Staff, datetime], None]
MOST = 8  # findings that are taken up at most
LEFT = 2  # and how many are not


def take_findings_up(staff: Staff, folder: Path) -> None:
    """
    Take findings up, the most remarkable of each detector, once; the first as if three weeks ago, so that a deadline is over and others are near.

    What was seen first is taken up first: no clue of a thing comes before the thing.
    """
    if Clue.objects.exists():
        return
    found = _a_few(staff["county"])
    known = known_of_findings(staff["county"], found)
    seen_on = {subject: told(one).get("acted_on") for subject, one in known.items()}
    found.sort(key=lambda one: seen_on.get(one.subject) or localtime(now()).date())
    with transaction.atomic():
        for number, finding in enumerate(found):
            begun = _no_earlier(now() - timedelta(days=max(0, 24 - 3 * number)), seen_on.get(finding.subject))
            clue = take_up(finding, by=staff["county"], at=begun)
            _ACTS[number % len(_ACTS)](clue.dossier, staff, begun + timedelta(hours=2))
        _by_platform(staff["platform"], now())
    sweep(now())


def _no_earlier(begun: datetime, seen_on: date | None) -> datetime:
    """Put a beginning off to the day after its thing was seen, as far as that is past."""
    if seen_on is None:
        return begun
    return max(begun, min(datetime.combine(seen_on + timedelta(days=1), begun.time(), begun.tzinfo), now() - timedelta(hours=3)))


def _by_platform(clerk: Officer, at: datetime) -> None:
    """Let the platform register two clues: one that it reports to the county of its operator, and one that still waits to be reported."""
    said = {"source": "platform", "suspected_act": "销售假冒注册商标的商品", "platform": "云集市", "operator_address": "浙江省杭州市桐庐县"}
    reported = Intake(**said, shop_id="p-2001", shop_name="山野户外小店", content="商品页标称名牌冲锋衣，成交价不足市价两成，三名买家投诉为仿品。")
    clue = register(reported, by=clerk, at=at - timedelta(days=1))
    to = addressee_of(clue, localtime(at).date()).department
    if to is not None:
        take(clue.dossier, "report", by=clerk, at=at - timedelta(hours=20), given={"department": to.pk, "note": "已下架涉事商品并保存交易记录。"})
    waiting = Intake(**said, shop_id="p-2002", shop_name="云上鞋坊", content="同一鞋款以“高版本”字样销售，拒绝提供授权书。")
    register(waiting, by=clerk, at=at - timedelta(hours=3))


def _a_few(officer: Officer) -> list[Finding]:
    """Return the most remarkable new findings of each detector, taken in turn; two at least are left in the queue, one of each detector."""
    found = findings_matching(officer, status="new")
    keys = sorted(set(found.order_by().values_list("detector", flat=True)))
    ranked = [list(found.filter(detector=key).order_by("-score", "id")[: MOST + 1])[:-1] for key in keys]
    in_turn = [row[place] for place in range(MOST) for row in ranked if place < len(row)]
    return in_turn[: min(MOST, max(1, found.count() - LEFT))] or list(found[:1])


def _leave(dossier: Dossier, staff: Staff, at: datetime) -> None:
    pass


def _accept(dossier: Dossier, staff: Staff, at: datetime) -> None:
    if dossier.state == "registered":  # whose operator is elsewhere
        take(dossier, "accept", by=staff["county"], at=at, given={"note": "本局先行发现，经营者实际发货地待查。"})


def _dispatch(dossier: Dossier, staff: Staff, at: datetime) -> None:
    neighbour = Department.objects.get(officers__username="neighbour")
    step, why = ("dispatch", "note") if dossier.state == "registered" else ("hand_over", "reason")
    take(dossier, step, by=staff["county"], at=at, given={"department": neighbour.pk, why: "经营地在贵县，请核查。"})


def _ask_for_time(dossier: Dossier, staff: Staff, at: datetime) -> None:
    _accept(dossier, staff, at)
    take(dossier, "request_extension", by=staff["county"], at=at, given={"reason": "等待平台提供交易明细。"})


def _conclude(dossier: Dossier, staff: Staff, at: datetime) -> None:
    _accept(dossier, staff, at)
    take(dossier, "conclude_check", by=staff["county"], at=at, given={"check_result": "经调取平台记录并现场核对，所疑情形基本属实。", "proposal": "file"})


_ACTS: tuple[Act, ...] = (_accept, _dispatch, _leave, _ask_for_time, _conclude)
