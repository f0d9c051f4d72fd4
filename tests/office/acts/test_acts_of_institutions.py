"""Acts through the API as systems do them: a kit opened and given a file, a rule approved by a second person, a shop put on the list and taken off."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import PASSWORD, at

from mingjian.core.rules import Rule as Content
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.institutions.monitoring.models import KnownGood, Rule, Sample, Trial
from mingjian.institutions.monitoring.rules.acts import write_rule
from mingjian.office.dossiers import transition
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
NOON = at("2026-11-24 12:00")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 10
TOLD = {"purchase_place": "抖音 › 直播间 小敏好物", "goods_bought": "面霜", "buyer_story": "假的，电话13812345678", "paid_amount": "388.00"}


def system(name: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_key(Officer.objects.get(username=name), 'x', at=NOON)}"})


def post(client: Client, path: str, **papers: Any) -> Any:
    return client.post(f"/api/acts/{path}", json.dumps({"papers": papers}), content_type="application/json")


def test_a_system_opens_a_kit_adds_a_file_and_names_who_sold(who: dict[str, Officer]) -> None:
    client = system("li")
    kinds = {one["kind"]: [act["name"] for act in one["acts"]] for one in client.get("/api/acts").json()}
    assert kinds["kit"] == ["open_kit"]
    made = post(client, "kit/open_kit", **TOLD)
    assert made.status_code == 201
    number = made.json()["thing"]["number"]
    file = SimpleUploadedFile("账单.png", PNG)
    kept = client.post(f"/api/acts/kit/{number}/add_item", {"item_kind": "payment", "item_file": file, "key": "k1"})
    assert kept.status_code == 200, kept.json()
    item = Item.objects.get()
    assert (item.kit.number, item.name, item.media) == (number, "账单.png", "PNG")
    assert post(client, f"kit/{number}/name_part", part_role="shop", part_name="某商行", rests_on_item=item.sha256).status_code == 200
    assert Part.objects.get().rests_on == item
    bodies = [entry.body for entry in Entry.objects.all()]
    assert not any("13812345678" in body or "某商行" in body or "账单" in body for body in bodies)


@pytest.mark.parametrize(
    ("act", "papers", "status"),
    [
        ("add_item", {"item_kind": "payment", "item_file": "9" * 64}, 422),  # bytes known by their hash are nobody's to bring
        ("add_item", {"item_kind": "cat"}, 422),
        ("name_part", {"part_role": "shop", "part_name": "甲", "rests_on_item": "9" * 64}, 422),
        ("confirm_record", {}, 404),
    ],
)
def test_what_cannot_be_is_refused_in_words(who: dict[str, Officer], act: str, papers: dict[str, Any], status: int) -> None:
    number = post(system("li"), "kit/open_kit", **TOLD).json()["thing"]["number"]
    reply = post(system("li"), f"kit/{number}/{act}", **papers)
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")
    assert Item.objects.count() == 0


@pytest.mark.parametrize(("changed", "status"), [({"purchase_order": "9" * 81}, 422), ({"purchase_place": "X"}, 422), ({"goods_bought": ""}, 422)])
def test_a_kit_is_not_opened_with_what_does_not_fit(who: dict[str, Officer], changed: dict[str, str], status: int) -> None:
    assert post(system("li"), "kit/open_kit", **{**TOLD, **changed}).status_code == status
    assert Kit.objects.count() == 0


def test_the_page_that_makes_a_kit_is_drawn_from_its_papers(who: dict[str, Officer]) -> None:
    client = Client()
    client.login(username="li", password=PASSWORD)
    assert 'name="open_kit-buyer_story"' in client.get("/acts/new/kit/open_kit").content.decode()
    reply = client.post("/acts/new/kit/open_kit", {f"open_kit-{name}": value for name, value in {**TOLD, "key": "k1"}.items()})
    assert reply["Location"] == f"/kits/{Kit.objects.get().pk}"
    assert Kit.objects.get().opened_by == who["li"]


def test_a_rule_is_judged_submitted_and_approved_by_another(who: dict[str, Officer]) -> None:
    rule = write_rule(title="仿品", content=Content(any_of=("高仿",)), source="", by=who["li"], at=NOON)
    trial = Trial.objects.create(rule=rule, kind="back_test", digest=rule.digest, at=NOON, by=who["li"], seconds=1, rows=40, hits=20)
    samples = [Sample.objects.create(trial=trial, subject_kind="listing", subject=f"甲网/L{n}", texts={}, spans=[]) for n in range(20)]
    li, wang = system("li"), system("wang")
    assert post(li, f"rule/{rule.number}/submit_rule").status_code == 409
    assert all(post(li, f"sample/{one.pk}/judge_sample", verdict="right").status_code == 200 for one in samples)
    assert post(li, f"rule/{rule.number}/submit_rule").json()["thing"]["state"] == "waiting"
    assert post(li, f"rule/{rule.number}/approve_rule").status_code == 403
    assert {act["name"] for act in wang.get(f"/api/acts/rule/{rule.number}").json()["acts"]} == {"approve_rule", "send_rule_back", "retire_rule"}
    assert post(wang, f"rule/{rule.number}/approve_rule").json()["thing"]["state"] == "live"
    assert Rule.objects.get().approved_by == who["wang"]


def test_a_shop_is_put_on_the_list_and_taken_off(who: dict[str, Officer]) -> None:
    told = {"platform_name": "甲网", "shop_number": "s1", "known_good_kind": "good", "known_good_ground": "查过", "known_until": "2027-01-01"}
    made = post(system("li"), "known_good/keep_known_good", **told).json()
    assert KnownGood.objects.get().subject == "甲网/s1"
    assert post(system("zhou"), f"known_good/{made['thing']['number']}/drop_known_good").status_code == 404
    assert post(system("li"), f"known_good/{made['thing']['number']}/drop_known_good").status_code == 200
    assert KnownGood.objects.count() == 0
    assert list(Entry.objects.filter(kind__startswith="known_good").order_by("index").values_list("kind", flat=True)) == [
        "known_good_kept",
        "known_good_dropped",
    ]


def test_a_body_of_one_step_changes_nothing_of_what_the_office_does_in_others(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes a step of a dossier works on it, however many steps of its procedure have bodies."""
    transition._load_bodies()
    monkeypatch.setitem(transition._bodies, ("assistance", "answer_request"), lambda dossier, **given: None)
    li = who["li"]
    assert li.department is not None
    dossier = open_dossier(Opening("assistance", "协〔2026〕1号", "某店"), by=li, department=li.department, at=NOON, given={"questions": "订单"})
    asked = {"asked_department": who["zhao"].department_id, "letter_number": "协1号"}
    take(dossier, "send", by=li, at=NOON, given=asked)
    take(dossier, "send", by=who["wang"], at=NOON)
    take(dossier, "receive_letter", by=who["zhao"], at=NOON)
    assert dossier.officer == who["zhao"]
