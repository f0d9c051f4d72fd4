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
from mingjian.office.files.keeping import seal
from mingjian.office.files.links import MARK
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
