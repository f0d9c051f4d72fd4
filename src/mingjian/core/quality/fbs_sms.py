"""Text messages of false base stations, in fourteen classes of advertising, fraud and what is illegal."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.learning.fused import Fused, Plan
from mingjian.core.quality import LabelledSet, Measure, Row
from mingjian.core.quality.frame import files
from mingjian.core.quality.frame.fused import Encoded, encode_once, fit_texts, label_of, plain_baseline
from mingjian.core.quality.frame.keys import counted, plain
from mingjian.core.quality.frame.scores import by_class

SET = LabelledSet(
    key="fbs-sms-spam",
    title=Text("伪基站短信", "Text messages of false base stations"),
    judges="brushing_recruitment",
    says_not=Text(
        "其中没有正常短信，因此不能说明误报率；短信来自 2015 年前后，已分词、联系方式已遮蔽；同一短信群发多次，"
        "故另列仅出现一次者的宏平均 F1（小类行数少，区间宽）。",
        "It holds no normal messages, so it says nothing of false alarms; the messages are of about 2015, cut into words, contacts masked. "
        "The same message was sent many times, so macro-F1 of what came once is given too (small classes, wide interval).",
    ),
    chosen_by=Text(
        "稀有类的加分由 5 折选出：每折取其余四折最优，五次均为同一值；其余设置未经选择",
        "how far rare classes are raised was chosen by folds, for each fold by the other four, which agreed; nothing else was chosen",
    ),
)

PLAN = Plan({"written": 1.0, "words": 1.0}, {"universal": 1.0}, ridge=0.2, rare=0.15)


def read(folder: Path) -> list[Row]:
    """Read one row a message, with its label where there is one; copies of a message are rows of their own."""
    told = [json.loads(line) for line in files.lines(folder, "fbs_sms.jsonl")]
    if not all(isinstance(one, dict) and isinstance(one.get("text"), str) for one in told):
        raise BadInput("fbs_sms.jsonl 每行须有 text。", "Every line of fbs_sms.jsonl must have text.")
    return counted(Row(one["text"], {"row": place}, one["text"], label_of(one.get("label"))) for place, one in enumerate(told))


def support(folder: Path) -> Encoded:
    """Encode every text once, for all fits."""
    return encode_once(read(folder), PLAN)


def fit(rows: Sequence[Row], encoded: Encoded) -> Fused:
    """Fit the judge of texts."""
    return fit_texts(rows, PLAN, encoded)


load, baseline = Fused.load, plain_baseline


def measures(rows: Sequence[Row], predictions: Sequence[str]) -> list[Measure]:
    """Give macro-F1 of all messages and of those that came once, accuracy, and precision, recall and F1 of each label."""
    times = Counter(plain(row.key) for row in rows)
    once = [(row.label, said) for row, said in zip(rows, predictions, strict=True) if times[plain(row.key)] == 1]
    found = by_class([row.label for row in rows], predictions)
    alone = by_class([label for label, _ in once], [said for _, said in once])[:1] if once else []
    return [found[0], *(replace(one, of="仅出现一次 came once") for one in alone), *found[1:]]


def told(row: Row, prediction: str) -> dict[str, Any]:
    """Give a row and the label that it was given."""
    return {**row.place, "label": prediction}
