"""What the market puts on the demo's desks: a buyer's kit, with a number that the records of a made market hold."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.timezone import localtime, now

from mingjian.institutions.evidence.acts import add_item, name_part, open_kit
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.demo import Staff
from mingjian.office.files.storage import Brought
from mingjian.office.models import Officer

PLATFORM = "云集市"
TALK = "{day} 买家：是正品吗？\n{day} 卖家：专柜正品，假一赔十。\n{day} 买家：已付款 {amount} 元。\n"
PAYMENT = "支付时间 {day}\n金额 {amount} 元\n收款方 小敏好物商行\n"
LOOKED_THROUGH = 2000  # orders, for one that a buyer could have brought


def bring_a_kit(staff: Staff, folder: Path) -> None:
    """Open a buyer's kit, once."""
    if not Kit.objects.exists():
        begun = now() - timedelta(days=1)
        _bring_a_kit(staff["county"], begun, _bought(begun) if (folder / "truth.parquet").exists() else _made_up(begun))


@dataclass(frozen=True)
class _Bought:
    """What the demo's buyer paid for."""

    goods: str
    amount: Decimal
    paid_at: datetime
    order_number: str


def _made_up(at: datetime) -> _Bought:
    return _Bought("云岭牌护肤精华 30 毫升", Decimal("388.00"), at - timedelta(days=3), "YJ2026100200417")


def _bought(at: datetime) -> _Bought:
    """Take an order of the made market, so that the kit's number is found in its records; never one of real records, since nobody brought that."""
    load, names = {load.kind: load for load in lake_of_node().loads()}, ["order_id", "platform", "listing_id", "amount", "paid_at", "waybill"]
    if not {"order", "listing"} <= set(load):
        return _made_up(at)
    rows = pq.ParquetFile(load["order"].rows_path).read_row_group(0, columns=names).slice(0, LOOKED_THROUGH).to_pylist()
    row = max((row for row in rows if row["platform"] == PLATFORM and all(row.values())), key=lambda row: float(row["amount"]), default=None)
    if row is None:
        return _made_up(at)
    same = [("platform", "=", row["platform"]), ("listing_id", "=", row["listing_id"])]
    titles = pq.read_table(load["listing"].rows_path, columns=["title"], filters=same)["title"].to_pylist()
    return _Bought(titles[0] if titles else _made_up(at).goods, Decimal(f"{row['amount']:.2f}"), row["paid_at"].replace(tzinfo=UTC), row["order_id"])


def _bring_a_kit(officer: Officer, at: datetime, bought: _Bought) -> None:
    assert officer.department is not None  # noqa: S101 - the demo's officers have one
    paid_at = localtime(bought.paid_at)
    told = Purchase(
        place=f"{PLATFORM} › 直播间 小敏好物 @ 01:12:30",
        goods=bought.goods[:200],
        story="主播称“专柜正品”，收到后批号查不到，与专柜所购不同。",
        paid_on=paid_at.date(),
        amount=bought.amount,
        order_number=bought.order_number,
    )
    talk_of, paid_of = (text.format(day=f"{paid_at:%Y-%m-%d %H:%M}", amount=bought.amount) for text in (TALK, PAYMENT))
    with transaction.atomic():
        kit = open_kit(**told.papers(), department=officer.department, at=at)
        talk = add_item(kit, item_kind="chat", item_file=Brought([talk_of.encode()], "聊天记录.txt"), item_note="自下单至付款", at=at)
        paid = add_item(kit, item_kind="payment", item_file=Brought([paid_of.encode()], "支付凭证.txt"), at=at)
        name_part(kit, part_role="anchor", part_name="小敏", rests_on_item=talk.sha256, part_note="口头承诺正品", by=officer, at=at)
        name_part(kit, part_role="payee", part_name="小敏好物商行", rests_on_item=paid.sha256, by=officer, at=at)
