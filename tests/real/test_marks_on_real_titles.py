"""
How often `brand_disguise` speaks on real titles, against the brands that stand in them; skipped where the data is not there.

The classes of a brand are those of the goods in whose titles it stands unchanged, since the set names none. Half of the titles were looked at while the
rules were set.
"""

import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("pycrfsuite", reason="Install the extra [learning].")

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.matching import goods
from mingjian.core.quality import ecommerce_ner
from mingjian.core.records import kind

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data" / "ecommerce-ner"


@pytest.fixture(scope="module")
def titles() -> dict[str, list[str]]:
    """Give each distinct title with the brands marked in it."""
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not there: set MINGJIAN_SHARED.")
    found: dict[str, list[str]] = {}
    for row in ecommerce_ner.read(DATA):
        named = [row.content[start:end].casefold() for start, end, sort in row.label or [] if sort == "HP"]
        found.setdefault(row.content, []).extend(named)
    return found


def told(titles: dict[str, list[str]], *, with_classes: bool) -> list[str]:
    classes: dict[str, Counter[int]] = {}
    for title, brands in titles.items():
        for brand in brands:
            classes.setdefault(brand, Counter()).update(goods.classes_of(title))
    rights = [
        {"right_id": str(n), "name": brand, "type": "商标", "classes": ",".join(str(one) for one, _ in found.most_common(4)) if with_classes else None}
        for n, (brand, found) in enumerate(classes.items())
    ]
    listings = [{"listing_id": str(n), "title": title} for n, title in enumerate(titles)]
    with DuckEngine() as engine:
        tables = {"right": rights, "listing": listings}
        relations = {name: engine.from_arrow(pa.Table.from_pylist(rows, kind(name).schema)) for name, rows in tables.items()}
        return [str(row["reason_zh"]) for row in run("brand_disguise", engine, relations).to_pylist()]


def test_of_a_thousand_titles_hardly_one_is_told_where_no_class_is_known(titles: dict[str, list[str]]) -> None:
    found = told(titles, with_classes=False)
    assert len(titles) > 8000
    assert len(found) <= len(titles) / 1000, found


def test_of_a_thousand_titles_two_are_told_where_classes_are_known(titles: dict[str, list[str]]) -> None:
    found = told(titles, with_classes=True)
    assert len(found) <= len(titles) / 500, found
