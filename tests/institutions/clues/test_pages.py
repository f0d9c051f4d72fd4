from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import at

from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]
NOW = at("2026-11-24 09:30")


def browser(officer: Officer, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def report(who: dict[str, Officer], **changes: Any) -> Clue:
    told: dict[str, Any] = {
        "source": "report",
        "suspected_act": "虚假宣传",
        "platform": "yunjishi",
        "shop_id": "S1",
        "reporter": Reported("陈小明", "13900001234", "某路 8 号"),
    }
    return register(Intake(**{**told, **changes}), by=who["li"], at=NOW)


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


@pytest.mark.both_databases
def test_a_clue_is_registered_from_the_form(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post(
        "/clues/new", {"source": "media", "suspected_act": "刷单", "shop_name": "青禾", "platform": "yunjishi", "reporter_name": "王某"}
    )
    clue = Clue.objects.get()
    assert reply["Location"] == f"/clues/{clue.dossier.number}"
    assert (clue.source, clue.shop_name) == ("media", "青禾")
    assert Reporter.objects.get().name == "王某"


def test_a_form_that_names_no_subject_is_refused_and_keeps_what_was_typed(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/clues/new", {"source": "media", "suspected_act": "虚标产地"})
    assert reply.status_code == 422
    assert "线索须指明对象" in text(reply)
    assert "虚标产地" in text(reply)
    assert not Clue.objects.exists()


def test_a_fault_in_a_folded_group_opens_it(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/clues/new", {"source": "media", "suspected_act": "刷单", "platform": "x", "sales_shown": "many"})
    assert [group["is_open"] for group in reply.context["form"].groups() if group["is_folded"]] == [True, False]


def test_a_link_that_is_no_web_address_is_never_a_link(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/clues/new", {"source": "media", "suspected_act": "刷单", "shop_url": "javascript:alert(1)"})
    assert reply.status_code == 422
    clue = report(who, shop_url="https://shop.example/1")
    assert 'href="https://shop.example/1"' not in text(browser(who["li"]).get(f"/clues/{clue.dossier.number}"))


@pytest.mark.slow
def test_the_reporter_stays_masked_until_revealed_with_purpose_and_ground(who: dict[str, Officer]) -> None:
    clue, client = report(who), browser(who["li"])
    address, guarded = f"/clues/{clue.dossier.number}", f"/reveal/reporter/{clue.dossier.number}"
    assert "13900001234" not in text(client.get(address))
    assert f'href="{guarded}"' in text(client.get(address))
    assert "13900001234" not in text(client.get(guarded))
    refused = client.post(guarded, {"purpose": "回访"})
    assert (refused.status_code, "13900001234" in text(refused)) == (422, False)
    assert not Entry.objects.filter(kind="revealed").exists()
    assert client.post(guarded, {"purpose": "回访", "ground": "penalty_procedure/18"})["Location"] == f"{address}#reporter"
    shown = client.get(address)
    assert "13900001234" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="revealed").count() == 1
    assert client.get(guarded).status_code == 302  # nothing is asked twice while the leave lasts
    assert "13900001234" not in text(browser(who["wang"]).get(address))  # what one may see, another has not asked for


def test_the_superior_may_read_the_clue_but_not_who_reported_it(who: dict[str, Officer]) -> None:
    clue, client = report(who), browser(who["sun"])
    assert client.get(f"/clues/{clue.dossier.number}").status_code == 200
    refused = client.post(f"/reveal/reporter/{clue.dossier.number}", {"purpose": "回访", "ground": "x"})
    assert (refused.status_code, "只有承办部门可以查看举报人信息" in text(refused), "13900001234" in text(refused)) == (403, True, False)
    assert browser(who["zhou"]).get(f"/reveal/reporter/{clue.dossier.number}").status_code == 404
    assert client.get("/reveal/secret/1").status_code == 404


@pytest.mark.both_databases
def test_the_queue_finds_words_of_two_characters(who: dict[str, Officer]) -> None:
    report(who, shop_name="清源种子店")
    report(who, shop_name="金穗化肥店", shop_id="S2")
    told = text(browser(who["li"]).get("/clues?q=种子"))
    assert "清源种子店" in told
    assert "金穗化肥店" not in told


def test_htmx_gets_the_list_alone_and_history_the_whole_page(who: dict[str, Officer]) -> None:
    report(who)
    part = browser(who["li"], **{"HX-Request": "true"}).get("/clues")
    whole = browser(who["li"], **{"HX-Request": "true", "HX-History-Restore-Request": "true"}).get("/clues")
    assert "<html" not in text(part)
    assert "<html" in text(whole)
    assert "HX-Request" in part["Vary"]


@pytest.mark.slow
@pytest.mark.both_databases
def test_the_pages_of_the_queue_leave_no_clue_out_and_show_none_twice(who: dict[str, Officer]) -> None:
    made = {report(who, shop_id=f"S{n}").dossier.number for n in range(120)}
    client, seen, after = browser(who["li"]), [], ""
    while True:
        page = client.get("/clues", {"after": after}).context["page"]
        seen += [clue.dossier.number for clue in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == 120
    assert set(seen) == made


@pytest.mark.both_databases
def test_a_likely_duplicate_is_shown_with_the_way_to_join(who: dict[str, Officer]) -> None:
    first, second = report(who), report(who)
    client = browser(who["li"])
    assert f"?joins={first.dossier.number}#steps" in text(client.get(f"/clues/{second.dossier.number}"))
    told = text(client.get(f"/clues/{second.dossier.number}?joins={first.dossier.number}"))
    assert f'value="{first.dossier.number}"' in told


@pytest.mark.both_databases
def test_a_file_of_clues_is_taken_row_by_row(who: dict[str, Officer]) -> None:
    rows = "涉嫌行为,平台,店铺编号,价格\n刷单,yunjishi,S1,12\n,yunjishi,S2,12\n刷单,yunjishi,S3,=1+1\n"
    reply = browser(who["li"]).post("/clues/import", {"file": SimpleUploadedFile("线索.csv", rows.encode())})
    assert reply.status_code == 200
    assert {clue.shop_id for clue in Clue.objects.all()} == {"S1"}
    assert [row["row"] for row in reply.context["bad_rows"]] == sorted(row["row"] for row in reply.context["bad_rows"])
    assert len(reply.context["bad_rows"]) == 2


def test_a_file_that_is_none_is_refused_in_words(who: dict[str, Officer]) -> None:
    reply = browser(who["li"]).post("/clues/import", {"file": SimpleUploadedFile("x.xlsx", b"\x00\x01not a workbook")})
    assert reply.status_code == 422
    assert "field__fault" in text(reply)
