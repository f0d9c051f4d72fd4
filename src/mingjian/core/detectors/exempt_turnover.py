"""
Persons who trade without registration and whose turnover of a year, over all of their shops, has passed the sum up to which none is needed.

The sum is that of the law files on the last day of the year's orders. Orders of a calendar year in Beijing are added, without those cancelled, never paid or
refunded, and less what was paid back of the others.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

import mingjian
from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import tally
from mingjian.core.errors import MingjianError
from mingjian.core.exhibits.figures import Figures
from mingjian.core.language import Text, amount, several
from mingjian.core.law import Faults, Statutes
from mingjian.core.law.law_files import read_laws
from mingjian.core.records.reading.order_status import WHOLLY_BACK

LINE = "online_trading_measures/8#exempt_turnover"

DETECTOR = Detector(
    key="exempt_turnover",
    title=Text("未登记而超过免登记额度", "Over the sum exempt from registration"),
    summary=Text(
        "未公示统一社会信用代码的经营者，其各店当年交易额合计超过免予登记的额度：平台应当提醒其办理登记。",
        "Operators who show no credit code, and whose shops together turned over more in a year than may go unregistered: the platform must remind them.",
    ),
    reads=("order", "operator"),
    ground=("online_trading_measures/8", "online_trading_measures/24", "ecl/10"),
    innocent=(
        Text("已经登记而页面没有公示代码", "registered, but the page does not show the code"),
        Text(
            "自产农副产品、家庭手工业产品、依法无须许可的便民劳务，不论金额都不需登记",
            "own farm produce, home handicraft and plain services need no registration at any sum",
        ),
        Text("刷单虚增了交易额", "turnover that brushing has blown up"),
        Text("一个收款账户由几个人共用", "one account into which several persons are paid"),
    ),
    settles=(
        Text("平台关于该经营者实名信息和全年交易额的答复", "the platform's answer on identity and turnover of the year"),
        Text("扣除退款和刷单后的交易额", "turnover without refunds and sham orders"),
        Text("登记机关的登记信息", "the register of operators"),
    ),
    blind=Text(
        "只看得到数据湖中的订单；同一人的各店凭收款账户代号合并，没有代号的各店分开计算，其他平台没有交来的看不到；"
        "已取消、未付款的订单不计，退款的整单不计，部分退款在载明退款金额时扣除；"
        "年交易额按自然年（北京时间）计算，条文没有写明起算。",
        "It sees only the orders of the lake; shops of one person are joined by the token of the account that is paid, apart where there is none, "
        "and platforms that gave nothing are not seen; orders cancelled or never paid are left out, refunded ones whole, "
        "and of others what the data says was paid back; "
        "a year is a calendar year in Beijing, since the article does not say when it begins.",
    ),
    version="2",
    settings={"share": Setting(1.0, Text("达到额度的几成即提示（1 为超过额度）", "From which part of the sum on it is told (1: over the sum)"), 0.1, 10)},
)

TRADED = f"""
SELECT coalesce(platform, '') AS platform, shop_id, substr(CAST(CAST(paid_at + INTERVAL 8 HOURS AS DATE) AS VARCHAR), 1, 4) AS year,
  sum(CAST(floor((amount - coalesce(refund, 0)) * 100 + 0.5) AS BIGINT)) AS cents, count(*) AS orders,
  CAST(CAST(max(paid_at) + INTERVAL 8 HOURS AS DATE) AS VARCHAR) AS last
FROM rows WHERE shop_id IS NOT NULL AND paid_at IS NOT NULL AND NOT ({WHOLLY_BACK})
  AND amount > coalesce(refund, 0) AND amount <= 1000000000
