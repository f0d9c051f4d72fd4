"""Request keys of the API where a finding is taken up, a waybill is asked about and attestations are brought: done once, and refused for anything else."""

from typing import Any

import pytest
from couriers import courier_clerk
from django.test import Client
from django.utils.timezone import now
from journeys.world import make_findings
from make import make_clue
from people import people

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.parcels.models import Batch, WaybillInquiry
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
ROW = {"waybill": "SF100000001", "outlet": "桐庐一店", "region_code": "330122", "sent_on": "2026-11-20", "id_checked": True, "person_id": "A" * 20}


@pytest.fixture
def li() -> Officer:
    return people("li")["li"]


def post(token: str, path: str, sent: dict[str, Any]) -> Any:
    return Client().post(f"/api{path}", sent, headers={"Authorization": f"Bearer {token}"}, content_type="application/json")


def requests(li: Officer) -> list[tuple[str, str, dict[str, Any], dict[str, Any], Any]]:
    """Return of each door the token of whoever asks, its address, a request, what else came under the same key, and what it makes."""
    first, second = make_findings(li)[:2]
    matter = make_clue(li, at=now()).dossier.number
    inquiry = {"waybill": "SD000000000001", "purpose": "查明寄件地", "ground": "《网络交易监督管理办法》第三十四条", "about": matter}
    officer, courier = (make_key(one, "test", at=now()) for one in (li, courier_clerk()))
    return [
        (officer, "/clues/take_up", {"finding": first.pk}, {"finding": second.pk}, Clue),
        (officer, "/parcels/inquiries", inquiry, {**inquiry, "waybill": "SD000000000002"}, WaybillInquiry),
        (courier, "/parcels/attestations", {"rows": [ROW]}, {"rows": [{**ROW, "person_id": "C" * 20}]}, Batch),
    ]


def test_the_same_key_takes_up_asks_and_brings_once(li: Officer) -> None:
    for token, path, sent, _, made in requests(li):
        before = made.objects.count()
        replies = [post(token, path, {**sent, "key": path[-9:]}) for _ in range(2)]
        assert [reply.status_code for reply in replies] == [201, 201], path
        assert replies[0].json()["number"] == replies[1].json()["number"], path
        assert made.objects.count() == before + 1, path


def test_the_same_key_with_something_else_is_refused_and_changes_nothing(li: Officer) -> None:
    for token, path, sent, other, made in requests(li):
        assert post(token, path, {**sent, "key": path[-9:]}).status_code == 201, path
        before = made.objects.count(), Entry.objects.count()
        refused = post(token, path, {**other, "key": path[-9:]})
        assert (refused.status_code, "请求编号" in refused.json()["detail"]) == (409, True), path
        assert (made.objects.count(), Entry.objects.count()) == before, path
