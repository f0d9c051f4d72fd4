"""Headings in other words, what is shown of a column that nobody knows, and what the values of a column say of its heading."""

from pathlib import Path

import pytest

from mingjian.core.records import kind
from mingjian.core.records.reading import examples_of, headings_of, read
from mingjian.core.records.reading.encoding import told_apart
from mingjian.core.records.reading.heading_words import in_plain_chinese
from mingjian.core.records.reading.headings import by_likeness, recognise


@pytest.mark.parametrize(
    ("heading", "chinese"),
    [
        ("Registration Number", "注册编号"),
        ("trackingNumber", "运单编号"),
        ("Name of product", "商品名称"),
        ("Weight (g)", "重量(g)"),
        ("EXPIRY_DATE", "有效期至"),
        ("訂單編號", "订单编号"),
        ("Order Amount", ""),  # in which money nothing says
        ("goods_num", ""),  # how many, or which
        ("Buyer Mood", ""),
        ("订单编号", ""),
        ("of", ""),
        ("", ""),
    ],
)
def test_a_heading_is_turned_where_every_word_of_it_is_known(heading: str, chinese: str) -> None:
    assert in_plain_chinese(heading) == chinese


def test_what_a_heading_says_itself_goes_before_what_it_says_in_other_words() -> None:
    found = recognise(kind("right"), ["Registration Number", "注册号", "标称商标", "统一社会信用代码/信用代码"])
    assert dict(found.theirs) == {"right_id": "注册号", "name": "标称商标", "uscc": "统一社会信用代码/信用代码"}


def test_two_names_of_different_columns_in_one_heading_are_neither() -> None:
    assert "holder" not in recognise(kind("right"), ["注册号", "权利人/商标名称"]).theirs


def orders(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["订单编号,实付金额,活动口径,客户备注,内部码", *rows]), "utf-8")
    return path


def test_of_a_heading_that_nobody_knows_the_first_values_are_shown_and_none_of_persons(tmp_path: Path) -> None:
    path = orders(tmp_path, "1,9,双十一,王某要发票,13800000001", "2,9,双十一,,a" + "b" * 99, "3,9,-,,", "4,9,年货节,,", "5,9,618,,", "6,9,818,,")
    asked = headings_of(path, kind("order")).ignored
    found = examples_of(path, kind("order"), asked)
    assert found["活动口径"] == ("双十一", "年货节", "618")
    assert "客户备注" not in found
    assert "13800000001" not in str(found)
    assert max(map(len, found["内部码"])) <= 40


def test_nothing_is_shown_of_a_file_in_which_the_key_is_not_known_but_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("品类,某码\n鞋,A1\n", "utf-8")
    assert examples_of(path, kind("listing"), ["某码"]) == {"某码": ("A1",)}


def test_the_columns_whose_names_are_written_most_like_a_heading_are_offered_first() -> None:
    assert by_likeness(kind("listing").columns, "建议零售价")[0].name == "price"
    assert by_likeness(kind("parcel").columns, "签收的日期")[0].name == "signed_at"


@pytest.mark.parametrize("text", ["訂單編號,商品名稱\n1,嵐谷面霜", "收件人,運單號\n林先生,1"])
def test_big5_is_told_from_gbk_by_how_common_its_characters_are(text: str) -> None:
    assert told_apart(text.encode("big5")) == "big5"
    assert told_apart(text.encode("gb18030")) == "gb18030"
    assert told_apart(text.encode()) == "utf-8"


@pytest.mark.parametrize("text", ["囍喆淼鑫堃垚犇羴", "买家已付款，等待卖家发货", "岚谷,龘靐齉爩", "王喆,1", "㐀㐁㐂"])
def test_gbk_of_rare_names_is_no_big5(text: str) -> None:
    assert told_apart(text.encode("gb18030")) in {"gb18030", "utf-8"}


def test_a_column_whose_values_are_something_else_is_left_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("登记号,软件全称,分类号\n2026SR0000001,岚谷商城系统,30000-0000\n2026SR0000002,岚谷记账,30000-0000\n", "utf-8")
    reading = read(path, kind("right"), source="s")
    rows = [row for batch in reading for row in batch.to_pylist()]
    assert [row["classes"] for row in rows] == [None, None]
    assert "分类号" in reading.ignored
    assert any("分类号" in note.zh and "不像" in note.zh for note in reading.notes)
    named = read(path, kind("right"), source="s", mapping={"分类号": "classes"})
    assert {row["classes"] for batch in named for row in batch.to_pylist()} == {"30000-0000"}


def test_goods_that_passed_their_test_are_no_recalls_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("产品名称,规格型号,生产企业,检验结论,不合格项目\n鞋,42,甲厂,不合格,耐磨\n鞋,41,乙厂,合格,\n靴,40,丙厂,经检验所检项目符合标准,\n", "utf-8")
    reading = read(path, kind("recall"), source="s")
    assert [row["maker"] for batch in reading for row in batch.to_pylist()] == ["甲厂"]
    assert [note.zh for note in reading.notes if "合格" in note.zh] == ["2 行写明检验合格，不是召回，没有读入。"]
