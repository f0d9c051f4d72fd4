"""Orders and listings of a shop in the lake, and a case about it, for tests of amount ledgers."""

import json
from pathlib import Path
from typing import Any

from django.utils.timezone import now
from people import at, certify

from mingjian.core.identifiers.digits import USCC_ALPHABET, uscc
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.cases.amounts.services.orders import Batch, offered_orders
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
TITLE = "沐野屿 一 比 一 复 刻 坚果礼盒 1.5 公斤 不议真假"
MILK = "全脂奶粉 900 克\u202e"  # with a sign that turns the direction of writing, as shops write it
BACK = "2026-10-20T01:00:00Z"
#: Of shop S9: order, listing, sum, refunded at, state in the platform's words.
SOLD = (
    ("1", "L1", 24.90, None, "交易成功"),
    ("2", "L1", 24.90, None, "已收货"),
    ("3", "L1", 25.35, None, "(删除)等待出库"),  # deleted: nothing was sold
    ("4", "L1", 24.04, BACK, "交易成功"),
    ("5", "L1", 25.35, None, "已收货，退款成功"),
    ("6", "L1", 25.35, None, "交易关闭"),
    ("7", "L1", 25.00, None, "已发货，退款关闭"),  # the request was closed, the sale stands
    ("8", "L2", 427.676, None, None),
    ("9", "L2", 1710.70, None, None),
    ("10", None, 55.55, None, None),
    ("11", "L1", None, None, None),
    ("12", "L3", 70.00, None, None),
)


def written(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    file = folder / f"{name}.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    Lake(folder / "lake").load(kind(name), file, source="test", at=now())


def laid(folder: Path, settings: Any) -> None:
    settings.LAKE = str(folder / "lake")
    orders = [
        {"order_id": f"T{n}", "platform": "yunjishi", "shop_id": "S9", "listing_id": listing, "amount": sum_, "refunded_at": back, "status": status}
        for n, listing, sum_, back, status in SOLD
    ]
    orders += [{"order_id": "T20", "platform": "yunjishi", "shop_id": "S8", "listing_id": "L8", "amount": 55.0}]
    written(folder, "order", [{**row, "paid_at": f"2026-10-{n:02d}T20:00:00Z"} for n, row in enumerate(orders, 1)])
    titles = {"L1": TITLE, "L2": MILK}
    listings = [{"listing_id": key, "platform": "yunjishi", "shop_id": "S9", "title": title, "price": 85.9} for key, title in titles.items()]
    written(folder, "listing", [{**row, "seen_at": "2026-10-01T00:00:00Z"} for row in listings])


def filed(who: Who, told: Intake, finding: Finding | None = None) -> Case:
    certify(who["li"], who["wang"])
    return file_case(Filing("某案", who["li"], who["wang"], register(told, by=who["li"], at=MORNING, finding=finding)), by=who["wang"], at=MORNING)


def batches(case: Case, by: Officer) -> list[Batch]:
    return [one for shop in offered_orders(Case.objects.get(pk=case.pk), by) for one in shop.batches]


def code_of(beginning: str) -> str:
    """Return a credit code that begins so and holds its check."""
    return next(f"{beginning}{sign}" for sign in USCC_ALPHABET if uscc(f"{beginning}{sign}"))
