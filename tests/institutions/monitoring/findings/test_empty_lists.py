"""An empty list says whether there is nothing, or nothing that answers to what it was asked for."""

import re

import pytest
from django.utils.timezone import now
from journeys.world import make_findings
from people import browser

from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOTHING, CLEAR = "这里还没有发现", "清除筛选"


def page(officer: Officer, address: str, language: str = "zh-hans") -> str:
    return browser(officer, language).get(address).content.decode()


def far_away(count: int) -> None:
    found = Finding.objects.order_by("pk")
    assert found.count() >= count
    found.update(region="340207", region_is_known=True)


def test_findings_elsewhere_are_counted_where_none_lies_in_the_own_region(who: dict[str, Officer]) -> None:
    made = make_findings(who["li"])
    far_away(len(made))
    told = page(who["li"], "/findings?lies=home")
    assert NOTHING not in told
    assert f"符合当前筛选条件的 0 条；不筛选共 {len(made)} 条" in told
    address = re.search(rf'<a href="([^"]+)">外地 {len(made)}</a>', told)
    assert address is not None
    shown = page(who["li"], address[1].replace("&amp;", "&"))
    assert "<tr data-row>" in shown
    assert f'href="/findings?status=all">{CLEAR}' in told
    assert "0 answer to this filter" in page(who["li"], "/findings?lies=home", "en")


def test_a_queue_whose_findings_were_all_dealt_with_says_so(who: dict[str, Officer]) -> None:
    made = make_findings(who["li"])
    Finding.objects.update(status=Finding.Status.SET_ASIDE)
    told = page(who["li"], "/findings")
    assert NOTHING not in told
    assert re.search(rf'<a href="/findings\?status=set_aside">[^<]+ {len(made)}</a>', told)
    assert "不筛选共" in page(who["li"], "/findings/shops")


def test_where_nothing_was_ever_found_the_list_says_how_to_begin(who: dict[str, Officer]) -> None:
    told = page(who["li"], "/findings")
    assert (NOTHING in told, CLEAR in told) == (True, False)


@pytest.mark.parametrize("address", ["/clues", "/dossiers", "/docket", "/operators", "/cases", "/kits"])
def test_every_list_that_is_empty_for_what_it_was_asked_offers_to_clear_the_filter(who: dict[str, Officer], address: str) -> None:
    take_up(make_findings(who["li"])[0], by=who["li"], at=now())
    asked = f"{address}?q=木兰辞里没有这个名字" + ("&held=mine&part=today" if address == "/docket" else "")
    assert CLEAR in page(who["li"], asked)
    assert CLEAR not in page(who["li"], address)
