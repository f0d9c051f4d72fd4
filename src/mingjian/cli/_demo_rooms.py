"""What the demo puts into the rooms beside clues: a rule that waits for approval, a buyer's kit, a suspected crime under way to the police."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime, now

from mingjian.core.records.lake import Lake
from mingjian.core.rules import Rule
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.steps.add_item import add_item
from mingjian.institutions.evidence.steps.name_part import name_part
from mingjian.institutions.evidence.steps.open_kit import Purchase, open_kit
from mingjian.institutions.monitoring.models import Trial, Watch
from mingjian.institutions.monitoring.steps.approve_rule import submit_rule
from mingjian.institutions.monitoring.steps.judge_sample import judge_sample
from mingjian.institutions.monitoring.steps.try_rule import back_test
from mingjian.institutions.monitoring.steps.write_rule import write_rule
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.taking import take
from mingjian.office.models import Dossier, Officer

PLATFORM = "云集市"
WORDS = ("高仿", "精仿", "复刻", "原单", "纯原", "超A", "懂的来", "不议真假", "实拍对版")
RULE = Rule(kinds=("listing", "post"), any_of=WORDS, none_of=("高仿真", "原单号"))
JUDGED = FEWEST + 5  # hits of the sample that are judged before approval is asked for; the others are left to whoever tries it
TALK = "{day} 买家：是正品吗？\n{day} 卖家：专柜正品，假一赔十。\n{day} 买家：已付款 {amount} 元。\n"
PAYMENT = "支付时间 {day}\n金额 {amount} 元\n收款方 小敏好物商行\n"
LOOKED_THROUGH = 2000  # orders, for one that a buyer could have brought


def fill_rooms(truth: Path) -> None:
    """Put something into each room, once. `truth` says what is known of a made market; without it no hit of the rule is judged."""
    staff = {officer.username: officer for officer in Officer.objects.filter(is_demo=True)}
    if not Watch.objects.exists() and set(RULE.kinds) & set(Lake(Path(settings.LAKE)).kinds()):
        _write_a_rule(staff["county"], truth)
    if not Kit.objects.exists():
        begun = now() - timedelta(days=1)
        _bring_a_kit(staff["county"], begun, _bought(begun) if truth.exists() else _made_up(begun))
    if not Dossier.objects.filter(procedure="crime_transfer").exists():
        _suspect_a_crime(staff["county"], now() - timedelta(hours=20))


def _write_a_rule(officer: Officer, truth: Path) -> None:
    begun = now()
    with transaction.atomic():
        rule = write_rule("仿品用语 · Words of copies", RULE, source="演示：假想市场的用语 · demo", by=officer, at=begun)
        trial = back_test(rule, by=officer, at=begun, clock=now)
        if truth.exists() and _judge(trial, _bad_ones(truth), officer) >= FEWEST:
            submit_rule(rule, by=officer, at=now())


def _bad_ones(truth: Path) -> set[str]:
    rows = pq.read_table(truth, columns=["subject", "is_bad"]).to_pylist()
    return {row["subject"] for row in rows if row["is_bad"]}


def _judge(trial: Trial, bad: set[str], officer: Officer) -> int:
    """Judge hits as the made market's truth has them; give how many."""
    samples = list(trial.samples.all()[:JUDGED])
    for sample in samples:
        judge_sample(sample, sample.subject in bad, by=officer, at=now())
    return len(samples)


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
    load, names = {load.kind: load for load in Lake(Path(settings.LAKE)).loads()}, ["order_id", "platform", "listing_id", "amount", "paid_at", "waybill"]
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
        kit = open_kit(told, department=officer.department, at=at)
        talk = add_item(kit, "chat", [talk_of.encode()], "聊天记录.txt", note="自下单至付款", at=at)
        paid = add_item(kit, "payment", [paid_of.encode()], "支付凭证.txt", at=at)
        name_part(kit, "anchor", "小敏", rests_on=talk, note="口头承诺正品", by=officer, at=at)
        name_part(kit, "payee", "小敏好物商行", rests_on=paid, by=officer, at=at)


def _suspect_a_crime(officer: Officer, at: datetime) -> None:
    papers: dict[str, object] = {"suspicion": "三个月售出假冒运动鞋八百双，货款十二万元。", "crime": "销售假冒注册商标的商品罪", "sales_amount": "120000"}
    with transaction.atomic():
        dossier = open_any(Request("crime_transfer", "青禾鞋行涉嫌销售假冒注册商标的商品", papers=papers), by=officer, at=at)
        take(dossier, "write_report", by=officer, at=at + timedelta(hours=2), given={"transfer_report": "两人到场核实，货值已清点，平台交易明细已调取。"})
