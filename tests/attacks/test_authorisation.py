"""
Every role at every address: what a county keeps is shown to nobody of another body, and changed by nobody of another body.

Addresses and operations are read out of the node, so that a new one is tried as soon as it is there. Whatever an address names is put in from what the county
has: numbers, keys, codes, kinds, acts, steps.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from kits import add_item, open_kit
from people import at, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.core.rules import Rule
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.rules.acts import write_rule
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people import consents
from mingjian.office.people.keys import make_key
from mingjian.office.record.rows import Rows, rows_of, things

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MORNING = at("2026-11-24 09:00")
MARK = "秘记七三九一"
#: Roles of other bodies than the county: the body's kind, its level, its region, the duty, the role.
ROLES = {
    "police": ("police", "county", "330122", "work", ["police"]),
    "procurator": ("procuratorate", "county", "330122", "work", ["procurator"]),
    "clerk": ("platform", "state", "330100", "work", ["platform_clerk"]),
    "courier": ("courier", "state", "330100", "work", ["courier"]),
    "seller": ("operator", "county", "330122", "work", ["operator"]),
    "right_holder": ("right_holder", "city", "330100", "work", ["right_holder"]),
    "neighbour": ("market_regulation", "county", "330127", "work", ["officer", "head", "principal", "legal_reviewer"]),
    "secretariat": ("other_authority", "city", "330100", "work", ["secretariat", "convener"]),
    "researcher": ("other_authority", "state", "000000", "work", ["researcher"]),
    "auditor": ("market_regulation", "city", "330199", "audit", []),
    "system": ("market_regulation", "city", "330199", "system", []),
    "security": ("market_regulation", "city", "330199", "security", []),
}
#: Administrators may change accounts, which is what they are for; the auditor reads entries, in which titles stand.
MAY_CHANGE = {"system": {"office.Officer"}, "security": {"office.Officer"}, "auditor": {"office.Officer"}}
ENTRIES = ("/ledger",)


@pytest.fixture
def county(sealed: None, settings: Any, tmp_path: Any) -> dict[str, list[str]]:
    """What the county has, marked, and the values that addresses are filled in with, by the names of their parts."""
    settings.LAKE = str(tmp_path / "lake")
    who = people("li", "wang")
    li = who["li"]
    clue = register(Intake(source="report", suspected_act=MARK, content=MARK, reporter=Reported(MARK, "13800000000")), by=li, at=MORNING)
    case = open_dossier(Opening("admin_case", "罚2026-7391", MARK), by=who["wang"], department=department_of("county"), at=MORNING, given={"handlers": MARK})
    seal([MARK.encode()], f"{MARK}.txt", dossier=clue.dossier, by=li, at=MORNING)
    kit = open_kit(Purchase(f"抖音 › 直播间 {MARK} @ 00:10:00", MARK, MARK), department=li.department, at=MORNING)  # type: ignore[arg-type]  # as typed
    add_item(kit, "goods", [b"\x89PNG\r\n\x1a\n0000"], f"{MARK}.png", at=MORNING)
    rule = write_rule(title=MARK, content=Rule(kinds=("listing",), any_of=(MARK,)), source=MARK, by=li, at=MORNING)
    run = Run.objects.create(detector="price", version="3", started_at=MORNING, ended_at=MORNING, by=li, department=li.department, digest="0" * 64)
    told = {"subject_kind": "listing", "score": 0.9, "reason_zh": MARK, "reason_en": MARK, "evidence_json": "{}", "found_at": MORNING}
    finding = Finding.objects.create(run=run, detector="price", subject=f"甲网/{MARK}", shop=f"甲网/{MARK}", department=li.department, **told)
    make_key(li, "接口", at=MORNING)  # administrators see what keys there are
    dossiers = list(Dossier.objects.values_list("number", flat=True))
    sheet_steps = sorted({step for one in ("clue", case.procedure) for step in rulebook().versions(one)[-1].steps})
    numbered = {"kit": kit.number, "finding": str(finding.pk), "rule": str(rule.pk), "clue": clue.dossier.number, "case": case.number}
    TOGETHER["acts"] = [(one.on, numbered[one.on], one.name) for one in rulebook().acts.values() if one.on in numbered]
    TOGETHER["steps"] = [(one.number, step) for one in (clue.dossier, case) for step in rulebook().versions(one.procedure)[-1].steps]
    return {
        "pk": sorted({"1", str(kit.pk), str(run.pk), str(li.pk), str(clue.pk)}),
        "kit_pk": [str(kit.pk)],
        "number": [*dossiers, kit.number],
        "kind": ["kit", "finding", "rule", "files", "reporter"],
        "name": sheet_steps[:6] + [one.name for one in rulebook().acts.values() if one.on in {"kit", "finding", "rule"}][:6] + dossiers[:1],
        "act": ["set_kit_aside", "add_item"],
        "step": sheet_steps[:6],
        "procedure": ["clue"],
        "digest": ["0" * 64],
        "code": ["no-such-code"],
    }


def addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


#: Operations with the things that they are done to, filled in by the fixture: every act of each kind of thing that the county has, every step of its dossiers.
TOGETHER: dict[str, list[tuple[str, ...]]] = {}
OPERATIONS = {("kind", "number", "name"): "acts", ("kind", "number", "act"): "acts", ("number", "step"): "steps", ("number", "name"): "steps"}


def filled(address: str, values: dict[str, list[str]]) -> Iterator[str]:
    """Return an address with everything that it asks for put in: each act and step with its own thing; else in all ways, six at most."""
    plain = address.replace("^", "").replace("/?$", "")
    names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
    is_door = plain.startswith(("api/acts/", "api/dossiers/")) and not plain.endswith("take-back")  # the console's forms go by the same functions
    operations = TOGETHER[OPERATIONS[tuple(names)]] if is_door and tuple(names) in OPERATIONS else None
    ways: Iterable[tuple[str, ...]] = product(*(values.get(name, ["1"]) for name in names))
    for number, chosen in enumerate(operations or ways):
        if operations is None and number == 6:
            return
        given = iter(chosen)
        yield "/" + re.sub(r"<[^>]+>", lambda _, given=given: next(given), plain)  # type: ignore[misc]  # bound now


ALL = sorted({one for one in addresses(get_resolver().url_patterns) if not one.startswith(("accounts/", "^accounts/", "^media"))})


def officer_of(role: str) -> Officer:
    kind, level, region, duty, roles = ROLES[role]
    body = Department.objects.create(name_zh=f"他方{role}", name_en=role, kind=kind, level=level, region=region, platform="甲网" if kind == "platform" else "")
    return Officer.objects.create(username=f"x{role}", name_zh="他", department=body, duty=duty, roles=roles)


def of_county() -> dict[str, Rows]:
    """Return the hash of each column of each thing that there is."""
    found = {}
    for model in things():
        keys = list(model._base_manager.values_list("pk", flat=True))
        found |= {f"{model._meta.label}/{key}": rows for key, rows in rows_of(model, keys, dict.fromkeys(keys, "salt")).items()}
    return found


@pytest.mark.parametrize("role", ROLES)
def test_what_a_county_keeps_is_neither_shown_to_nor_changed_by(role: str, county: dict[str, list[str]]) -> None:
    other = officer_of(role)
    client = Client(raise_request_exception=False)
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown, broken, tried = [], [], 0
    before = of_county()
    for address in ALL:
        for asked in filled(address, county):
            for method in ("post",) if asked.startswith(("/api/acts/", "/api/dossiers/")) and address.count("<") > 1 else ("get", "post"):
                reply = getattr(client, method)(asked)
                tried += 1
                body = reply.getvalue() if reply.streaming else reply.content
                if MARK.encode() in body.replace(MARK.encode() if MARK in asked else b"\0", b"") and not asked.startswith(ENTRIES):
                    shown.append((method, asked))
                if reply.status_code >= 500:
                    broken.append((method, asked, reply.status_code))
    after = of_county()
    changed = {name for name, rows in before.items() if after.get(name) != rows and name != f"office.Officer/{other.pk}"}
    assert shown == []
    assert broken == []
    assert {one for one in changed if one.rsplit("/", 1)[0] not in MAY_CHANGE.get(role, set())} == set()
    assert tried > 500
    assert len(TOGETHER["acts"]) >= 20
    assert len(TOGETHER["steps"]) >= 50


def test_the_county_itself_finds_its_mark_at_these_addresses(county: dict[str, list[str]]) -> None:
    """Otherwise the test above would find nothing wherever it looks."""
    client = Client()
    client.force_login(Officer.objects.get(username="li"), backend="allauth.account.auth_backends.AuthenticationBackend")
    found = set()
    for address in ALL:
        for asked in filled(address, county):
            reply = client.get(asked)
            if MARK.encode() in (reply.getvalue() if reply.streaming else reply.content):
                found.add(address)
    assert {"", "dossiers", "clues/<str:number>", "findings", "findings/<int:pk>", "kits", "rules"} <= found
    assert len(found) >= 15
    assert consents.waiting().count() == 0
