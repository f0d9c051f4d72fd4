"""`mingjian link` end to end: pairs with their weights, clusters with their limits, the same on another engine."""

import csv
from pathlib import Path

import pytest
from books import book_of
from click.testing import CliRunner, Result
from make import run_command

from mingjian.cli import commands
from mingjian.core.errors import BadInput

HEADING = "编号,经营者名称,联系电话,收款账户,统一社会信用代码,负责人,地址,退货地址,城市\n"
ONE, OTHER = "91330100MA27XF6Q9E", "91330106MA2AX1B02M"
ROWS = [
    f"a1,杭州云锦服饰有限公司,13800000001,6222000000000001,{ONE},王小明,杭州市余杭区文一西路969号,苏州市常熟市海虞路7号,杭州",
    "a2,云锦旗舰店,13800000001,6222000000000001,,王小明,余杭区文一西路969号3幢,常熟市海虞路7号,杭州",
    "a3,yunjin官方店,+86 138-0000-0001,6222000000000001,,,,常熟市海虞路7号,杭州",
    f"b1,杭州宏达电子商务有限公司,13900000002,6222000000000002,{OTHER},李大红,杭州市西湖区文三路1号,,杭州",
    "b2,宏达电子商务（杭州）有限公司,13900000002,,,李大红,西湖区文三路一号,,杭州",
    "c1,广州青山鞋业有限公司,13700000003,6222000000000003,,赵六,广州市白云区机场路88号,,广州",
]


