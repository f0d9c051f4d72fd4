"""Where a law's text was read is said in the reader's language; what names a collection alone stays a reference."""

import re
from collections.abc import Iterator

import pytest
from institutions.law.reading import browser, read

from mingjian.core.extraction.tables import table
from mingjian.core.procedure import rulebook
from mingjian.institutions.law.services.sources import source_said

REFERENCE = re.compile(r"[\w.-]+/[\w.-]+(; [\w.-]+/[\w.-]+)*")


def sources() -> Iterator[str]:
    for name in rulebook().statutes.laws():
        for law in rulebook().statutes.versions(name):
            yield law.source
            for article in law.articles.values():
                yield from (value.source for value in article.values.values())


def test_each_source_is_a_reference_or_has_its_chinese() -> None:
    found = set(filter(None, sources()))
    assert len(found) > 30
    assert [one for one in found if not REFERENCE.fullmatch(one) and source_said(one).zh == one] == []


def test_the_table_says_nothing_that_no_law_says() -> None:
    assert {one["en"] for one in table("law_sources.yaml")["sources"]} <= set(sources())


@pytest.mark.django_db
def test_an_officer_reads_it_in_chinese_and_in_english() -> None:
    law = next(one for name in rulebook().statutes.laws() for one in rulebook().statutes.versions(name) if one.source == "secondary reproduction")
    address = f"/law/instruments/{law.law}?on={law.in_force:%Y-%m-%d}"
    assert "二手转载" in read(browser("zh-hans"), address)
    assert "secondary reproduction" in read(browser("en"), address)
