"""What shows that a duty is fulfilled: brought by whoever has it, looked at by the authority of its place, seen by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from people import browser

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.institutions.operators.acts import doubt_proof, see_proof
from mingjian.institutions.operators.models import Proof
from mingjian.institutions.operators.services.proofs import ACTORS, body_seen, duties_shown, proof_visible_to
from mingjian.office.models import Department, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
KEPT = "platform.retain.live_video"
TODAY = localdate()


def bring(who: Who, *, by: str = "clerk", **told: Any) -> Any:
    file = SimpleUploadedFile("目录.csv", "直播间,起止\n小敏好物,2026-10-01\n".encode())
    given = {"proof_duty": KEPT, "proof_since": str(TODAY - timedelta(days=30)), "proof_until": str(TODAY), "proof_file": file, "proof_about": "小敏好物直播间"}
    return browser(who[by]).post("/api/acts/proof/bring_proof", {**given, **told})


def test_a_platform_shows_a_duty_and_the_authority_of_its_place_looks_at_it(who: Who) -> None:
    assert bring(who).status_code == 201
    proof = Proof.objects.get()
    assert (proof.duty, proof.about, proof.state) == (KEPT, "小敏好物直播间", "brought")
    assert proof.sha256 in Entry.objects.get(kind="proof_brought").body
    page = browser(who["sun"]).get("/operators/duties").text
    assert proof.number in page
    assert "保存记录" in page
    file = browser(who["sun"]).get(f"/operators/proofs/{proof.number}/file")
    assert b"".join(file.streaming_content).decode().startswith("直播间")
    with pytest.raises(NotPermitted):
        see_proof(proof, by=who["clerk"], at=proof.brought_at, reason="自己核对")
    doubt_proof(proof, by=who["sun"], at=proof.brought_at, reason="只有目录，没有抽样")
    assert "只有目录" in browser(who["clerk"]).get("/operators/duties").text
    see_proof(proof, by=who["sun"], at=proof.brought_at, reason="已抽看三场回放")
    with pytest.raises(StepRefused):
        see_proof(proof, by=who["sun"], at=proof.brought_at, reason="又看")
    (shown,) = [one for one in duties_shown(body_seen(who["clerk"], 0), TODAY) if one.proofs]
    assert (shown.keeps_records, shown.newest) == (True, proof)
    assert proof.number in b"".join(browser(who["sun"]).get("/operators/duties?as=csv").streaming_content).decode()


def test_a_platform_sees_the_duties_of_what_it_has(who: Who) -> None:
    client = browser(who["clerk"])
    every = client.get("/operators/duties", headers={"Accept-Language": "zh-hans"}).text
    plain = client.get("/operators/duties?service=", headers={"Accept-Language": "zh-hans"}).text
    live = client.get("/operators/duties?service=&service=live").text
    assert every.count('name="service"') == 6
    assert "平台除其他商品外还有" in every
    for key, pages in (("platform.retain.live_video", (every, live)), ("platform.food.act", (every,)), ("platform.retain.identity", (every, plain, live))):
        assert [f'"{key}"' in page for page in (every, plain, live)] == [page in pages for page in (every, plain, live)], key
    assert client.get("/operators/duties?service=toys").status_code == 422


def test_others_see_none_of_it(who: Who) -> None:
    bring(who)
    number = Proof.objects.get().number
    for other in ("zhou", "li"):  # of another place, and a county in which no platform has its seat
        with pytest.raises(NotFound):
            proof_visible_to(who[other], number)
        assert browser(who[other]).get(f"/operators/proofs/{number}/file").status_code == 404
    assert browser(who["auditor"]).get("/operators/duties").status_code == 403


@pytest.mark.parametrize(
    "told",
    [
        {"proof_duty": "platform.none"},
        {"proof_duty": "operator.purchase_ledger"},  # another's
        {"proof_until": str(TODAY + timedelta(days=2))},
        {"proof_since": str(TODAY), "proof_until": str(TODAY - timedelta(days=1))},
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(who: Who, told: dict[str, str]) -> None:
    assert bring(who, **told).status_code == 422
    assert not Proof.objects.exists()


def test_an_authority_brings_none(who: Who) -> None:
    assert bring(who, by="sun").status_code == 403


def test_an_authority_without_anybody_of_its_region_reads_so(who: Who) -> None:
    Department.objects.filter(kind__in=ACTORS).update(region="440300")
    page = browser(who["sun"]).get("/operators/duties")
    assert page.status_code == 200
    assert "本节点没有录入您辖区内的平台" in page.text
