"""The share of cases that went to the police is public, by sector and region, with bounds, and gives no single case away."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from people import at

from mingjian.core.procedure import rulebook
from mingjian.core.rules.precision import Precision, wilson
from mingjian.core.small_cells import AtLeast
from mingjian.institutions.cases.models import Case
from mingjian.institutions.figures.services.public_ratio import public_ratio, share_of_value, years_told
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
IN_YEAR = at("2025-06-01 09:00")


def filed(by: Officer, count: int, field: str, value: str | None, when: datetime = IN_YEAR, sent: datetime | None = None) -> None:
    """Enter cases filed by the department of an officer, sent to the police at an instant; the way between is of no concern here."""
    for _ in range(count):
        case = dossier_of(by, "admin_case", when)
        Case.objects.create(dossier=case, field=field, goods_value=Decimal(value) if value else None)
        if sent is not None:
            enter("transfer", at=sent, by=by, dossier=dossier_of(by, "crime_transfer", when, case))


def dossier_of(by: Officer, procedure: str, when: datetime, source: Dossier | None = None) -> Dossier:
    made = Dossier(number=f"X{Dossier.objects.count():06}", procedure=procedure, title="x", sheet_in_force=date(2021, 7, 15), department=by.department)
    made.opened_by, made.opened_at, made.moved_at, made.arose_from, made.state = by, when, when, source, {"main": "filed"}
    made.save()
    return made


def test_sectors_with_few_transferred_are_told_with_another_and_the_two_tables_give_no_difference(who: Who) -> None:
    """Of 8 transferred 6 were of shoes and the rest left out: the one county of the other table told the 8, and so the 2."""
    filed(who["li"], 20, "clothing_shoes", "30000")
    filed(who["li"], 6, "clothing_shoes", "30000", sent=IN_YEAR)
    filed(who["li"], 30, "food", "10000")
    filed(who["li"], 2, "food", "10000", sent=IN_YEAR)
    filed(who["li"], 40, "cosmetics", "10000")
    filed(who["li"], 9, "cosmetics", "10000", sent=IN_YEAR)
    fields = {key: said(value) for key, value in rulebook().vocabularies["goods_fields"].items()}
    told = public_ratio(2025)
    (cosmetics, pooled, total), (county, of_county) = told.by_sector, told.by_region
    assert (cosmetics.label, cosmetics.sent, cosmetics.filed) == (fields["cosmetics"], 9, 49)
    assert all(fields[key] in pooled.label for key in ("clothing_shoes", "food"))
    assert (pooled.sent, pooled.filed, pooled.by_count) == (8, 58, Precision(8, 58))
    assert pooled.by_value is not None
    assert (pooled.by_value.sent, pooled.by_value.of_all, round(pooled.by_value.share, 3)) == (20, 110, 0.182)
    assert (total.sent, total.filed, county.sent, of_county.sent) == (17, 107, 17, 17)


def test_many_small_regions_are_one_row_and_where_all_together_are_few_nothing_is_told(who: Who) -> None:
    for name in ("li", "zhao", "sun", "zhou"):
        filed(who[name], 20, "food", None)
    filed(who["zhou"], 3, "food", None, sent=IN_YEAR)
    (*others, pooled, total) = public_ratio(2025).by_region
    assert ([one.sent for one in others], pooled.sent, pooled.filed, total.sent) == ([], None, AtLeast(80), AtLeast(0))
    (sector, of_sectors) = public_ratio(2025).by_sector
    assert (sector.sent, of_sectors.sent) == (None, AtLeast(0))
    assert all(one.department.name in pooled.label for one in (who["li"], who["zhao"], who["sun"], who["zhou"]))


def test_none_transferred_is_told_with_its_upper_bound(who: Who) -> None:
    filed(who["li"], 40, "food", "10000")
    (food, total) = public_ratio(2025).by_sector
    assert (food.sent, food.filed) == (0, 40)
    assert food.by_count is not None
    assert 0.08 < food.by_count.high < 0.09
    assert food.by_value is not None
    assert food.by_value.high == pytest.approx(food.by_count.high), "of equal values"
    assert total.by_value is not None


def test_a_value_of_which_one_case_makes_up_half_is_left_out_and_bounds_widen_with_large_cases(who: Who) -> None:
    filed(who["li"], 10, "food", "1000")
    filed(who["li"], 5, "food", "1000", sent=IN_YEAR)
    assert public_ratio(2025).by_sector[0].by_value is not None
    filed(who["li"], 1, "food", "900000", sent=IN_YEAR)
    line = public_ratio(2025).by_sector[0]
    assert (line.by_count is not None, line.by_value) == (True, None)
    share, low, high = share_of_value(1000.0, 11000.0, 10000.0**2 + 1000.0**2)
    assert high - low > wilson(share, 11)[1] - wilson(share, 11)[0]


def test_a_transfer_after_march_changes_no_table_of_the_year_before(who: Who) -> None:
    filed(who["li"], 8, "food", "1000", sent=at("2026-04-01 00:00"))
    filed(who["li"], 5, "food", "1000", sent=at("2026-03-31 23:59"))
    filed(who["li"], 9, "food", "1000", when=at("2026-01-01 00:00"), sent=at("2026-01-02 00:00"))
    line = public_ratio(2025).by_sector[0]
    assert (line.sent, line.filed) == (5, 13)


def test_a_year_is_told_from_april_on(who: Who) -> None:
    assert years_told(at("2026-03-31 23:00"))[0] == 2024
    assert years_told(at("2026-04-01 01:00"))[:2] == [2025, 2024]


def test_regions_are_told_by_the_department_that_answers_for_them(who: Who) -> None:
    filed(who["li"], 10, "food", None)
    filed(who["zhao"], 10, "food", None, sent=IN_YEAR)
    told = {one.label: (one.sent, one.filed, one.by_value) for one in public_ratio(2025).by_region}
    assert told["桐庐县局"] == (0, 10, None)
    assert told["淳安县局"] == (10, 10, None)


def test_anybody_reads_the_page_and_takes_the_table_along_where_the_door_is_open(who: Who, settings: object) -> None:
    newest = years_told(at("2026-12-01 09:00"))[0]
    filed(who["li"], 30, "food", "10000", when=at(f"{newest}-06-01 09:00"))
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]
    page = Client().get(f"/transfer-ratio?year={newest}", headers={"accept-language": "zh"}).text
    assert "移送公安机关的案件" in page
    assert "0 / 30" in page
    assert "桐庐县局" in page
    table = Client().get(f"/transfer-ratio?year={newest}&of=region&as=csv")
    assert "桐庐县局" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    table.close()
    assert Client().get("/transfer-ratio?year=1999").status_code == 404
    assert Client().get("/transfer-ratio?year=二〇").status_code == 404
    settings.PUBLIC_DOOR = False  # type: ignore[attr-defined]
    assert Client().get("/transfer-ratio").status_code == 404
