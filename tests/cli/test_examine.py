"""`mingjian examine` end to end: a report, a register, and what is said of each row."""

import csv
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # has no types
import pytest
from click.testing import CliRunner, Result
from make import run_command

from mingjian.cli import commands
from mingjian.core.errors import BadInput
from mingjian.core.examination.repeats import Repeats
from mingjian.core.examination.report import REPORT
from mingjian.core.procedure import rulebook

# Codes made up here; their check characters hold.
GOOD, OTHER, GONE = "91330100MA27XF6Q9E", "91330106MA2AX1B02M", "91310115MA1K35J75B"
OTHER_NAME = "杭州宏达电子商务有限公司"
REGISTER = f"""统一社会信用代码,企业名称,登记状态,注销日期
{GOOD},杭州云锦服饰有限公司,存续,
{OTHER},杭州宏达电子商务有限公司,存续,
{GONE},上海远航贸易有限公司,注销,2026-03-01
"""
HEADING = "经营者名称,统一社会信用代码,身份证号,地址,联系电话,店铺编号,营业期限至,主营类目,年交易额,许可证号,许可证有效期至\n"
ADDRESS = "杭州市余杭区文一西路969号,13800000000"


def run(folder: Path, rows: list[str], *more: str, on: str = "2026-11-26", heading: str = HEADING) -> Result:
    (folder / "register.csv").write_text(REGISTER, "utf-8")
    (folder / "report.csv").write_text(heading + "\n".join(rows) + "\n", "utf-8")
    words = ["examine", folder / "report.csv", "--on", on, "--register", folder / "register.csv", "--out", folder / "out.csv", *more]
    return run_command(*words)


