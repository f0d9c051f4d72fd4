from typing import Any

import pytest
from django.test import Client
from journeys.world import make_findings
from people import people

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> dict[str, Officer]:
    return people()


@pytest.fixture
def ring(who: dict[str, Officer]) -> Finding:
    return make_findings(who["li"])[0]


def browser(officer: Officer, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


def test_a_finding_shows_its_reason_innocent_explanations_and_base_rate(who: dict[str, Officer], ring: Finding) -> None:
    told = text(browser(who["li"]).get(f"/findings/{ring.pk}"))
    assert ring.reason_zh in told
    assert "也可能是" in told
    assert "约每检查 2000 个对象提示 1 条" in told
    assert "看不到什么" in told


def test_a_finding_speaks_english_too(who: dict[str, Officer], ring: Finding) -> None:
    told = text(browser(who["li"], "en").get(f"/findings/{ring.pk}"))
    assert "40 buyers and 15 shops" in told
    assert "What else it could be" in told


def test_a_finding_of_another_region_does_not_exist(who: dict[str, Officer], ring: Finding) -> None:
    assert browser(who["zhou"]).get(f"/findings/{ring.pk}").status_code == 404
    assert ring.subject not in text(browser(who["zhou"]).get("/findings"))


def test_it_is_taken_up_once(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert client.post(f"/findings/{ring.pk}/take_up")["Location"] == f"/clues/{Clue.objects.get().dossier.number}"
    assert client.post(f"/findings/{ring.pk}/take_up").status_code == 409
    assert Clue.objects.count() == 1


def test_it_is_set_aside_with_a_reason_only(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert client.post(f"/findings/{ring.pk}/set_aside", {"reason": " "}).status_code == 422
    client.post(f"/findings/{ring.pk}/set_aside", {"reason": "系校园团购，已核实"})
    ring.refresh_from_db()
    assert (ring.status, ring.status_reason) == ("set_aside", "系校园团购，已核实")
    assert "系校园团购" in text(client.get(f"/findings/{ring.pk}"))


def test_the_queue_is_sorted_by_score_and_sifted(who: dict[str, Officer], ring: Finding) -> None:
    client = browser(who["li"])
    assert [finding.score for finding, _ in client.get("/findings").context["rows"]] == [0.97, 0.86]
    assert [finding.detector for finding, _ in client.get("/findings?detector=sham_ring").context["rows"]] == ["sham_ring"]
    assert [finding.pk for finding, _ in client.get("/findings?q=设备").context["rows"]] == [ring.pk]
    assert client.get("/findings?status=set_aside").context["rows"] == []


def test_evidence_cannot_leave_its_script_element(who: dict[str, Officer], ring: Finding) -> None:
    ring.evidence_json = '{"edges": [["</script><script>alert(1)</script>", "S1", 2]]}'
    ring.save()
    assert "</script><script>alert" not in text(browser(who["li"]).get(f"/findings/{ring.pk}"))
