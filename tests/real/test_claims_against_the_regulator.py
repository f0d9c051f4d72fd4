"""Forbidden claims against the phrases that the regulator's own list of unlawful expressions quotes."""

import json
import os
import re
from pathlib import Path

import pyarrow as pa
import pytest

from mingjian.core.detectors.forbidden_claims import CLAIMS, sold_of
from mingjian.core.wording import Texts, claims

LIST = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data" / "illegal-ad-expressions" / "illegal_ad_expressions.json"
#: The groups of the list that are of goods, and a title of such goods.
GOODS = {
    "YP": ("药品", "感冒颗粒"),
    "YLQX": ("医疗器械", "理疗仪"),
    "NY": ("农药", "杀虫剂"),
    "SY": ("兽药", "兽药粉剂"),
    "SP": ("食品", "茶"),
    "ZH": ("食品", "茶"),
}
#: What such an expression must say, rather than may not.
MUST = re.compile("未|不能代替|OTC|本广告|请按|请仔细|详见|咨询|显著标明|批准文号|“广告”|体力|医疗机构执业")


def quoted() -> list[tuple[str, str, str]]:
    """Return (group, category and title, phrase) of every quoted phrase that may not be said of goods."""
    if not LIST.exists():
        pytest.skip(f"{LIST} is absent: the regulator's list is not part of the repository.")
    found = []
    for one in json.loads(LIST.read_text("utf-8")):
        group = re.match("[A-Z]+", one["code"])[0]  # type: ignore[index]
        if group in GOODS and not MUST.search(one["expression"]):
            found += [(group, one["code"], phrase) for phrase in re.findall("“([^”]{2,20})”", one["expression"])]
    return found


def test_most_phrases_that_the_regulator_quotes_are_known_in_their_field() -> None:
    """A measure of the list's coverage, not of recall in the wild: regulators quote what everybody knows."""
    phrases = quoted()
    schema = pa.schema([("listing_id", pa.string()), ("title", pa.string()), ("category", pa.string())])
    rows = [{"listing_id": code, "title": f"{GOODS[group][1]} {phrase}", "category": GOODS[group][0]} for group, code, phrase in phrases]
    texts = Texts(pa.RecordBatch.from_pylist(rows, schema))
    missed = []
    for row, (_, code, phrase) in enumerate(phrases):
        reading = texts.reading(row)
        grounds = claims().grounds(sold_of(reading).field)
        if not any(one.category in grounds for one in reading.of(*CLAIMS)):
            missed.append((code, phrase))
    assert len(phrases) > 25
    assert len(missed) <= 0.3 * len(phrases), missed
