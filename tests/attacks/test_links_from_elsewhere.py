"""L7: a link on another site makes nobody take a file, document or list out; whoever follows it is shown what it is, and the ledger has no entry."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now
from people import browser

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.links import MARK
from mingjian.office.files.storage import seal
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
SOURCE = Path(__file__).parents[2] / "src/mingjian"


@pytest.fixture
def file(who: dict[str, Officer]) -> int:
    li = who["li"]
    dossier = open_dossier(Opening("assistance", "D1", "某鞋店"), by=li, department=li.department, at=now(), given={"questions": "何处经营"})
    return int(seal([b"fact"], "笔录.txt", dossier=dossier, by=li, at=now()).pk)


@pytest.mark.parametrize("path", ["/files/{0}", "/files/{0}/text", "/dossiers?as=xlsx", "/clues?as=csv"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_another_site_gives_nothing_out_and_enters_nothing(who: dict[str, Officer], file: int, path: str, site: str) -> None:
    address, client = path.format(file), browser(who["li"])
    before = Entry.objects.count()
    shown = client.get(address, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"})
    assert shown.status_code == 403
    assert f'href="{address}"' in shown.content.decode()
    assert "来自其他网站的链接" in shown.content.decode()
    assert Entry.objects.count() == before
    for own in ("same-origin", "none", None):  # from a page of the node, typed or kept, or a browser that does not say
        reply = client.get(address, headers={"Sec-Fetch-Site": own} if own else {})
        assert reply.status_code == 200
        assert b"".join(reply.streaming_content) if reply.streaming else reply.content
    assert Entry.objects.count() == before + 3


ELSEWHERE = (
    {"Referer": "http://evil.example/a"},
    {"Referer": "http://testserver.evil.example/"},
    {"Referer": "http://evil.example/http://testserver/"},
    {"Referer": "http://testserver@evil.example/"},
    {"Referer": "http://testserver:8081/"},
    {"Origin": "null"},
    {"Origin": "http://evil.example"},
    {"Upgrade-Insecure-Requests": "1"},  # rel=noreferrer: the browser may not say where it comes from
)


@pytest.mark.parametrize("path", ["/files/{0}", "/dossiers?as=xlsx"])
def test_over_plain_http_the_page_before_tells_where_a_link_stands(who: dict[str, Officer], file: int, path: str) -> None:
    """Browsers send no Sec-Fetch-Site there, and every link gave out what it led to."""
    address, client = path.format(file), browser(who["li"])
    before = Entry.objects.count()
    for headers in ELSEWHERE:
        assert client.get(address, headers=headers).status_code == 403, headers
    assert Entry.objects.count() == before
    own = ({"Referer": "http://testserver/dossiers/D1", "Upgrade-Insecure-Requests": "1"}, {"Origin": "http://testserver"}, {})
    for headers in own:
        reply = client.get(address, headers=headers)
        assert reply.status_code == 200, headers
        assert b"".join(reply.streaming_content) if reply.streaming else reply.content


def test_a_proxy_of_another_name_is_this_node(who: dict[str, Officer], file: int, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://mingjian.example"]
    reply: Any = browser(who["li"]).get(f"/files/{file}", headers={"Referer": "https://mingjian.example/dossiers/D1"})
    assert reply.status_code == 200
    assert b"".join(reply.streaming_content)


@pytest.mark.parametrize("path", ["/", "/dossiers", "/dossiers?q=1", "/help"])
def test_pages_open_from_wherever_they_are_linked(who: dict[str, Officer], path: str) -> None:
    assert browser(who["li"]).get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_whoever_is_not_signed_in_signs_in_first(file: int) -> None:
    reply: Any = Client().get(f"/files/{file}", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply["Location"] == f"/accounts/login/?next=/files/{file}"


def views(patterns: list[Any]) -> Any:
    for one in patterns:
        yield from views(one.url_patterns) if isinstance(one, URLResolver) else [one.callback] if isinstance(one, URLPattern) else []


def test_every_view_that_hands_bytes_out_by_a_link_is_marked() -> None:
    """Read off the source: a function of a page that calls what hands out, and that no form guards."""
    marked = {f"{view.__module__}.{view.__name__}" for view in views(get_resolver().url_patterns) if getattr(view, MARK, False)}
    found = set()
    for page in [*SOURCE.rglob("pages.py"), *(SOURCE / "office/web").glob("*.py")]:
        for decorators, name, body in re.findall(r"^((?:@[^\n]+\n)+)def (\w+)\((.*?)(?=^@|^def |\Z)", page.read_text(), re.M | re.S):
            if re.search(r"\b(?:hand_out\w*|sealed_bytes)\b", body) and "require_POST" not in decorators:
                found.add(f"mingjian.{'.'.join(page.relative_to(SOURCE).with_suffix('').parts)}.{name}")
    assert len(found) >= 6
    assert found <= marked, f"{sorted(found - marked)}: mark them with @leaves_an_entry"