GROUP BY coalesce(platform, ''), shop_id, substr(CAST(CAST(paid_at + INTERVAL 8 HOURS AS DATE) AS VARCHAR), 1, 4)
"""  # noqa: S608 - words of ours
#: Of each load the sums are kept, never a running total: so a load can be taken out again.
SUMMED = """
SELECT platform, shop_id, year, sum(cents) AS cents, sum(orders) AS orders, max(last) AS last FROM traded GROUP BY platform, shop_id, year
"""
SHOWN = """
SELECT coalesce(platform, '') AS platform, shop_id, max(name) AS name, max(payee_token) AS payee FROM operators WHERE shop_id IS NOT NULL
GROUP BY coalesce(platform, ''), shop_id HAVING max(coalesce(uscc, '')) = ''
"""
UNREGISTERED = """
SELECT t.platform AS platform, t.shop_id AS shop_id, t.year AS year, t.cents AS cents, t.orders AS orders, t.last AS last, s.name AS name, s.payee AS payee
FROM traded AS t JOIN shown AS s ON s.platform = t.platform AND s.shop_id = t.shop_id ORDER BY year, platform, shop_id
"""
#: A name that ends so is a body's: that it shows no code is another fault.
BODIES = ("公司", "厂", "合作社", "经营部", "商行", "中心", "事务所")
SHOPS_SHOWN = 200


def find(engine: Engine, order: Relation, operator: Relation | None, *, share: float) -> pa.Table:
    """Find persons without registration over `share` of the exempt sum in a year; the score is e / (e + line), where e is what lies above it."""
    if operator is None:
        return findings([])
    summed = engine.sql(SUMMED, traded=tally(engine, TRADED, order))
    traded, shown = engine.keep(summed), engine.keep(engine.sql(SHOWN, operators=operator))
    rows = engine.to_arrow(engine.sql(UNREGISTERED, traded=traded, shown=shown)).to_pylist()
    return findings([found for shops in _persons(rows) if (found := _finding(shops, share)) is not None])


def _persons(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Join the shops of one person in one year: those paid into one account, or a shop by itself."""
    persons: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if not (row["name"] or "").endswith(BODIES):
            who = ("", row["payee"]) if row["payee"] else (row["platform"], row["shop_id"])
            persons[(row["year"], *who)].append(row)
    return list(persons.values())


def _finding(shops: list[dict[str, Any]], share: float) -> dict[str, Any] | None:
    """Describe one person's year, if it is over; none where the law files name no sum for the day."""
    last = max(row["last"] for row in shops)
    line, turnover = _line(last), sum(row["cents"] for row in shops) / 100
    if line is None or turnover <= share * line:
        return None
    largest = max(shops, key=lambda row: (row["cents"], row["platform"], row["shop_id"]))
    named = [f"{row['platform']}/{row['shop_id']}" for row in shops]
    evidence = {
        **Figures(orders=sum(row["orders"] for row in shops), shops=len(shops)).to_json(),
        "year": shops[0]["year"],
        "turnover": turnover,
        "line": line,
        "line_ref": LINE,
        "until": last,
        "shops": named[:SHOPS_SHOWN],
    }
    over = max(turnover - line, 0.0)
    return finding(DETECTOR, "shop", f"{largest['platform']}/{largest['shop_id']}", over / (over + line), _reason(evidence, len(shops)), evidence)


def _reason(told: dict[str, Any], shops: int) -> Text:
    zh, en = ("（同一收款账户）", " paid into one account and") if shops > 1 else ("", "")
    return Text(
        f"{{year}} 年截至 {{until}}，{{shops}} 个未公示统一社会信用代码的网店{zh}交易额合计 {{turnover}} 元，{{orders}} 单，"
        "免予登记的额度为 {line} 元（网络交易监督管理办法第八条）",
        f"In {{year}} until {{until}}, {several(shops, 'shop')}{en} showing no credit code turned over {{turnover}} yuan in {{orders}} orders; "
        "exempt from registration are {line} yuan (Measures on Online Trading, art. 8)",
    ).filled(
        year=told["year"], until=told["until"], shops=shops, turnover=amount(told["turnover"]), orders=told["orders_counted"], line=amount(float(told["line"]))
    )


@cache
def _statutes() -> Statutes:
    return read_laws(Path(mingjian.__file__).parent / "rulebook/cn/laws", "laws", Faults())


@cache
def _line(day: str) -> int | None:
    """Return the exempt sum on a day, in yuan; none before there was one."""
    try:
        return _statutes().value(LINE, date.fromisoformat(day)).most
    except MingjianError:
        return None
