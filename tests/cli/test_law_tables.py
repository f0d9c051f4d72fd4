"""Tables, the register and the pages that `mingjian law` draws."""

import json
from functools import partial
from pathlib import Path

from make import run_command

ROOT = Path(__file__).parents[2]
QUESTION = "crime,acted_on,sales,unsold,penalised_on\nselling_counterfeit_marked_goods,2026-01-01,20000,880000,2025-06-01\n"
QUESTION += "murder,2026-01-01,1,,\nillegal_labels,2026-01-01,,,\n"

run = partial(run_command, "law")


def test_a_table_of_thresholds_comes_back_with_its_answers(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(QUESTION, "utf-8")
    result = run("threshold", "--table", str(tmp_path / "q.csv"), "--out", str(tmp_path / "a.csv"))
    assert (result.exit_code, "3 rows, of which 2 are refused" in result.output) == (0, True)
    answers = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert ",heavy,heavy,no,yes,2025_interp," in answers
    assert "不能说未达标准" in answers


def test_liability_and_period_take_tables_too(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("act,field,on,amount\nexpired_goods,food,2024-06-01,9999\n", "utf-8")
    (tmp_path / "p.csv").write_text("ref,from\necl/43#right_holder_acts,2026-03-10\n", "utf-8")
    assert run("liability", "--table", str(tmp_path / "l.csv"), "--out", str(tmp_path / "l.xlsx")).exit_code == 0
    assert run("period", "--table", str(tmp_path / "p.csv"), "--out", str(tmp_path / "p.xlsx")).exit_code == 0
    assert (tmp_path / "p.xlsx").read_bytes()[:2] == b"PK"


def test_a_table_needs_a_place_for_its_answers_and_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(QUESTION, "utf-8")
    for words, said in (((), "go together"), (("--out", str(tmp_path / "q.csv")), "over the questions")):
        result = run("threshold", "--table", str(tmp_path / "q.csv"), *words)
        assert result.exit_code != 0
        assert said in str(result.exception)
    assert (tmp_path / "q.csv").read_text("utf-8") == QUESTION


def test_one_question_still_asks_for_what_it_needs() -> None:
    assert "Missing option '--acted-on'" in run("threshold", "copyright").output
    assert "Missing option '--from'" in run("period", "ecl/43#right_holder_acts").output


def test_the_pages_of_liability_and_of_the_opinion_are_up_to_date() -> None:
    assert run("fields").output == (ROOT / "docs/reference/liability.md").read_text("utf-8")
    assert run("fields", "--chinese").output == (ROOT / "docs/reference/liability-zh.md").read_text("utf-8")
    assert run("opinion").output == (ROOT / "docs/reference/opinion.md").read_text("utf-8")


def test_the_register_is_printed() -> None:
    assert '"food_safety_law/124#low_value_fine 2021-04-29": "50000..100000 cny, until 2025-12-01"' in run("register").output


def test_a_text_is_drawn_without_its_words(tmp_path: Path) -> None:
    (tmp_path / "law.md").write_text("第五十二条 销售失效、变质的产品的，处货值金额二倍以下的罚款。\n", "utf-8")
    result = run("text", "product_quality_law", str(tmp_path / "law.md"), "--on", "2026-01-01", "--source", "here")
    assert "'52': {figures: ['2'], fine: true, hash: '" in result.output
    assert "变质" not in result.output
    (tmp_path / "law.md").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in str(run("text", "product_quality_law", str(tmp_path / "law.md"), "--on", "2026-01-01", "--source", "here").exception)


def test_an_article_leads_to_fines_crimes_duties_and_steps() -> None:
    food = json.loads(run("article", "food_safety_law/124", "--on", "2024-06-01", "--json").output)
    assert {act["act"] for act in food["acts"]} == {"expired_goods", "fake_goods", "substandard_goods", "unregistered_product"}
    assert "operator.food.substandard" in food["duties"]
    lines = json.loads(run("article", "ip_interp_2025/5", "--on", "2026-01-01", "--json").output)["crimes"]
    assert "heavy: sold_plus_unsold 900000" in lines[0]["lines"]
    assert json.loads(run("article", "aucl/25", "--on", "2026-01-01", "--json").output)["amendment"]["adopted"] == "2025-06-27"


def test_several_acts_limitation_and_set_off() -> None:
    several = json.loads(run("several", "expired_goods,food,2024-06-01,9999", "confusion,other,2025-06-01..2025-12-01,60000", "--json").output)
    assert [one["most"] for one in several["acts"]] == [100_000, 300_000]
    assert json.loads(run("limitation", "--ended", "2024-02-29", "--found", "2026-03-01", "--json").output)["run_out"] is True
    crime = ("--crime", "copyright", "--regime", "2025_interp", "--tier", "heavy")
    assert json.loads(run("limitation", "--ended", "2015-06-01", "--found", "2026-03-01", *crime, "--json").output)["last"] == "2030-06-01"
    assert json.loads(run("set-off", "--criminal", "100000", "--paid", "30000", "--json").output)["left"] == 70_000
    assert run("set-off", "--criminal", "100000").output.startswith("尚未给予罚款的")
    assert "must be written ACT" in str(run("several", "nonsense").exception)
    assert "There is no field" in str(run("several", "expired_goods,guns,2024-06-01").exception)
