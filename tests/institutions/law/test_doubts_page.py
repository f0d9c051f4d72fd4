"""The page of what is not verified shows as many things as the files mark, by kind, and gives them as a file."""

import html
import re

import pytest
from institutions.law.reading import browser, read

from mingjian.core.agreement.reader import agreements
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.doubts import KINDS, doubts
from mingjian.core.procedure.rulebook import duties

pytestmark = pytest.mark.django_db


def test_the_page_counts_and_shows_each() -> None:
    found = doubts(book(), duties(), discretion(), [one for versions in agreements().values() for one in versions.values()])
    page = html.unescape(read(browser(), "/law/unverified"))
    assert f'<span class="count">{len(found)}</span></h1>' in page
    for kind, label in KINDS.items():
        here = [one for one in found if one.kind == kind]
        assert (label.en in page) == bool(here), kind
        for one in here:
            assert one.what.en in page
    sections = [int(count) for count in re.findall(r'<span class="count">(\d+)</span></h2>', page)]
    assert sum(sections) == len(found) == page.count("<tr") - len(sections)
    assert 'href="/law/unverified"' in read(browser(), "/law")


def test_it_is_taken_along_as_a_file_with_a_row_for_each() -> None:
    client = browser()
    page = read(client, "/law/unverified")
    (address, *_) = re.findall(r'href="(\?[^"]*csv[^"]*)"', html.unescape(page)) or [""]
    assert address
    rows = client.get(f"/law/unverified{address}")
    body = b"".join(rows.streaming_content) if rows.streaming else rows.content
    found = doubts(book(), duties(), discretion(), [one for versions in agreements().values() for one in versions.values()])
    assert body.decode("utf-8-sig").count("\n") >= len(found)
