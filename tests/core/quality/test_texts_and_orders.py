"""The sets of posts, of messages and of orders: what is read, what is refused, and what counts as right."""

import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="Install the extra [learning].")

from mingjian.core.errors import BadInput
from mingjian.core.quality import LabelledRow, chineseharm, chosen, read, shopee

HEAD = "orderid,shopid,userid,event_time\n"


def brushed(shop: str, buyer: str, hour: int, orders: int = 3) -> list[str]:
    return [f"{shop}{buyer}{n},{shop},{buyer},2019-12-27 {hour:02}:0{n}:00" for n in range(orders)]


def shops(folder: Path, *lines: str, answer: str = "") -> list[LabelledRow]:
    (folder / "orders.csv").write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    if answer:
        (folder / "answer.csv").write_text(f"shopid,userid\n{answer}\n", "utf-8")
    return shopee.read(folder)


def test_a_shop_has_its_orders_and_its_answer_in_the_order_of_the_answer(tmp_path: Path) -> None:
    rows = shops(tmp_path, *brushed("20", "7", 1), *brushed("10", "8", 2), answer="10,0\n30,0")
    assert [(row.key, row.content.num_rows, row.label) for row in rows] == [("10", 3, "0"), ("30", 0, "0"), ("20", 3, None)]
    assert rows[0].content["buyer_id"].to_pylist() == ["8"] * 3


def test_without_an_answer_shops_are_judged_all_the_same(tmp_path: Path) -> None:
    rows = shops(tmp_path, *brushed("20", "9", 1), *brushed("20", "10", 1), *brushed("10", "8", 2, 2))
    assert [row.label for row in rows] == [None, None]
    assert shopee.judge([row.content for row in rows]) == ["9&10", "0"]  # two who ordered alike, as numbers
    assert shopee.judge([rows[0].content.slice(0, 0)]) == ["0"]
    assert shopee.judge([]) == []


def test_who_brushed_is_looked_for_within_an_hour_and_by_the_baseline_over_all_time(tmp_path: Path) -> None:
    spread = [f"{n},5,6,2019-12-27 {2 * n:02}:00:00" for n in range(3)]
    rows = shops(tmp_path, *spread)
    assert shopee.judge([rows[0].content]) == ["0"]
    assert shopee.baseline([])([rows[0].content, rows[0].content.slice(0, 2), rows[0].content.slice(0, 0)]) == ["6", "0", "0"]


def test_a_brushed_shop_is_right_only_where_exactly_its_buyers_are_named(tmp_path: Path) -> None:
    rows = shops(tmp_path, *brushed("1", "9", 1), answer="1,9\n2,0\n3,5&6\n4,0\n5,0")
    said = ["9", "0", "5", "7", "0"]  # right, rightly none, half of the buyers, wrongly named, rightly none
    found = {one.name: one for one in shopee.measures(rows, said)}
    assert (found["accuracy"].value, found["accuracy"].base_rate) == (0.6, 0.4)
    assert (found["precision"].value, found["recall"].value) == (pytest.approx(1 / 3), 0.5)
    assert shopee.told(rows[2], "5") == {"shopid": "3", "userid": "5"}


def test_posts_have_a_label_or_none(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps([{"文本": "招刷手", "标签": "黑产广告"}, {"文本": "", "标签": ""}, {"文本": "茶"}]), "utf-8")
    rows = chineseharm.read(tmp_path)
    assert [(row.content, row.label, row.place) for row in rows] == [("招刷手", "黑产广告", {"row": 0}), ("", None, {"row": 1}), ("茶", None, {"row": 2})]
    assert chineseharm.told(rows[2], "不违规") == {"row": 2, "label": "不违规"}


@pytest.mark.parametrize("told", ['{"文本": "茶"}', '["茶"]', '[{"text": "茶"}]', '[{"文本": 5}]', "[", ""])
def test_posts_of_another_form_are_one_clear_error(tmp_path: Path, told: str) -> None:
    (tmp_path / "bench.json").write_text(told, "utf-8")
    with pytest.raises(BadInput, match=r"bench\.json|cannot be read"):
        read(chineseharm, tmp_path)


def test_sets_are_chosen_by_key_in_their_order_and_an_unknown_one_is_refused() -> None:
    assert list(chosen()) == sorted(chosen())
    assert list(chosen(["shopee-order-brushing", "chineseharm-bench"])) == ["chineseharm-bench", "shopee-order-brushing"]
    with pytest.raises(BadInput, match="no set nothing"):
        chosen(["chineseharm-bench", "nothing"])
