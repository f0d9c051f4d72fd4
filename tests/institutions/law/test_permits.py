"""The table of permits: every kind that a field asks for has an issuer, articles are those of the day, and what is UNVERIFIED says so."""

import csv
import io
from datetime import date
from urllib.parse import urlsplit

import pytest
from people import browser

from mingjian.core.extraction.tables import table
from mingjian.core.procedure import rulebook
from mingjian.institutions.law.services.permits import ALWAYS, NEVER, issued, permits_on, written_on
from mingjian.office.models import Officer

TODAY = date(2026, 11, 26)


def test_every_kind_that_a_field_asks_for_has_one_issuer_and_no_line_is_idle() -> None:
    asked = {kind for row in table("permits_shown.yaml").values() for kind in row.get("any_of", ())}
    lines = [kind for row in table("permits_issued.yaml")["issued"] for kind in row["of"]]
    assert len(set(lines)) == len(lines)
    assert set(lines) == asked == set(issued())
    assert all(one.issuer.zh and one.issuer.en and one.look_up.zh and one.look_up.en for one in issued().values())
    assert {urlsplit(one.address).scheme for one in issued().values()} <= {"", "http", "https"}
    assert written_on() <= TODAY.replace(day=28)


def test_fields_rest_on_articles_of_the_day_and_what_the_rulebook_does_not_hold_then_is_told_apart() -> None:
    found = {row.field: row for row in permits_on(TODAY)}
    assert set(found) <= set(dict(rulebook().vocabularies["goods_fields"]))
    assert all(row.grounds and not row.lapsed for row in found.values())
    assert found["pesticide"].when == ALWAYS
    assert found["tobacco"].when == NEVER
    assert found["tobacco"].permits == ()
    early = {row.field: row for row in permits_on(date(2018, 6, 1))}
    assert "ecl/15" in early["food"].lapsed  # the E-Commerce Law is of 2019
    assert "ecl/15" not in early["food"].grounds


@pytest.mark.django_db
def test_the_page_says_who_gives_it_out_and_that_this_is_unverified_and_gives_the_table_as_a_file(who: dict[str, Officer]) -> None:
    page = browser(who["li"]).get("/law/permits").text
    for words in ("农药登记", "国务院农业农村主管部门", "UNVERIFIED", "http://www.chinapesticide.org.cn", "不得在网上向消费者销售"):
        assert words in page
    assert 'href="http://www.chinapesticide.org.cn' not in page  # an address that nobody verified is no link
    assert "the rulebook holds none on this day" in browser(who["li"], "en").get("/law/permits?on=2018-06-01").text
    rows = list(csv.reader(io.StringIO(browser(who["li"]).get("/law/permits?as=csv").getvalue().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(permits_on(TODAY))
    assert "UNVERIFIED" in "".join(rows[0])


@pytest.mark.django_db
def test_a_number_says_where_it_is_looked_up(who: dict[str, Officer]) -> None:
    page = browser(who["li"]).get("/law/identify?value=国药准字Z20053429").text
    assert "核发机关（UNVERIFIED）" in page
    assert "国家药品监督管理局" in page
    assert "核发机关" not in browser(who["li"]).get("/law/identify?value=91330106MA2XXXXX1Y").text
