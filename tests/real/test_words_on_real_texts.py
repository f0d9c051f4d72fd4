"""
How often detectors of words speak on real texts that nobody chose for them.

No labelled set of Chinese counterfeit listings could be had: this measures how seldom ordinary texts are told, not how many fakes are found.
The titles were looked at while the lists were mended (翡翠A货 is natural jade); the posts were not.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.core.screening import batch_of, screen, text_kind

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"
OURS = ["replica_words", "contact_migration", "forbidden_claims"]


def texts(folder: str, pattern: str) -> list[str]:
    """Return the distinct texts of a set that is written one character a line."""
    files = sorted((DATA / folder).glob(pattern))
    if not files:
        pytest.skip(f"{DATA / folder} is absent: it is not part of the repository.")
    return list(dict.fromkeys(text for file in files for text in _texts(file)))


def _texts(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        text = ""
        for line in lines:
            if line.strip():
                text += line[0]
            elif text:
                yield text
                text = ""


def test_of_a_thousand_ordinary_titles_at_most_one_is_told() -> None:
    titles = texts("ecommerce-ner", "*.gz")
    rows = [{"listing_id": str(n), "title": title} for n, title in enumerate(titles)]
    found = screen(batch_of(rows, text_kind("listing")), "listing", range(len(rows)), OURS)
    assert len(titles) > 5000
    assert len({row["row"] for row in found}) <= len(titles) / 1000, [titles[row["row"]] for row in found]


def test_of_ordinary_posts_only_the_one_that_sells_copies_is_told() -> None:
    posts = texts("weibo-ner-posts", "*.gz")
    rows = [{"post_id": str(n), "text": text} for n, text in enumerate(posts)]
    found = screen(batch_of(rows, text_kind("post")), "post", range(len(rows)), OURS)
    assert len({row["row"] for row in found}) <= len(posts) / 1000 + 1
    assert any(posts[row["row"]].startswith("出售高仿鞋") for row in found)
