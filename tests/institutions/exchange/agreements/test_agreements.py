"""The three real agreements propose and decide nothing; an office completes one by the signed text, another compares it, and the members' signatures bind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, a_clue
from institutions.exchange.peers import DAYS, Fake
from people import browser

from mingjian.core.agreement.completion import Chosen, completed
from mingjian.core.agreement.reader import agreement, agreement_of, agreements
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.wire.register import card, read_register
from mingjian.institutions.exchange.agreements.acts import complete_agreement, confirm_agreement, withdraw_agreement
from mingjian.institutions.exchange.agreements.services.registers import signed_in
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.institutions.exchange.queries import agreement_known
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outgoing import preview
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
REAL = ("yrd_network", "jjj_framework", "prd_cooperation")
SOURCE = "沪市监协〔2020〕18号，原件存法规处（№5，①②）" + "甲" * 200


@pytest.mark.parametrize("name", REAL)
def test_each_of_the_three_proposes_fields_and_says_what_public_texts_say(name: str) -> None:
    (sheet,) = agreements()[name].values()
    assert sheet.verification == "UNVERIFIED"
    assert not any(one.fields for one in sheet.clauses.values())
    assert all(one.proposes for one in sheet.clauses.values() if one.shares != "any")
    assert any(one.public for one in sheet.clauses.values()) or name == "prd_cooperation"


@LANGUAGES
def test_an_office_completes_one_in_the_console_and_another_compares_it(li: Any, wire: Wire, language: str) -> None:
    page = browser(li, language)
    assert "/exchange/agreements" in page.get("/exchange").content.decode()
    listed = page.get("/exchange/agreements").content.decode()
    assert all(f"/exchange/agreements/{name}" in listed for name in REAL)
    form = page.get("/exchange/agreements/yrd_network").content.decode()
    assert 'name="clue_transfer__phone"' in form
    assert page.post("/exchange/agreements/yrd_network", {"source": ""}).status_code == 422
    reply = page.post("/exchange/agreements/yrd_network", filled())
    assert reply.status_code == 302
    made = OwnAgreement.objects.get()
    sheet = agreement_of(made.name, made.body)
    clue = sheet.clauses["clue_transfer"]
    assert (clue.fields["phone"], clue.fields["shop"], clue.purposes, clue.onward, clue.keep_months) == ("never", "show", ("check_clue",), "ask_owner", 24)
    assert sheet.clauses["personal_data"].fields["phone"] == "mask_middle"
    assert not any(one.proposes for one in sheet.clauses.values())
    with pytest.raises(StepRefused, match="以外的人"):
        confirm_agreement(made, by=head_who_wrote(made), at=now())
    made.refresh_from_db()
    made.by = li
    made.save()
    shown = browser(Officer.objects.get(username="wang"), language).get(made.get_absolute_url())
    assert made.sha256 in shown.content.decode()
    confirm_agreement(made, by=Officer.objects.get(username="wang"), at=now())
    assert made.state == "confirmed"
    seal_rows(now())
    assert [one.text.en for one in audit().found if "agreement" in str(one.about)] == []


def head_who_wrote(one: OwnAgreement) -> Officer:
    """A head, as if that one had filled it in."""
    wang = Officer.objects.get(username="wang")
    one.by = wang
    one.save()
    return wang


def filled(**more: str) -> dict[str, Any]:
    """A form as an officer sends it: everything as proposed, but for a telephone."""
    sheet = agreement("yrd_network", date(2020, 11, 1))
    told: dict[str, Any] = {"source": SOURCE, "in_force": "2026-07-01", "ends": ""}
    for name, clause in sheet.clauses.items():
        told |= {f"{name}__{field}": rule for field, rule in {**clause.proposes, **clause.fields}.items()}
        if clause.shares != "any":
            told |= {f"purposes__{name}": list(clause.purposes), f"onward__{name}": "ask_owner", f"keep__{name}": "24"}
    return told | {"clue_transfer__phone": "never"} | more


def confirmed(li: Any) -> OwnAgreement:
    sheet = agreement("yrd_network", date(2020, 11, 1))
    chosen = {name: Chosen(one.purposes, one.proposes, "ask_owner", 24) for name, one in sheet.clauses.items()}
    text = completed(sheet, in_force=date(2026, 7, 1), ends=None, source=SOURCE, chosen=chosen)
    made: OwnAgreement = complete_agreement(name="yrd_network", text=text, source=SOURCE, by=li, at=now())
    confirm_agreement(made, by=Officer.objects.get(username="wang"), at=now())
    return made


def test_what_members_sign_in_the_console_binds_and_decides(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    made = confirmed(li)
    head = browser(Officer.objects.get(username="wang"))
    told = {"card-zh": "上海", "card-en": "Shanghai", "card-serves": "31", "card-door": "", "card-until": (localdate() + timedelta(days=300)).isoformat()}
    own = head.post(made.get_absolute_url(), {**told, "card": "1"})
    assert own.status_code == 200, own.content.decode()[:3000]
    cards = [file("own.json", own.content)]
    for key, peer in peers.items():
        data = {"title": {"zh": key, "en": key}, "serves": ["3301" if key == "hz" else "3201"], "doors": [f"http://{key}.example"], "days": DAYS}
        cards.append(file(f"{key}.json", card(peer.keys, ledger=peer.signer.verifier, **data).data))
    drawn = head.post(made.get_absolute_url(), {"draw-threshold": "3", "draw-cards": cards, "draw": "1"})
    assert drawn.status_code == 200, drawn.content.decode()[:3000]
    fingerprint = read_register(signed_in(drawn.content)).fingerprint
    wrong = head.post(made.get_absolute_url(), {"sign-register": file("register.json", drawn.content), "sign-fingerprint": "11111 22222", "sign": "1"})
    assert wrong.status_code == 422
    assert "指纹与名册不符" in wrong.content.decode()
    signed = head.post(made.get_absolute_url(), {"sign-register": file("register.json", drawn.content), "sign-fingerprint": fingerprint, "sign": "1"})
    by_all = signed_in(signed.content).signed_by([peer.keys.root for peer in peers.values()])
    told = {"adopt-register": file("register.json", by_all.data), "adopt-fingerprint": fingerprint, "adopt": "1"}
    assert head.post(made.get_absolute_url(), told).status_code == 302
    assert node.register().agreement == "yrd_network"
    assert node.sheet_of(node.register())[1]
    rows, decided = preview(a_clue(li), HANGZHOU, now())
    assert {one.field: one.rule for one in rows}["phone"] == "mask_middle"
    assert "clue_transfer" in decided.clauses  # type: ignore[union-attr]
    assert Entry.objects.filter(kind="register_signed").count() == 1
    with pytest.raises(StepRefused, match="现行成员名册"):
        withdraw_agreement(made, reason="误填", by=Officer.objects.get(username="wang"), at=now())


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/json")


def test_another_member_takes_the_very_text_over_and_nothing_but_it(li: Any, wire: Wire) -> None:
    made = confirmed(li)
    page = browser(li)
    text = page.get(f"/exchange/agreements/own/{made.pk}/text").content
    assert text.decode() == made.body
    again = page.post("/exchange/agreements/taken", {"name": made.name, "source": "x", "sheet": file("a.txt", text)})
    assert "已经保存" in again.content.decode()
    other = text.replace(b"24", b"36")
    assert page.post("/exchange/agreements/taken", {"name": made.name, "source": "x", "sheet": file("a.txt", other)}).status_code == 302
    for wrong in (b"\xff\xfe\x00", text.replace(b"mask_middle", b"mask_mddle"), b"in_force: 2026-01-01\n", text.replace(b"in_force", b"in_farce")):
        reply = page.post("/exchange/agreements/taken", {"name": made.name, "source": "x", "sheet": file("a.txt", wrong)})
        assert reply.status_code in (400, 422)
    assert OwnAgreement.objects.count() == 2


def test_a_draft_that_nobody_compared_is_known_to_no_register(li: Any, wire: Wire) -> None:
    sheet = agreement("yrd_network", date(2020, 11, 1))
    text = completed(sheet, in_force=date(2026, 7, 1), ends=None, source="x", chosen={"clue_transfer": Chosen(("check_clue",), {"title": "show"})})
    complete_agreement(name="yrd_network", text=text, source="x", by=li, at=now())
    with pytest.raises(Exception, match="规则库没有"):
        agreement_known("yrd_network", date(2026, 7, 1))


@pytest.mark.parametrize("chosen", [{}, {"clue_transfer": Chosen((), {"title": "show"})}, {"clue_transfer": Chosen(("check_clue",), {})}])
def test_a_sheet_under_which_nothing_would_go_is_refused(chosen: dict[str, Chosen]) -> None:
    with pytest.raises(BadInput):
        completed(agreement("yrd_network", date(2020, 11, 1)), in_force=date(2026, 7, 1), ends=None, source="x", chosen=chosen)


def test_a_completed_sheet_keeps_the_budget_of_questions_and_what_papers_open() -> None:
    old = agreement("three_regions_demo", date(2026, 7, 1))
    chosen = {name: Chosen(one.purposes, one.fields, one.onward, one.keep_months) for name, one in old.clauses.items()}
    kept = agreement_of(old.name, completed(old, in_force=date(2026, 8, 1), ends=None, source=SOURCE, chosen=chosen))
    assert {name: one.budget for name, one in kept.clauses.items()} == {name: one.budget for name, one in old.clauses.items()}
    assert {name: one.opens for name, one in kept.clauses.items()} == {name: one.opens for name, one in old.clauses.items()}
    assert kept.clauses["question"].budget is not None
    stricter = Chosen((), {**old.clauses["personal_data"].fields, "phone": "never"})
    text = completed(old, in_force=date(2026, 8, 1), ends=None, source=SOURCE, chosen={**chosen, "personal_data": stricter})
    assert set(agreement_of(old.name, text).clauses["personal_data"].opens) == {"personal_file"}
