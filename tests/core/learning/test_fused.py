"""Judges of texts: they learn, they keep, they say why, with places in the raw text."""

from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="The extra [learning] is absent.")

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.learning import posts
from mingjian.core.learning.encoders import encode
from mingjian.core.learning.explaining import why
from mingjian.core.learning.fitting import BLOCKS, fit, see, solve, targets, unseen, weighed_again
from mingjian.core.learning.fused import Fused, Plan, likeness
from mingjian.core.learning.plain import plain_judge
from mingjian.core.learning.readings import READINGS, bare
from mingjian.core.learning.vocabulary import Vocabulary

BRUSHING = [f"{who}招刷单{what}日结佣金高" for who in ("老板", "长期", "急", "诚", "大量") for what in ("手", "员", "兼职", "人", "的来")]
WEATHER = [f"{when}天气{how}适合散步" for when in ("今天", "明天", "后天", "周末", "早上") for how in ("好", "晴", "凉爽", "不错", "温和")]
TEXTS, LABELS = BRUSHING + WEATHER, ["刷"] * 25 + ["天"] * 25
PLAN = Plan({"written": 1.0, "bare": 1.0, "sound": 0.5}, {}, ridge=0.2)


@pytest.fixture(scope="module")
def judge() -> Fused:
    return fit(PLAN, TEXTS, LABELS)


def test_it_knows_again_what_it_learnt_in_new_words(judge: Fused) -> None:
    assert judge.predict(["需要刷单的加我 佣金高", "傍晚天气很好去散步"]) == ["刷", "天"]


@pytest.mark.parametrize("text", ["需要 刷·单 的 佣 金 高", "需要刷單的，佣金高", "需要ＳＤ刷︎单的佣金高", "招唰单佣金"])
def test_disguise_does_not_hide_it(judge: Fused, text: str) -> None:
    assert judge.predict([text]) == ["刷"]


def test_what_was_saved_judges_alike(judge: Fused, tmp_path: Path) -> None:
    judge.save(tmp_path)
    again = Fused.load(tmp_path)
    assert np.abs(again.scores(TEXTS) - judge.scores(TEXTS)).max() < 0.01
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy", ".npz"}


def test_the_same_rows_make_the_same_judge(judge: Fused) -> None:
    assert np.array_equal(fit(PLAN, TEXTS, LABELS).scores(TEXTS), judge.scores(TEXTS))


def test_conjugate_gradients_find_what_solving_outright_finds() -> None:
    sight = see(PLAN, TEXTS)
    aims = targets(LABELS, ["刷", "天"])
    kernel = sight.times(np.eye(len(TEXTS), dtype=np.float32))
    outright = np.linalg.solve(kernel + PLAN.ridge * np.eye(len(TEXTS)), aims)
    assert np.abs(kernel @ (solve(sight, aims) - outright)).max() < 0.02


def test_a_text_is_judged_unseen_by_what_knows_neither_it_nor_its_like() -> None:
    texts = [*TEXTS, "今天,天气好适合散步!"]  # the letters of another text
    labels = [*LABELS, "刷"]  # told wrongly: whoever knew it would say so of both
    sight, aims = see(PLAN, texts), targets(labels, ["刷", "天"])
    found = unseen(sight, aims, texts)
    like = texts.index("今天天气好适合散步")
    assert found[-1].tolist() == pytest.approx(found[like].tolist(), abs=0.05)
    kernel = sight.times(np.eye(len(texts), dtype=np.float32))
    blocks = np.array([crc32("".join(bare(text)).encode()) % BLOCKS for text in texts])
    known = blocks != blocks[-1]
    outright = np.linalg.solve(kernel[np.ix_(known, known)] + PLAN.ridge * np.eye(known.sum()), aims[known])
    assert found[-1].tolist() == pytest.approx((kernel[-1, known] @ outright).tolist(), abs=0.02)


def test_what_one_score_says_of_another_class_is_learnt() -> None:
    draw = np.random.default_rng(0)
    aims = targets(list("abc") * 200, ["a", "b", "c"])
    scores = aims + draw.normal(0, 0.8, aims.shape).astype(np.float32)
    scores[:, 0] += scores[:, 1]  # the first score is led astray by the second
    table, constants = weighed_again(scores, aims)
    again = scores @ table + constants
    assert (again.argmax(1) == aims.argmax(1)).mean() > (scores.argmax(1) == aims.argmax(1)).mean() + 0.02
    assert again.mean() == pytest.approx(aims.mean(), abs=1e-3)
    assert np.abs(again - aims).mean() < np.abs(scores - aims).mean()


