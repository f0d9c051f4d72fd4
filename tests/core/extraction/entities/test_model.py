"""A model learns brands and products from marked titles, keeps apart whose hand marked them, and is the same after saving."""

from pathlib import Path

import pytest

from mingjian.core.extraction.entities import EntityModel, by_lists, reader
from mingjian.core.extraction.entities.known import Count, Marked, learn, narrow
from mingjian.core.extraction.entities.model import load
from mingjian.core.extraction.entities.signs import signs_of

BRANDS = ["青岚谷", "禾沐川", "予森里", "澜栖坞", "云杉序", "鹿鸣川", "锦棠屿", "朔原记"]
GOODS = ["连衣裙", "运动鞋", "电饭煲", "积木", "大米", "口红"]


def _titles() -> list[Marked]:
    made = []
    for n in range(160):
        brand, goods = BRANDS[n % 8], GOODS[n * 7 % 6]
        text = f"{brand}{'新款' if n % 3 else ' '}{goods}包邮"
        at = text.index(goods)
        made.append(Marked(text, [(0, 3, "HP"), (at, at + len(goods), "HC")], n % 8, n % 4 == 3))
    return made


@pytest.fixture(scope="module")
def model() -> EntityModel:
    fitting = pytest.importorskip("mingjian.core.extraction.entities.fitting", reason="needs the extra learning")
    fitted: EntityModel = fitting.fit_titles(
        _titles(), {"HP": [BRANDS], "HC": [GOODS]}, ways=[fitting.Way("lbfgs", 0.1, 0.02, 20), fitting.Way("l2sgd", 0.0, 0.5, 10)]
    )
    return fitted


def test_it_reads_a_title_like_those_it_has_seen(model: EntityModel) -> None:
    assert model.predict(["鹿鸣川新款口红包邮", "2024大米", ""])[0] == [(0, 3, "HP"), (5, 7, "HC")]
    assert model.predict([""]) == [[]]


def test_it_is_the_same_after_saving(model: EntityModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    titles = [title.text for title in _titles()]
    assert load(tmp_path).predict(titles) == model.predict(titles)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}


def test_a_title_is_not_told_what_only_itself_knows() -> None:
    known = learn([Marked("奇名公司大米", [(0, 2, "HP")], 0, False), Marked("别家大米", [(2, 4, "HC")], 1, False)], {})
    assert known.count("奇名", 0) == Count(0, 0, 0, 0, 0, 0, 0, 0)
    assert known.count("奇名", 1).brand == 1
    assert known.count("大米", 0).seen == 1


def test_titles_of_other_hands_are_counted_apart() -> None:
    known = learn([Marked("大米", [(0, 2, "HC")], 0, True), Marked("大米", [], 1, False)], {})
    assert known.count("大米", None) == Count(0, 1, 2, 0, 0, 1, 0, 0)


def test_a_narrow_text_is_as_long_as_the_raw_one() -> None:
    raw = "ＡＢ㈱ⅧＮｉＫＥİ"
    assert len(narrow(raw)) == len(raw)


def test_every_character_has_signs() -> None:
    known = learn(_titles(), {"HP": [BRANDS], "HC": [GOODS]})
    title = "NIKE 耐克 鞋\u3000大米"
    assert len(signs_of(title, known)) == len(title)
    assert all(signs_of(title, known))


def test_without_a_model_the_lists_are_read() -> None:
    title = "耐克 男士 跑步鞋 连衣裙"
    assert [(title[start:end], kind) for start, end, kind in by_lists(title)] == [("耐克", "HP"), ("跑步鞋", "HC"), ("连衣裙", "HC")]


def test_the_reader_says_whether_it_was_trained(model: EntityModel, tmp_path: Path) -> None:
    read, said = reader(tmp_path)
    assert "mingjian train" in said.en
    assert read(["耐克 男士 跑步鞋"]) == [[(0, 2, "HP"), (6, 9, "HC")]]
    model.save(tmp_path)
    read, said = reader(tmp_path)
    assert "trained model" in said.en
    assert read(["鹿鸣川新款口红包邮"]) == [[(0, 3, "HP"), (5, 7, "HC")]]


def test_a_broken_model_leaves_the_lists_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text("{", encoding="utf-8")
    read, said = reader(tmp_path)
    assert "run mingjian train again" in said.en
    assert read(["耐克 男士 跑步鞋"]) == [[(0, 2, "HP"), (6, 9, "HC")]]
