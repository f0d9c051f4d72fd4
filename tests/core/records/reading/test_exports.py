"""
What is read of exports as people have them, beside what a person reads: `exports/expected.yaml` was written by hand from the files.

Run as a program it prints a table, a line a file: `python tests/core/records/reading/test_exports.py [FOLDER]`.
"""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from mingjian.core.errors import BadInput
from mingjian.core.examination.report import REPORT
from mingjian.core.records import Kind, kind
from mingjian.core.records.lake import Lake
from mingjian.core.records.lake.staging import read_bad_rows
from mingjian.core.records.reading import read
from mingjian.core.records.reading.order_status import Back, refund_of

FOLDER = Path(__file__).parent / "exports"
EAST = timedelta(hours=8)  # what local times of the files are before UTC


@dataclass
class Told:
    """What came of one file: which columns are as a person reads them, which say something else, which that we have a place for were not filled."""

    rows: int = 0
    understood: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    refusal: str = ""

    @property
    def is_right(self) -> bool:
        return not self.wrong and not self.missing


def expected(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    return found


def kind_of(name: str) -> Kind:
    return REPORT if name == REPORT.name else kind(name)


def measured(path: Path, asked: dict[str, Any]) -> Told:
    """Read a file as the kind as which it is brought, and hold what is read against what is expected."""
    told, of = Told(), kind_of(asked["kind"])
    try:
        reading = read(path, of, source="测试来源")
        rows = [row for batch in reading for row in batch.to_pylist()]
    except BadInput as error:
        told.refusal = error.text.zh
        if "refused" not in asked:
            told.missing = list(asked["theirs"])
        elif asked["refused"] not in told.refusal:
            told.wrong.append(f"is refused in other words: {told.refusal[:80]}")
        return told
    if of is REPORT:
        rows = [row for row in rows if row["person_number"]]  # the examination leaves out what stands below the table
    told.rows, told.left, told.bad = len(rows), list(reading.ignored), [f"{one.row} {one.column}: {one.reason.zh}" for one in reading.bad_rows]
    if "refused" in asked:
        told.wrong.append(f"{len(rows)} rows are read as {of.name}")
        return told
    _compare(told, asked, rows, {ours: theirs.strip() for ours, theirs in reading.theirs.items()})
    return told


def _compare(told: Told, asked: dict[str, Any], rows: list[dict[str, Any]], theirs: dict[str, str]) -> None:
    places = {ours: name for ours, name in asked["theirs"].items() if name}
    if len(rows) != asked["rows"]:
        told.wrong.append(f"{len(rows)} rows in place of {asked['rows']}")
    told.wrong += [f"{ours} is read from {name}" for ours, name in theirs.items() if asked["theirs"].get(ours) not in (name, "")]
    told.missing = [ours for ours in places if ours not in theirs]
    for ours, values in asked.get("is", {}).items():
        wanted = values if isinstance(values, list) else [values] * asked["rows"]
        found = [_plain(row.get(ours)) for row in rows]
        if ours not in told.missing and [_plain(value) for value in wanted] != found:
            (told.missing if not any(value is not None for value in found) else told.wrong).append(f"{ours}: {found}" if ours in places else ours)
    told.understood = [ours for ours in asked["theirs"] if ours not in told.missing and not any(one.startswith(ours) for one in told.wrong)]


def _plain(value: Any) -> Any:
    """Write a value as the table of what is expected does."""
    if isinstance(value, datetime):
        return str(value + EAST)
    return float(value) if isinstance(value, int) else str(value) if value is not None and not isinstance(value, float) else value


@pytest.mark.parametrize("name", expected())
def test_every_column_of_an_export_is_read_as_a_person_reads_it(name: str) -> None:
    told = measured(FOLDER / name, expected()[name])
    assert (told.wrong, told.missing, told.bad) == ([], [], [])


@pytest.mark.parametrize("name", [name for name, asked in expected().items() if "counted_once" in asked])
def test_a_sum_of_an_order_that_stands_at_each_of_its_goods_is_counted_once(name: str, tmp_path: Path) -> None:
    load = Lake(tmp_path).load(kind("order"), FOLDER / name, source="s", at=datetime(2026, 11, 30, tzinfo=UTC))
    amounts = pq.read_table(load.rows_path, columns=["amount"]).column("amount").to_pylist()
    assert [zh for zh, _ in load.notes if "整笔金额只计一次" in zh] == ["1 行是前面各笔的另一件，整笔金额只计一次。"]
    assert {"orders": load.rows, "amount": round(sum(amounts), 2)} == expected()[name]["counted_once"]


ORDER_OF_TWO = "主订单编号,子订单编号,选购商品,商品数量,订单应付金额,支付完成时间,订单状态,售后状态\n"
BACK, SENT = "A1,A11,面霜,1,398.00,2026-10-05 21:15:33,已关闭,退款成功\n", "A1,A12,喷雾,1,398.00,2026-10-05 21:15:33,已发货,-\n"


@pytest.mark.parametrize("rows", [BACK + SENT, SENT + BACK])
def test_an_order_of_which_one_of_two_goods_went_back_counts_and_its_refund_is_said_to_be_untold(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ORDER_OF_TWO + rows + "A2,A21,面霜,1,99.00,2026-10-05 21:15:33,已发货,-\n", "utf-8")
    load = Lake(tmp_path / "lake").load(kind("order"), path, source="s", at=datetime(2026, 11, 30, tzinfo=UTC))
    first, second = sorted(pq.read_table(load.rows_path).to_pylist(), key=lambda row: row["order_id"])
    assert (first["state"], first["amount"], refund_of(first)) == ("sold", 398.0, Back(Decimal(0), is_untold=True))
    assert (second["state"], second["after_sale"], refund_of(second)) == ("sold", None, Back(Decimal(0)))
    assert any("1 笔由几件商品组成，有的已退款或者取消" in zh for zh, _ in load.notes)


def test_a_number_that_comes_again_with_another_sum_is_said_to_be_counted_too_low_perhaps(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("订单号,商品名称,实付金额\n1,杯,10\n1,盘,5\n2,碗,7\n3,碟,\n3,匙,\n", "utf-8")
    load = Lake(tmp_path / "lake").load(kind("order"), path, source="s", at=datetime(2026, 11, 30, tzinfo=UTC))
    reasons = [row["reason_zh"] for row in read_bad_rows(load.bad_rows_path, 10)]
    assert (load.rows, load.bad) == (3, 2)
    assert ["这一笔可能少计" in reasons[0], "以先出现的为准" in reasons[1]] == [True, True]
    assert any("1 行与前面的编号相同而金额不同" in zh for zh, _ in load.notes)


def test_every_file_of_the_folder_is_told_what_is_expected_of_it() -> None:
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")} - {"expected.yaml", "README.md"}
    assert files == set(expected())


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(folder: Path) -> None:
    """Print the table."""
    read_at_first, filled, places, wrong = 0, 0, 0, 0
    for name, asked in expected(folder).items():
        told = measured(folder / name, asked)
        read_at_first += told.is_right
        filled, places, wrong = filled + len(told.understood), places + len(asked.get("theirs", ())), wrong + len(told.wrong)
        say(f"{'ok' if told.is_right else '--'} {name} as {asked['kind']}: {told.rows} rows, {len(told.understood)} columns, {len(told.left)} left")
        for title, some in (
            ("wrong", told.wrong),
            ("not filled", told.missing),
            ("bad rows", told.bad[:3]),
            ("refused", [told.refusal] if told.refusal else []),
        ):
            if some:
                say(f"     {title}: {'; '.join(some)[:300]}")
    say(f"{read_at_first} of {len(expected(folder))} files as a person reads them; {filled} of {places} columns filled; {wrong} wrong")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
