"""ChineseHarm-bench: posts with advertising for the black market, fraud, gambling, lewd or abusive words, or nothing wrong."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.learning import encoder, judges
from mingjian.core.learning.judges import Judge
from mingjian.core.quality import LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common import files
from mingjian.core.quality.common.scores import by_class
from mingjian.core.quality.common.texts import Encoded, encode_once, label_of, plain_baseline

SET = LabelledSet(
    key="chineseharm-bench",
    title=Text("有害帖文", "Harmful posts"),
    judges="brushing_recruitment",
    says_not=Text(
        "各类数量相等（真实平台上违规极少），精确率不能照搬；不含售假帖文，只衡量黑产广告等的识别；部分标签界限模糊（黑产广告与欺诈、低俗与谩骂）。",
        "Every class is equally frequent, while on a platform few posts do harm: precision does not carry over. It holds no offers of counterfeits; "
        "some labels overlap (black-market advertising and fraud, lewd and abusive words).",
    ),
    chosen_by=Text(
        "读法、编码器及其权重由训练行内的 5 折粗选而定，因此 5 折数值略偏高",
        "readings, the encoder and their weights were chosen roughly by five folds over these rows, so figures of the folds are slightly high",
    ),
)

OF = "黑产广告"  # the class that detectors ask about


def read(folder: Path) -> list[LabelledRow]:
    """Read one row a text, with its label where there is one."""
    told = json.loads(files.text(folder, "bench.json"))
    if not isinstance(told, list) or not all(isinstance(one, dict) and isinstance(one.get("文本"), str) for one in told):
        raise BadInput("bench.json 须为列表，每项有 文本。", "bench.json must be a list of objects with 文本 (text).")
    return [LabelledRow(one["文本"], {"row": place}, one["文本"], label_of(one.get("标签"))) for place, one in enumerate(told)]


def support(folder: Path) -> Encoded:
    """Encode every text once, for all fits."""
    return encode_once(read(folder))


def fit(rows: Sequence[LabelledRow], encoded: Encoded) -> Judge:
    """Fit the judge of posts."""
    encoder.remember(encoded.texts, encoded.points)
    return judges.fit([row.content for row in rows], [row.label for row in rows], OF)


load, baseline = judges.load, plain_baseline


def measures(rows: Sequence[LabelledRow], predictions: Sequence[str]) -> list[Measure]:
    """Return macro-F1, accuracy, and precision, recall and F1 of each label."""
    return by_class([row.label for row in rows], predictions)


def told(row: LabelledRow, prediction: str) -> dict[str, Any]:
    """Return a row and the label that it was given."""
    return {**row.place, "label": prediction}
