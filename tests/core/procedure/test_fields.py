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


#: Acts of which the special law was read and says nothing, so that the general one rightly governs.
SILENT = {(act, field) for act in ("expired_goods", "fake_goods", "substandard_goods") for field in ("explosive_precursors", "tobacco")}


#: A departmental rule of the field's own that stands beside a law and does not go before it: the higher fine governs.
BESIDE = {("fake_goods", "fertilizer"): "fertilizer_measures/26", ("substandard_goods", "fertilizer"): "fertilizer_measures/26"}


def test_no_cell_is_a_fall_back() -> None:
    general = [cell for cell in CELLS if cell.field in SPECIAL and (cell.act, cell.field) not in SILENT and set(cell.grounds) & GENERAL]
    assert {(cell.act, cell.field) for cell in general} == set(BESIDE)
    assert all(BESIDE[cell.act, cell.field] in cell.grounds for cell in general)


def test_what_stays_refused_is_what_no_text_was_found_for() -> None:
    refused = {(cell.act, cell.field, cell.on.year) for cell in CELLS if cell.refusal}
    years = [day.year for day in DAYS]
    assert refused == {
        *(("expired_goods", field, year) for field in ("seed", "fertilizer", "copyright_works") for year in years),
        *(("unlicensed_trade", "fertilizer", year) for year in years),
        *(
            (act, "fertilizer", year) for act in ("fake_goods", "substandard_goods") for year in (2019, 2022)
        ),  # the revision of 2022 was seen, not the text before
        *(("substandard_goods", "copyright_works", year) for year in years),
    }


def test_a_cell_says_what_its_figure_multiplies() -> None:
    said = {(cell.act, cell.field, cell.on.year): cell.said.en for cell in CELLS if cell.said}
    assert "1–3 times the value of the goods" in said["substandard_goods", "clothing_shoes", 2024]
    assert "3–5 times the illegal gains" in said["substandard_goods", "cosmetics", 2019]
    assert "20–50 % of the illegal turnover" in said["unlicensed_trade", "tobacco", 2024]
    assert "illegal gains below 50,000 yuan" in said["unlicensed_trade", "copyright_works", 2026]
