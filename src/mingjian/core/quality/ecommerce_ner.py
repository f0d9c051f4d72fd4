"""Marked titles of an online market (MultiDigraph, ACL 2019): are the brands and products of a title found, with their exact bounds?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.extraction.entities.chain import TYPES, Span, choose, labels_of
from mingjian.core.extraction.entities.fitting import Way, chain, fit_titles, part_of
from mingjian.core.extraction.entities.known import Marked
from mingjian.core.extraction.entities.model import EntityModel, load
from mingjian.core.language import Text
from mingjian.core.quality import Judge, LabelledSet, Measure, Row
from mingjian.core.quality.frame import files
from mingjian.core.quality.frame.keys import hashed
from mingjian.core.quality.frame.scores import spans

__all__ = ["SET", "baseline", "fit", "load", "measures", "read", "support", "told"]

SET = LabelledSet(
    key="ecommerce-ner",
    title=Text("商品标题中的品牌与商品（MultiDigraph，ACL 2019）", "Brands and products in titles of listings (MultiDigraph, ACL 2019)"),
    judges="extraction.entities",
    says_not=Text(
        "标题来自多年前的一个平台，品牌稀少；同一词是否算商品，标注者之间也不一致。找对品牌只说明标题写了什么，不说明货是真是假。",
        "The titles are of one platform and some years old, brands are rare, and annotators do not agree on what is a product. "
        "A brand rightly found tells what a title says, not whether the goods are genuine.",
    ),
    chosen_by=Text(
        "特征、惩罚项和取舍界限只在训练文件内分折选定；开发文件没有参与选择。",
        "Signs, penalties and the bound of choice were chosen by folds inside the training file alone; the development file had no part in it.",
    ),
)

_JUDGED, _ASIDE = "multidigraph_*.bieos*", "allanj_*.txt*"
_NAMES = {"HP": "HP", "HC": "HC", "HPPX": "HP", "HCCX": "HC"}  # the same two types in two sets
_BOOKS = {"HP": "brand*.dic*", "HC": "product*.dic*"}


def read(folder: Path) -> list[Row]:
    """Read every title of the judged files, in their order, and those that other hands marked, for training only."""
    judged = [row for path in _found(folder, _JUDGED) for row in _rows(path, judged=True)]
    if not judged:
        raise BadInput(f"{folder} 中没有 multidigraph_*.bieos 文件。", f"There is no file multidigraph_*.bieos in {folder}.")
    return judged + [row for path in _found(folder, _ASIDE) for row in _rows(path, judged=False)]


def _found(folder: Path, pattern: str) -> list[Path]:
    """Give the files of a pattern, of a plain and a packed one of the same name the plain one."""
    named = {path.name.removesuffix(".gz"): path for path in sorted(folder.glob(pattern), reverse=True) if path.is_file()}
    return [named[name] for name in sorted(named)]


def _rows(path: Path, *, judged: bool) -> list[Row]:
    sentences = _sentences(files.text_of(path).split("\n"), path)
    return [Row(title, {"file": path.name, "sentence": place}, title, label, judged=judged) for place, (title, label) in enumerate(sentences)]


def _sentences(lines: Iterable[str], path: Path) -> list[tuple[str, list[Span] | None]]:
    """Read one character a line, with its label or without; an empty line ends a title."""
    found: list[tuple[str, list[Span] | None]] = []
    characters: list[str] = []
    labels: list[str] = []
    for number, line in enumerate([*(one.rstrip("\r") for one in lines), ""], start=1):
        if line.strip() or (line and not characters):
            character, label = _cell(line, path, number)
            characters.append(character)
            labels.append(label)
        elif characters:
            found.append(("".join(characters), _spans(labels) if all(labels) else None))
            characters, labels = [], []
    return found


def _cell(line: str, path: Path, number: int) -> tuple[str, str]:
    separator = "\t" if "\t" in line else " "
    character, found, label = line.rpartition(separator)
    if not found or (label and label != "O" and label[1:2] != "-"):
        character, label = line, ""
    if len(character) > 1:
        raise BadInput(
            f"{path.name} 第 {number} 行应为一个字符及其标注：{line[:40]!r}。", f"{path.name}, line {number}: one character and its label, not {line[:40]!r}."
        )
    return character or " ", label.strip()


def _spans(labels: Sequence[str]) -> list[Span]:
    """Read spans from labels, of BIO as of BIEOS; types that are not judged are left out."""
    found: list[Span] = []
    start, kind = -1, ""
    for place, label in enumerate([*labels, "O"]):
        if start >= 0 and (label[0] in "OBS" or label[2:] != kind):
            found.append((start, place, kind))
            start = -1
        if label[0] != "O" and start < 0:
            start, kind = place, label[2:]
    return [(begin, end, _NAMES[kind]) for begin, end, kind in found if kind in _NAMES]


def support(folder: Path) -> Mapping[str, list[list[str]]]:
    """Read the dictionaries of brands and of products."""
    return {kind: [files.text_of(path).split("\n") for path in _found(folder, pattern)] for kind, pattern in _BOOKS.items()}


def fit(rows: Sequence[Row], support: Mapping[str, Iterable[Iterable[str]]]) -> EntityModel:
    """Fit to the judged titles, helped by those of other hands that are none of them."""
    return fit_titles(_marked(rows), support)


def _marked(rows: Sequence[Row]) -> list[Marked]:
    """Give each title once: as the judged files mark it where they do."""
    once: dict[int, Marked] = {}
    for row, number in sorted(zip(rows, hashed(rows).tolist(), strict=True), key=lambda pair: not pair[0].judged):
        once.setdefault(number, Marked(row.content, row.label, part_of(number), not row.judged))
    return list(once.values())


def baseline(rows: Sequence[Row]) -> Judge:
    """Fit a plain chain to the judged titles: characters around each, no dictionary."""
    examples = [(_plain_signs(row.content), labels_of(len(row.content), row.label)) for row in rows if row.judged]
    plain = chain(examples, Way("lbfgs", 0.1, 0.02, 60))
    even = dict.fromkeys(TYPES, 0.5)
    return lambda contents: [choose(plain.spans(_plain_signs(title)), even) for title in contents]


def _plain_signs(title: str) -> list[list[str]]:
    around = ["<", "<", *title, ">", ">"]
    return [
        [f"{step}{around[place + 2 + step]}" for step in range(-2, 3)]
        + [f"{step}{around[place + 2 + step]}{around[place + 3 + step]}" for step in range(-2, 2)]
        for place in range(len(title))
    ]


def measures(rows: Sequence[Row], predictions: Sequence[Sequence[Span]]) -> list[Measure]:
    """Give precision, recall and F1 of exact spans: all, brands, products."""
    names: dict[str, Callable[[Any], bool]] = {"": lambda span: True, "HP": lambda span: span[2] == "HP", "HC": lambda span: span[2] == "HC"}
    return [
        measure
        for name, is_one in names.items()
        for measure in spans([_counts(row.label, told, is_one) for row, told in zip(rows, predictions, strict=True)], of=name)
    ]


def _counts(label: Iterable[Span], told: Iterable[Span], is_one: Callable[[Any], bool]) -> tuple[int, int, int]:
    there, said = {span for span in label if is_one(span)}, {tuple(span) for span in told if is_one(span)}
    return len(there & said), len(said), len(there)


def told(row: Row, prediction: Sequence[Span]) -> dict[str, Any]:
    """Give the line of a title: its entities, characters, end exclusive."""
    return {**row.place, "entities": [list(span) for span in prediction]}
