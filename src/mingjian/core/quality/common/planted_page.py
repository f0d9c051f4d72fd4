"""Writes what detectors find of a made market as a page of reference."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mingjian.core.detectors import detectors
from mingjian.core.made_market.generation import PICTURES
from mingjian.core.quality import Measure
from mingjian.core.quality.common.plant_check import BEYOND, Tally, Told

HEAD = """# What detectors find in the made market 合成市场里发现了什么

Made by `mingjian market measure FOLDER --page FILE`; do not edit. The market is that of `mingjian market make --pictures` with {shops:,} shops, {days} days and
seed {seed}, as in `make demo`, which leaves the pictures out: {listings:,} listings, {pictures:,} of them with a picture, {posts:,} posts, {orders:,} orders.
由 `mingjian market measure 文件夹 --page 文件` 生成，请勿手改。
市场由 `mingjian market make --pictures` 生成，{shops:,} 家网店、{days} 天、随机种子 {seed}，图片 {pictures:,} 张；与 `make demo` 相同，但后者不画图片。

**This market is made, and no proof about the real one.** Whoever planted these knew the detectors, the words around them are few and simple, and nothing here
answers back. It shows what a detector does, what it plainly cannot do, and which lawful things it names. How well detectors judge on real rows, as far as that
can be measured, stands in [quality.md](quality.md) and on the pages under [decisions](../decisions/).
**市场是合成的，不能证明真实市场上的效果。** 埋设者了解检测器，上下文简单，也没有人会针对它改变写法。
本页只说明检测器做什么、明显做不到什么、会误报哪些合法情形。在真实数据上能测到的效果见 [quality.md](quality.md) 和 [decisions](../decisions/)。

*Found* is the share of what was planted; *named wrongly* that of what only looks like it; intervals are Wilson's, of 95 %. *Elsewhere* counts findings on what
does wrong in another way (a copied listing may hold a contact, too) and on ordinary records.
“找到”是埋设对象中被发现的比例；“误报”是埋设的合法近似情形中被指出的比例；区间为 Wilson 95%。“其他”为落在另有违法情形的对象上，以及普通记录上的发现数。
A detector without plants of its own is left out. 没有埋设对象的检测器不列。
Pictures are drawn by program, cleaner and more alike than photos, and compared by `copied_listing`; words in them are not read. Some dealers are on the
list of shops that the right holder authorised, and spared as a node spares them.
图片由程序绘制，比照片干净、单一，仅由 `copied_listing` 比对，不识别其中文字。部分经销商列在授权店铺名单上，与节点一样不再提示。

| detector 检测器 | found 找到 | named wrongly 误报 | elsewhere: bad 其他：另有问题 | ordinary 普通 |
|---|---|---|---|---|
"""
DETAIL = """
## By kind of plant 按埋设种类

{title}

| what it is 种类 | way 手法 | there 埋设 | found 发现 |
|---|---|---|---|
"""
LEFT = "What stays so, and why 仍然如此的，及其原因："


def page(told: Sequence[Told], truth: Mapping[str, Any]) -> str:
    """Write the page from what was measured and from the market's `truth.json`."""
    plan, rows = truth["plan"], truth["rows"]
    counts = {"listings": rows["listing"], "posts": rows["post"], "orders": rows["order"], "pictures": rows.get(PICTURES, 0)}
    head = HEAD.format(**{name: plan[name] for name in ("shops", "days", "seed")}, **counts)
    measured = [one for one in told if one.plants]
    lines = [f"| `{one.detector}` | {_share(one.recall)} | {_share(one.false)} | {one.bad_otherwise} | {one.ordinary} |" for one in measured]
    return head + "\n".join(lines) + "\n" + "".join(_detail(one, is_first=number == 0) for number, one in enumerate(measured))


def _share(measure: Measure) -> str:
    return f"{round(measure.value * measure.n)} of {measure.n} [{measure.low:.2f}, {measure.high:.2f}]" if measure.n else "–"


def _detail(one: Told, *, is_first: bool) -> str:
    title = detectors()[one.detector][0].title
    heading = DETAIL.format(title=f"### `{one.detector}` {title.zh} {title.en}")
    if not is_first:
        heading = "\n" + heading.split("\n\n", 1)[1]
    sides = [*(("", *pair) for pair in sorted(one.plants.items())), *(("lawful 合法 · ", *pair) for pair in sorted(one.alike.items()))]
    return heading + "".join(_line(mark, key, tally) for mark, key, tally in sides) + _beyond(one)


def _beyond(one: Told) -> str:
    """Return of what stands in the table why it is missed, or named wrongly, and stays so."""
    tallies = [*((True, *pair) for pair in one.plants.items()), *((False, *pair) for pair in one.alike.items())]
    wrong = {
        name for is_bad, key, tally in tallies if tally.found < tally.there * is_bad or tally.found > tally.there * is_bad for name in (key[0], " ".join(key))
    }
    told = [f"- `{name}`: {why.zh}。{why.en[0].upper()}{why.en[1:]}." for name, why in BEYOND.get(one.detector, {}).items() if name in wrong]
    return "\n" + LEFT + "\n\n" + "\n".join(told) + "\n" if told else ""


def _line(mark: str, key: tuple[str, str], tally: Tally) -> str:
    return f"| {mark}{key[0]} | {key[1]} | {tally.there} | {tally.found} |\n"


def write_page(text: str, path: Path) -> None:
    """Write the page, the folder with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
