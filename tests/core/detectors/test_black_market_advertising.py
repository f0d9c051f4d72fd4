"""Advertising of the black market: what reads like it, what only uses its words, and what a trained judge alone takes for it."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from detector_titles import harmless

from mingjian.core.detectors import run
from mingjian.core.detectors.black_market_advertising import judge
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.learning import judges
from mingjian.core.made_market.words import CHATTER, INNOCENT_POSTS
from mingjian.core.records import kind
from mingjian.core.wording import Texts


def posts(*texts: str) -> pa.Table:
    return pa.Table.from_pylist([{"post_id": f"P{n}", "platform": "微聊圈", "text": text} for n, text in enumerate(texts)], kind("post").schema)


def told(*texts: str, **settings: object) -> list[float]:
    return [one.score for one in judge(Texts(posts(*texts).to_batches()[0]), "post", **settings)]  # type: ignore[arg-type]  # as a person gives them


@pytest.mark.parametrize(
    "text",
    [
        "抖音代发 一天100",
        "斗音帮发一条五米，做的私我",
        "小红书发文3r一篇 绿色素材",
        "招人抄小说，来不来",
        "收抖音老号，租号也可以，加我",
        "可代刷网课，3r一门",
        "看广告转米可以了解一下哦",
    ],
)
def test_advertisements_are_told_and_scored_as_the_weaker_reason(text: str) -> None:
    (score,) = told(text)
    assert 0.2 <= score <= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "本店支持一件代发，厂家直供",
        "历代发掘的文物今天展出",
        "抖音上发现一家好吃的面馆",
        "代写春联，社区免费送福",
        "在小红书发了一篇游记，求点赞",
        "提醒同学们：代发视频日结都是诈骗，谨防上当，已报警",
        "新来的打字员工作很认真",
    ],
)
def test_ordinary_uses_of_these_words_are_none_or_low(text: str) -> None:
    assert all(score < 0.35 for score in told(text))


def test_harmless_titles_and_chatter_give_nothing() -> None:
    chatter = [one.format(thing="坚果礼盒", brand="青岚谷") for one in CHATTER] + [words for _, words in INNOCENT_POSTS]
    assert told(*(title for _, title in harmless()), *chatter) == []


def test_it_runs_on_every_engine(engine: Engine) -> None:
    found = run("black_market_advertising", engine, {"post": engine.from_arrow(posts("抖音代发 一天100 加我", "今天天气好"))})
    assert found["subject"].to_pylist() == ["微聊圈/P0"]


@pytest.mark.slow
def test_what_the_judge_alone_takes_for_it_is_told_low_with_the_words_that_weighed(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="The extra [learning] is absent.")
    bad = ["包夜猪猪侠联络", "猪猪侠套餐联络", "猪猪侠上门联络", "猪猪侠代挂联络", "猪猪侠急寻联络"]
    good = ["今天天气好", "坚果到货了真香", "周末去公园玩", "电影很好看", "晚饭吃面条"]
    judges.fit([f"{text}{n}" for n in range(3) for text in bad + good], (["黑产广告"] * 5 + ["不违规"] * 5) * 3, "黑产广告", meaning=False).save(tmp_path)
    with DuckEngine() as engine:
        given = {"post": engine.from_arrow(posts("猪猪侠周末联络", "今天公园好"))}
        (row,) = run("black_market_advertising", engine, given, {"model": str(tmp_path)}).to_pylist()
        assert run("black_market_advertising", engine, given, {"model": str(tmp_path), "judge": "false"}).num_rows == 0
    evidence = json.loads(row["evidence"])
    assert row["score"] < 0.35
    assert "模型认为" in row["reason_zh"]
    assert any("猪猪侠" in word or word in "猪猪侠" for word in evidence["opinion"]["words"])
    assert evidence["spans"]
