"""
Links made records of which we know whose they are, beside Splink as it comes: `python benchmarks/linking.py [RECORDS]`.

Operators open shops under names that are cut, respelt or another brand's, with other phones and addresses, wrong digits and characters. Strangers share
warehouses, agents' phones and trade names. Nothing here is anybody's: names, codes and numbers are drawn by lot, seeded.
"""

import logging
import resource
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.identifiers.digits import USCC_ALPHABET, organisation, uscc
from mingjian.core.linking.clusters import clusters_of
from mingjian.core.linking.columns import prepared, sound_of
from mingjian.core.linking.pairs import pairs_of
from mingjian.core.linking.record import RECORD

TRADE = (
    "云锦宏达远航金鼎玉泉青山兴盛华美瑞丰恒信天佳福泰安康嘉禾凯旋博雅明德润东海正阳新启星辰卓越智汇创美优品乐居百川千寻万象同"
    "心合力永盛广源通利顺和吉祥如意春晖秋实雪松梅兰竹菊龙腾虎跃鹏飞凤鸣"
)
LINES = (
    "服饰 电子商务 贸易 商贸 鞋业 皮具 箱包 化妆品 食品 茶业 科技 网络科技 数码 五金 家居用品 母婴用品 玩具 工艺品 汽车配件 日用百货 "
    "渔具 花卉 香薰 假发 乐器 灯饰 窗帘布艺 宠物用品 自行车 厨具 雨具 扣具 滑板 陶艺 蜡烛 绳网 泳装 手套 拉链 镜业"
).split()
CITIES = (
    "杭州 宁波 温州 金华 广州 深圳 东莞 佛山 上海 苏州 南京 无锡 泉州 厦门 福州 郑州 武汉 长沙 成都 重庆 西安 石家庄 青岛 济南 合肥 南昌 沈阳 天津 义乌 莆田"
).split()
DISTRICTS = "西湖区 余杭区 江北区 白云区 南山区 高新区 城东区 新城区 滨江区 开发区".split()
ROADS = [a + b + c for a in "文建人中解迎长和" for b in "一设民山放宾江平" for c in ("路", "大道", "东路", "街")]
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鑫飞玲建国志"
COLUMNS = ("record", "name", "phone", "payee", "uscc", "person", "address", "return_address", "city")
AGENTS, WAREHOUSES = 0.06, 0.3  # of the operators: who use an agent's phone, a shared warehouse


