"""Liability over all fields of goods on four days: figures with articles, or refusals with reasons."""

from mingjian.core.procedure.answers import book
from mingjian.core.procedure.fields import ACTS, DAYS, cells

CELLS = list(cells(book()))
#: Fields that have a law of their own: a general provision is never the answer there.
SPECIAL = {
    "food",
    "health_food",
    "drug",
    "cosmetics",
    "medical_device",
    "pesticide",
    "seed",
    "fertilizer",
    "veterinary_drug",
    "explosive_precursors",
    "tobacco",
}
GENERAL = {"product_quality_law/49", "product_quality_law/50", "product_quality_law/52", "unlicensed_business_measures/13", "consumer_law/56"}


def test_every_cell_is_a_figure_with_its_article_or_a_refusal_with_its_reason() -> None:
    assert len(CELLS) == len(ACTS) * 17 * len(DAYS)
    for cell in CELLS:
        assert bool(cell.grounds and cell.said) != bool(cell.refusal and cell.is_missing), cell


def test_no_cell_is_a_fall_back() -> None:
    assert [cell for cell in CELLS if cell.field in SPECIAL and set(cell.grounds) & GENERAL] == []


def test_in_2026_only_fields_whose_law_is_not_entered_are_refused() -> None:
    refused = {(cell.act, cell.field) for cell in CELLS if cell.refusal and cell.on == DAYS[-1]}
    entered = SPECIAL - {"fertilizer", "explosive_precursors", "tobacco"}
    assert {pair for pair in refused if pair[1] in entered} == {("expired_goods", "seed")}
