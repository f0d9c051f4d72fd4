"""Nothing of a database's keys stands in a new entry of the ledger, and nobody but the one writer enters any."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kits import add_item, name_part, open_kit
from people import at, department_of

import mingjian
from mingjian.core.procedure import rulebook
from mingjian.core.rules import Rule
from mingjian.core.wire.names import Name, is_name
from mingjian.institutions.clues.acts.take_kit import take_kit
from mingjian.institutions.clues.disclosure import GuardedReporter
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.opening.take_up import take_up
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.steps.take_in_finding import separate_finding, take_in_finding
from mingjian.institutions.evidence.acts.confirm_record import Recorded, confirm_record
from mingjian.institutions.evidence.acts.set_kit_aside import set_kit_aside
from mingjian.institutions.evidence.disclosure import GuardedKit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.monitoring.findings.acts.set_aside import set_aside
from mingjian.institutions.monitoring.models import Finding, Run, Sample, Trial
from mingjian.institutions.monitoring.rules.acts.judge_sample import judge_sample
from mingjian.institutions.monitoring.rules.acts.keep_known_good import keep_known_good
from mingjian.institutions.monitoring.rules.acts.write_rule import write_rule
from mingjian.office.dossiers.sweeps import sweep
from mingjian.office.dossiers.taking import take
from mingjian.office.files.guarded import reveal
from mingjian.office.files.keeping import hand_out, seal
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.keys import make_key
from mingjian.office.people.staff import add_department, add_officer, grant, new_password, set_active

HOUSE = Path(mingjian.__file__).parent
MORNING = at("2026-11-24 09:00")
WHY = {"purpose": "核查线索", "ground": "投诉举报处理办法"}
#: Under these a whole number counts or measures.
FIGURES = {"rows", "bad", "repeated", "findings", "hits", "right", "judged", "size", "form"}
#: Under these, or in papers of these kinds, somebody or something is named.
NAMED = {"about", "by", "for", "holder", "department", "dossier", "item", "sample", "file", "sheet"}
NAMING_PAPERS = {name for name, paper in rulebook().papers.items() if paper.kind in {"department", "officer", "dossier", "file"} or paper.names}


def findings(by: Officer) -> list[Finding]:
    """Two findings of a detector in one shop, one of a rule, and one in another."""
    rule = write_rule(title="仿品用语", content=Rule(kinds=("listing",), any_of=("高仿",)), source="", by=by, at=MORNING)
    trial = Trial.objects.create(rule=rule, kind="back_test", digest=rule.digest, at=MORNING, by=by, seconds=1, rows=7, hits=2)
    judge_sample(Sample.objects.create(trial=trial, subject_kind="listing", subject="甲网/L1", texts={}, spans=[]), verdict="right", by=by, at=MORNING)
    told = {"subject_kind": "listing", "score": 0.9, "reason_zh": "理由", "reason_en": "reason", "evidence_json": "{}", "found_at": MORNING}
    made = []
    for number, (detector, shop) in enumerate([("replica_words", "甲网/S1"), ("price_outlier", "甲网/S1"), (rule.key, "甲网/S1"), (rule.key, "甲网/S2")]):
        run = Run.objects.create(detector=detector, version="3", started_at=MORNING, ended_at=MORNING, by=by, department=by.department, digest=f"{number:064x}")
        one = {"run": run, "detector": detector, "subject": f"甲网/L{number}", "shop": shop, "department": by.department}
        made.append(Finding.objects.create(**told, **one))
    return made


def act_with_findings(who: dict[str, Officer]) -> Dossier:
    li = who["li"]
    first, second, third, fourth = findings(li)
    clue = take_up(first, by=li, at=MORNING)
    for one in (second, third):
        take_in_finding(clue.dossier, by=li, at=MORNING, finding=one.pk)
    separate_finding(clue.dossier, by=li, at=MORNING, finding=third.pk, reason="另案")
    set_aside(fourth, reason="转述", by=li, at=MORNING)
    keep_known_good(platform_name="甲网", shop_number="S2", known_good_kind="good", known_good_ground="已核", known_until=MORNING.date(), by=li, at=MORNING)
    return clue.dossier


def act_with_kits(who: dict[str, Officer]) -> Clue:
    li = who["li"]
    kits = [open_kit(Purchase("抖音 › 直播间 某某 @ 00:10:00", "化肥", "买到假化肥"), department=li.department, at=MORNING) for _ in range(2)]  # type: ignore[arg-type]
    set_kit_aside(kits[1], reason="无法联系", by=li, at=MORNING)
    item = add_item(kits[0], "goods", [b"\x89PNG\r\n\x1a\n0000"], "照片.png", at=MORNING)
    name_part(kits[0], "shop", "某某商行", rests_on=item, by=li, at=MORNING)
    confirm_record(kits[0], record=Recorded("order", "甲网", "123456789", "甲网导出", "9" * 64), by=li, at=MORNING)
    reveal(GuardedKit(kits[0]), **WHY, by=li, at=MORNING)
    return take_kit(kits[0], by=li, at=MORNING)


def act_on_clues(who: dict[str, Officer]) -> None:
    li, joined = who["li"], act_with_kits(who)
    clue = register(Intake(source="report", suspected_act="销售假冒化肥", content="某店", reporter=Reported("张三", "13800000000")), by=li, at=MORNING)
    reveal(GuardedReporter(clue), **WHY, by=li, at=MORNING)
    hand_out(li, seal([b"paper"], "笔录.txt", dossier=clue.dossier, by=li, at=MORNING).pk, MORNING)
    take(joined.dossier, "join", by=li, at=MORNING, given={"joined_to": clue.dossier.number})
    take(clue.dossier, "dispatch", by=li, at=MORNING, given={"department": department_of("neighbour").pk, "note": "17"})
    take(clue.dossier, "accept", by=who["zhao"], at=MORNING)
    take(clue.dossier, "assign", by=who["qian"], at=MORNING, given={"assignee": who["zhao"].pk})
    sweep(at("2027-03-01 09:00"))


def act_as_administrators(who: dict[str, Officer]) -> None:
    told = {"name_zh": "建德市局", "name_en": "Jiande", "kind": "market_regulation", "level": "county", "region": "330182"}
    department = add_department(told, by=who["system"], at=MORNING)
    add_officer("new", department, name_zh="新来", by=who["system"], at=MORNING)
    new = Officer.objects.get(username="new")
    grant(new, duty="work", roles=["officer"], by=who["security"], at=MORNING)
    new_password(new, by=who["security"], at=MORNING)
    make_key(new, "系统", at=MORNING)
    set_active(new, False, by=who["system"], at=MORNING)


def keys_in(kind: str, told: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Name what in an entry may be a key: whole numbers that are no figures, and whatever stands where a name should and is none."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from keys_in(kind, value, (*path, name))
    elif isinstance(told, list):
        for value in told:
            yield from keys_in(kind, value, path)
    elif isinstance(told, int) and not isinstance(told, bool):
        if not FIGURES & set(path[:1]) and path[:1] not in (("content",), ("settings",), ("records",)):
            yield f"{kind}: {'.'.join(path)} = {told}"
    elif isinstance(told, str):
        should = path[0] in NAMED if len(path) == 1 else path[0] == "papers" and path[1] in NAMING_PAPERS
        if (should and not is_name(told)) or re.fullmatch(r"(kit|rule|finding|item|sample|officer|department|dossier)/\d+", told):
            yield f"{kind}: {'.'.join(path)} = {told}"


@pytest.mark.usefixtures("sealed")
def test_no_key_of_the_database_is_in_any_new_entry(who: dict[str, Officer]) -> None:
    act_with_findings(who)
    act_on_clues(who)
    act_as_administrators(who)
    bodies = [json.loads(entry.body) for entry in Entry.objects.order_by("index")]
    assert {"register", "take_in_finding", "join", "dispatch", "assign", "deadline_missed", "kit_item_kept", "rule_hit_judged", "officer_added"} <= {
        body["kind"] for body in bodies
    }
    assert [key for body in bodies for key in keys_in(body["kind"], body)] == []
    assert {body["form"] for body in bodies} == {2}
    assert "张三" not in str(bodies)
    assert "13800000000" not in str(bodies)


@pytest.mark.usefixtures("sealed")
def test_a_finding_of_a_rule_is_named_by_the_number_of_the_rule(who: dict[str, Officer]) -> None:
    dossier = act_with_findings(who)
    (taken_in, of_rule) = Entry.objects.filter(dossier=dossier, kind="take_in_finding").order_by("index")
    assert Name.read(json.loads(taken_in.body)["papers"]["finding"]).number == "price_outlier@3/甲网/L1"
    assert Name.read(json.loads(of_rule.body)["papers"]["finding"]).number == "R2026-0000001@3/甲网/L2"


def test_nobody_but_the_one_writer_appends_to_the_ledger() -> None:
    found = []
    for module in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "append" and getattr(node.value, "id", "") in {"ledger", "record"}:
                found.append(module.relative_to(HOUSE).as_posix())
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("record.ledger") and any(one.name == "append" for one in node.names):
                found.append(module.relative_to(HOUSE).as_posix())
    assert found == ["office/record/entries.py"]


@pytest.mark.parametrize("told", [{"for": 5}, {"papers": {"department": 5}}, {"about": "kit/17"}, {"by": "li"}, {"settings": {"fewest": 3}}])
def test_this_test_sees_keys(told: dict[str, Any]) -> None:
    assert bool(list(keys_in("x", told))) is (told != {"settings": {"fewest": 3}})
