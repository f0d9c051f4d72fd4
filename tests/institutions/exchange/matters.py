"""A clue that is shared with another node, and what comes from there, for whoever tests the way of either."""

from typing import Any

from django.utils.timezone import now
from institutions.exchange.peers import Fake
from people import at

from mingjian.core.agreement.masks import with_masks
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.exchange.acts import share_clue, take_matter_up
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.office.models import Officer

VALUES = {"title": "某店涉嫌售假", "act": "销售假冒商品", "platform": "甲网", "shop": "某店", "phone": "13812345678", "content": "详情"}
MORNING = at("2026-12-03 10:00")
CODE = "91330106MA2XXXXX0A"
PHONE = "13812345678"
HANGZHOU = Sharing("hz.example", "check_clue", "330106", PHONE)


def a_clue(li: Any) -> Clue:
    told = {"platform": "甲网", "shop_id": "S1", "shop_name": "某店", "operator_name": "杭州某科技公司", "operator_address": "杭州市西湖区文三路一号"}
    content = "张三丰（13700001111）反映：充电器无认证。"
    intake = Intake("report", "销售无证产品", content=content, reporter=Reported("张三丰", "13700001111"), **told)
    return register(intake, by=li, at=MORNING)


def officer_of(one: HeldRecord) -> Any:
    """An officer of the department that a record came for."""
    found = Officer.objects.filter(department=one.department, duty="work").first()
    assert found is not None
    return found


def let_on_by_hangzhou(hz: Fake, client: Any) -> tuple[HeldRecord, Clue, Officer]:
    """Take a clue up that Hangzhou gave and lets go on to Nanjing."""
    _, clue, by = taken_up_of_hangzhou(hz, client)
    consent(hz, client, HeldRecord.objects.get().name)
    return HeldRecord.objects.get(), clue, by


def taken_up_of_hangzhou(hz: Fake, client: Any) -> tuple[HeldRecord, Clue, Officer]:
    """Take a clue up that Hangzhou gave: the record, the clue here, an officer of its department."""
    sealed = hz.record("clue", with_masks(VALUES, {"phone": {"mask_middle"}}))
    released = hz.given("clue", list(VALUES), "check_clue", now())
    hz.post(client, hz.envelope(released, [record_item(sealed, released), said_item("hand_over", sealed.head.id)], now()).data, now())
    held = HeldRecord.objects.get()
    by = officer_of(held)
    return held, take_matter_up(held, by=by, at=now()), by


def consent(owner: Fake, client: Any, name: str, did: str = "given", to: str = "nj.example") -> None:
    """Let the owner of a record say whether it may go on to a node."""
    item = said_item("consent", name, to=to, did=did, number="T2026-0000001")
    assert owner.post(client, owner.envelope(owner.following(), [item], now()).data, now()).status_code == 200


# At a real node (`sites`).


def officer() -> Officer:
    """The officer of a real node."""
    return Officer.objects.get(username="li")


def give() -> str:
    """Register a clue at a real node and give it to Hangzhou: the name of its record."""
    operator = {"operator_name": "杭州某公司", "operator_address": "杭州市西湖区文三路一号"}
    intake = Intake("report", "销售无证产品", title="某充电器网店", content="充电器无认证。", **operator)
    clue = register(intake, by=officer(), at=now())
    return share_clue(clue=clue, sharing=Sharing("hz.mingjian.example", "check_clue", "330106", PHONE), by=officer(), at=now()).name
