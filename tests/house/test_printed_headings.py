"""Every heading that a page, an empty file or a how-to prints is read: whoever fills in what is shown has every row taken."""

import re
from pathlib import Path

import pytest

from mingjian.core.examination.report import REPORT
from mingjian.core.linking.record import RECORD
from mingjian.core.records import Kind, kinds
from mingjian.core.records.reading.headings import recognise
from mingjian.institutions.clues.imports.opening import KIND as CLUE
from mingjian.institutions.disputes.imports.services.record import KIND as COMPLAINT
from mingjian.institutions.parcels.services.shape import ATTESTATION, NEEDED
from mingjian.office.files.headings import printed_headings

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
BROUGHT: list[Kind] = [*kinds().values(), ATTESTATION, REPORT, RECORD, CLUE, COMPLAINT]


@pytest.mark.parametrize("kind", BROUGHT, ids=lambda kind: kind.name)
def test_the_headings_that_a_page_or_an_empty_file_prints_are_all_read_each_as_its_column(kind: Kind) -> None:
    printed = printed_headings(kind)
    found = recognise(kind, printed)
    assert found.ignored == (), f"add these headings to `also` of their columns in core/records (or of {kind.name}): {found.ignored}"
    assert len(found.theirs) == len(printed), f"two headings of {kind.name} are read as one column: rename one of {printed} in `meaning` of its column"


@pytest.mark.parametrize("kind", BROUGHT, ids=lambda kind: kind.name)
def test_the_meanings_that_pages_show_for_columns_are_read_as_headings(kind: Kind) -> None:
    """Where a meaning is that of one column: pages ask for what is missing by these words."""
    for column in kind.columns:
        plain = re.split("[；，]", column.meaning.zh)[0]
        if not column.is_made and plain == column.meaning.zh and [one.meaning.zh for one in kind.columns].count(plain) == 1:
            found = recognise(kind, [plain])
            assert found.theirs, f"add {plain!r} to `also` of the column {column.name} of {kind.name}: pages ask for it by this word"


def test_the_how_to_of_attestations_names_the_headings_that_are_printed_on_the_page() -> None:
    text = (HOWTO / "attest-parcels.md").read_text("utf-8")
    named = re.search(r"列为(?P<all>[^（。]*)", text)
    assert named is not None, "name the headings in docs/howto/attest-parcels.md after 列为, divided by 、"
    headings = named["all"].split("、")
    assert headings == printed_headings(ATTESTATION), (
        f"write in docs/howto/attest-parcels.md the headings that the page prints: {printed_headings(ATTESTATION)}"
    )
    assert set(recognise(ATTESTATION, headings).theirs) >= set(NEEDED), "name in docs/howto/attest-parcels.md every heading that is required"


def test_the_columns_that_the_how_to_of_reports_names_are_read() -> None:
    text = (HOWTO / "examine-a-report.md").read_text("utf-8")
    named = re.search(r"Columns: `(?P<all>[^`]*)`", text)
    assert named is not None, "name the columns in docs/howto/examine-a-report.md after `Columns:`"
    headings = [one.strip() for one in named["all"].split(",")]
    assert recognise(REPORT, headings).ignored == (), (
        f"correct the columns in docs/howto/examine-a-report.md: {recognise(REPORT, headings).ignored} are not read"
    )


def test_headings_that_how_tos_map_by_hand_name_columns_that_there_are() -> None:
    ours = {column.name for kind in BROUGHT for column in kind.columns}
    for page in HOWTO.glob("*.md"):
        for name in re.findall(r"--map [^\s=`]+=(\w+)", page.read_text("utf-8")):
            assert name in ours or name in ("OURS", "我们的列", "我们的"), (
                f"{page.name} maps to {name!r}: write a column that there is, or OURS where any may stand"
            )
