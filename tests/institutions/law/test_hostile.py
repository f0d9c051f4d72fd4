"""Whatever stands in an address, the pages and the API of law answer it: with an answer, or with a named fault, and never with markup from outside."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import people

pytestmark = pytest.mark.django_db

SAID = {
    "on": "2026-11-24",
    "q": "通知",
    "kind": "law",
    "ref": "ecl/43#right_holder_acts",
    "from": "2026-03-03T10:00",
    "to": "2026-11-24",
    "exclude": "2026-03-05..2026-03-06=x",
    "crime": "illegal_labels",
    "acted_on": "2026-06-01",
    "decided_on": "2026-07-01",
    "sales": "30000",
    "labels": "20000",
    "count": "labels=20000",
    "items": "7",
    "act": "fake_goods",
    "field": "food",
    "amount": "12000",
    "gains": "5",
    "actor": "platform",
    "value": "91110000600007468X",
    "instrument": "aucl",
    "law": "aucl",
    "ground": "ecl/43",
}
PAGES = [
    *("/law/", "/law/instruments/ecl", "/law/instruments/ecl/43", "/law/instruments/ecl/43/right_holder_acts", "/law/procedures/"),
    *("/law/procedures/crime_transfer", "/law/duties/", "/law/period", "/law/threshold", "/law/liability", "/law/identify", "/law/compare"),
    *(f"/api/law/{name}" for name in ("period", "threshold", "liability", "duties", "article", "identify", "refs", "diff")),
]
ODD = st.sampled_from(
    [
        *("", " ", "\x00", "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "{{ 7*7 }}", "%s%n", "../../etc/passwd", "=1+1", "𠮷" * 300),
        *(
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "0001-01-01T00:00+14:00",
            "9999-12-31T23:59-12:00",
            "2026-03-03T10:00:60",
            "-1",
            "1e309",
            "NaN",
            "Infinity",
        ),
        *(
            "0x10",
            "１２",
            "1_000",
            "ecl/43#",
            "#",
            "/",
            "ecl/43#a#b",
            "2026-01-01..2025-01-01=x",
            "0001-01-01..9999-12-31=x",
            "a=b=c",
            "=",
            "labels=",
            "labels=-5",
        ),
    ]
)
ANY = st.one_of(ODD, st.text(max_size=60))


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.sampled_from(PAGES), changed=st.dictionaries(st.sampled_from(sorted(SAID)), ANY, max_size=4), left_out=st.sets(st.sampled_from(sorted(SAID))))
def test_no_address_breaks_a_page(hostile: Client, page: str, changed: dict[str, str], left_out: set[str]) -> None:
    query = {name: value for name, value in SAID.items() if name not in left_out} | changed
    reply = hostile.get(page, query)
    assert reply.status_code in (200, 404, 422), (page, query)
    if reply["Content-Type"].startswith("text/html"):
        told = reply.content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(ANY.filter(lambda part: part.strip("./ ")), min_size=1, max_size=3), room=st.sampled_from(["instruments", "procedures"]))
def test_no_path_breaks_a_page(hostile: Client, parts: list[str], room: str) -> None:
    reply = hostile.get(f"/law/{room}/" + "/".join(quote(part, safe="") for part in parts))
    assert reply.status_code in (200, 302, 404, 422), parts
    assert b"<script>alert" not in reply.content


@pytest.fixture
def hostile() -> Client:
    made = Client(headers={"accept-language": "en"}, raise_request_exception=True)
    made.force_login(people("li")["li"])
    return made
