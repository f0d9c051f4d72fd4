"""Pictures side by side: the listing's own beside what it is like; and no name leads out of the folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from journeys.world import make_findings
from people import PASSWORD, people

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.pictures import beside

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 30


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.PICTURES = str(tmp_path / "pictures")
    for name in ("L7.png", "L7-2.png", "L8/front.png", "specimens/安踏.png"):
        place = tmp_path / "pictures" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(PNG)
    (tmp_path / "pictures" / "page.png").write_bytes(b"<html><script>alert(1)</script>")
    (tmp_path / "secret.png").write_bytes(PNG)
    return tmp_path / "pictures"


def test_a_listing_stands_beside_the_right_holders_specimen(folder: Path) -> None:
    found = beside({"beside": {"brand": "安踏"}}, "listing", "甲网/L7")
    assert found is not None
    assert (found.own, found.others, found.is_specimen) == (["L7.png", "L7-2.png"], ["specimens/安踏.png"], True)


def test_a_copied_listing_stands_beside_the_one_that_it_is_like(folder: Path) -> None:
    found = beside({"pictures": [{"picture": "L8/front.png"}, {"picture": "../secret.png"}]}, "listing", "甲网/L7")
    assert found is not None
    assert (found.others, found.is_specimen) == (["L8/front.png"], False)


@pytest.mark.parametrize("evidence", [{}, {"beside": {"brand": "../../secret"}}, {"beside": {"brand": "*"}}, {"pictures": ["x"]}, {"pictures": None}])
def test_with_nothing_to_compare_nothing_is_shown(folder: Path, evidence: dict[str, Any]) -> None:
    assert beside(evidence, "listing", "甲网/L7") is None
    assert beside({"beside": {"brand": "安踏"}}, "shop", "甲网/L7") is None


def test_the_page_shows_both_and_the_pictures_are_given_to_officers_only(folder: Path, client: Client) -> None:
    made = make_findings(people("li", "auditor")["li"])[0]
    Finding.objects.filter(pk=made.pk).update(subject_kind="listing", subject="甲网/L7", evidence_json=json.dumps({"beside": {"brand": "安踏"}}))
    assert client.get("/pictures/L7.png").status_code == 302
    client.login(username="li", password=PASSWORD)
    told = client.get(f"/findings/{made.pk}").content.decode()
    assert 'src="/pictures/L7.png"' in told
    assert "/pictures/specimens/%E5%AE%89%E8%B8%8F.png" in told
    given = client.get("/pictures/L7.png")
    assert (given.status_code, given["Content-Type"], given["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert b"".join(given.streaming_content) == PNG  # type: ignore[attr-defined]
    client.login(username="auditor", password=PASSWORD)
    assert client.get("/pictures/L7.png").status_code == 403


@pytest.mark.parametrize("name", ["../secret.png", "..%2Fsecret.png", "page.png", "L7.txt", "nothing.png", "/etc/passwd", "L7.png/../../secret.png", "%00.png"])
def test_no_name_leads_out_of_the_folder_and_markup_is_no_picture(folder: Path, client: Client, name: str) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    assert client.get(f"/pictures/{name}").status_code == 404
