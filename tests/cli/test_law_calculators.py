"""`mingjian law threshold | identify`, as a person and as a program ask them."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from mingjian.cli.law import command
from mingjian.core.errors import BadInput


def ask(*words: str) -> str:
    done = CliRunner().invoke(command, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def ask_json(*words: str) -> Any:
    return json.loads(ask(*words, "--json"))


def test_a_threshold_tells_what_governs_and_every_regime() -> None:
    told = ask_json("threshold", "selling_counterfeit_marked_goods", "--acted-on", "2024-06-01", "--decided-on", "2026-01-01", "--sales", "300000")
    assert (told["crime"], told["tier"], told["regime"], told["warning"]) == ("selling_counterfeit_marked_goods", "base", "2025_interp", True)
    assert [(one["regime"], one["tier"]) for one in told["regimes"]] == [("new_statute_old_interp", "heavy"), ("2025_interp", "base")]
    assert "ip_interp_2025/5" in told["ground"]


def test_below_the_line_is_none_and_the_warning_comes_early() -> None:
    words = ("threshold", "counterfeit_mark", "--acted-on", "2026-06-01", "--decided-on", "2026-07-01", "--gains")
    assert [(ask_json(*words, gains)["tier"], ask_json(*words, gains)["warning"]) for gains in ("23999.99", "24000", "30000")] == [
        ("none", False),
        ("none", True),
        ("base", True),
    ]


def test_a_measure_can_be_named_outright() -> None:
    words = ("threshold", "personal_information", "--acted-on", "2026-06-01", "--decided-on", "2026-07-01")
    assert ask_json(*words, "--count", "records_lodging_comm_health_transaction=500")["tier"] == "base"
    assert ask_json(*words, "--items", "500")["tier"] == "to_judge"


def test_a_person_reads_both_languages() -> None:
    told = ask("threshold", "copyright", "--acted-on", "2026-06-01", "--decided-on", "2026-07-01", "--items", "500", "--prior-penalties", "1")
    assert "侵犯著作权罪：base" in told
    assert "Infringing copyright: base" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("threshold", "murder", "--acted-on", "2026-06-01"), "no crime 'murder'"),
        (("threshold", "copyright", "--acted-on", "2026-02-30"), "is no day"),
        (("threshold", "copyright", "--acted-on", "2026-06-01", "--gains", "a lot"), "is no number"),
        (("threshold", "copyright", "--acted-on", "2026-06-01", "--gains", "-1"), "from zero"),
        (("threshold", "copyright", "--acted-on", "2026-06-01", "--count", "clicks"), "measure=number"),
        (("threshold", "copyright", "--acted-on", "2026-06-01", "--decided-on", "2020-01-01"), "before the act"),
    ],
)
def test_bad_input_is_one_clear_error(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(*words)


def test_identify_lists_kind_valid_and_why() -> None:
    (answer,) = ask_json("identify", "SC11464010500016")
    assert (answer["kind"], answer["valid"]) == ("SC", False)
    assert "check digit" in answer["why"]
    assert ask_json("identify", "hello") == []
    assert "no number that we know" in ask("identify", "hello")
    assert "✓ uscc" in ask("identify", "91110000600037341l")


def test_liability_lists_what_competes_and_what_decides() -> None:
    told = ask_json("liability", "--act", "trademark_infringement", "--field", "clothing_shoes", "--on", "2026-06-01", "--amount", "80000")
    assert (told["act"], told["field"], told["governs"], told["rule_ground"]) == ("trademark_infringement", "clothing_shoes", "trademark_law/60", "apl/29")
    assert len(told["provisions"]) > 2
    read = ask("liability", "--act", "operator.no_fake_trading", "--field", "food", "--on", "2026-06-01")
    assert "《中华人民共和国反不正当竞争法》第25条" in read
    assert "Anti-Unfair Competition Law, art. 25" in read
    with pytest.raises(BadInput, match="no field 'weather'"):
        ask("liability", "--act", "fake_goods", "--field", "weather", "--on", "2026-06-01")


def test_a_share_is_never_rounded_up_to_the_line() -> None:
    assert "199999.99 / 200000 = 99.9%" in ask("threshold", "fake_or_substandard_products", "--acted-on", "2026-06-01", "--sales", "199999.99")


def test_a_broken_duty_is_told_with_its_fines_and_on_what_each_hangs() -> None:
    said = ask("liability", "--act", "courier.verify_sender", "--field", "other", "--on", "2026-03-03")
    assert "100,000–500,000" in said
    assert "0–100,000（对直接负责的主管人员和其他直接责任人员）" in said
    refused = ask("liability", "--act", "platform.admission.verify", "--field", "other", "--on", "2026-03-03")
    assert "20,000–100,000（逾期不改正）" in refused


def test_a_duty_without_a_fine_is_not_called_no_breach() -> None:
    result = CliRunner().invoke(command, ["liability", "--act", "courier.waybill_minimum", "--field", "other", "--on", "2026-03-03"])
    assert result.exit_code != 0
    said = f"{result.output}{result.exception}"
    assert "没有违法行为" not in said
    assert "不等于不受处罚" in said


def test_tools_are_confiscated_by_the_trademark_law_of_2027_too() -> None:
    told = ask_json("liability", "--act", "trademark_infringement", "--field", "clothing_shoes", "--on", "2027-02-01", "--amount", "80000")
    one = next(one for one in told["provisions"] if one["ground"] == "trademark_law/74")
    assert any("工具" in order["zh"] for order in one["orders"])
    assert one["orders_verification"] == "text"


SEED = ("liability", "--act", "fake_goods", "--field", "seed", "--on", "2021-06-01", "--amount", "15000")


def test_the_milder_law_of_the_decision_is_printed_first() -> None:
    said = ask(*SEED, "--decided-on", "2026-11-30")
    assert said.index("▶ 《中华人民共和国种子法》第74条") < said.index("—— 行为时的规定（2021-06-01）") < said.index("▶ 《中华人民共和国种子法》第75条")
    assert "从旧兼从轻" in said


def test_json_of_a_fine_says_which_law_it_is_and_gives_the_other() -> None:
    told = ask_json(*SEED, "--decided-on", "2026-11-30")
    assert (told["governs"], told["on"], told["law_on"], told["law_of"], told["law_is_sure"]) == ("seed_law/74", "2021-06-01", "2026-11-30", "decision", True)
    assert told["other_law"]["governs"] == "seed_law/75"
    alone = ask_json(*SEED, "--decided-on", "2021-06-01")
    assert (alone["governs"], alone["law_of"], alone["other_law"]) == ("seed_law/75", "act", None)


def test_without_a_day_of_decision_it_is_today() -> None:
    assert ask_json(*SEED)["law_of"] == "decision"
