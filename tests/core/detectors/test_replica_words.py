"""Words of copies in combination: what is found, what only sounds like it, on every engine."""

import json
from collections.abc import Iterator

import pyarrow as pa
import pytest
from detector_titles import batch, harmless, true_ones

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.replica_words import DETECTOR, judge
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind
from mingjian.core.wording import Texts


def listings(*titles: str, **columns: str) -> pa.Table:
    rows = [{"listing_id": f"L{n}", "platform": "甲网", "title": title, **columns} for n, title in enumerate(titles)]
    return pa.Table.from_pylist(rows, kind("listing").schema)


def judged(title: str, **columns: str) -> list[str]:
    table = listings(title, **columns).to_batches()[0]
    return [one.reason.zh for one in judge(Texts(table), "listing")]


def test_what_combines_is_found_and_what_only_sounds_like_it_is_not(engine: Engine) -> None:
    titles = ("高·仿 劳力士 一比一 懂的来", "高仿真花 客厅摆设", "复刻 男装", "=cmd|'<b>'专柜对版 精仿\u202e")
    posts = pa.Table.from_pylist([{"post_id": "P1", "platform": "微聊圈", "text": "档口出 顶级复刻 高仿 支持过检版"}], kind("post").schema)
    found = run("replica_words", engine, {"listing": engine.from_arrow(listings(*titles)), "post": engine.from_arrow(posts)})
    assert sorted(found["subject"].to_pylist()) == ["微聊圈/P1", "甲网/L0", "甲网/L3"]
    assert set(found["subject_kind"].to_pylist()) == {"listing", "post"}


def test_no_rows_give_no_findings(engine: Engine) -> None:
    found = run("replica_words", engine, {"listing": engine.from_arrow(listings())})
    assert found.num_rows == 0
    assert found.schema.equals(FINDINGS)


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("手表 懂的来", False),  # a hint alone, however plain
        ("手表 懂的来 懂得都懂", True),  # two of them
        ("手表 懂的来 复刻", True),
        ("手表 懂的来 加微信 abc12345", True),
        ("手表 懂的来 专拍链接", True),
        ("手表 专拍链接", False),  # goods to be ordered under another's page: it takes more
        ("手表 专拍链接 加微信", True),
        ("手表 原单", False),  # a word that needs another
        ("手表 原单 渠道货", True),
        ("手表 原单 复刻", True),
        ("手表 高仿", True),  # one that says it all
        ("手表 gao仿", True),  # with a character in letters
        ("手表 高FANG", True),
        ("手表 gaofang", False),  # in letters alone it may be another word: it takes a second
        ("手表 gaofang 原单", True),
        ("手表 gaofangzi 原单", False),  # letters that go on
    ],
)
def test_words_count_together_by_their_strength(title: str, is_found: bool) -> None:
    assert bool(judged(title)) is is_found


def test_a_further_hint_adds_less_than_a_word_of_another_kind(duck: Engine) -> None:
    titles = ("手表 高仿 懂的来", "手表 高仿 懂的来 懂得都懂", "手表 高仿 懂的来 专拍链接")
    found = run("replica_words", duck, {"listing": duck.from_arrow(listings(*titles))})
    scores = dict(zip(found["subject"].to_pylist(), found["score"].to_pylist(), strict=True))
    assert scores["甲网/L0"] < scores["甲网/L1"] < scores["甲网/L2"]


def test_a_finding_marks_the_words_in_the_raw_text_and_says_how_they_are_disguised() -> None:
    title = "特价 高·仿 浪琴 一比一"
    (one,) = judge(Texts(listings(title, brand="浪琴").to_batches()[0]), "listing")
    told = json.loads(one.evidence)
    assert told["field"] == "title"
    assert [title[start:end] for start, end, *_ in told["spans"]] == ["高·仿", "一比一"]
    assert told["spans"][0][2:] == ["高仿", "grade", "separated"]
    assert told["texts"] == {"title": title}
    assert "“高·仿”（仿品等级词，即“高仿”，插入符号）" in one.reason.zh
    assert "separators in between" in one.reason.en
    assert "浪琴" in one.reason.zh


@pytest.mark.parametrize(
    "title",
    [
        "复刻 男表",  # one word that needs another
        "莆田 桂圆",
        "原单号 请备注 补差价",
        "拒绝高仿 只做正品",
        "高仿勿扰 假一赔十",
        "尾单 外贸 水货 港货",  # stories of where goods come from, alone
        "加微信 看图",
        "1:1 合金车模",
        "驴牌 小香 古家",  # nicknames point to a brand, never to guilt
    ],
)
def test_a_near_miss_is_none(title: str) -> None:
    assert judged(title) == []


def test_what_speaks_against_it_halves_the_score_and_is_said() -> None:
    plain = next(judge(Texts(listings("高仿 名表 一比一 以假乱真 过验版").to_batches()[0]), "listing"))
    warned = next(judge(Texts(listings("警方查获 高仿 名表 一比一 以假乱真 过验版").to_batches()[0]), "listing", least=0))
    assert warned.score < plain.score * 0.6
    assert "提醒、报道或打假" in warned.reason.zh


@pytest.mark.parametrize("with_category", [True, False])
def test_harmless_titles_give_nothing(with_category: bool) -> None:
    rows = harmless()
    assert len(rows) == 200
    assert [rows[one.row] for one in judge(Texts(batch(rows, with_category=with_category)), "listing")] == []


def test_true_titles_that_were_held_back_are_found() -> None:
    """They come from the hand that made the list: this shows that recall is not nil, not how high it is in the wild."""
    rows = true_ones(DETECTOR.key, held_back=True)
    assert len(rows) > 10
    assert len(list(judge(Texts(batch(rows)), "listing"))) >= 0.8 * len(rows)


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with DuckEngine() as engine:
        yield engine


def test_settings_move_the_threshold() -> None:
    table = listings("高仿 手表").to_batches()[0]
    assert len(list(judge(Texts(table), "listing", least=0.3))) == 1
    assert list(judge(Texts(table), "listing", least=0.9)) == []


def test_the_evidence_names_the_shop_so_that_the_county_is_known(duck: Engine) -> None:
    (row,) = run("replica_words", duck, {"listing": duck.from_arrow(listings("高仿 手表 一比一", shop_id="S1"))}).to_pylist()
    assert json.loads(row["evidence"])["shops"] == ["甲网/S1"]
