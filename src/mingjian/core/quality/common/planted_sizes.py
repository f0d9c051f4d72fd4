"""
What detectors find of made markets of several sizes, over several seeds: an office holds the records of a hundred shops, or of thousands.

Each market is made, measured and thrown away. The figures of all seeds of a size are added up before shares are taken.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from mingjian.core.detectors import detectors
from mingjian.core.made_market import make_market
from mingjian.core.made_market.plan import LAST_DAY
from mingjian.core.quality import Measure
from mingjian.core.quality.common.plant_check import BEYOND, Told, measure_market
from mingjian.core.quality.common.scores import accuracy

HEAD = """
## By size of the market 按市场规模

Made by `mingjian market sizes --page FILE`: {seeds}, 30 days, without pictures, each market made anew.
Detectors were developed on other seeds (1 to 5). *Found*: of what was planted, of all seeds together. *Within reach*: the same without the ways that the tables
above say are missed by design. *Wrong*: the share, of all that was named, that is lawful or ordinary; in brackets without the lawful kinds of which the tables
above say that records do not tell them apart. *Says so*: in how many markets the detector said that there was too little to judge by.
Intervals count each plant for itself. Plants of one market share its brands and prices, so that other seeds may well lie outside them.
Seconds are those of the machine that made the table, which did other things besides.
由 `mingjian market sizes --page 文件` 生成：{seeds_zh}，30 天，不画图片，每个市场重新生成；检测器在其他随机种子（1 至 5）上调整。
“找到”：各随机种子合计，占埋设对象的比例。“力所能及”：不计上表写明有意不报的手法。
“误报占比”：所指出的全部对象中，合法或者普通对象所占比例；括号内不计上表写明仅凭记录无法区分的合法情形。
区间把每个埋设对象当作独立的；同一市场的埋设对象共用品牌和价格，换一组随机种子可能落在区间之外。
“自述不足”：检测器自行说明数据不足以判断的市场个数。秒数取自制表时的机器，当时另有其他任务。