def answers(folder: Path, rows: list[str], *, on: str = "2026-11-26", heading: str = HEADING) -> list[dict[str, str]]:
    done = run(folder, rows, on=on, heading=heading)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    with (folder / "out.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def firm(name: str = "杭州云锦服饰有限公司", code: str = GOOD, shop: str = "1", until: str = "长期", line: str = "服装", permit: str = ",") -> str:
    return f"{name},{code},,{ADDRESS},{shop},{until},{line},,{permit}"


def person(name: str, number: str, turnover: str, shop: str, line: str = "服装") -> str:
    return f"{name},,{number},{ADDRESS},{shop},,{line},{turnover},,"


def codes(row: dict[str, str]) -> list[str]:
    return [one.split("：")[0] for one in row["reasons_zh"].split("；") if "：" in one]


TAX = "序号,名称（姓名）,统一社会信用代码（纳税人识别号）,地址,有效联系方式,年交易额（万元）\n"
CITIZEN = "11010519491231002X"  # of the standard's own example


def test_a_report_in_the_headings_of_the_tax_office_is_read_and_its_feet_are_no_operators(tmp_path: Path) -> None:
    feet = ["合计,,,,,509", "填表人：张三,,,,,", ",谨声明：本表属实（签章）,,,,"]
    rows = [f"1,杭州云锦服饰有限公司,{GOOD},{ADDRESS},500", f"2,李四,{CITIZEN},{ADDRESS},9", *feet]
    told = answers(tmp_path, rows, heading=TAX.replace("地址,有效联系方式", "经营地址,有效联系方式"))
    assert [(one["row"], one["verdict"]) for one in told] == [("2", "pass"), ("3", "pass")]
    assert "第 4、5、6 行" in run(tmp_path, rows, heading=TAX).stderr


def test_a_sum_with_its_unit_in_the_cell_is_not_multiplied_by_the_headings(tmp_path: Path) -> None:
    told = answers(tmp_path, [f"1,李四,{CITIZEN},{ADDRESS},3.70万元"], heading=TAX)
    assert (told[0]["verdict"], told[0]["reasons_zh"]) == ("pass", "")


@pytest.mark.parametrize("number", [CITIZEN, CITIZEN.lower(), "110105194912310021", "１１０１０５１９４９１２３１００２Ｘ", "1101051949123100 2X"])
def test_a_citizens_number_among_the_codes_is_a_persons_and_is_never_printed(tmp_path: Path, number: str) -> None:
    told = answers(tmp_path, [f"1,李四,{number},{ADDRESS},1"], heading=TAX)
    assert codes(told[0]) == (["person_number"] if number == "110105194912310021" else [])
    assert "19491231" not in (tmp_path / "out.csv").read_text("utf-8")
    assert "19491231" not in run(tmp_path, [f"1,李四,{number},{ADDRESS},1"], heading=TAX).output


def test_a_citizens_number_in_any_other_column_is_masked_where_it_is_repeated(tmp_path: Path) -> None:
    told = answers(tmp_path, [f"1,{CITIZEN},{OTHER},{ADDRESS},1", f"2,云锦,{GOOD},{CITIZEN[:6]},1,1"], heading=TAX)
    assert "other_name" in codes(told[0])
    assert "1101**************" in told[0]["reasons_zh"]
    assert CITIZEN not in (tmp_path / "out.csv").read_text("utf-8")


def test_a_sound_code_among_the_document_numbers_is_a_firms_and_a_passport_cannot_be_checked(tmp_path: Path) -> None:
    heading = "姓名,证件类型,证件号码,年交易额\n"
    rows = [f"杭州云锦服饰有限公司,101|统一社会信用代码,{GOOD},", "John,护照,E12345678,5", f"李四,201|居民身份证,{CITIZEN},5"]
    told = answers(tmp_path, rows, heading=heading)
    assert [(one["verdict"], codes(one)) for one in told] == [("pass", []), ("person", ["person_other"]), ("pass", [])]


def test_a_column_that_the_whole_report_lacks_blames_no_row(tmp_path: Path) -> None:
    rows = [f"SHOP001,{CITIZEN}"]
    told, said = answers(tmp_path, rows, heading="店铺（用户）唯一标识码,证件号码\n"), run(tmp_path, rows, heading="店铺（用户）唯一标识码,证件号码\n").stderr
    assert [(one["verdict"], one["reasons_zh"]) for one in told] == [("pass", "")]
    assert "整个文件没有“年交易额（元）”列" in said


def test_a_sound_row_passes_however_its_name_and_code_are_written(tmp_path: Path) -> None:
    wide = "９１３３０１００ＭＡ２７ＸＦ６Ｑ９Ｅ"
    told = answers(tmp_path, [firm(), firm("杭州云锦服饰 有限公司", GOOD.lower(), "2"), firm(code=wide, shop="3")])
    assert [(one["row"], one["verdict"], one["grounds"]) for one in told] == [("2", "pass", ""), ("3", "pass", ""), ("4", "pass", "")]


@pytest.mark.parametrize("slip", [GOOD[:9] + "B" + GOOD[10:], GOOD[:10] + GOOD[11] + GOOD[10] + GOOD[12:], GOOD[:5] + GOOD[6:]])
def test_a_damaged_code_fails_and_the_right_one_is_named_but_not_put_in_place(tmp_path: Path, slip: str) -> None:
    (row,) = answers(tmp_path, [firm(code=slip)])
    assert row["verdict"] == "fail"
    assert codes(row)[0] in {"code_check", "code_form"}
    assert GOOD in row["reasons_zh"]
    assert GOOD in row["reasons_en"]
    assert "gb32100/whole" in row["grounds"]


def test_a_slip_is_named_by_the_code_alone_where_the_name_is_unknown(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [firm("某某商行", GOOD[:9] + "B" + GOOD[10:])])
    assert f"或为 {GOOD}（杭州云锦服饰有限公司）" in row["reasons_zh"]


def test_the_code_of_somebody_else_fails_and_a_shortened_name_goes_to_a_person(tmp_path: Path) -> None:
    other, short = answers(tmp_path, [firm(code=OTHER), firm("云锦服装厂", shop="2")])
    assert (other["verdict"], codes(other)[0]) == ("fail", "other_name")
    assert (short["verdict"], codes(short)[0]) == ("person", "like_name")


def test_a_firm_that_was_struck_off_fails_from_that_day_on(tmp_path: Path) -> None:
    rows = [firm("上海远航贸易有限公司", GONE)]
    assert answers(tmp_path, rows, on="2026-02-28")[0]["verdict"] == "pass"
    (row,) = answers(tmp_path, rows, on="2026-03-01")
    assert (row["verdict"], codes(row)) == ("fail", ["ended"])


def test_a_licence_ends_after_its_last_day(tmp_path: Path) -> None:
    rows = [firm(until="2026-11-25"), firm(shop="2", until="2006-11-26至2026-11-26"), firm(shop="3", until="不详")]
    ended, last, unread = answers(tmp_path, rows)
    assert [(one["verdict"], codes(one)) for one in (ended, last, unread)] == [
        ("fail", ["licence_expired"]),
        ("pass", []),
        ("person", ["licence_unread"]),
    ]


def test_the_turnover_of_one_person_is_added_over_all_shops(tmp_path: Path) -> None:
    one, other = "11010119900307803X", "110101199003075736"
    rows = [person("王小明", one, "60000", "1"), person("王小明", one, "50000", "2"), person("李大红", other, "100000", "3")]
    first, second, third = answers(tmp_path, rows)
    assert [first["verdict"], second["verdict"], third["verdict"]] == ["fail", "fail", "pass"]
    assert "110000" in first["reasons_zh"]
    assert first["grounds"] == "online_trading_measures/8; ecl/10"
    assert one not in first["reasons_zh"] + first["reasons_en"]


def test_where_no_text_sets_the_line_that_is_said_and_nothing_decided(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [person("王小明", "11010119900307803X", "60000", "1")], on="2020-06-01")
    assert (row["verdict"], codes(row)[0]) == ("person", "no_line")
    assert row["grounds"] == "ecl/10"


def test_a_line_that_needs_a_permit_is_never_exempt(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [person("王小明", "11010119900307803X", "10", "1", "药品")])
    assert set(codes(row)) >= {"permit_missing", "not_exempt"}
    assert "drug_law/61" in row["grounds"]


def test_a_permit_that_ran_out_or_is_none_fails(tmp_path: Path) -> None:
    rows = [firm(line="药品", permit="国药准字H20103656,2020-01-01"), firm(shop="2", line="食品", permit="SC11464010500016,")]
    expired, wrong = answers(tmp_path, rows)
    assert codes(expired) == ["permit_expired"]
    assert codes(wrong) == ["permit_wrong"]


def test_repeats_and_two_names_of_one_code_are_told_with_the_other_row(tmp_path: Path) -> None:
    _, again, named = answers(tmp_path, [firm(), firm(), firm("杭州宏达电子商务有限公司", shop="9")])
    assert (again["verdict"], codes(again)) == ("person", ["repeated", "code_named_twice"])
    assert "第 2 行" in named["reasons_zh"]


def test_a_row_without_a_name_makes_no_second_name_of_others(tmp_path: Path) -> None:
    sound, nameless = answers(tmp_path, [firm(), firm(name="", shop="2")])
    assert (sound["verdict"], codes(sound)) == ("pass", [])
    assert codes(nameless) == ["name_missing"]


def test_one_placeholder_under_many_names_is_told_by_the_first_other_and_keeps_no_list_of_them() -> None:
    """Each of a hundred thousand rows that looked through the names of all the others took an afternoon."""
    repeats = Repeats(rulebook().statutes, date(2026, 11, 26))
    blank = dict.fromkeys(REPORT.schema.names)
    rows = [{**blank, "name": f"商家{n}", "uscc": "000000000000000000", "shop_id": f"{n}"} for n in range(1, 51)]
    for number, row in enumerate(rows, 1):
        repeats.note(number, row)
    told = [next(repeats.reasons(number, row)).why.zh for number, row in enumerate(rows, 1)]
    assert told[0].endswith("在第 2 行是另一名称")
    assert all(one.endswith("在第 1 行是另一名称") for one in told[1:])
    assert max(map(len, repeats._names.values())) == 2


def test_what_a_row_lacks_is_told_and_what_the_file_lacks_is_said_once(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [f"杭州云锦服饰有限公司,,,{ADDRESS},1,,,,,"])
    assert (row["verdict"], codes(row)) == ("fail", ["identity_missing"])
    done = run(tmp_path, [f"杭州云锦服饰有限公司,{GOOD}"], heading="经营者名称,统一社会信用代码\n")
    assert "1 pass" in done.output
    assert "no column of telephone" in done.output


def test_rows_that_cannot_be_read_keep_their_number_and_fail(tmp_path: Path) -> None:
    first, rounded, last = answers(tmp_path, [firm(), firm(code="9.1330E+17", shop="2"), firm(shop="3")])
    assert [first["row"], rounded["row"], last["row"]] == ["2", "3", "4"]
    assert (rounded["verdict"], codes(rounded)) == ("fail", ["unreadable"])


def test_title_lines_before_the_heading_are_no_rows(tmp_path: Path) -> None:
    told = answers(tmp_path, [firm(), "only,three,values", firm(shop="2")], heading=f"某平台2026年上半年报送表\n\n{HEADING}")
    assert [one["row"] for one in told] == ["4", "5", "6"]  # as a spreadsheet numbers them
    assert told[1]["reasons_zh"].startswith("unreadable：应有")


def test_headings_with_remarks_stars_and_titles_of_ours_are_recognised(tmp_path: Path) -> None:
    heading = "*主体名称（必填）,统一社会信用代码（18位）,公民身份号码,3、实际经营地址*,联系方式,店铺编号,营业执照有效期（至）,"
    heading += "主营类目,年交易额（元）,许可证号,许可证有效期至\n"
    sound, late = answers(tmp_path, [firm(), firm(OTHER_NAME, OTHER, "2", until="2026-11-25")], heading=heading)
    assert (sound["verdict"], codes(late)) == ("pass", ["licence_expired"])


def test_a_heading_in_two_rows_is_read_as_one(tmp_path: Path) -> None:
    heading = "经营者名称,统一社会信用代码,身份证号,店铺,,,,,,许可,\n,,,地址,联系电话,店铺编号,营业期限至,主营类目,年交易额,许可证号,许可证有效期至\n"
    told = answers(tmp_path, [firm(), firm(OTHER_NAME, OTHER, "2", until="2026-11-25")], heading=heading)
    assert [(one["row"], one["verdict"]) for one in told] == [("3", "pass"), ("4", "fail")]


def test_signs_without_width_and_a_licence_without_end_are_no_fault(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [firm(code=f"{GOOD[:4]}\u200b{GOOD[4:]}\ufeff", until="不约定期限")])
    assert row["verdict"] == "pass"


def test_a_formula_stays_text_in_the_answer(tmp_path: Path) -> None:
    (row,) = answers(tmp_path, [firm('=HYPERLINK("x")', OTHER)])
    assert row["verdict"] == "fail"
    assert not any(value.startswith("=") for value in row.values())


def test_files_that_are_of_no_use_are_refused_in_words(tmp_path: Path) -> None:
    done = run(tmp_path, ["1,2"], heading="甲,乙\n")
    assert isinstance(done.exception, BadInput)
    assert "--map" in done.exception.text.en
    (tmp_path / "register.csv").write_text("统一社会信用代码,企业名称\n", "utf-8")
    words = ["examine", tmp_path / "report.csv", "--on", "2026-11-26", "--register", tmp_path / "register.csv", "--out", tmp_path / "out.csv"]
    assert isinstance(CliRunner().invoke(commands, list(map(str, words))).exception, BadInput)


def test_a_row_of_a_workbook_whose_cells_are_all_errors_is_answered(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in (["经营者名称", "统一社会信用代码", "地址", "联系电话"], ["杭州云锦服饰有限公司", GOOD, *ADDRESS.split(",")], ["#REF!"] * 4, [], ["#REF!"] * 4):
        made.active.append(row)
    made.save(tmp_path / "report.xlsx")
    (tmp_path / "register.csv").write_text(REGISTER, "utf-8")
    words = ["examine", tmp_path / "report.xlsx", "--on", "2026-11-26", "--register", tmp_path / "register.csv", "--out", tmp_path / "out.csv"]
    assert CliRunner().invoke(commands, list(map(str, words))).exit_code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        told = {one["row"]: one for one in csv.DictReader(file)}
    assert set(told) == {"2", "3", "5"}
    for row in ("3", "5"):
        assert told[row]["verdict"] in {"fail", "person"}
        assert told[row]["reasons_zh"]


def test_each_answer_names_the_shop_beside_the_row_of_the_spreadsheet(tmp_path: Path) -> None:
    heading = "店铺名称,店铺编号,经营者名称,统一社会信用代码,地址,联系电话\n"
    first, second = answers(tmp_path, [f"甲店,S1,杭州云锦服饰有限公司,{GOOD},{ADDRESS}", f"乙店,S2,{OTHER_NAME},{GOOD},{ADDRESS}"], heading=heading)
    assert (first["row"], first["shop_id"], first["shop_name"]) == ("2", "S1", "甲店")
    assert (second["row"], second["shop_name"], second["verdict"]) == ("3", "乙店", "fail")


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        ("13800000000", ""),
        ("+86 138-0000-0000", ""),
        ("0571-88123456", ""),
        ("57188123456", ""),
        ("010 8812 3456 转 12", ""),
        ("400-820-1234", ""),
        ("12345678，13912345678", ""),
        ("shop@example.com", ""),
        ("微信 cnshop01", ""),
        ("+44 20 7946 0000", ""),
        ("1380000000", "contact_wrong"),
        ("23800000000123", "contact_wrong"),
        ("暂不提供", "contact_wrong"),
        ("11111111111", "contact_made_up"),
        ("12345678901", "contact_made_up"),
        ("138****0000", "contact_masked"),
    ],
)
def test_a_telephone_that_is_none_is_told_and_never_repeated(tmp_path: Path, contact: str, code: str) -> None:
    (row,) = answers(tmp_path, [f'1,李四,{CITIZEN},杭州市余杭区文一西路969号,"{contact}",1'], heading=TAX.replace("地址,", "经营地址,", 1))
    assert codes(row) == ([code] if code else [])
    assert not code or contact not in row["reasons_zh"] + row["reasons_en"]


