"""Tables of questions, CSV and Excel, in and out."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from books import book_of

from mingjian.core.errors import BadInput
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.tables import answer_table, read_table, write_table

BOOK, TODAY = book(), date(2026, 11, 26)
QUESTIONS = """罪名,行为日,销售金额（元）,未销售货值,此前处罚日,备注
销售假冒注册商标的商品罪,2026-01-01,"20,000",880000,2025-06-01,=1+1
selling_counterfeit_marked_goods,2026/1/1,20000,880000,2023-06-01,

selling_infringing_copies,2023-01-01,500000,,,
murder,2023-01-01,1,,,
"""


def answers(path: Path, kind: str = "threshold") -> list[dict[str, str]]:
    return answer_table(kind, *read_table(path), BOOK, TODAY)[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_row_is_answered_or_refused_with_its_reason(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "questions.csv"
    path.write_text(QUESTIONS, encoding)
    rows = answers(path)
    assert [row["tier"] for row in rows] == ["heavy", "base", "", ""]
    assert "no lower result stands for it" in rows[2]["refusal_en"]
    assert "没有罪名" in rows[3]["refusal_zh"]
    assert rows[0]["article"].startswith("《刑法》第214条")
    assert rows[0]["备注"] == "=1+1"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_can_be_read_again_and_holds_no_formula(tmp_path: Path, form: str) -> None:
    path, out = tmp_path / "questions.csv", tmp_path / f"answers.{form}"
    path.write_text(QUESTIONS, "utf-8")
    headings, rows = answer_table("threshold", *read_table(path), BOOK, TODAY)
    write_table(out, headings, rows)
    again, read = read_table(out)
    assert again == headings
    assert [row["tier"] for row in read] == ["heavy", "base", "", ""]
    if form == "xlsx":
        assert {cell.data_type for line in openpyxl.load_workbook(out).active.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}  # n: empty
    else:
        assert ",'=1+1," in out.read_text("utf-8-sig")


def test_a_workbook_comes_in_with_its_days_and_numbers(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["act", "field", "on", "amount"])
    made.active.append(["expired_goods", "药品", date(2026, 6, 1), 500])
    made.active.append(["expired_goods", "food", "2015-06-01", 500])
    made.save(tmp_path / "questions.xlsx")
    first, second = answers(tmp_path / "questions.xlsx", "liability")
    assert (first["governs"], first["least"], first["most"]) == ("drug_law/117", "100000", "200000")
    assert "Food Safety Law before 2015-10-01" in second["refusal_en"]


def test_questions_on_several_sheets_are_refused_rather_than_answered_in_part(tmp_path: Path) -> None:
    head, row = ["act", "field", "on", "amount"], ["expired_goods", "food", "2015-06-01", 500]
    with pytest.raises(BadInput, match="“一月”、“二月”表头相同"):
        read_table(book_of(tmp_path / "questions.xlsx", {"一月": [head, row], "说明": [["每月一张"]], "二月": [head, row, row]}))
    assert len(read_table(book_of(tmp_path / "one.xlsx", {"一月": [head, row], "说明": [["每月一张"]]}))[1]) == 1


def test_periods_leave_out_what_a_cell_says(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("ref,from,exclude\necl/43#right_holder_acts,2026-03-10,2026-03-11..2026-04-20=公证\n", "utf-8")
    (row,) = answers(tmp_path / "q.csv", "period")
    assert row["due"] == "2026-04-23T23:59:59+08:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty table"),
        ("crime,crime\n1,2\n", "twice"),
        ("sales\n1\n", "The table lacks: crime, acted_on"),
        ("crime,acted_on\n" + "a,b\n" * 20_001, "more than 20,000"),
        ("crime,罪名,acted_on\na,b,c\n", "'crime' and '罪名' are the same column"),
        ("crime,acted_on,unsolds\na,2026-01-01,1\n", "no column 'unsolds'; is 'unsold' meant"),
        ("罪名,行为日,未销货值\na,2026-01-01,1\n", "no column '未销货值'; is '未销售货值' meant"),
        ("crime,acted_on,amount\na,2026-01-01,60000\n", "no column 'amount'"),
        ("crime,acted_on,sales\na,2026-01-01,60,000\n", "Row 2 of q.csv has '000' beyond its headings"),
    ],
)
def test_what_is_no_table_is_one_clear_error(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "q.csv").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        answers(tmp_path / "q.csv")


def test_what_was_not_read_is_named_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("编号,罪名,行为日,销售额,备注\n1,销售假冒注册商标的商品,2026年1月1日,6万,\n2,侵犯著作权罪,2026.1.1,,甲\n", "utf-8")
    first, second = answers(tmp_path / "q.csv")
    assert (first["tier"], first["passed_over"], second["passed_over"]) == ("base", "编号", "编号、备注")
    assert "it is not said to be below the line" in second["refusal_en"]


def test_a_table_may_be_parted_by_semicolons_and_name_its_field_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("行为;商品领域;日期;货值金额\n失效、变质、过期;食品;2026/6/1;9,999\n", "utf-8")
    (row,) = answers(tmp_path / "q.csv", "liability")
    assert (row["governs"], row["least"], row["most"]) == ("food_safety_law/124", "50000", "100000")
    assert "passed_over" not in row


def test_an_act_may_be_called_as_people_call_it_and_its_day_headed_as_that_of_a_crime(tmp_path: Path) -> None:
    text = "行为,领域,行为日,处罚决定日,违法所得\n价格欺诈,other,2026年3月3日,2026/11/30,8000\n卖假货,other,2026-03-03,,\n不存在的行为,other,2026-03-03,,\n"
    (tmp_path / "q.csv").write_text(text, "utf-8")
    fraud, fakes, unknown = answers(tmp_path / "q.csv", "liability")
    assert fraud["governs"] == "price_penalties/7"
    assert "（fake_goods）" in fakes["refusal_zh"]
    assert "（trademark_infringement）" in fakes["refusal_zh"]
    assert "no act '不存在的行为'" in unknown["refusal_en"]


def test_an_empty_cell_is_named_as_the_table_names_it(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("期限,起算\napl/60#decide,\n", "utf-8")
    (row,) = answers(tmp_path / "q.csv", "period")
    assert row["refusal_zh"] == "“起算（from）”一格是空的。"


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "q.docx").write_bytes(b"PK")
    with pytest.raises(BadInput, match="A table is one of"):
        read_table(tmp_path / "q.docx")
    with pytest.raises(BadInput, match=r"written to \.csv or \.xlsx"):
        write_table(tmp_path / "q.pdf", ["a"], [])


@pytest.mark.parametrize(("heading", "cell"), [("库存销售价", "880000"), ("曾受处罚", "2025-06-01"), ("unsold_stock_value", "¥ 880000"), ("退款所得", "3.5万")])
def test_a_figure_under_a_heading_that_is_not_known_is_not_passed_over(heading: str, cell: str) -> None:
    """Answered without it, 20,000 sold and 880,000 unsold were "below the line"."""
    row = {"crime": "selling_counterfeit_marked_goods", "acted_on": "2026-05-01", "sales": "20000", heading: cell}
    with pytest.raises(BadInput, match=heading):
        answer_table("threshold", [*row], [row], BOOK, TODAY)


NOTES = [("编号", "7"), ("预期处罚", "50000"), ("销售渠道", "线上"), ("expected_penalty", "9"), ("备注", "销售 3 次"), ("amount", ""), ("prior_penaltys", " ")]


@pytest.mark.parametrize(("heading", "cell"), NOTES)
def test_notes_numbers_and_what_is_expected_stay(heading: str, cell: str) -> None:
    row = {"crime": "selling_counterfeit_marked_goods", "acted_on": "2026-05-01", "sales": "20000", heading: cell}
    assert answer_table("threshold", [*row], [row], BOOK, TODAY)[1][0]["passed_over"] == (heading if cell.strip() else "")
