"""
Links small sets of made records, as an office has them, of which we know whose they are: `python benchmarks/linking_small.py [SEEDS]`.

Below 2,000 records nothing is learnt, and the weights that stand in the model decide alone. Two grounds: the market of `linking.py`, whose operators live all
over the country; and an office, all of whose records are of one city, where strangers bear common names and sit in the same buildings, and names are written
in traditional characters and full width, too. Nothing here is anybody's: names, codes and numbers are drawn by lot, seeded.
"""

import logging
import sys
from collections import defaultdict

import numpy as np
from linking import FAMILY, Market, Score, ours, within

from mingjian.core.text.script_tables import traditional

SIZES = (50, 200, 1000, 2000)
COMMON = "张伟 王伟 李娜 王芳 李伟 张敏 王静 李静 张丽 王秀英 李秀英 刘伟 张静 王强 李强 张磊 王磊 刘洋 陈静 张勇".split()
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Office(Market):
    """Draws records of one city: two in ten operators bear a common name, four in ten sit in one of six buildings, one in six names is written otherwise."""

    def __init__(self, records: int, seed: int) -> None:
        self.buildings: list[str] = []
        written = defaultdict(list)
        for other, plain in sorted(traditional().items()):
            written[plain].append(other)
        self.otherwise = {plain: others[0] for plain, others in written.items()}
        super().__init__(records, seed)

    def address(self) -> str:
        told = super().address()
        told = "杭州市" + told.split("市", 1)[1]
        if len(self.buildings) < 6:
            self.buildings.append(told.split("号")[0] + "号")
        if self.luck(0.4):
            room = f"{self.lot.integers(1, 25)}{self.lot.integers(1, 30):02}室"
            return f"{self.one(self.buildings)}{self.one('ABCD')}座{room}"
        return told

    def operator(self, number: int) -> None:
        self.namesake = self.one(COMMON) if self.luck(0.2) else ""
        super().operator(number)

    def changed(self, value: str, missing: float, other: float, instead: str, digit: float) -> str:
        is_person = value[:1] in FAMILY and not value[:1].isascii()
        return super().changed(self.namesake if is_person and self.namesake else value, missing, other, instead, digit)

    def shop(self, base: dict[str, str], number: int) -> dict[str, str]:
        made = super().shop(base, number)
        if self.luck(1 / 6):
            made["name"] = "".join(self.otherwise.get(sign, sign) for sign in made["name"]).translate(_WIDE)
        return made


def measured(market: type[Market], size: int, seeds: int) -> str:
    """Return precision and recall of the pairs in one cluster, over all seeds, with intervals by drawing operators anew."""
    parts = []
    for seed in range(1, seeds + 1):
        made = market(size, seed)
        score = Score(made.owner)
        _, clusters = ours(made.rows)
        parts.append((*score.counted(within(clusters)), score.true))
    found, wrong, true = (np.concatenate([part[at] for part in parts]) for at in range(3))
    lot = np.random.default_rng(size)
    drawn = [np.bincount(lot.integers(len(true), size=len(true)), minlength=len(true)) for _ in range(500)]
    told = []
    for numerator, denominator in ((found, found + wrong), (found, true)):
        low, high = np.nanquantile([numerator @ weight / max(denominator @ weight, 1e-9) for weight in drawn], (0.025, 0.975))
        told.append(f"{numerator.sum() / max(denominator.sum(), 1e-9):.3f} [{low:.3f}, {high:.3f}]")
    return f"| {market.__name__.lower()} | {size:,} | {int(true.sum()):,} | {told[0]} | {told[1]} |"


def main(seeds: int = 10) -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    print(f"clusters at .8, {seeds} seeds a size\n\n| ground | records | true pairs | precision | recall |\n|---|---|---|---|---|")
    for market in (Market, Office):
        for size in SIZES:
            print(measured(market, size, seeds), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