def test_scores_weighed_again_are_still_the_sum_of_what_weighed(tmp_path: Path) -> None:
    from mingjian.core.learning.explaining import _by_character

    food = [f"{dish}{how}做很好吃" for dish in ("鱼", "豆腐", "面条", "白菜", "汤") for how in ("清蒸", "家常", "红烧", "慢火", "这样")]
    made = fit(Plan(PLAN.readings, {}, PLAN.ridge, again=True), TEXTS + food, LABELS + ["食"] * 25)
    text = "招刷 单员，豆腐"
    assert made.predict([text, "明天天气很好", "清蒸鱼好吃"]) == ["刷", "天", "食"]
    assert _by_character(made, text, 0).sum() == pytest.approx(made.scores([text])[0, 0] - made.raised[0], abs=1e-4)
    made.save(tmp_path)
    assert Fused.load(tmp_path).plan.again


def test_the_words_that_weighed_stand_in_the_raw_text(judge: Fused) -> None:
    text = "大家好！招 刷☆單 员，佣金高"
    told = why(judge, text)
    assert told.label == "刷"
    assert all(text[word.start : word.end] == word.text for word in told.words)
    assert any("刷" in word.text and word.weight > 0 for word in told.words)


def test_what_weighed_adds_up_to_the_score(judge: Fused) -> None:
    from mingjian.core.learning.explaining import _by_character

    text = "招刷 单员，天气好"
    assert _by_character(judge, text, 0).sum() == pytest.approx(judge.scores([text])[0, 0], abs=1e-4)


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_text_can_be_judged_and_explained(text: str) -> None:
    judge = fit(PLAN, TEXTS[::5], LABELS[::5]) if not _made else _made[0]
    _made.append(judge)
    told = why(judge, text)
    assert all(text[word.start : word.end] == word.text for word in told.words)


_made: list[Fused] = []


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "\ud800", "a" * 200_000, "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202e刷单"])
def test_hostile_texts_are_only_texts(judge: Fused, text: str) -> None:
    assert judge.predict([text])[0] in {"刷", "天"}
    why(judge, text)


def test_no_texts_get_no_judgements(judge: Fused) -> None:
    assert judge.predict([]) == []
    assert plain_judge(TEXTS, LABELS)([]) == []


def test_n_grams_of_one_text_only_are_left_out() -> None:
    assert Vocabulary.of([["a", "b"], ["a"]]).grams == ["a"]


def test_a_vocabulary_is_read_as_it_was_written() -> None:
    one = Vocabulary.of(READINGS["written"](text) for text in TEXTS)
    two = Vocabulary.read(one.arrays())
    assert two.grams == one.grams
    assert Vocabulary.read(Vocabulary.of([]).arrays()).grams == []


def test_likeness_is_one_for_the_same_and_falls_with_distance() -> None:
    points = np.array([[0, 0], [1, 1], [3, 3]], np.float32)
    near = likeness(points, points)
    assert near[0].tolist() == pytest.approx([1, np.exp(-0.5), np.exp(-4.5)], rel=1e-5)


def test_what_means_the_same_is_nearer() -> None:
    points = encode("universal", ["我想退货", "我要把商品退回去", "今天下雨"])
    assert points[0] @ points[1] > points[0] @ points[2]


def test_an_encoder_that_is_absent_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.core.learning import encoders

    with pytest.raises(BadInput, match="learning"):
        encoders._package("no_such_encoder", "no-such-encoder")


def test_posts_say_that_nothing_was_trained(tmp_path: Path) -> None:
    assert not posts.is_trained(tmp_path)
    with pytest.raises(NotFound, match="mingjian train"):
        posts.judge(["刷单"], tmp_path)


def test_posts_are_judged_with_a_reason_in_both_languages(judge: Fused, tmp_path: Path) -> None:
    into = tmp_path / "models" / posts.SET / "all"
    into.mkdir(parents=True)
    judge.save(into)
    (found,) = posts.judge(["招刷单员，佣金高"], tmp_path)
    assert (found.label, found.is_clear) == ("刷", True)
    assert "刷单" in found.reason.zh
    assert "刷单" in found.reason.en


def test_a_broken_judge_of_posts_is_one_clear_error(judge: Fused, tmp_path: Path) -> None:
    into = tmp_path / "models" / posts.SET / "all"
    into.mkdir(parents=True)
    judge.save(into)
    (into / "raised.npy").write_bytes(b"no")
    with pytest.raises(BadInput, match="mingjian train"):
        posts.judge(["刷单"], tmp_path)


def test_rare_classes_are_raised_by_how_much_rarer_they_are() -> None:
    from mingjian.core.learning.fitting import raised

    found = raised(Plan({}, {}, 1.0, rare=0.5), ["a"] * 8 + ["b"] * 2, ["a", "b"])
    assert found.tolist() == pytest.approx([0.0, 0.5 * np.log(4)])
    assert raised(Plan({}, {}, 1.0), ["a", "a", "b"], ["a", "b"]).tolist() == [0.0, 0.0]
