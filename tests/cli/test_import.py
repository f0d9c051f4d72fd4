"""`mingjian import` loads what is good, names what is bad, and says so in the reader's language."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from make import run_command

from mingjian.cli import commands
from mingjian.core.errors import BadInput
from mingjian.core.records.lake import Lake

ORDERS = "单据,店铺编号,金额\n1,甲,10\n2,甲,五\n1,甲,10\n"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("MINGJIAN_LAKE", str(tmp_path / "lake"))
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))  # no node: nothing enters a ledger
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("MINGJIAN_LANGUAGE", raising=False)
    (tmp_path / "orders.csv").write_text(ORDERS)
    return Lake(tmp_path / "lake")


def run(lake: Lake, *words: str) -> Result:
    return run_command("import", "order", lake.folder.parent / "orders.csv", *words)


def test_it_loads_and_lists_bad_rows_with_row_column_and_reason(lake: Lake) -> None:
    result = run(lake, "--source", "shopee", "--map", "单据=order_id")
    assert result.exit_code == 0
    assert "已载入 1 行订单" in result.stdout
    assert "第 3 行，金额 列，“五”：读不出数字。" in result.stdout
    assert "完全重复的 1 行" in result.stdout
    assert [load.rows for load in lake.loads()] == [1]


def test_a_column_that_a_word_of_its_heading_misleads_about_may_be_skipped(lake: Lake) -> None:
    described = "本店承诺：所售商品均附说明 " * 40
    (lake.folder.parent / "orders.csv").write_text(f"订单号,支付金额,实付金额,店铺名称\n1,12,0.5,{described}\n2,20,1,{described}\n")
    result = run(lake, "--source", "shopee", "--skip", " 实付金额", "--skip", "店铺名称")
    assert result.exit_code == 0
    assert "支付金额 → amount" in result.stdout
    assert "未用的列：实付金额、店铺名称" in result.stdout
    assert [load.theirs for load in lake.loads()] == [{"order_id": "订单号", "amount": "支付金额"}]


@pytest.mark.parametrize(("skipped", "said"), [("订单", "The file has no column 订单"), ("单据", "No column was recognised as order_id")])
def test_what_is_skipped_must_be_there_and_is_not_the_number(lake: Lake, skipped: str, said: str) -> None:
    result = run(lake, "--source", "shopee", "--map", "单据=order_id", "--skip", skipped)
    assert isinstance(result.exception, BadInput)
    assert said in str(result.exception.text.en)


def test_it_speaks_english_where_the_environment_does(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    result = run(lake, "--source", "shopee", "--map", "单据=order_id")
    assert "row 3, column 金额, “五”: No number can be read." in result.stdout


def test_the_second_time_it_says_so_and_adds_nothing(lake: Lake) -> None:
    run(lake, "--source", "shopee", "--map", "单据=order_id")
    result = run(lake, "--source", "shopee", "--map", "单据=order_id")
    assert (result.exit_code, len(lake.loads())) == (0, 1)
    assert "未重复载入" in result.stdout


@pytest.mark.parametrize("words", [("--map", "单据"), ("--map", "=order_id"), (), ("--map", "没有=order_id")])
def test_what_cannot_be_loaded_is_an_error_that_a_person_can_mend(lake: Lake, words: tuple[str, ...]) -> None:
    result = run(lake, "--source", "shopee", *words)
    assert isinstance(result.exception, BadInput)
    assert lake.loads() == []


def test_the_kinds_are_listed() -> None:
    listed = CliRunner().invoke(commands, ["records", "list"]).stdout
    assert "order  订单 Order  (order_id)" in listed
