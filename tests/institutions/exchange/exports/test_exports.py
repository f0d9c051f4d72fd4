"""A matter as a file of STIX, MISP or FollowTheMoney: as their standards have it, without persons, and not of what another node keeps to itself."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import jsonschema_rs
import pytest
from click.testing import CliRunner
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.exports.schemas import FTM, MISP, STIX
from institutions.exchange.matters import taken_up_of_hangzhou
from institutions.exchange.peers import Fake
from people import browser

from mingjian.cli.exchange import command
from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.exchange.exports.services.export_facts import export
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.matters.acts import add_offer, add_party, open_matter
from mingjian.institutions.matters.models import Move, Party
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.operators.acts import add_link, open_subject
from mingjian.office.models import Dossier, Entry, Officer

DIRTY = "№5，①②③ <b>Škoda & Co</b> «鞋»\u202e🏬 " + "很长的地址" * 100
URL = "https://shop.example/offer?id=1&x=" + "a" * 600
PERSON = "张三丰"
FORMATS = pytest.mark.parametrize("kind", ["stix", "misp", "ftm"])


@pytest.fixture
def case(li: Any) -> Case:
    for one in Officer.objects.filter(username__in=["li", "wang"]):
        one.certificate = f"浙{one.username}"
        one.roles = ["officer", *one.roles] if one.username == "wang" else one.roles
        one.save()
    li, wang = (Officer.objects.get(username=name) for name in ("li", "wang"))
    made = file_case(Filing("某鞋行涉嫌侵权案", li, wang, None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=wang, at=now())
    matter = matter_of(made.dossier)
    assert matter is not None
    told = {"party_role": "supplier", "party_licence": "营业执照"}
    firm = {**told, "party_type": "organisation", "party_legal_name": "杭州甲商贸有限公司", "party_code": "91330106MA2DEM0D0J", "party_premises": DIRTY[:480]}
    add_party(matter, by=li, at=now(), **firm)
    add_party(matter, by=li, at=now(), **{**told, "party_type": "person", "party_legal_name": PERSON, "party_telephone": "13812345678"})
    for number in range(60):
        offer = {"offer_goods": f"{DIRTY[:200]}{number}", "offer_platform": "云集市", "offer_shop": "快充小铺", "offer_shop_key": f"S{number % 7}"}
        add_offer(matter, by=li, at=now(), fact_source="举报材料", **offer, **({"offer_url": f"{URL}{number}"} if number % 2 else {"offer_place": "直播间"}))
    subject = open_subject(by=li, at=now(), subject_kind="firm", subject_name="杭州甲商贸有限公司", subject_code="91330106MA2DEM0D0J")
    subject.dossiers.add(made.dossier)
    for link, value in (("shop", "云集市/S1"), ("phone", "13812345678"), ("address", "杭州市西湖区文三路一号"), ("person", PERSON)):
        add_link(subject, by=li, at=now(), link_kind=link, link_value=value, link_source="平台答复", link_since="2026-01-05")
    return made


def written(case: Case, kind: str, by: Any) -> bytes:
    return export(case.dossier, kind, by=by, at=now())[2]


@FORMATS
def test_no_person_and_no_telephone_is_in_any_file(case: Case, wire: Wire, kind: str) -> None:
    text = written(case, kind, Officer.objects.get(username="wang")).decode()
    assert PERSON not in text
    assert "13812345678" not in text
    assert "杭州甲商贸有限公司" in text
    told = json.loads(Entry.objects.get(kind="matter_exported").body)
    assert (told["format"], told["offers"], told["left_out"]) == (kind, 60, 1)


def test_the_bundle_is_stix_as_the_standard_has_it(case: Case, wire: Wire) -> None:
    told = json.loads(written(case, "stix", Officer.objects.get(username="wang")))
    names = [one["id"] for one in told["objects"]]
    assert len(names) == len(set(names))
    for one in told["objects"][1:]:
        jsonschema_rs.validator_for(STIX[one["type"]]).validate(one)
        refs = [
            *one.get("object_refs", []),
            *one.get("object_marking_refs", []),
            *(one[key] for key in ("source_ref", "target_ref", "created_by_ref") if key in one),
        ]
        assert set(refs) <= set(names), one["type"]
    kinds = {one["type"] for one in told["objects"]}
    assert kinds == {"marking-definition", *STIX}
    account = next(one for one in told["objects"] if one["type"] == "user-account" and one["user_id"] == "S1")
    canonical = '{"account_type":"云集市","user_id":"S1"}'
    assert account["id"] == f"user-account--{uuid5(UUID('00abedb4-aa42-466c-9c01-fed23315a9b7'), canonical)}"
    ties = [one for one in told["objects"] if one["type"] == "relationship" and one["target_ref"] == account["id"]]
    assert [one["confidence"] for one in ties] == [40]


def test_a_second_export_updates_the_first(case: Case, wire: Wire) -> None:
    by = Officer.objects.get(username="wang")
    first, second = (json.loads(written(case, "stix", by))["objects"] for _ in range(2))
    assert [one["id"] for one in first] == [one["id"] for one in second]
    assert json.loads(written(case, "misp", by))["Event"]["uuid"] == json.loads(written(case, "misp", by))["Event"]["uuid"]


def test_the_event_is_one_of_misps_core_format(case: Case, wire: Wire) -> None:
    told = json.loads(written(case, "misp", Officer.objects.get(username="wang")))
    jsonschema_rs.validator_for(MISP).validate(told)
    event = told["Event"]
    assert len(event["Object"]) == 60
    every = [*event["Attribute"], *(one for thing in event["Object"] for one in thing["Attribute"])]
    assert len({one["uuid"] for one in every}) == len(every)
    assert not any(one["to_ids"] for one in every)
    wrong = {**told, "Event": {**event, "Attribute": [{**event["Attribute"][0], "type": "url"}]}}
    assert not jsonschema_rs.validator_for(MISP).is_valid(wrong)


def test_entities_are_those_of_follow_the_money(case: Case, wire: Wire) -> None:
    lines = [json.loads(line) for line in written(case, "ftm", Officer.objects.get(username="wang")).splitlines()]
    names = {one["id"] for one in lines}
    assert len(names) == len(lines)
    for one in lines:
        for key, values in one["properties"].items():
            assert {key, f"{key}*"} & FTM[one["schema"]], key
            assert all(isinstance(value, str) and value for value in values)
            assert f"{key}*" not in FTM[one["schema"]] or set(values) <= names
    assert {one["schema"] for one in lines} == set(FTM)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_the_case_hands_it_out_to_its_holder_alone(case: Case, wire: Wire, language: str) -> None:
    by, at = Officer.objects.get(username="wang"), f"/exchange/dossiers/{case.number}/export"
    page = browser(by, language)
    assert at in page.get(f"{case.get_absolute_url()}/evidence").content.decode()
    reply = page.post(at, {"format": "misp"})
    assert (reply.status_code, reply["Content-Disposition"]) == (200, f'attachment; filename="{case.number}.misp.json"')
    assert page.post(at, {"format": "exe"}).status_code in (400, 422)
    with pytest.raises(NotPermitted):
        export(case.dossier, "stix", by=Officer.objects.get(username="sun"), at=now())
    with pytest.raises(BadInput):
        export(case.dossier, "x", by=by, at=now())


def test_what_another_node_gave_is_not_exported_against_its_handling_code(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    _, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    with pytest.raises(StepRefused, match="转交须经提供方同意"):
        export(clue.dossier, "stix", by=by, at=now())


def a_case_of(clue: Any, by: Any) -> Case:
    """File a case of a clue, with a firm."""
    second = Officer.objects.exclude(pk=by.pk).get(username="wang")
    for one, number in ((by, "浙01"), (second, "浙02")):
        one.certificate, one.department, one.roles = number, by.department, ["officer", *one.roles]
        one.save()
    made = file_case(Filing("某鞋行涉嫌侵权案", by, second, clue, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=by, at=now())
    matter = matter_of(made.dossier)
    assert matter is not None
    firm = {"party_role": "supplier", "party_licence": "营业执照", "party_type": "organisation", "party_legal_name": "杭州甲商贸有限公司"}
    add_party(matter, by=by, at=now(), **firm)
    return made


@pytest.mark.parametrize("has_matter", [True, False])
def test_nor_is_the_case_that_was_made_of_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, has_matter: bool) -> None:
    held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    if has_matter and matter_of(clue.dossier) is None:
        open_matter(dossier=clue.dossier, by=by, at=now())
    made = a_case_of(clue, by)
    for code, words in (("never", "不得"), ("ask_owner", "征得其同意|经提供方同意"), ("within_body", "不能导出")):
        HeldRecord.objects.filter(pk=held.pk).update(release={**held.release, "onward": code})
        with pytest.raises(StepRefused, match=words):
            written(made, "stix", by)
    HeldRecord.objects.filter(pk=held.pk).update(release={**held.release, "onward": "members"})
    assert "杭州甲商贸有限公司" in written(made, "stix", by).decode()
    for state in ("recalled", "expired", "stopped", "kept", "erased", "declined"):
        HeldRecord.objects.filter(pk=held.pk).update(state=state)
        with pytest.raises(StepRefused, match=f"{clue.number} 的内容由 hz.example 提供，现为"):
            written(made, "ftm", by)


@pytest.mark.parametrize("is_joined", [True, False])
def test_nor_a_matter_into_which_its_rows_came(case: Case, wire: Wire, peers: dict[str, Fake], client: Any, is_joined: bool) -> None:
    _, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    source, target = matter_of(clue.dossier) or open_matter(dossier=clue.dossier, by=by, at=now()), matter_of(case.dossier)
    move = Move.objects.create(source=source, target=target, is_joined=is_joined, reason="同一当事人", by=by, at=now())
    wang = Officer.objects.get(username="wang")
    with pytest.raises(StepRefused, match="转交须经提供方同意"):
        written(case, "misp", wang)
    move.undone_at = now()
    move.save()
    assert written(case, "misp", wang)


@FORMATS
def test_a_title_that_names_a_person_is_in_no_file(case: Case, wire: Wire, kind: str) -> None:
    wang = Officer.objects.get(username="wang")
    Dossier.objects.filter(pk=case.dossier.pk).update(title=f"{PERSON}涉嫌销售侵权商品案")
    case.dossier.refresh_from_db()
    assert PERSON not in written(case, kind, wang).decode()
    Party.objects.filter(kind="person").update(standing="withdrawn")
    assert PERSON not in written(case, kind, wang).decode()
    Party.objects.filter(kind="person").delete()
    Dossier.objects.filter(pk=case.dossier.pk).update(title="13812345678涉嫌侵权案")
    case.dossier.refresh_from_db()
    assert "13812345678" not in written(case, kind, wang).decode()


def test_a_title_without_a_person_stands_beside_the_number(case: Case, wire: Wire) -> None:
    wang = Officer.objects.get(username="wang")
    info = json.loads(written(case, "misp", wang))["Event"]["info"]
    assert info == case.number
    Party.objects.filter(kind="person").delete()
    info = json.loads(written(case, "misp", wang))["Event"]["info"]
    assert info == f"{case.number} {case.dossier.title}"


def test_a_dossier_that_says_nothing_is_not_exported(li: Any, wire: Wire, case: Case) -> None:
    Party.objects.all().update(kind="person")
    matter = matter_of(case.dossier)
    assert matter is not None
    matter.offer_rows.all().delete()
    case.dossier.subjects.clear()
    with pytest.raises(NotFound):
        export(case.dossier, "ftm", by=Officer.objects.get(username="wang"), at=now())


def test_the_command_writes_it(case: Case, wire: Wire, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    ran = CliRunner().invoke(command, ["export", case.number, "--as", "stix", "--officer", "wang", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert json.loads(out.read_text("utf-8"))["type"] == "bundle"
