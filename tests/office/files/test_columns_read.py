"""Every page that takes a file of rows prints the columns that its reader reads, from the reader's own kind, and hands out an empty file of them."""

import pytest
from couriers import courier_clerk
from noticed import of_kind
from people import browser, people

from mingjian.core.examination.report import REPORT
from mingjian.core.procedure.questions import ASKS, HEADINGS
from mingjian.core.records import Kind, kind
from mingjian.core.records.reading.headings import recognise
from mingjian.institutions.clues.imports.opening import KIND as CLUE
from mingjian.institutions.disputes.imports.services.record import KIND as COMPLAINT
from mingjian.institutions.notices.batches.work.row_files import read_table
from mingjian.institutions.parcels.services.shape import ATTESTATION
from mingjian.office.files.headings import read_columns
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
PAGES = (
    ("clerk", "/operators/reports", "/operators/reports/template.csv", REPORT),
    ("clerk", "/filings/try", "/operators/reports/template.csv", REPORT),
    ("li", "/complaints/import", "/complaints/import/template.csv", COMPLAINT),
    ("di", "/parcels", "/parcels/attestations/template.csv", ATTESTATION),
    ("li", "/data/new", "/data/template/order.csv", kind("order")),
    ("li", "/data/new", "/data/template/right.csv", kind("right")),
    ("li", "/clues/import", "/clues/import/template", CLUE),
    ("li", "/detectors/screen", "/data/template/listing.csv", kind("listing")),
)


@pytest.mark.parametrize(("by", "address", "template", "of"), PAGES, ids=lambda one: getattr(one, "name", one))
def test_a_page_that_takes_a_file_prints_its_columns_and_hands_out_an_empty_file(by: str, address: str, template: str, of: Kind) -> None:
    officer: Officer = courier_clerk() if by == "di" else people(by)[by]
    shown = browser(officer).get(address).content.decode()
    assert "data-columns" in shown
    assert f'href="{template}"' in shown
    assert read_columns(of)
    for column in read_columns(of):
        assert f"<strong>{column.heading}</strong>" in shown
    told = browser(officer).get(template).content.decode("utf-8-sig")
    assert told.strip()
    assert recognise(of, told.strip().split(",")).ignored == ()


def test_what_is_printed_is_read_alternatives_too_and_names_no_unit_of_time() -> None:
    for of in (kind("order"), REPORT, ATTESTATION):
        assert read_columns(of)
        for column in read_columns(of):
            assert column.unit != "UTC"
            for heading in (column.heading, *column.others):
                assert recognise(of, [heading]).theirs, f"{heading} is printed and not read"


def test_whoever_may_not_bring_attestations_gets_no_empty_file() -> None:
    assert browser(people("li")["li"]).get("/parcels/attestations/template.csv").status_code == 403


#: Grounds of refusals are asked by worked examples of the rulebook alone: their columns are facts of a dossier, and no page answers them.
@pytest.mark.parametrize("asks", [one for one in ASKS if one != "ground"])
def test_the_page_of_tables_of_questions_hands_out_an_empty_one_of_each_kind(asks: str) -> None:
    client = browser(people("li")["li"])
    assert f'href="/law/tables/{asks}.csv"' in client.get("/law/tables").content.decode()
    headings = client.get(f"/law/tables/{asks}.csv").content.decode("utf-8-sig").strip().split(",")
    assert [HEADINGS.get(one, one) for one in headings] == [*ASKS[asks][0], *ASKS[asks][1]]
    assert client.get("/law/tables/other.csv").status_code == 404


def test_the_page_of_many_notices_prints_what_it_reads_and_its_empty_file_is_read() -> None:
    client = browser(of_kind("holder", "right_holder", "right_holder"))
    page = client.get("/notices/many").content.decode()
    assert 'href="/notices/many/template.csv"' in page
    assert "<strong>网址</strong>" in page
    empty = client.get("/notices/many/template.csv").content
    (row,) = read_table(empty + "https://shop.example/1,某平台,假货\n".encode())
    assert (row.address, row.platform, row.note) == ("https://shop.example/1", "某平台", "假货")
