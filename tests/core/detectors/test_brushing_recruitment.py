"""Recruiting for sham trade: what is found, what only speaks of it, on every engine."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from detector_titles import batch, harmless

from mingjian.core.detectors import FINDINGS, caveat, run
from mingjian.core.detectors.brushing_recruitment import judge
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.errors import BadInput
from mingjian.core.learning import judges
from mingjian.core.learning.judges import FORM, KIND
from mingjian.core.learning.storage import seal_folder
from mingjian.core.made_market.words import CHATTER, INNOCENT_POSTS
from mingjian.core.records import kind
from mingjian.core.wording import Texts

TRUE = "日结兼职，手机下单做涮单，一单五到八元，本金秒返，加微信 abc_77413"


def posts(*texts: str) -> pa.Table:
    return pa.Table.from_pylist([{"post_id": f"P{n}", "platform": "微聊圈", "text": text} for n, text in enumerate(texts)], kind("post").schema)


def judged(text: str, **settings: object) -> list[float]:
    return [one.score for one in judge(Texts(posts(text).to_batches()[0]), "post", **settings)]  # type: ignore[arg-type]  # as a person gives them


def test_recruiting_is_found_and_what_only_speaks_of_it_is_not(engine: Engine) -> None:
    texts = (
        TRUE,
        "提醒大家：凡是刷单返利、先垫付本金的都是诈骗，别上当。",
        "空 包代发，全国底单真实物流，一件八毛，加V kbdf_8812",
        "=1+1<b>找设计师兼职 日结\u202e",
    )
    listings = pa.Table.from_pylist([{"listing_id": "L1", "platform": "甲网", "title": "空包代发 真实单号 重量可定"}], kind("listing").schema)
    found = run("brushing_recruitment", engine, {"post": engine.from_arrow(posts(*texts)), "listing": engine.from_arrow(listings)})
    assert sorted(found["subject"].to_pylist()) == ["微聊圈/P0", "微聊圈/P2", "甲网/L1"]


def test_no_rows_give_no_findings(engine: Engine) -> None:
    found = run("brushing_recruitment", engine, {"post": engine.from_arrow(posts())})
    assert found.num_rows == 0
    assert found.schema.equals(FINDINGS)


def test_a_finding_marks_the_words_and_masks_the_account() -> None:
    (one,) = judge(Texts(posts(TRUE).to_batches()[0]), "post")
    told = json.loads(one.evidence)
    assert "涮单" in [TRUE[start:end] for start, end, *_ in told["spans"]]
    assert "abc_77413" not in one.evidence
    assert "留有联系账号" in one.reason.zh
    assert "刷单" in one.reason.zh


@pytest.mark.parametrize(
    "text",
    [
        "刷单",  # one word alone
        "招兼职 日结 加微信 abc_77413",  # no word of sham trade
        "网络刷单诈骗防范手册 社区宣传",
        "警方破获一起刷单案，抓获放单员三人，佣金达百万元",
        "有人遇到过刷单兼职不退本金的吗？我被骗了三百。",
        "空包装盒 礼品盒 量大从优 加微信 abc_77413",
        "拒绝刷单 拒绝补单 真实好评 加微信咨询 abc_77413",
        "粉刷手套 油漆工兼职",
        "退货请写快递单号 补单号请联系客服",
        "被人拉进群刷单，钱没了",
    ],
)
def test_a_near_miss_is_none(text: str) -> None:
    assert judged(text) == []


@pytest.mark.parametrize(
    "text", ["高价放单 佣金8元 找买手", "刷.单兼.职 日结 本佣秒返", "自留单号出售 一单一用 可查", "急招刷手 不垫付 学生宝妈可做", "店铺补单 扫码进群"]
)
def test_other_ways_of_saying_it_are_found(text: str) -> None:
    assert len(judged(text)) == 1


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("派单任务 招兼职", False),  # a weaker word with one sign
        ("派单任务 招兼职 日结", False),  # and with one that is weak
        ("派单任务 招兼职 佣金", True),  # with two
        ("派单任务 加微信 abc_77413", True),  # an account is one
        ("派单任务 全国底单 日结", False),  # two weaker words with one weak sign
        ("派单任务 全国底单 日结 招兼职", True),
        ("高价放单", False),  # a strong word alone
        ("高价放单 招兼职", True),
    ],
)
def test_words_of_the_trade_need_signs_by_their_strength(text: str, is_found: bool) -> None:
    assert bool(judged(text, least=0)) is is_found


def test_who_denies_it_in_one_breath_and_offers_it_in_the_next_is_doubted() -> None:
    offer = "高价放单 佣金8元 找买手"
    (doubted,) = judge(Texts(posts(f"拒绝刷单 {offer}").to_batches()[0]), "post", least=0)
    (plain,) = judge(Texts(posts(offer).to_batches()[0]), "post", least=0)
    (other,) = judge(Texts(posts(f"拒绝佣金 {offer}").to_batches()[0]), "post", least=0)
    assert doubted.score == pytest.approx(plain.score / 2)
    assert "否认" in doubted.reason.zh
    assert "否认" not in plain.reason.zh + other.reason.zh


def test_harmless_titles_and_chatter_give_nothing() -> None:
    assert list(judge(Texts(batch(harmless())), "listing")) == []
    chatter = [one.format(thing="坚果礼盒", brand="青岚谷") for one in CHATTER] + [words for _, words in INNOCENT_POSTS]
    assert list(judge(Texts(posts(*chatter).to_batches()[0]), "post")) == []


def test_a_warning_with_an_account_is_doubted_less_than_one_without() -> None:
    bait = "刷单返利 佣金秒返 谨防诈骗 认准本群"
    assert judged(f"{bait} 加微信 abc_77413", least=0)[0] > 2 * judged(bait, least=0)[0] > 0


@pytest.mark.parametrize(
    "text",
    [
        "新店需要刷子，有的加我",
        "50补单，来吗",
        "刷子找活",
        "接红薯，抖音赞，评，粉，以及各平台满意度，老板来商",
        "有没有做评论员的",
        "ks评论2一条，日结",
        "找万人鱼塘主持",
        "公众号粉丝100个90元 需要的加我",
        "需要做销量的商家来，真人补单，隔日降权包赔",
        "抖音小店需要好评的来，真实买家秀，带图追评",
        "礼品单代发，一件一块五，单号网，真实底单",
        "招代付兼职，帮商家清库存拍A发B，一单返十",
        "免费送产品，只需下单留五星好评，PayPal返款",
        "亚马逊测评，留评返全款，美国站",
    ],
)
def test_short_posts_in_the_words_of_the_trade_are_found(text: str) -> None:
    assert len(judged(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "感谢大家的点赞和评论，周末愉快",
        "央视评论员：网络水军何时休",
        "洗碗刷子哪个牌子好用，想买",
        "抖音评论区都在说这家火锅好吃",
        "我的公众号粉丝过千了，开心",
        "粉丝见面会有需要门票的吗",
        "昨天我妈差点被刷单骗了，对方让她垫付，还好我拦住了",
        "亚马逊测评被封号了怎么申诉",
        "帮忙拍单的姐妹谢谢啦，快递明天到",
        "这家店带图好评送小礼物，私信客服领取",
        "抖音需要好评吗？怎么提高评分",
        "数码测评返场：三款耳机对比",
        "公司本月要冲基础销量，大家加油",
    ],
)
def test_ordinary_talk_of_likes_and_followers_is_none(text: str) -> None:
    assert judged(text) == []


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sklearn", reason="The extra [learning] is absent.")
    bad = ["刷单兼职佣金日结", "招刷手放单加我", "空包代发单号", "补单来吗加我", "点赞评论找我做", "抖音评论一条五毛", "代发视频日结"]
    good = ["今天天气好", "坚果到货了真香", "周末去公园玩", "电影很好看", "晚饭吃面条", "孩子开学了", "地铁又晚点"]
    folder = tmp_path_factory.mktemp("judge")
    judges.fit([f"{text}{n}" for n in range(3) for text in bad + good], (["黑产广告"] * 7 + ["不违规"] * 7) * 3, "黑产广告", meaning=False).save(folder)
    return folder


@pytest.mark.slow
def test_a_trained_judge_moves_the_score_and_stands_beside_the_finding(trained: Path) -> None:
    assert judged("刷单兼职 佣金日结", model=str(trained))[0] > judged("刷单兼职 佣金日结")[0]
    with DuckEngine() as engine:
        given = {"post": engine.from_arrow(posts(TRUE))}
        (row,) = run("brushing_recruitment", engine, given, {"model": str(trained)}).to_pylist()
        (off,) = run("brushing_recruitment", engine, given, {"model": str(trained), "judge": "false"}).to_pylist()
    opinion = json.loads(row["evidence"])["opinion"]
    assert opinion["agrees"]
    assert opinion["words"]
    assert "opinion" not in json.loads(off["evidence"])


def test_the_judge_helps_words_that_do_not_combine_and_tells_nothing_without_any(trained: Path) -> None:
    assert judged("点赞评论都做") == []
    (one,) = judge(Texts(posts("点赞评论都做 加我日结").to_batches()[0]), "post", model=str(trained))
    assert one.score >= 0.35
    assert judged("代发视频日结", model=str(trained)) == []  # no word of sham trade: another detector's


def test_without_a_judge_words_are_gone_by_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    said = caveat("brushing_recruitment", {})
    assert said is not None
    assert "mingjian train" in said.en
    assert caveat("brushing_recruitment", {"judge": "false"}) is None


def test_what_was_trained_is_used_without_being_told(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    place = tmp_path / "models" / "chineseharm-bench" / "all"
    place.parent.mkdir(parents=True)
    shutil.copytree(trained, place)
    assert caveat("brushing_recruitment", {}) is None
    with DuckEngine() as engine:
        (row,) = run("brushing_recruitment", engine, {"post": engine.from_arrow(posts(TRUE))}).to_pylist()
    assert json.loads(row["evidence"])["opinion"]["agrees"]


def test_a_judge_of_another_version_leaves_words_to_judge_and_each_finding_says_so(tmp_path: Path, trained: Path) -> None:
    shutil.copytree(trained, tmp_path / "old")
    seal_folder(tmp_path / "old", KIND, FORM - 1)
    settings = {"model": str(tmp_path / "old")}
    said = caveat("brushing_recruitment", settings)
    assert said is not None
    assert "run mingjian train again" in said.en
    with DuckEngine() as engine:
        given = {"post": engine.from_arrow(posts(TRUE))}
        (row,) = run("brushing_recruitment", engine, given, settings).to_pylist()
        (plain,) = run("brushing_recruitment", engine, given, {"judge": "false"}).to_pylist()
    assert row["score"] == plain["score"]
    assert "未用模型，仅按规则：" in row["reason_zh"]
    assert "Judged by the rule alone" in row["reason_en"]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with DuckEngine() as engine, pytest.raises(BadInput, match="mingjian train"):
        run("brushing_recruitment", engine, {"post": engine.from_arrow(posts(TRUE))}, {"model": str(tmp_path)})


def test_a_shop_that_makes_good_and_a_victim_who_went_to_the_police_are_left_alone(engine: Engine) -> None:
    told = ("昨天少发的一袋已补单寄出，单号私信您了，抱歉久等。", "我妈被拉进兼职群，说垫付刷单本金秒返，转了三千就被拉黑，已报警。")
    rows = [{"post_id": f"P{n}", "platform": "微聊圈", "account_id": f"U{n}", "text": text} for n, text in enumerate(told)]
    table = pa.Table.from_pylist(rows, kind("post").schema)
    assert run("brushing_recruitment", engine, {"post": engine.from_arrow(table)}).num_rows == 0
