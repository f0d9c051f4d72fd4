"""A number is read in the unit that its cell or else its heading tells, never in both; what cannot be told is refused by row."""

from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.examination.report import REPORT
from mingjian.core.records import Kind, kind
from mingjian.core.records.reading import Reading, read


def opened(folder: Path, of: Kind, text: str, **given: object) -> Reading:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    return read(path, of, source="s", **given)  # type: ignore[arg-type]  # as the test says


def column(folder: Path, of: Kind, heading: str, cells: list[str], name: str, **given: object) -> list[object]:
    """Read a column of cells; a cell that is refused is given as `bad`, whether its row is taken or not."""
    key = of.key[0] if of.key else "经营者名称"
    reading = opened(folder, of, f'{key},"{heading}"\n' + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells)), **given)
    refused: list[int] = []
    reading.on_bad = reading.on_unread = lambda fault: refused.append(fault.row - 2)
    found: dict[str, object] = {row[key if of.key else "name"]: row[name] for batch in reading for row in batch.to_pylist()}
    return ["bad" if n in refused else found[str(n)] for n in range(len(cells))]


def test_a_unit_in_the_cell_goes_before_that_of_the_heading_and_both_are_never_applied(tmp_path: Path) -> None:
    cells = ["3.70万元", "37000元", "3.7", "3.70万", "￥37,000", "人民币3.7万元", "37000 元整", "１２万元"]
    told = [37_000.0, 37_000.0, 37_000.0, 37_000.0, 37_000.0, 37_000.0, 37_000.0, 120_000.0]
    assert column(tmp_path, REPORT, "年交易额（万元）", cells, "turnover") == told


def test_without_a_unit_in_the_heading_yuan_is_meant(tmp_path: Path) -> None:
    assert column(tmp_path, REPORT, "年交易额", ["3.70万元", "37000元", "37000", "3.7万"], "turnover") == [37_000.0] * 4


@pytest.mark.parametrize(
    ("of", "heading", "name", "cells"),
    [
        ("order", "实付金额", "amount", ["$12", "12美元", "USD 12", "3千克", "5kg", "5000件", "12港币"]),
        ("order", "金额(分)", "amount", ["12万"]),  # a hundred and twenty thousand fen, or yuan: nobody can say
        ("penalty", "罚款金额（万元）", "fine", ["5千"]),
        ("parcel", "重量(kg)", "weight_g", ["12元", "3件"]),
        ("listing", "销量", "sold_count", ["5元", "3kg"]),
    ],
)
def test_a_unit_that_goes_against_its_column_is_refused_by_row(tmp_path: Path, of: str, heading: str, name: str, cells: list[str]) -> None:
    assert column(tmp_path, kind(of), heading, cells, name) == ["bad"] * len(cells)


@pytest.mark.parametrize(
    ("of", "heading", "name", "cells", "told"),
    [
        ("parcel", "结算重量（KG）", "weight_g", ["0.5", "500g", "0.5公斤", "1斤"], [500.0] * 4),
        ("parcel", "结算重量", "weight_g", ["0.5"], ["unknown"]),  # in what it counts is not told
        ("parcel", "重量（KG）", "weight_g", ["0.5", "500g", "0.5公斤", "1斤", "500 克"], [500.0] * 5),
        ("parcel", "重量(g)", "weight_g", ["500", "0.5kg"], [500.0, 500.0]),
        ("parcel", "重量/吨", "weight_g", ["0.001"], [1000.0]),
        ("order", "实付金额（万元）", "amount", ["1.5", "12元"], [15_000.0, 12.0]),
        ("order", "实付金额（分）", "amount", ["1299", "12.99元", "￥12.99"], [12.99, 12.99, 12.99]),
        ("order", "实付金额(人民币)", "amount", ["12.5"], [12.5]),
        ("penalty", "罚款（百万元）", "fine", ["1.2"], [1_200_000.0]),
        ("listing", "销量（万件）", "sold_count", ["2", "300件"], [20_000.0, 300.0]),
        ("listing", "单价（元/件）", "price", ["12.5"], [12.5]),
        ("penalty", "罚款金额_万元", "fine", ["1.2", "500元"], [12_000.0, 500.0]),
        ("penalty", "罚款金额：元", "fine", ["1.2"], [1.2]),
        ("order", "实付金额美元", "amount", ["12"], ["unknown"]),
        ("listing", "价格(分)", "price", ["1250-3000", "12.5-30元"], [12.5, 12.5]),
    ],
)
def test_the_unit_of_a_heading_is_understood(tmp_path: Path, of: str, heading: str, name: str, cells: list[str], told: list[object]) -> None:
    found = column(tmp_path, kind(of), heading, cells, name)
    assert found == ([None] * len(cells) if told == ["unknown"] else told)


def test_a_heading_mapped_by_hand_tells_its_unit_all_the_same(tmp_path: Path) -> None:
    assert column(tmp_path, kind("parcel"), "结算重量(KG)", ["0.5"], "weight_g", mapping={"结算重量(KG)": "weight_g"}) == [500.0]
    with pytest.raises(BadInput, match="does not count in 元"):
        column(tmp_path, kind("order"), "成交价(美元)", ["5"], "amount", mapping={"成交价(美元)": "amount"})


@pytest.mark.parametrize(
    ("heading", "is_refused"),
    [
        ("fraud_amount", False), ("europe_total", False), ("Rubber Weight", False), ("完美金额", False), ("追加元数", False), ("每日元/单", False),
        ("平台币抵扣后", False), ("最新币种金额", False), ("USD折合（元）", False), ("scrub_price", False),
        ("amount_usd", True), ("usdAmount", True), ("AmountUSD", True), ("USD Amount", True), ("成交价(万美元)", True), ("美元金额", True), ("ＨＫＤ", True),
        ("price ($)", True), ("日元成交额", True), ("totaleur", True), ("RUB", True),
    ],
)  # fmt: skip
def test_a_heading_mapped_by_hand_is_foreign_money_by_its_words_not_by_letters_within_them(tmp_path: Path, heading: str, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(BadInput, match="does not count in 元"):
            column(tmp_path, kind("order"), heading, ["5"], "amount", mapping={heading: "amount"})
    else:
        assert column(tmp_path, kind("order"), heading, ["5"], "amount", mapping={heading: "amount"}) == [5.0]


def test_money_of_another_country_in_the_heading_is_left_unread_and_named(tmp_path: Path) -> None:
    reading = opened(tmp_path, kind("order"), "order_id,实付金额（美元）\n1,5\n")
    assert ([row["amount"] for batch in reading for row in batch.to_pylist()], reading.ignored) == ([None], ("实付金额（美元）",))


def test_what_was_turned_into_another_unit_is_said(tmp_path: Path) -> None:
    reading = opened(tmp_path, kind("order"), "order_id,实付金额（万元）\n1,5\n")
    list(reading)
    assert "乘以 10000" in reading.notes[0].zh
    assert "by 10000" in reading.notes[0].en
