"""The list of what is not verified holds all that the files mark so, and no more: it is counted off the files apart from the code that reads them."""

from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from mingjian.core.agreement.reader import agreements
from mingjian.core.procedure import packaged
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.doubts import KINDS, Doubt, doubts
from mingjian.core.procedure.rulebook import duties

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MARK = "UNVERIFIED"


def files(pattern: str) -> list[Any]:
    return [yaml.load(path.read_text("utf-8"), LOADER) for path in sorted(packaged().glob(pattern))]  # noqa: S506 - safe, in C or not


@cache
def listed() -> tuple[Doubt, ...]:
    return tuple(doubts(book(), duties(), discretion(), [one for versions in agreements().values() for one in versions.values()]))


def marked(one: dict[str, Any], otherwise: str = "", name: str = "verification") -> bool:
    return bool(one.get(name, otherwise) == MARK)


def counted() -> Counter[str]:
    """Count the marks in the files: what has none of its own stands under that of what holds it, and orders and authorities are unverified unless said."""
    found: Counter[str] = Counter()
    for law in files("laws/*/*.yaml"):
        found["instrument"] += marked(law)
        found["amendment"] += marked(law.get("amendment", {}))
        for article in law["articles"].values():
            found["article"] += marked(article)
            found["value"] += sum(marked(value, article["verification"]) for value in article.get("values", {}).values())
    for crime in files("crimes/*.yaml"):
        for regime in crime["regimes"].values():
            found["regime"] += marked(regime)
            for tier in regime.get("tiers", {}).values():
                found["line"] += sum(marked(test, regime["verification"]) for test in tier.get("tests", []))
    for act in files("liability/*.yaml"):
        for one in act.get("provisions", []):
            found["authority"] += marked(one, MARK, "authority_verification")
            found["orders"] += bool(one.get("orders")) and marked(one, MARK, "orders_verification")
            found["circumstance"] += sum(marked(rung) for rung in one.get("discretion", []))
    found["duty"] += sum(marked(duty) for file in files("duties/*.yaml") for duty in file["duties"].values())
    found["scale"] += sum(marked(one) for one in files("discretion/*.yaml") if "bands" in one)
    found["circumstance"] += sum(marked(one) for file in files("discretion/circumstances.yaml") for one in file["circumstances"].values())
    found["calendar"] += sum(marked(one) for one in files("calendars/*.yaml"))
    found["agreement"] += sum(marked(one) for one in files("agreements/*/*.yaml"))
    return found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "words"])
def test_as_many_are_listed_as_the_files_mark(kind: str) -> None:
    assert sum(one.kind == kind for one in listed()) == counted()[kind]


def test_what_the_files_say_in_words_is_listed() -> None:
    def texts(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["zh"]] if isinstance(node.get("zh"), str) and any(word in f"{node['zh']} {node['en']}" for word in ("未核实", "未经核对", MARK)) else []
            return own + [text for part in node.values() for text in texts(part)]
        return [text for part in node for text in texts(part)] if isinstance(node, list) else []

    places = ("procedures/*/*.yaml", "procedures/*/*/*.yaml", "vocabularies/papers.yaml", "vocabularies/*/papers.yaml", "acts/*.yaml", "crimes/*.yaml")
    written = {text for place in places for file in files(place) for text in texts(file)}
    said = {one.what.zh for one in listed() if one.kind == "words"}
    assert said == written
    assert len(said) >= 10


def test_every_doubt_says_what_it_is_in_both_languages() -> None:
    assert len(listed()) >= 60
    assert all(one.kind in KINDS and one.what.zh and one.what.en for one in listed())
    assert any("著作权行政处罚实施办法" in one.what.zh for one in listed())


def test_each_reading_of_the_files_finds_something() -> None:
    found = {kind for kind, count in counted().items() if count}
    assert found >= {"instrument", "article", "value", "regime", "line", "duty", "scale", "calendar", "agreement"}
