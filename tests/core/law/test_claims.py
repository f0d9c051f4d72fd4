"""What a consumer may claim on top, worked by hand from Consumer Law 55, Food Safety Law 148 and Drug Law 144."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from mingjian.cli.law import command
from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.law.claims import BASES, as_data, claim
from mingjian.core.procedure import rulebook

LAW = rulebook().statutes
ON = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("kind", "price", "loss", "total"),
    [
        ("fraud", "100", None, "500"),  # three times is 300
        ("fraud", "166.67", None, "500.01"),
        ("fraud", "2000", None, "6000"),
        ("food", "30", None, "1000"),  # ten times is 300
        ("food", "99.99", None, "1000"),
        ("food", "500", "2000", "6000"),  # three times the loss is more than 5,000
        ("food", "500", "100", "5000"),
        ("food", None, "400", "1200"),
        ("food", "0", "0", "1000"),
        ("drug", "88", "100", "1000"),
        ("drug", "300", None, "3000"),
        ("defect", None, "120000", "240000"),
    ],
)
def test_the_sum_is_the_higher_multiple_and_never_below_the_least(kind: str, price: str | None, loss: str | None, total: str) -> None:
    sums = [Decimal(one) if one is not None else None for one in (price, loss)]
    assert claim(kind, ON, LAW, *sums).sum == Decimal(total)


def test_what_must_be_so_and_what_comes_besides_is_told() -> None:
    found = claim("food", ON, LAW, Decimal(30))
    assert "价款 30 元的 10 倍为 300 元" in found.said.zh
    assert "也可以按损失的 3 倍（没有写明损失）" in found.said.zh
    assert "价款退还和损失赔偿另算" in found.said.zh
    assert any("瑕疵" in one.zh for one in found.basis.conditions)
    assert as_data(found)["sum"] == 1000
    assert "至多" in claim("defect", ON, LAW, loss=Decimal(5)).said.zh


@pytest.mark.parametrize("kind", BASES)
def test_a_sum_that_is_multiplied_and_was_not_given_is_asked_for(kind: str) -> None:
    with pytest.raises(BadInput, match="请写明"):
        claim(kind, ON, LAW)


def test_of_a_day_whose_text_is_not_entered_nothing_is_said() -> None:
    with pytest.raises(NotInBook, match="drug_law/144#damages_price"):
        claim("drug", date(2019, 11, 30), LAW, Decimal(100))
    assert claim("fraud", date(2014, 3, 15), LAW, Decimal(100)).sum == 500


@pytest.mark.parametrize(("kind", "price", "told"), [("gift", "1", "没有索赔依据"), ("fraud", "-1", "零至"), ("fraud", "NaN", "零至")])
def test_bad_input_is_refused_in_words(kind: str, price: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        claim(kind, ON, LAW, Decimal(price))


def test_the_command_says_it_in_words_and_as_data() -> None:
    words = ["claim", "--basis", "food", "--on", "2026年3月3日", "--price", "30"]
    said = CliRunner().invoke(command, words, catch_exceptions=False).output
    assert "可以要求增加赔偿 1,000 元" in said
    assert "生产者；经营者须明知" in said
    assert json.loads(CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False).output)["ground"] == "food_safety_law/148"
