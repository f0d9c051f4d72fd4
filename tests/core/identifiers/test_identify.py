"""What a number may be: formats, check digits, near misses."""

import pytest

from mingjian.core.identifiers import LONGEST, identify, kinds, tidy

VALID = [
    ("uscc", "91110000600037341L"),
    ("uscc", "9144030071526726XG"),
    ("uscc", "91320200MA1MGN8MXH"),
    ("org_code", "MA1MGN8M-X"),
    ("org_code", "71526726X"),
    ("registration_no_15", "110108000000016"),
    ("resident_id", "11010519491231002X"),
    ("icp_filing", "京ICP备2021034106号-9"),
    ("icp_licence", "粤B2-20090059"),
    ("police_filing", "京公网安备 11000002000001号"),
    ("mobile", "+86 138 0013 8000"),
    ("landline", "12315"),
    ("waybill_sf", "SF1000000000000"),
    ("ems_s10", "EE123456785CN"),
    ("trademark_reg_no", "第1234567号"),
    ("patent_no", "ZL03123304.X"),
    ("gtin13", "6901234567892"),
    ("case_doc_no", "京市监处罚〔2026〕1号"),
    ("doc_no", "法释〔2025〕5号"),
    ("SC", "SC11464010500015"),
    ("JY", "JY13202020009651"),
    ("health_reg", "国食健注G20190188"),
    ("health_filing", "食健备G201934001524"),
    ("drug_approval", "国药准字HJ20171237"),
    ("cos_special", "国妆特进字J20090391"),
    ("cos_filing", "浙G妆网备字2026008093"),
    ("cos_import_filing", "国妆网备进字（沪）2021000001"),
    ("dev_reg", "国械注准20223031078"),
    ("dev_filing", "粤中械备20190035号"),
    ("dev_trade", "沪嘉食药监械经营许20187006号"),
    ("pest_reg", "PD20080005"),
    ("pest_legacy", "PDN2-88"),
    ("seed_licence", "D(湘益安)农种许字(2017)第001号"),
    ("fert_reg", "微生物肥（2018）准字（1234）号"),
    ("vet_approval", "兽药字150516205"),
    ("ccc_cert", "2022011606454871"),
    ("ccc_cert_auto", "2022011606454871"),
    ("xk_deco", "QS粤XK16-204-02450"),
    ("isbn13", "9787111128069"),
]

WRONG = [
    ("uscc", "91440101MA59BLUG3J", "the check digit is wrong"),
    ("uscc", "9111000060003734IL", "without I, O, S, V, Z"),
    ("uscc", "91110000600037341", "18 digits or letters"),
    ("org_code", "60003734-2", "the check digit is wrong"),
    ("resident_id", "110105194912310021", "check character or birth date"),
    ("resident_id", "11010519491331002X", "6 digits of place"),
    ("icp_filing", "ICP备05006316号", "province"),
    ("mobile", "12800138000", "11 digits"),
    ("ems_s10", "EE123456789CN", "the check digit is wrong"),
    ("patent_no", "ZL03123304.1", "the check digit is wrong"),
    ("gtin13", "6901234567890", "the check digit is wrong"),
    ("doc_no", "国办发[2015]77号", "〔year〕"),
    ("SC", "SC11464010500016", "the check digit is wrong"),
    ("SC", "QS640105010015", "may no longer stand on food"),
    ("drug_approval", "国药准字X20103656", "a letter or two"),
    ("dev_reg", "国械注准20222031078", "国械注准 is class 3"),
    ("dev_reg", "粤械注进20223031078", "go with 国 only"),
    ("vet_approval", "兽药字1505162050", "9 digits"),
    ("ccc_cert", "1999011606454871", "16 digits"),
]


@pytest.mark.parametrize(("kind", "value"), VALID)
def test_a_number_as_it_is_printed_is_valid(kind: str, value: str) -> None:
    assert kind in {answer.kind for answer in identify(value) if answer.valid}


@pytest.mark.parametrize(("kind", "value", "why"), WRONG)
def test_a_wrong_number_is_named_with_what_is_wrong(kind: str, value: str, why: str) -> None:
    (answer,) = [answer for answer in identify(value) if answer.kind == kind]
    assert not answer.valid
    assert why in answer.why.en


@pytest.mark.parametrize("value", ["91110000600037341L", "11010519491231002X", "SC11464010500015", "6901234567892", "ZL03123304.X"])
def test_one_changed_digit_never_passes_the_check(value: str) -> None:
    (kind,) = [answer.kind for answer in identify(value) if answer.valid][:1]
    for place, char in enumerate(value):
        for other in set("0123456789") - {char} if char.isdigit() else ():
            changed = value[:place] + other + value[place + 1 :]
            assert kind not in {answer.kind for answer in identify(changed) if answer.valid}, changed


def test_case_spaces_and_full_width_do_not_matter() -> None:
    assert tidy(" sc 1146 4010 5000 15 ") == "SC11464010500015"
    assert identify("ＳＣ１１４６４０１０５０００１５") == identify("SC11464010500015")


def test_a_day_that_does_not_exist_is_no_birth_date() -> None:
    # 1949-02-30, with the right check character
    digits = "11010519490230002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11]
    assert not any(answer.valid for answer in identify(digits + check) if answer.kind == "resident_id")


def test_a_code_whose_inner_organisation_code_fails_is_valid_but_doubtful() -> None:
    (uscc,) = [answer for answer in identify("11010519491331002X") if answer.kind == "uscc"]
    assert uscc.valid
    assert "doubtful" in uscc.why.en


def test_a_rule_that_rests_on_one_example_is_told_and_not_held_against_a_licence() -> None:
    (answer,) = identify("JY13202020009652")
    assert answer.valid
    assert "hint" in answer.why.en


def test_an_unchecked_format_says_so() -> None:
    assert all("UNVERIFIED" in answer.why.en for answer in identify("ZL03123304.X") if answer.kind == "patent_no")


@pytest.mark.parametrize("value", ["", "   ", "hello", "=1+1", "〔", "9" * (LONGEST + 1), "号", "罚" * 40 + "号", "\x00", "国" * 20])
def test_what_is_no_number_is_nothing(value: str) -> None:
    assert not any(answer.valid for answer in identify(value))


def test_every_kind_has_its_own_id_and_title() -> None:
    assert len(kinds()) == 52
    assert kinds()["uscc"].zh == "统一社会信用代码"
