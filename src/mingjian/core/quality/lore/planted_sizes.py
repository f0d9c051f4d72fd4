"""
What detectors find of made markets of several sizes, over several seeds: an office holds the records of a hundred shops, or of thousands.

Each market is made, measured and thrown away. The figures of all seeds of a size are added up before shares are taken.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from mingjian.core.detectors import detectors
from mingjian.core.made_market import make_market
from mingjian.core.made_market.plan import LAST_DAY
from mingjian.core.quality import Measure
from mingjian.core.quality.lore.planted import BEYOND, Told, measure_market
from mingjian.core.quality.lore.scores import accuracy

HEAD = """
## By size of the market 按市场规模

Made by `mingjian market sizes --page FILE`: {seeds}, 30 days, without pictures, each market made anew.
Detectors were developed on other seeds (1 to 5). *Found*: of what was planted, of all seeds together. *Within reach*: the same without the ways that the tables
above say are missed by design. *Wrong*: the share, of all that was named, that is lawful or ordinary; in brackets without the lawful kinds of which the tables
above say that records do not tell them apart. *Says so*: in how many markets the detector said that there was too little to judge by.
Seconds are those of the machine that made the table, which did other things besides.
由 `mingjian market sizes --page 文件` 生成：{seeds_zh}，30 天，不画图片，每个市场重新生成；检测器在其他种子（1 至 5）上调整。
“找到”：各种子合计，占埋设对象的比例。“力所能及”：不计上表写明有意不报的手法。
“误报占比”：所指出的全部对象中，合法或者普通对象所占比例；括号内不计上表写明仅凭记录无法区分的合法情形。
“自述不足”：检测器自行说明数据不足以判断的市场个数。秒数取自制表时的机器，当时另有其他任务。

| detector 检测器 | shops 网店 | found 找到 | within reach 力所能及 | wrong 误报占比 | says so 自述不足 | s a market 每个市场秒数 |
|---|---|---|---|---|---|---|
"""


@dataclass
class OfSize:
    """
    What one detector came to over the markets of one size.

    `reach_found` of `reach_planted` plants that it does not miss by design; `doubtful` are lawful ones of which no record tells.
    """

    found: int = 0
    planted: int = 0
    reach_found: int = 0
    reach_planted: int = 0
    named: int = 0
    wrong: int = 0
    doubtful: int = 0
    markets: int = 0
    says_so: int = 0
    seconds: float = 0.0

    @property
    def recall(self) -> Measure:
        """Return the share of plants found."""
        return accuracy(self.found, self.planted, name="found")

    @property
    def within_reach(self) -> Measure:
        """Return the share found of those plants that it does not miss by design."""
        return accuracy(self.reach_found, self.reach_planted, name="within reach")

    @property
    def wrong_share(self) -> Measure:
        """Return the share of what it named that is lawful or ordinary."""
        return accuracy(self.wrong, self.named, name="wrong")

    @property
    def plainly_wrong_share(self) -> Measure:
        """Return the same without the lawful kinds that no record tells apart."""
        return accuracy(self.wrong - self.doubtful, self.named - self.doubtful, name="plainly wrong")

    def add(self, told: Told) -> None:
        """Add what one market came to."""
        beyond = BEYOND.get(told.detector, {})
        for key, tally in told.plants.items():
            self.found, self.planted = self.found + tally.found, self.planted + tally.there
            if not {key[0], " ".join(key)} & set(beyond):
                self.reach_found, self.reach_planted = self.reach_found + tally.found, self.reach_planted + tally.there
            self.named += tally.found
        for key, tally in told.alike.items():
            self.wrong += tally.found
            self.named += tally.found
            self.doubtful += tally.found if {key[0], " ".join(key)} & set(beyond) else 0
        self.wrong += told.ordinary + told.beside
        self.named += told.ordinary + told.beside + told.bad_otherwise
        self.markets += 1
        self.says_so += bool(told.remarks)


@dataclass
class Sizes:
    """What every detector came to, by its key and the number of shops; and the seeds of each size."""

    seeds: dict[int, Sequence[int]] = field(default_factory=dict)
    of: dict[tuple[str, int], OfSize] = field(default_factory=dict)


def measure_sizes(seeds: Mapping[int, Sequence[int]], progress: Callable[[int, int], None] = lambda shops, seed: None) -> Sizes:
    """Make and measure a market of each size and seed. `progress` is told each as it begins."""
    sizes = Sizes(dict(seeds))
    for shops, some in seeds.items():
        for seed in some:
            progress(shops, seed)
            with TemporaryDirectory(prefix="mingjian-market-") as folder:
                make_market(Path(folder), seed=seed, shops=shops, days=30, until=LAST_DAY, file_format="parquet")
                spent: dict[str, float] = {}
                begun = perf_counter()

                def timed(key: str, begun_all: float = begun, spent: dict[str, float] = spent) -> None:
                    spent[key] = perf_counter() - begun_all - sum(spent.values())

                for told in measure_market(Path(folder), done=timed):
                    if told.plants:
                        one = sizes.of.setdefault((told.detector, shops), OfSize())
                        one.add(told)
                        one.seconds += spent.get(told.detector, 0.0)
    return sizes


def section(sizes: Sizes) -> str:
    """Write the table of all sizes for the page of reference."""
    some = sorted({(min(seeds), max(seeds), tuple(shops for shops, of in sizes.seeds.items() if list(of) == list(seeds))) for seeds in sizes.seeds.values()})
    told = "; ".join(f"seeds {low} to {high} at {', '.join(f'{one:,}' for one in shops)} shops" for low, high, shops in some)
    told_zh = "；".join(f"{'、'.join(f'{one:,}' for one in shops)} 家网店用种子 {low} 至 {high}" for low, high, shops in some)
    rows = [_row(key, shops, sizes.of[key, shops]) for key in sorted(detectors()) for shops in sizes.seeds if (key, shops) in sizes.of]
    return HEAD.format(seeds=told, seeds_zh=told_zh) + "".join(rows)


def _row(key: str, shops: int, of: OfSize) -> str:
    wrong = f"{of.wrong_share.value:.2f} ({of.plainly_wrong_share.value:.2f}) of {of.named}" if of.named else "–"
    cells = [f"`{key}`", f"{shops:,}", _share(of.recall), _share(of.within_reach), wrong, f"{of.says_so} of {of.markets}", f"{of.seconds / of.markets:.1f}"]
    return f"| {' | '.join(cells)} |\n"


def _share(measure: Measure) -> str:
    return f"{round(measure.value * measure.n)} of {measure.n}, {measure.value:.2f} [{measure.low:.2f}, {measure.high:.2f}]" if measure.n else "–"


def section_of(page: str) -> str:
    """Return the table of all sizes that stands at the end of a page; empty where there is none."""
    _, heading, rest = page.partition(HEAD.split("\n")[1])
    return f"\n{heading}{rest}" if heading else ""


def with_section(page: str, text: str) -> str:
    """Put the table at the end of a page, in the place of an earlier one."""
    return page.partition(HEAD.split("\n")[1])[0].rstrip("\n") + "\n" + text