class Market:
    """Draws operators and the records of their shops."""

    def __init__(self, records: int, seed: int) -> None:
        self.lot = np.random.default_rng(seed)
        self.agents = [self.phone() for _ in range(max(4, records // 500))]
        self.warehouses = [self.address() for _ in range(max(4, records // 700))]
        self.rows: list[dict[str, str]] = []
        self.owner: list[int] = []
        self.trades: list[str] = []
        while len(self.rows) < records:
            self.operator(len(self.trades))
        self.rows, self.owner = self.rows[:records], self.owner[:records]

    def one(self, some):  # type: ignore[no-untyped-def]
        return some[int(self.lot.integers(len(some)))]

    def luck(self, chance: float) -> bool:
        return bool(self.lot.random() < chance)

    def often(self, some: list[str]) -> str:
        """Draw some much oftener than others, as warehouses and agents are."""
        return some[min(int(self.lot.pareto(0.8)), len(some) - 1)]

    def digits(self, size: int) -> str:
        return "".join(map(str, self.lot.integers(0, 10, size)))

    def phone(self) -> str:
        return "1" + self.one("3578") + self.digits(9)

    def address(self) -> str:
        city = self.one(CITIES)
        unit = f"{self.lot.integers(1, 30)}幢{self.lot.integers(101, 2500)}室"
        return f"{city}市{self.one(DISTRICTS)}{self.one(ROADS)}{self.lot.integers(1, 1500)}号{unit}"

    def code(self) -> str:
        body = "913301" + self.digits(2) + "MA" + "".join(self.one(USCC_ALPHABET) for _ in range(6))
        body += next(sign for sign in "0123456789X" if organisation(body[8:] + sign))
        return body + next(sign for sign in USCC_ALPHABET if uscc(body + sign))

    def trade(self) -> str:
        if self.trades and self.luck(0.1):
            return self.one(self.trades)  # a namesake
        return "".join(self.one(TRADE) for _ in range(2 if self.luck(0.8) else 3))

    def operator(self, number: int) -> None:
        trade, line, address = self.trade(), self.one(LINES), self.address()
        self.trades.append(trade)
        city = address.split("市")[0]
        base = {
            "city": city, "line": line, "trade": trade, "address": address, "uscc": self.code(), "payee": self.digits(16),
            "person": self.one(FAMILY) + "".join(self.one(GIVEN) for _ in range(1 + self.luck(0.7))),
            "phone": self.often(self.agents) if self.luck(AGENTS) else self.phone(),
            "return_address": self.often(self.warehouses) if self.luck(WAREHOUSES) else self.address() if self.luck(0.4) else address,
        }  # fmt: skip
        for _ in range(1 + int(self.lot.poisson(2.2))):
            self.rows.append(self.shop(base, len(self.rows)))
            self.owner.append(number)

    def shop(self, base: dict[str, str], number: int) -> dict[str, str]:
        return {
            "record": f"s{number:07d}",
            "name": self.name(base),
            "phone": self.changed(base["phone"], 0.15, 0.15, self.phone(), 0.05),
            "payee": self.changed(base["payee"], 0.5, 0.1, self.digits(16), 0.0),
            "uscc": self.changed(base["uscc"], 0.6, 0.0, "", 0.04),
            "person": self.changed(base["person"], 0.3, 0.1, self.one(FAMILY) + self.one(GIVEN), 0.0),
            "address": self.rewritten(base["address"]),
            "return_address": self.rewritten(base["return_address"]),
            "city": "" if self.luck(0.1) else base["city"],
        }

    def changed(self, value: str, missing: float, other: float, instead: str, digit: float) -> str:
        drawn = self.lot.random()
        if drawn < missing:
            return ""
        if drawn < missing + other:
            return instead
        if self.luck(digit):
            at = int(self.lot.integers(3, len(value)))
            return value[:at] + self.one("0123456789") + value[at + 1 :]
        return value

    def name(self, base: dict[str, str]) -> str:
        trade, line, city = base["trade"], base["line"], base["city"]
        whole = f"{city}市{trade}{line}有限公司"
        wrong = int(self.lot.integers(len(trade)))
        spelt = (
            lambda: whole, lambda: whole, lambda: f"{city}{trade}{line}有限公司", lambda: f"{trade}{line}（{city}）有限公司", lambda: f"{trade}{line}经营部",
            lambda: f"{trade}旗舰店", lambda: f"{trade}{line}专营店", lambda: f"{sound_of(trade)}官方店", lambda: f"{trade[:2]}{line[:2]}店",
            lambda: whole.replace(trade, trade[:wrong] + self.one(TRADE) + trade[wrong + 1 :]), lambda: f"{trade}{self.one(LINES)}有限公司",
            lambda: f"{self.one(TRADE)}{self.one(TRADE)}{line}小店",
        )  # fmt: skip
        return str(self.one(spelt)())

    def rewritten(self, address: str) -> str:
        drawn = self.lot.random()
        if drawn < 0.1:
            return ""
        if drawn < 0.25:
            return self.address()
        if drawn < 0.45:
            return address.split("号")[0] + "号"
        if drawn < 0.6:
            return address.split("市", 1)[1]
        return address.replace("幢", "栋").replace("号", "號") if drawn < 0.7 else address


def plain(rows: list[dict[str, str]]) -> pa.Table:
    """Splink with its own comparisons as they come, over the same columns."""
    table = pa.table({("unique_id" if name == "record" else name): pa.array([row[name] or None for row in rows], pa.string()) for name in COLUMNS})
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name"), *(cl.LevenshteinAtThresholds(name) for name in ("phone", "address", "return_address", "uscc")),
            *(cl.ExactMatch(name) for name in ("payee", "person", "city")),
        ],
        blocking_rules_to_generate_predictions=[
            *(block_on(name) for name in ("phone", "uscc", "payee", "name", "address", "return_address")), block_on("person", "city"),
        ],
    )  # fmt: skip
    linker = Linker(DuckDBAPI().register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("uscc"), block_on("payee")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("uscc"), block_on("person", "city")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker.inference.predict(threshold_match_probability=0.05).as_pyarrow_table()


def ours(rows: list[dict[str, str]]) -> tuple[pa.Table, pa.Table]:
    records = pa.table({name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in RECORD.schema.names}, RECORD.schema)
    table = prepared(records)
    with DuckEngine() as engine:
        pairs, _ = pairs_of(table, engine, 0.05)
    return pairs, clusters_of(pairs, table, 0.8).table


class Score:
    """Counts by operator, so that operators can be drawn again: true pairs, pairs found, and pairs wrongly told (half to each)."""

    def __init__(self, owner: list[int]) -> None:
        self.owner, sizes = owner, Counter(owner)
        self.operators = max(owner) + 1
        self.true = np.array([sizes[n] * (sizes[n] - 1) / 2 for n in range(self.operators)])

    def counted(self, pairs: set[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        found, wrong = np.zeros(self.operators), np.zeros(self.operators)
        for left, right in pairs:
            a, b = self.owner[int(left[1:])], self.owner[int(right[1:])]
            if a == b:
                found[a] += 1
            else:
                wrong[a] += 0.5
                wrong[b] += 0.5
        return found, wrong

    def f1(self, counts: tuple[np.ndarray, np.ndarray], weight: np.ndarray | None = None) -> float:
        given = np.ones(self.operators) if weight is None else weight
        found, wrong, true = (float(one @ given) for one in (*counts, self.true))
        return 2 * found / (2 * found + wrong + (true - found))


def told(pairs: pa.Table, names: tuple[str, str, str], least: float) -> set[tuple[str, str]]:
    left, right, chance = (pairs[name].to_pylist() for name in names)
    return {(a, b) for a, b, p in zip(left, right, chance, strict=True) if p >= least}


def within(clusters: pa.Table) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for record, cluster in zip(clusters["record"].to_pylist(), clusters["cluster"].to_pylist(), strict=True):
        members[cluster].append(record)
    return {pair for some in members.values() for pair in combinations(some, 2)}


def timed(work, *given):  # type: ignore[no-untyped-def]
    begun, used = time.perf_counter(), time.process_time()
    made = work(*given)
    return made, time.perf_counter() - begun, time.process_time() - used


def main(records: int, seed: int = 15) -> None:
    market = Market(records, seed)
    score, lot = Score(market.owner), np.random.default_rng(seed)
    logging.getLogger("splink").setLevel(logging.ERROR)
    (pairs, clusters), wall, cpu = timed(ours, market.rows)
    base, base_wall, base_cpu = timed(plain, market.rows)
    thresholds = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    bases = {least: score.counted(told(base, ("unique_id_l", "unique_id_r", "match_probability"), least)) for least in thresholds}
    best = max(bases, key=lambda least: score.f1(bases[least]))
    mine, joined = score.counted(told(pairs, ("left", "right", "probability"), 0.5)), score.counted(within(clusters))
    drawn = [np.bincount(lot.integers(score.operators, size=score.operators), minlength=score.operators) for _ in range(300)]
    gaps = [score.f1(mine, weight) - score.f1(bases[best], weight) for weight in drawn]
    print(f"{records:,} records of {score.operators:,} operators, {int(score.true.sum()):,} true pairs, seed {seed}")
    plainly = f"pairs, Splink's defaults, best of six: {best}"
    rows = (("pairs, ours at .5", mine, wall, cpu), ("clusters, ours", joined, wall, cpu), (plainly, bases[best], base_wall, base_cpu))
    for name, counts, *seconds in rows:
        low, high = np.quantile([score.f1(counts, weight) for weight in drawn], (0.025, 0.975))
        found, wrong = counts[0].sum(), counts[1].sum()
        print(f"{name}: F1 {score.f1(counts):.4f} [{low:.4f}, {high:.4f}], precision {found / (found + wrong):.4f}, recall {found / score.true.sum():.4f}")
        print(f"    {seconds[0]:.1f} s, processor {seconds[1]:.1f} s")
    print(f"gap of pairs: {score.f1(mine) - score.f1(bases[best]):.4f} [{np.quantile(gaps, 0.025):.4f}, {np.quantile(gaps, 0.975):.4f}]")
    largest = max(Counter(clusters["cluster"].to_pylist()).values())
    print(f"largest cluster {largest}; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