def test_one_shop_number_under_two_operators_is_told_at_both(tmp_path: Path) -> None:
    first, second, other = answers(tmp_path, [firm(shop="S1"), firm(OTHER_NAME, OTHER, "S1"), firm(shop="S2")])
    assert (codes(first), codes(second), codes(other)) == (["shop_of_two"], ["shop_of_two"], [])
    assert "第 3 行" in first["reasons_zh"]


def test_a_licence_whose_shops_have_each_another_telephone_goes_to_a_person(tmp_path: Path) -> None:
    rows = [firm(shop=str(n)).replace("13800000000", f"1390000000{n}") for n in range(4)]
    assert {tuple(codes(one)) for one in answers(tmp_path, rows)} == {("licence_lent",)}
    assert {tuple(codes(one)) for one in answers(tmp_path, rows[:3])} == {()}
    assert {tuple(codes(one)) for one in answers(tmp_path, [firm(shop=str(n)) for n in range(9)])} == {()}


@pytest.mark.parametrize(
    ("scope", "line", "is_told"),
    [
        ("服装、鞋帽销售", "药品", True),
        ("药品零售；日用百货销售", "药品", False),
        ("日用百货销售；互联网销售（除销售需要许可的商品）", "药品", True),
        ("日用百货销售；互联网销售（除销售需要许可的商品）", "玩具", False),
        ("软件开发；技术咨询", "零食", True),
        ("食品销售（仅销售预包装食品）", "零食", False),
        ("食品销售（仅销售预包装食品）", "保健食品", False),
        ("", "药品", False),
        ("建筑工程施工", "其他", False),
    ],
)
def test_a_line_of_goods_that_the_registered_scope_does_not_name_goes_to_a_person(tmp_path: Path, scope: str, line: str, is_told: bool) -> None:
    (tmp_path / "register.csv").write_text(f"统一社会信用代码,企业名称,登记状态,经营范围\n{GOOD},杭州云锦服饰有限公司,存续,{scope}\n", "utf-8")
    (tmp_path / "report.csv").write_text(HEADING + firm(line=line) + "\n", "utf-8")
    words = ["examine", tmp_path / "report.csv", "--on", "2026-11-26", "--register", tmp_path / "register.csv", "--out", tmp_path / "out.csv"]
    assert run_command(*words).exit_code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert ("scope_other" in codes(row)) is is_told


