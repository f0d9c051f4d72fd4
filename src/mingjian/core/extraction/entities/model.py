"""Brands and products of a title, by several chains that are asked together."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from mingjian.core.extraction.brands import find_brands
from mingjian.core.extraction.entities.chain import Chain, Span, choose, from_arrays
from mingjian.core.extraction.entities.known import Count, Known, Looks
from mingjian.core.extraction.entities.signs import signs_of
from mingjian.core.extraction.entities.weighing import Asked, Weights, weighed
from mingjian.core.extraction.fields import find_product_words
from mingjian.core.language import Text
from mingjian.core.learning.stored import ModelFault, opened, seal

LEAST: Mapping[str, float] = {"HP": 0.3, "HC": 0.36}  # chosen by folds inside the training rows
KIND, FORM = "entities", 2  # 2: sealed
_KNOWN, _CHAIN = "known.json", "chain{}.npz"
_TRIED = "正品 A1 包"  # a title of signs of several kinds


class EntityModel:
    """Finds spans of HP (brand) and HC (product). Saved as arrays and JSON; reading needs numpy alone."""

    def __init__(self, known: Known, chains: Sequence[Chain], weights: Weights, least: Mapping[str, float] = LEAST) -> None:
        self.known, self.chains, self.weights, self.least = known, list(chains), weights, dict(least)

    def predict(self, contents: Sequence[str]) -> list[list[Span]]:
        """Give the spans of each title, in its order."""
        return [choose(self.probabilities(title), self.least) for title in contents]

    def probabilities(self, title: str) -> dict[Span, float]:
        """Give how probable each span is."""
        return weighed(title, ask(self.chains, title, self.known), self.known, self.weights)

    def save(self, folder: Path) -> None:
        """Write the model into an empty folder, and seal it."""
        looks = self.known.looks._asdict()
        told = {"words": self.known.counts, "looks": looks, "weights": self.weights, "least": self.least, "chains": len(self.chains)}
        (folder / _KNOWN).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        for number, chain in enumerate(self.chains):
            arrays = chain.to_arrays()
            np.savez_compressed(folder / _CHAIN.format(number), signs=arrays["signs"], weights=arrays["weights"], transitions=arrays["transitions"])
        seal(folder, KIND, FORM)


def ask(chains: Sequence[Chain], title: str, known: Known, part: int | None = None) -> Asked:
    """Ask the chains for the spans of a title, and take the mean of what they say."""
    here, aside = ([chain.spans(signs_of(title, known, part, hand=hand)) for chain in chains] for hand in "MA")
    return Asked(_mean(here), _mean(aside))


def _mean(answers: Sequence[Mapping[Span, float]]) -> dict[Span, float]:
    found: dict[Span, float] = {}
    for answer in answers:
        for span, share in answer.items():
            found[span] = found.get(span, 0.0) + share / len(answers)
    return found


def load(folder: Path) -> EntityModel:
    """Read what a model saved. Raises ModelAbsent or ModelFault where it cannot be used."""
    return opened(folder, KIND, FORM, _read)


def _read(folder: Path) -> EntityModel:
    told = json.loads((folder / _KNOWN).read_text(encoding="utf-8"))
    known = Known({word: Count(*count) for word, count in told["words"].items()}, Looks(**told["looks"]))
    made = EntityModel(known, [_chain(folder / _CHAIN.format(number)) for number in range(told["chains"])], told["weights"], told["least"])
    made.predict([_TRIED])  # what does not fit together fails here, not in the middle
    return made


def _chain(path: Path) -> Chain:
    with np.load(path, allow_pickle=False) as arrays:
        return from_arrays(arrays)


def by_lists(title: str) -> list[Span]:
    """Read a title without any model: well-known brands and words for goods, the longest first. Much is missed; what is found is mostly right."""
    brands = [(one.start, one.end, "HP") for one in find_brands(title) if one.how != "nickname"]
    products = [(start, end, "HC") for start, end in find_product_words(title) if all(end <= begin or stop <= start for begin, stop, _ in brands)]
    return sorted([*brands, *products])


_LISTS = Text(
    "没有训练好的模型，按词表抽取品牌与商品，会漏掉很多；运行 mingjian train --only ecommerce-ner 后更准。",
    "No trained model is at hand: brands and products are read by lists and many are missed. Run mingjian train --only ecommerce-ner for better ones.",
)
_INSTEAD = Text("暂按词表抽取，会漏掉很多。", "Until then they are read by lists and many are missed.")
_LEARNT = Text("由训练好的模型抽取品牌与商品。", "Brands and products are read by a trained model.")


def reader(folder: Path) -> tuple[Callable[[Sequence[str]], list[list[Span]]], Text]:
    """Give what reads titles, a trained model from the folder or else our lists, and say which it is and, of a model that cannot be used, why."""
    if not (folder / _KNOWN).is_file():
        return lambda titles: [by_lists(title) for title in titles], _LISTS
    try:
        return load(folder).predict, _LEARNT
    except ModelFault as fault:
        return lambda titles: [by_lists(title) for title in titles], Text(f"{fault.text.zh}{_INSTEAD.zh}", f"{fault.text.en} {_INSTEAD.en}")
