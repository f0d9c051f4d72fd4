"""
Recruiting for sham trade on real posts and text messages.

No set is labelled for just this: posts are labelled harmful or not, messages by kind. So this says how seldom harmless posts are told, and how many of
the messages that offer brushing as a side job are; the words were looked at beside some of these rows, so the second figure is no recall in the wild.
"""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors.brushing_recruitment import judge
from mingjian.core.wording import Texts

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"


def lines_of(name: str) -> str:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is absent: it is not part of the repository.")
    return gzip.decompress(path.read_bytes()).decode()


def told(texts: list[str]) -> set[int]:
    batch = pa.RecordBatch.from_pylist([{"post_id": str(n), "text": text} for n, text in enumerate(texts)])
    return {one.row for one in judge(Texts(batch), "post")}


def test_no_post_that_was_labelled_harmless_is_told_and_those_told_do_harm() -> None:
    rows: list[dict[str, Any]] = json.loads(lines_of("chineseharm-bench/bench.json.gz"))
    labels = {rows[n]["标签"] for n in told([row["文本"] for row in rows])}
    assert labels <= {"黑产广告", "欺诈"}
    assert "黑产广告" in labels


def test_messages_that_offer_brushing_as_a_side_job_are_told_and_the_warning_is_not() -> None:
    rows = [json.loads(line) for line in lines_of("fbs-sms-spam/fbs_sms.jsonl.gz").splitlines()]
    rows = [row | {"text": row["text"].replace(" ", "")} for row in rows]  # the set is cut into words
    found = told([row["text"] for row in rows])
    offers = {n for n, row in enumerate(rows) if "刷单" in row["text"] and "兼职" in row["text"] and "警方提醒" not in row["text"]}
    assert len(offers) > 20
    assert len(offers & found) >= 0.95 * len(offers)
    assert len(found - offers) <= 5
