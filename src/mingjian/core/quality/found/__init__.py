"""
What the detectors of posts find, on real posts and titles: with words alone, and with the judge that `mingjian train` made.

Told before any figure of a model alone, since this is what officers meet. Each labelled post is judged by that judge of folds which has not seen it; the
ordinary posts and titles stood in no training.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.detectors import black_market_advertising, brushing_recruitment
from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.quality import LabelledRow, Measure, chineseharm, read
from mingjian.core.quality.common import files
from mingjian.core.quality.common.kept import ALL, Kept
from mingjian.core.quality.common.keys import hashed
from mingjian.core.quality.common.page import FIRST
from mingjian.core.quality.common.scores import accuracy
from mingjian.core.wording import Texts

DETECTORS = ("brushing_recruitment", "black_market_advertising")
_HARMLESS = "不违规"

Told = list[set[str]]  # for each row, the detectors that named it


class Line(NamedTuple):
    """One row of the table: what is counted, with words alone, and with the judge (None where none was trained)."""

    what: Text
    words: Measure
    judged: Measure | None


@cache
def to_order() -> frozenset[int]:
    """Return the identities of the black-market posts that are about orders, reviews and engagement to order, as a person read them."""
    lines = Path(__file__).with_name("to_order.txt").read_text("utf-8").splitlines()
    return frozenset(int(line, 16) for line in lines if not line.startswith("#"))


def measured(data: Path, models: Kept | None) -> list[Line]:
    """Measure on the sets that the folder holds; nothing where the labelled posts are absent."""
    try:
        rows = read(chineseharm, data / chineseharm.SET.key)
    except MingjianError:
        return []
    lines = _labelled(rows, _named(rows, None), _named(rows, models) if models else None)
    judge = str(models.folder / ALL) if models else None
    lines += _ordinary(Text("普通微博", "ordinary microblog posts"), "post", _posts(data), judge)
    return lines + _ordinary(Text("普通商品标题", "ordinary titles"), "listing", _titles(data), judge)


def _ordinary(what: Text, kind: str, texts: Sequence[str], judge: str | None) -> list[Line]:
    if not texts:
        return []
    judged = _share([bool(one) for one in told(texts, kind, judge)]) if judge else None
    return [Line(what, _share([bool(one) for one in told(texts, kind)]), judged)]


def told(texts: Sequence[str], kind: str, judge: str | None = None) -> Told:
    """Return for each text the detectors of posts that name it; `judge` is the folder of a trained one, words alone are gone by where None."""
    found: Told = [set() for _ in texts]
    column = "text" if kind == "post" else "title"
    batch = Texts(pa.RecordBatch.from_pylist([{f"{kind}_id": str(place), column: text} for place, text in enumerate(texts)]))
    for module in (brushing_recruitment, black_market_advertising):
        if kind in module.DETECTOR.reads:
            for one in module.judge(batch, kind, judge=judge is not None, model=judge or ""):
                found[one.row].add(module.DETECTOR.key)
    return found


def _named(rows: Sequence[LabelledRow], models: Kept | None) -> Told:
    texts = [row.content for row in rows]
    if models is None:
        return told(texts, "post")
    folds, found = models.fold_of(hashed(rows)), Told([set() for _ in texts])
    for fold in np.unique(folds).tolist():
        places = np.flatnonzero(folds == fold).tolist()
        for place, names in zip(places, told([texts[place] for place in places], "post", str(models.folder / (ALL if fold < 0 else str(fold)))), strict=True):
            found[place] = names
    return found


def _labelled(rows: Sequence[LabelledRow], words: Told, judged: Told | None) -> list[Line]:
    sought = to_order()
    of_class = [row.label == chineseharm.OF for row in rows]
    is_sought = [int(one) in sought and mine for one, mine in zip(hashed(rows), of_class, strict=True)]
    kinds = [
        (Text("黑产广告，被任一检测器指出", "black-market advertisements, named by either"), of_class, set(DETECTORS)),
        (Text("其中有关刷单、刷评、刷赞刷粉的", "of these, those about orders, reviews and engagement to order"), is_sought, set(DETECTORS)),
        (Text("同上，由 brushing_recruitment 指出", "the same, named by brushing_recruitment"), is_sought, {DETECTORS[0]}),
        (Text("不违规的帖文", "harmless posts"), [row.label == _HARMLESS for row in rows], set(DETECTORS)),
        (Text("其他有害帖文", "posts of other harm"), [row.label not in (chineseharm.OF, _HARMLESS, None) for row in rows], set(DETECTORS)),
    ]
    return [Line(what, _share(_hits(words, among, by)), _share(_hits(judged, among, by)) if judged else None) for what, among, by in kinds if any(among)]


def _hits(found: Told, among: Iterable[bool], by: set[str]) -> list[bool]:
    return [bool(names & by) for names, mine in zip(found, among, strict=True) if mine]


def _share(hits: Sequence[bool]) -> Measure:
    return accuracy(sum(hits), len(hits), name="share")


def _posts(data: Path) -> list[str]:
    """Read ordinary microblog posts of 2013 and 2014, one character a line."""
    return [text for part in ("train", "dev", "test") for text in _columns(data / "weibo-ner-posts", f"weiboNER_2nd_conll.{part}")]


def _titles(data: Path) -> list[str]:
    """Read ordinary titles of listings."""
    return sorted(set(_columns(data / "ecommerce-ner", "multidigraph_train.bieos")))


def _columns(folder: Path, name: str) -> list[str]:
    if files.found(folder, name) is None:
        return []
    lines = (line.split() for line in files.text(folder, name).split("\n"))
    return ["".join(line[0][0] for line in lines_of) for is_text, lines_of in groupby(lines, key=bool) if is_text]


def section(lines: Sequence[Line]) -> str:
    """Write the first section of the page; empty where nothing was measured."""
    if not lines:
        return ""
    head = f"""## {FIRST}

Through `mingjian screen`: with words alone, and with the judge that `mingjian train` makes; each labelled post judged by a judge that has not seen it. Words
were written by people who had read these posts: on others expect less. Which advertisements are about orders, reviews and engagement to
order was labelled by reading them, by one person (`to_order.txt`).
经 `mingjian screen` 检测：只按词语，以及加上 `mingjian train` 的模型；每条有标签的帖文由未见过它的模型判断。词表的编写者读过这些帖文，换一批帖文会低一些；
哪些广告有关刷单、刷评、刷赞刷粉，由一人阅读后标注。

| named 被指出 | words alone 只按词语 | 95 % | with the judge 加模型 | 95 % | n |
|---|---|---|---|---|---|
"""
    return head + "".join(_row(line) for line in lines)


def _row(line: Line) -> str:
    judged = (f"**{line.judged.value:.3f}**", f"{line.judged.low:.3f} to {line.judged.high:.3f}") if line.judged else ("", "")
    words = (f"**{line.words.value:.3f}**", f"{line.words.low:.3f} to {line.words.high:.3f}")
    return f"| {' | '.join((f'{line.what.en} {line.what.zh}', *words, *judged, f'{line.words.n:,}'))} |\n"