@pytest.mark.parametrize("foot", ["合计,,,,,", "合 计,,,,,", "填表人：张三,,,,,", "合计：2 家,,,,,"])
def test_a_total_in_the_column_of_shop_numbers_is_no_operator(tmp_path: Path, foot: str) -> None:
    heading = "店铺编号,店铺名称,经营者名称,统一社会信用代码,地址,联系电话\n"
    told = answers(tmp_path, [f"S1,甲店,杭州云锦服饰有限公司,{GOOD},{ADDRESS}", foot], heading=heading)
    assert [one["row"] for one in told] == ["2"]


def test_a_heading_of_which_one_column_is_divided_below_is_no_operator_and_nor_is_a_total_with_a_count(tmp_path: Path) -> None:
    heading = "序号,名称（姓名）,统一社会信用代码（纳税人识别号）,店铺（用户）唯一标识码,销售货物取得的收入,,,收入总额合计\n,,,,收入总额,退款金额,收入净额,\n"
    rows = [f"1,杭州云锦服饰有限公司,{GOOD},TB1,1200,200,1000,1200", "合计,1户,,,1200,200,1000,1200"]
    (told,) = answers(tmp_path, [*rows, "填表人：张三,,填表日期：2026-10-30"], heading=heading)
    assert (told["row"], told["verdict"], told["shop_id"]) == ("3", "pass", "TB1")
