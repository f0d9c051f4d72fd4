"""L13: what an authority sees of platforms and couriers is for the roles that look at it, and not for whoever sits in its building."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from people import at, browser, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.queries import reports_visible_to
from mingjian.institutions.operators.services.proofs import bodies_seen
from mingjian.institutions.parcels.models import Attestation, Batch
from mingjian.institutions.parcels.queries import attestations_visible_to, batches_visible_to, postings_visible_to
from mingjian.office.models import Department, Officer
from mingjian.office.people.keys import make_key

MORNING = at("2026-11-24 09:00")


@pytest.fixture
def world(db: None) -> dict[str, Officer]:
    who = people("li", "clerk")
    institute = Department.objects.create(name_zh="研究中心", name_en="Institute", kind="other_authority", level="state", region="000000")
    courier = Department.objects.create(name_zh="速达快递", name_en="Courier", kind="courier", level="state", region="330100")
    for name, role, department in (("researcher", "researcher", institute), ("within", "researcher", department_of("county")), ("courier", "courier", courier)):
        who[name] = Officer.objects.create_user(name, department=department, roles=[role])
    common = {"brought_by": who["clerk"], "brought_at": MORNING}
    report = {"department": department_of("platform"), "name": "a.csv", "sha256": "0" * 64, "size": 1, "stands": "examined"}
    Report.objects.create(number="R2026-0000001", **report, **common)
    Department.objects.filter(kind="platform").update(region="330122")
    batch = Batch.objects.create(number="B2026-0000001", department=courier, name="b.csv", digest="1" * 64, key="k", **common)
    told = {"courier": courier, "batch": batch, "waybill": "SF1000000001", "outlet": "某营业部", "region": "330122", "sent_on": date(2026, 11, 20)}
    Attestation.objects.create(**told, sender_kind="person", is_checked=True)
    return who


def seen(officer: Officer) -> tuple[int, int, int]:
    return reports_visible_to(officer).count(), batches_visible_to(officer).count(), attestations_visible_to(officer).count()


def test_whoever_looks_at_reports_and_parcels_sees_them(world: dict[str, Officer]) -> None:
    assert seen(world["li"]) == (1, 1, 1)
    assert seen(world["clerk"]) == (1, 0, 0)
    assert seen(world["courier"]) == (0, 1, 1)
    assert bodies_seen(world["li"]).exists()


@pytest.mark.parametrize("name", ["researcher", "within"])
def test_a_researcher_sees_no_row_of_platforms_or_couriers(world: dict[str, Officer], name: str) -> None:
    officer = world[name]
    assert seen(officer) == (0, 0, 0)
    assert not postings_visible_to(officer).exists()
    assert not bodies_seen(officer).exists()
    client: Client = browser(officer)
    for address in ("/operators/reports/R2026-0000001", "/operators/reports/R2026-0000001/answers", "/parcels/attestations/B2026-0000001"):
        assert client.get(address).status_code == 404, address


def test_every_role_that_may_bring_or_judge_may_see(world: dict[str, Officer]) -> None:
    by = {name: set(power.by) for name, power in rulebook().powers.items()}
    assert by["operators.bring_reports"] <= by["operators.see_reports"]
    assert by["operators.bring_proofs"] | by["operators.judge_proofs"] <= by["operators.see_proofs"]
    assert by["parcels.ask"] | by["parcels.attest"] | by["parcels.compare"] | by["parcels.test"] <= by["parcels.see"]


MARKS = ("SF1000000001", "某营业部", "R2026-0000001", "B2026-0000001")


def addresses() -> list[str]:
    """Return every page without a parameter in its address of what platforms and couriers report, and what the API lists."""
    found = []
    for one in walked(get_resolver().url_patterns):
        if re.match(r"(?:api/)?(?:operators|parcels|filings|search|inbox|ledger)", one) and not re.search(r"[<(]", one):
            found.append(f"/{one}")
    tables = ("/parcels/attestations?q=SF1000000001", "/parcels/attestations?as=csv", "/operators/reports?as=xlsx")
    return [*found, *(f"/search?q={mark}" for mark in MARKS), *tables]


def walked(patterns: list[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walked(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


@pytest.mark.parametrize("role", ["researcher", "archivist", "panelist"])
def test_no_list_search_file_or_answer_of_the_api_tells_it_either(world: dict[str, Officer], role: str) -> None:
    """By second doors: lists, tables to be saved, the search, the API with a key."""
    officer = Officer.objects.create_user(f"of-{role}", department=department_of("county"), roles=[role])
    key = {"Authorization": f"Bearer {make_key(officer, '接口', at=MORNING)}"}
    client, asked = browser(officer), addresses()
    assert len(asked) > 15
    for address in asked:
        reply = client.get(address, headers=key if address.startswith("/api/") else {})
        content = b"".join(reply.streaming_content) if reply.streaming else reply.content
        told = content.decode("utf-8", "replace").replace(address, "")
        hits = [mark for mark in MARKS if mark in told and mark not in address]
        assert hits == [], (address, reply.status_code)
        assert not address.startswith("/search") or reply.status_code != 302, address
