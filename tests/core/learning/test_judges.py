"""Judges of texts: what they think, why, where the bound lies; and how a judge of verdicts is told."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="The extra [learning] is absent.")

from mingjian.core.learning import encoder, judges, verdicts
from mingjian.core.learning.judges import Judge
from mingjian.core.learning.verdicts import Trial, Verdict

BAD, GOOD = ("招刷手加我日结", "补单来吗加我", "代发视频加我"), ("今天天气好", "周末去公园玩", "晚饭吃面条")
TEXTS = [f"{text}{n}" for n in range(4) for text in BAD + GOOD]
LABELS = (["黑"] * 3 + ["白"] * 3) * 4


@pytest.fixture(scope="module")
def judge() -> Judge:
    return judges.fit(TEXTS, LABELS, "黑", meaning=False)


@pytest.mark.slow
def test_it_says_of_which_class_and_by_which_pieces_of_the_text(judge: Judge) -> None:
    opinion = judge.opinion("有人补单吗，加我")
    assert opinion.agrees
    assert set(opinion.words) & {"加我", "补单", "，加我"}
    assert all(word in "有人补单吗，加我" for word in opinion.words)
    assert not judge.opinion("明天去公园").agrees
    assert judge.predict(["补单加我", "天气好"]) == ["黑", "白"]


@pytest.mark.parametrize("text", ["", " ", "。", "a", "\ud800", "加" * 50_000])
def test_any_text_has_an_opinion(judge: Judge, text: str) -> None:
    assert -5 < judge.opinion(text).score < 5


@pytest.mark.slow
def test_the_other_side_is_judged_alike(judge: Judge) -> None:
    other = judges.fit(TEXTS, LABELS, "白", meaning=False)
    assert other.opinion("明天去公园").agrees
    assert not other.opinion("补单加我").agrees


@pytest.mark.slow
def test_the_encoder_is_asked_only_of_what_the_quick_judge_does_not_rule_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def points(texts: list[str]) -> encoder.Floats:
        asked.extend(texts)
        return np.array([[float("加我" in text), 1.0] for text in texts], np.float32)

    monkeypatch.setattr(encoder, "_encoded", lambda texts: points(list(texts)))
    made = judges.fit(TEXTS, LABELS, "黑")
    asked.clear()
    made.scores(["补单来吗加我", "晚饭吃面条好"])
    assert asked == ["补单来吗加我"]
    made.save(tmp_path)
    assert judges.load(tmp_path).opinion("补单来吗加我") == made.opinion("补单来吗加我")


def test_verdicts_are_enough_from_two_hundred_with_twenty_of_either_kind() -> None:
    some = [Verdict("甲", n < 20, "x") for n in range(200)]
    assert verdicts.is_enough(some)
    assert not verdicts.is_enough(some[1:])
    assert not verdicts.is_enough([Verdict("甲", n < 19, "x") for n in range(200)])


def test_precision_is_told_with_its_interval_and_of_nothing_said_nothing_is_known() -> None:
    told = Trial("2026-11-26T02:00:00+08:00", 200, 80, 50, 40)
    assert (told.precision, told.base) == (0.8, 0.4)
    low, high = told.interval
    assert (round(low, 3), round(high, 3)) == (0.67, 0.888)  # Wilson, by hand
    assert Trial("", 200, 80, 0, 0).interval == (0.0, 1.0)
    assert "40" in told.text.zh
