"""Writes what was measured as a page, as JSON, and as lines of predictions."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.quality import Measure
from mingjian.core.quality.common.evaluation import Outcome

NAMES = {
    "macro_f1": Text("宏平均 F1", "macro-F1"),
    "accuracy": Text("正确率", "accuracy"),
    "precision": Text("精确率", "precision"),
    "recall": Text("召回率", "recall"),
    "f1": Text("F1", "F1"),
    "lines_exact": Text("逐字正确的行", "lines read to the sign"),
    "fields_exact": Text("逐字正确的项", "fields read to the sign"),
    "auc": Text("ROC 曲线下面积", "AUC"),
}

FIRST = "检测器在帖文中发现什么 What the detectors find"  # the heading that stands before all others
HEAD = """# How well the judges judge 检测质量

Made by `mingjian quality`; do not edit. Every row is judged by a model that has not seen it, nor a near-duplicate of it, and the plain baseline beside
ours learnt from exactly the same rows. Intervals are of 95 %.
由 `mingjian quality` 生成，请勿手改。每一行均由未见过该行及其近似重复的模型判断；基线与本系统使用完全相同的训练行；区间为 95%。

**No labelled set of Chinese counterfeit listings could be had.** These sets measure parts of the work: advertising for the black market,
shop sites, brushed orders. None says how many counterfeit offers on a platform are found.
**没有可用的中文假冒商品信息标注集。**
以下各集只衡量部分环节：黑产广告、网店网站、刷单订单；均不能说明平台上的假冒商品被发现了多少。
"""


def named(measure: Measure) -> Text:
    """Name a measure in both languages, with its class."""
    name = NAMES.get(measure.name, Text(measure.name, measure.name))
    return Text(f"{name.zh}（{measure.of}）", f"{name.en} ({measure.of})") if measure.of else name


def as_json(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return everything that was measured as plain values."""
    return [_plain(outcome) for outcome in outcomes]


def _plain(outcome: Outcome) -> dict[str, Any]:
    texts = {"says_not": outcome.described.says_not, "split": outcome.split, "note": outcome.note, "fault": outcome.fault}
    return {
        "set": outcome.described.key,
        "judges": outcome.described.judges,
        "rows": len(outcome.rows),
        "measures": [_measured(measure, outcome.baseline) for measure in outcome.ours],
        "seconds": round(outcome.seconds, 1),
        **{name: {"zh": text.zh, "en": text.en} if text else None for name, text in texts.items()},
    }


def _measured(measure: Measure, baseline: Sequence[Measure]) -> dict[str, Any]:
    beside = _beside(measure, baseline)
    told: dict[str, Any] = {"name": measure.name, "of": measure.of, "n": measure.n, "base_rate": measure.base_rate}
    told |= {"value": measure.value, "low": measure.low, "high": measure.high}
    return told | {"baseline": {"value": beside.value, "low": beside.low, "high": beside.high} if beside else None}


def _beside(measure: Measure, baseline: Sequence[Measure]) -> Measure | None:
    return next((other for other in baseline if (other.name, other.of) == (measure.name, measure.of)), None)


def page(outcomes: Sequence[Outcome], before: str = "", first: str = "") -> str:
    """Return the page, `first` (what the detectors find) before all; sections of `before`, an older page, stay where a set was not looked at."""
    sections = _sections(before) | {outcome.described.key: _section(outcome) for outcome in outcomes} | _sections(first)
    return HEAD + "".join(f"\n{sections[key]}" for key in sorted(sections, key=lambda key: (key != FIRST, key)))


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part[3:].split("\n", 1)[0].split("：")[0].strip(): part.rstrip("\n") + "\n" for part in parts}


def _section(outcome: Outcome) -> str:
    described = outcome.described
    told = [
        f"## {described.key}：{described.title.zh} {described.title.en}",
        "",
        f"Judges 评测对象: `{described.judges}`; rows 行数: {len(outcome.rows):,}.",
        "",
    ]
    for head, text in (("Split 划分", outcome.split), ("Choice 选择", described.chosen_by), ("Note 说明", outcome.note), ("Error 错误", outcome.fault)):
        told += [f"- {head}: {_cell(text.en)}. {_cell(text.zh)}。"] if text else []
    told += [f"- Does not say 不能说明: {described.says_not.en} {described.says_not.zh}"]
    return "\n".join([*told, *_table(outcome), ""])


def _table(outcome: Outcome) -> list[str]:
    if not outcome.ours:
        return []
    head = ["", "| measure 指标 | ours 本系统 | 95 % | baseline 基线 | 95 % | base rate 基率 | n |", "|---|---|---|---|---|---|---|"]
    return head + [_row(measure, _beside(measure, outcome.baseline)) for measure in outcome.ours]


def _row(measure: Measure, beside: Measure | None) -> str:
    name, rate = named(measure), "" if measure.base_rate is None else f"{measure.base_rate:.3f}"
    cells = [_cell(name.en if name.en == name.zh else f"{name.en} {name.zh}"), f"**{measure.value:.3f}**", _interval(measure)]
    cells += [f"{beside.value:.3f}", _interval(beside)] if beside else ["", ""]
    return f"| {' | '.join([*cells, rate, f'{measure.n:,}'])} |"


def _interval(measure: Measure) -> str:
    return f"{measure.low:.3f} to {measure.high:.3f}"


def _cell(text: str) -> str:
    """Keep what comes from a file from becoming markup of the page."""
    return re.sub(r"([|<>\[\]`*_\\])", r"\\\1", " ".join(text.split())).rstrip(".。")


def write_predictions(outcome: Outcome, folder: Path) -> Path:
    """Write one line of JSON a row into <set>.jsonl, in the order of the set's file, the whole file or nothing."""
    path = folder / f"{outcome.described.key}.jsonl"
    unfinished = path.with_name(f".{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in outcome.lines()), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"无法写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}.") from error
    return path