def run(folder: Path, rows: list[str], *more: str, heading: str = HEADING) -> Result:
    (folder / "shops.csv").write_text(heading + "\n".join(rows) + "\n", "utf-8")
    words = ["link", folder / "shops.csv", "--out", folder / "pairs.csv", "--clusters", folder / "clusters.csv", *more]
    return run_command(*words)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def linked(folder: Path, rows: list[str], *more: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    done = run(folder, rows, *more)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return table(folder / "pairs.csv"), {row["record"]: row["cluster"] for row in table(folder / "clusters.csv")}


def test_shops_of_one_operator_are_joined_and_others_left_apart(tmp_path: Path) -> None:
    pairs, clusters = linked(tmp_path, ROWS)
    assert clusters == {"a1": "a1", "a2": "a1", "a3": "a1", "b1": "b1", "b2": "b1", "c1": "c1"}
    assert {(one["left"], one["right"]) for one in pairs} == {("a1", "a2"), ("a1", "a3"), ("a2", "a3"), ("b1", "b2")}


def test_the_weights_of_a_pair_add_up_and_are_said_in_words(tmp_path: Path) -> None:
    pairs, _ = linked(tmp_path, ROWS)
    for one in pairs:
        parts = [float(value) for name, value in one.items() if name.startswith("w_") or name == "prior"]
        assert sum(parts) == pytest.approx(float(one["weight"]), abs=0.01)
        assert "电话相同" in one["reasons_zh"]
        assert "the same telephone" in one["reasons_en"]


def test_the_answers_hold_no_phone_account_or_person(tmp_path: Path) -> None:
    linked(tmp_path, ROWS)
    told = (tmp_path / "pairs.csv").read_text("utf-8") + (tmp_path / "clusters.csv").read_text("utf-8")
    assert not [secret for secret in ("13800000001", "6222000000000001", "王小明", "969") if secret in told]


def test_an_agents_phone_and_a_shared_warehouse_join_no_strangers(tmp_path: Path) -> None:
    trades = ["金鼎", "玉泉", "华美", "瑞丰", "恒信", "天佳", "福泰", "安康", "嘉禾", "凯旋", "博雅", "明德"]
    rows = [f"s{n},{trade}贸易有限公司,4008000000,,,,,常熟市海虞路7号,城市{n}" for n, trade in enumerate(trades)]
    _, clusters = linked(tmp_path, rows)
    assert len(set(clusters.values())) == len(rows)


def test_neighbours_who_take_goods_back_at_home_are_not_counted_twice_for_one_house(tmp_path: Path) -> None:
    """A brother and a sister of one house, each with a shop: the address of returns says no more than the address has said."""
    house = "南通市崇川区凤城街178号"
    rows = [f"f1,之汇粮油店,13800000011,,,周涵,{house},{house},南通", f"f2,南锦茶叶行,13800000012,,,周怡,{house},{house},南通"]
    pairs, _ = linked(tmp_path, [*ROWS, *rows], "--least", "0.01")
    (pair,) = [one for one in pairs if (one["left"], one["right"]) == ("f1", "f2")]
    assert float(pair["w_return_address"]) == 0
    assert "退货地址" not in pair["reasons_zh"]


def test_two_valid_codes_or_two_branches_are_never_one_cluster(tmp_path: Path) -> None:
    rows = [row.replace(OTHER, ONE) for row in ROWS[:1]] + [ROWS[1], ROWS[2].replace(",,,常熟", f",{OTHER},,常熟")]
    rows[2] = f"a3,yunjin官方店,13800000001,6222000000000001,{OTHER},王小明,,常熟市海虞路7号,杭州"
    _, clusters = linked(tmp_path, rows)
    assert clusters["a1"] != clusters["a3"]
    branches = [f"x{n},腾达电子商务有限公司第{n}分公司,13600000009,6222000000000009,,钱七,,,深圳" for n in "一二"]
    _, clusters = linked(tmp_path, branches)
    assert clusters == {"x一": "x一", "x二": "x二"}


def test_a_cluster_stays_within_its_largest_size(tmp_path: Path) -> None:
    _, clusters = linked(tmp_path, ROWS, "--largest", "2")
    assert max(list(clusters.values()).count(one) for one in clusters.values()) == 2


def test_bad_input_is_refused_in_words(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path, ["1,2"], heading="甲,乙\n").exception, BadInput)
    assert isinstance(run(tmp_path, ROWS[:1]).exception, BadInput)
    (tmp_path / "shops.csv").write_text(HEADING + "\n".join(ROWS), "utf-8")
    same = ["link", str(tmp_path / "shops.csv"), "--out", str(tmp_path / "p.csv"), "--clusters", str(tmp_path / "p.csv")]
    assert isinstance(CliRunner().invoke(commands, same).exception, BadInput)
    assert isinstance(CliRunner().invoke(commands, [*same[:3], str(tmp_path / "p.xlsx"), *same[4:]]).exception, BadInput)


def test_records_without_an_id_or_with_the_same_one_are_told_apart(tmp_path: Path) -> None:
    rows = ["," + ROWS[0].split(",", 1)[1], "," + ROWS[1].split(",", 1)[1], ROWS[4], ROWS[4]]
    _, clusters = linked(tmp_path, rows)
    assert set(clusters) == {"shops#1", "shops#2", "b2#1", "b2#2"}


@pytest.mark.many_machines
def test_sail_finds_the_same_pairs_and_clusters(tmp_path: Path) -> None:
    here = linked(tmp_path, ROWS)
    assert linked(tmp_path, ROWS, "--engine", "sail") == here


def test_a_sheet_that_was_not_linked_is_told_and_may_be_named(tmp_path: Path) -> None:
    head = HEADING.strip().split(",")
    path = book_of(tmp_path / "book.xlsx", {"杭州": [head, *(row.split(",") for row in ROWS[:5])], "其他": [head[1:], ROWS[5].split(",")[1:]]})
    words = ("link", path, "--out", tmp_path / "p.csv", "--clusters", tmp_path / "c.csv")
    done = run_command(*words)
    assert "book.xlsx：工作表“其他”没有读" in done.output
    assert "Not read: the sheets “其他”" in done.output
    assert isinstance(run_command(*words, "--sheet", "其他").exception, BadInput)  # one record alone
