"""The writer of entries: names, never keys. Ledgers of before are verified and read as they were."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from make import make_clue
from people import at, department_of, people

from mingjian.core.errors import BadInput
from mingjian.core.ledger.audit import audit
from mingjian.core.procedure import rulebook
from mingjian.core.wire.names import SheetName, is_department
from mingjian.office.dossiers.history import history
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.staff import add_department, begin_node
from mingjian.office.record import ledger
from mingjian.office.record.entries import Count, counts, enter

BEFORE = Path(__file__).with_name("entries_of_form_1.jsonl")  # written by version 0c089f9, with its keys
MORNING = at("2026-11-24 09:00")


def body_of(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(entry.body)
    return told


def clue_of(by: Officer) -> Dossier:
    told = "某店销售的化肥与标签不符，养分含量经检测不足标称的一半。"
    return make_clue(by, at=MORNING, source="report", suspected_act="销售假冒化肥", content=told).dossier


def test_a_ledger_of_before_is_verified_as_before() -> None:
    report = audit(BEFORE.read_bytes().splitlines(keepends=True))
    assert (report.faults, report.entries, report.checkpoints) == ((), 10, 2)
    spoilt = BEFORE.read_bytes().replace(b'"holder":2', b'"holder":3', 1)
    assert [found.first for found in audit(spoilt.splitlines(keepends=True)).faults] == [1]


@pytest.mark.django_db
def test_entries_of_before_and_of_now_lie_in_one_ledger_and_read_alike() -> None:
    who = people()
    dossier = clue_of(who["li"])
    told = [json.loads(line)["entry"] for line in BEFORE.read_text("utf-8").splitlines() if '"entry"' in line]
    old = next(one for one in told if one["kind"] == "assign")
    old["papers"]["assignee"] = who["zhao"].pk
    ledger.append(old, kind="assign", at=MORNING, dossier=dossier)  # as the writer of before did
    take(dossier, "dispatch", by=who["li"], at=MORNING, given={"department": department_of("neighbour").pk})
    sheet = rulebook().sheet_version("clue", dossier.sheet_in_force)
    read = {done.entry.kind: {told.label: told.value for told in done.papers} for done in history(sheet, list(dossier.entries.order_by("index")))}
    assert read["assign"] == {"承办人": "zhao"}
    assert read["dispatch"] == {"承办部门": "淳安县局"}
    assert ledger.checkpoint(MORNING).size == dossier.entries.count()


@pytest.mark.django_db
def test_a_step_names_who_for_whom_what_and_the_sheet_with_its_digest() -> None:
    who = people("li", "zhao")
    dossier = clue_of(who["li"])
    opened = body_of(dossier.entries.get(kind="register"))
    sheet = rulebook().sheet_version("clue", dossier.sheet_in_force)
    assert SheetName.read(opened["sheet"]) == SheetName("clue", dossier.sheet_in_force, sheet.digest)
    assert (opened["form"], opened["by"], opened["dossier"]) == (2, "li@mingjian.local", f"mingjian.local/clue/{dossier.number}")
    assert opened["for"] == department_of("county").code
    neighbour = department_of("neighbour")
    sent = body_of(take(dossier, "dispatch", by=who["li"], at=MORNING, given={"department": neighbour.pk, "note": "17"}))
    assert (sent["holder"], sent["papers"]) == (neighbour.code, {"department": neighbour.code, "note": "17"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "told", [{"kit": 17}, {"of": [1, 2]}, {"papers": {"department": 5}}, {"holder": "5"}, {"about": "kit/17"}, {"officer": "li"}, {"file": ""}]
)
def test_what_may_be_a_key_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"key of the database|is no name"):
        enter("opened", at=MORNING, **told)
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_a_thing_without_a_name_and_what_is_told_twice_are_refused() -> None:
    who = people("li")
    entry = enter("opened", at=MORNING, by=who["li"])
    with pytest.raises(ValueError, match="Entry has no name"):
        enter("opened", at=MORNING, about=entry)
    with pytest.raises(ValueError, match=r"tells \['for'\] twice"):
        enter("opened", at=MORNING, by=who["li"], **{"for": who["li"].department})


@pytest.mark.django_db
def test_figures_days_and_words_are_entered_as_they_are() -> None:
    told = {"rows": Count(3), "settings": counts({"fewest": 3, "share": 0.5, "words": ["3"], "strict": True}), "until": date(2026, 12, 1), "why": "17"}
    body = body_of(enter("opened", at=MORNING, **told))
    assert body == {
        "form": 2, "kind": "opened", "at": MORNING.isoformat(), "rows": 3, "settings": {"fewest": 3, "share": 0.5, "words": ["3"], "strict": True},
        "until": "2026-12-01", "why": "17",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_department_has_its_credit_code_or_one_of_this_node() -> None:
    who = people("system")
    body = {"name_zh": "建德市局", "name_en": "Jiande", "kind": "market_regulation", "level": "county", "region": "330182"}
    given = add_department(body, by=who["system"], at=MORNING)
    assert given.code.startswith("mingjian.local:")
    assert is_department(given.code)
    own = add_department({**body, "name_zh": "淳安县某局", "code": "91110000802100433b"}, by=who["system"], at=MORNING)
    assert body_of(Entry.objects.latest("index"))["about"] == own.code == "91110000802100433B"
    for wrong in ("91110000802100433A", "5", "91110000802100433B"):  # its check character, no code, another's
        with pytest.raises(BadInput):
            add_department({**body, "name_zh": "另一局", "code": wrong}, by=who["system"], at=MORNING)


@pytest.mark.django_db
def test_a_node_begins_with_the_code_of_its_body() -> None:
    body = {
        "name_zh": "桐庐县市场监督管理局",
        "name_en": "Tonglu",
        "kind": "market_regulation",
        "level": "county",
        "region": "330122",
        "code": "91110000802100433B",
    }
    assert set(begin_node(body, at=MORNING)) == {"system", "security", "audit"}
    assert body_of(Entry.objects.get(kind="node_begun"))["about"] == "91110000802100433B"