| detector 检测器 | shops 网店 | found 找到 | within reach 力所能及 | wrong 误报占比 | says so 自述不足 | s a market 每个市场秒数 |
|---|---|---|---|---|---|---|
"""


@dataclass
class OfSize:
    """What one detector came to over the markets of one size, and how many seconds it took in all of them."""

    told: list[Told] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def markets(self) -> int:
        """Return how many markets it ran on."""
        return len(self.told)

    @property
    def says_so(self) -> int:
        """Return in how many of them it said that there was too little to judge by."""
        return sum(bool(one.remarks) for one in self.told)

    @property
    def recall(self) -> Measure:
        """Return the share of plants found."""
        return self._found("found", is_of_all=True)

    @property
    def within_reach(self) -> Measure:
        """Return the share found of those plants that it does not miss by design."""
        return self._found("within reach", is_of_all=False)

    @property
    def wrong_share(self) -> Measure:
        """Return the share of what it named that is lawful or ordinary."""
        return accuracy(self._wrong, self.named, name="wrong")

    @property
    def plainly_wrong_share(self) -> Measure:
        """Return the same without the lawful kinds that no record tells apart."""
        doubtful = sum(tally.found for one in self.told for key, tally in one.alike.items() if _is_beyond(one, key))
        return accuracy(self._wrong - doubtful, self.named - doubtful, name="plainly wrong")

    @property
    def named(self) -> int:
        """Return how many it named, rightly or wrongly."""
        found = sum(tally.found for one in self.told for tally in one.plants.values())
        return self._wrong + found + sum(one.bad_otherwise for one in self.told)

    @property
    def _wrong(self) -> int:
        return sum(one.ordinary + one.beside + sum(tally.found for tally in one.alike.values()) for one in self.told)

    def _found(self, name: str, *, is_of_all: bool) -> Measure:
        of = [tally for one in self.told for key, tally in one.plants.items() if is_of_all or not _is_beyond(one, key)]
        return accuracy(sum(tally.found for tally in of), sum(tally.there for tally in of), name=name)


def _is_beyond(told: Told, key: tuple[str, str]) -> bool:
    """Return whether a detector cannot know a kind or way from records, as the page of reference says."""
    return bool({key[0], " ".join(key)} & set(BEYOND.get(told.detector, {})))


@dataclass
class Sizes:
    """What every detector came to, by its key and the number of shops; and the seeds of each size."""

    seeds: dict[int, Sequence[int]] = field(default_factory=dict)
    of: dict[tuple[str, int], OfSize] = field(default_factory=dict)


def measure_sizes(seeds: Mapping[int, Sequence[int]], progress: Callable[[int, int], None] = lambda shops, seed: None, only: Collection[str] = ()) -> Sizes:
    """Make and measure a market of each size and seed. `progress` is told each as it begins. `only`: these detectors; all, unless given."""
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

                for told in measure_market(Path(folder), only=only, done=timed):
                    if told.plants:
                        one = sizes.of.setdefault((told.detector, shops), OfSize())
                        one.told.append(told)
                        one.seconds += spent.get(told.detector, 0.0)
    return sizes


def section(sizes: Sizes) -> str:
    """Write the table of all sizes for the page of reference."""
    told, told_zh = _seeds_said(sizes)
    return HEAD.format(seeds=told, seeds_zh=told_zh) + "".join(_rows(sizes))


def section_anew(sizes: Sizes, earlier: str) -> str:
    """
    Put what some detectors were measured at anew into an earlier table, in the place of their rows of these sizes, and say with which seeds.

    Rows of a detector that the table did not have come where its key belongs.
    """
    rows = {_place(row): row for row in _rows(sizes)}
    lines: list[str] = []
    for line in earlier.splitlines(keepends=True):
        here = _place(line)
        before = [place for place in rows if here and place[0] < here[0]]
        lines += [rows.pop(place) for place in before] + [rows.pop(here, line)]
    lines += rows.values()  # of a detector behind the last
    told, told_zh = _seeds_said(sizes)
    keys = dict.fromkeys(key for key, _ in sizes.of)
    names = ", ".join(f"`{key}`" for key in keys), "、".join(f"`{key}`" for key in keys)
    said = f"Measured anew: {names[0]}, {told}.\n重新测量：{names[1]}，{told_zh}。\n\n"
    return "".join(f"{said}{line}" if line.startswith("| detector ") else line for line in lines)


def _place(row: str) -> tuple[str, ...]:
    """Return of which detector and size a row of the table is."""
    return tuple(re.findall(r"[^|]+", row)[:2]) if row.startswith("| `") else ()


def _rows(sizes: Sizes) -> list[str]:
    return [_row(key, shops, sizes.of[key, shops]) for key in sorted(detectors()) for shops in sizes.seeds if (key, shops) in sizes.of]


def _seeds_said(sizes: Sizes) -> tuple[str, str]:
    """Return in both languages with which seeds markets of which sizes were made."""
    some = sorted({(min(seeds), max(seeds), tuple(shops for shops, of in sizes.seeds.items() if list(of) == list(seeds))) for seeds in sizes.seeds.values()})
    told = "; ".join(f"seeds {low} to {high} at {', '.join(f'{one:,}' for one in shops)} shops" for low, high, shops in some)
    told_zh = "；".join(f"{'、'.join(f'{one:,}' for one in shops)} 家网店用随机种子 {low} 至 {high}" for low, high, shops in some)
    return told, told_zh


def _row(key: str, shops: int, of: OfSize) -> str:
    wrong = f"{_part(of.wrong_share)} ({_part(of.plainly_wrong_share)}) of {of.named}" if of.named else "–"
    cells = [f"`{key}`", f"{shops:,}", _share(of.recall), _share(of.within_reach), wrong, f"{of.says_so} of {of.markets}", f"{of.seconds / of.markets:.1f}"]
    return f"| {' | '.join(cells)} |\n"


def _share(measure: Measure) -> str:
    return f"{round(measure.value * measure.n)} of {measure.n}, {_part(measure)}" if measure.n else "–"


def _part(measure: Measure) -> str:
    return f"{measure.value:.2f} [{measure.low:.2f}, {measure.high:.2f}]" if measure.n else "–"


def section_of(page: str) -> str:
    """Return the table of all sizes that stands at the end of a page; empty where there is none."""
    _, heading, rest = page.partition(HEAD.split("\n")[1])
    return f"\n{heading}{rest}" if heading else ""


def with_section(page: str, text: str) -> str:
    """Put the table at the end of a page, in the place of an earlier one."""
    return page.partition(HEAD.split("\n")[1])[0].rstrip("\n") + "\n" + text
