"""Rows of statements are searched, summed and followed; what does not count is in no sum."""

from pathlib import Path

from mingjian.core.statements import PAYMENT
from mingjian.core.statements.questions import Asked, Questions
from mingjian.core.statements.reader import read_statement

TEXT = """交易时间,收付标志,交易金额,对手户名,交易对手账卡号,交易卡号,摘要说明,交易是否成功
2026-02-28 23:30:00,进,100.00,测试乙,6222000000000000002_1,62220001,货款,成功
2026-03-01 00:10:00,进,0.10,测试乙,6222000000000000002,62220001,货款 尾款,成功
2026-03-02 10:00:00,出,70.00,某某制版厂,,62220001,面料,成功
2026-03-03 10:00:00,出,999.00,某某制版厂,,62220001,面料,失败
"""


def ask(folder: Path) -> Questions:
    path = folder / "x.csv"
    path.write_text(TEXT, "utf-8")
    return Questions(PAYMENT, {1: read_statement(path).rows, 2: read_statement(path).rows.slice(2, 1)})


def test_sums_are_by_whom_and_by_the_month_of_the_local_clock(tmp_path: Path) -> None:
    with ask(tmp_path) as questions:
        parties = [(row["name"], row["n"], row["came_in"], row["went_out"]) for row in questions.by_party(Asked())]
        months = [(row["month"], row["came_in"], row["went_out"]) for row in questions.by_month(Asked())]
        total = questions.totals(Asked())
    assert parties == [("某某制版厂", 3, 0, 14_000), ("测试乙", 2, 10_010, 0)]
    assert months == [("2026-02", 10_000, 0), ("2026-03", 10, 14_000)]
    assert (total["n"], total["came_in"], total["went_out"]) == (5, 10_010, 14_000)


def test_words_sums_sides_and_marks_find_rows(tmp_path: Path) -> None:
    with ask(tmp_path) as questions:
        assert [row["row"] for row in questions.rows(Asked(words="货款 尾"))] == [3]
        assert [row["row"] for row in questions.rows(Asked(words="%"))] == []
        assert [row["row"] for row in questions.rows(Asked(direction="out", least=7_001))] == [5]
        assert [(row["statement"], row["row"]) for row in questions.marked({(2, 4), (1, 2), (1, 99)})] == [(1, 2), (2, 4)]
        assert questions.totals(Asked(month="2027-01"))["n"] == 0


def test_flows_say_who_paid_whom(tmp_path: Path) -> None:
    with ask(tmp_path) as questions:
        flows = [(row["own"], row["name"], row["direction"], row["cents"]) for row in questions.flows(Asked())]
    assert flows == [("62220001", "某某制版厂", "out", 14_000), ("62220001", "测试乙", "in", 10_010)]
