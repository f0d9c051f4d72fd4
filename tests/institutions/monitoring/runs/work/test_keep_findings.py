"""What a run found is kept once, under a name that outlives the sentence: revised, let go with the reason, found again; and old doubles are merged."""

import importlib
import json
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.apps import apps
from institutions.monitoring.rule_lake import fill
from people import at, browser, people

from mingjian.core.detectors import detector
from mingjian.core.engines.factory import open_engine
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.monitoring.findings.acts import restore_finding, set_aside
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.rules.acts import keep_known_good
from mingjian.institutions.monitoring.runs.services.regions import Regions
from mingjian.institutions.monitoring.runs.work.keep_findings import Kept, keep_findings
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector
from mingjian.institutions.monitoring.services.exceptions import Sparing
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.record.row_digests import differences, note_so_far

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = at("2026-11-24 12:00")
WORDS = "高仿"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    made = fill(tmp_path, 100)
    settings.LAKE = str(made.folder)
    return made


@pytest.fixture
def who() -> dict[str, Officer]:
    return people()


def run(by: Officer, key: str = "replica_words", day: int = 0, **given: object) -> Run:
    with open_engine("duckdb") as engine:
        when = NOON + timedelta(days=day)
        return run_detector(key, by=by, at=when, engine=engine, engine_name="duckdb", clock=lambda: when, given=given)


def say(lake: Lake, folder: Path, number: int, listing: str, title: str, shop: str = "s7") -> None:
    """Load a listing of the same instant, so that it is stated anew where it was loaded before."""
    file = folder / f"more-{number}.csv"
    file.write_text(f"listing_id,platform,shop_id,title,seen_at\n{listing},甲网,{shop},{title},2026-10-01 08:00:00\n", "utf-8")
    lake.load(kind("listing"), file, source="甲网", at=NOON + timedelta(hours=number))


def told(found: dict[str, Any]) -> dict[str, Any]:
    plain = {"detector": "sham_ring", "subject_kind": "ring", "score": 0.6, "reason_zh": "理由", "reason_en": "reason", "innocent_zh": "", "innocent_en": ""}
    evidence = json.dumps(found.pop("evidence", {}), ensure_ascii=False)
    return {**plain, "evidence": evidence, **found}


def keep(by: Officer, rows: list[dict[str, Any]], lake: Lake, day: int = 0, key: str = "sham_ring") -> Kept:
    described, _ = detector(key)
    assert by.department is not None
    usual = described.read_settings({})
    when = {"started_at": NOON + timedelta(days=day), "ended_at": NOON + timedelta(days=day)}
    made = Run.objects.create(detector=key, version="2", settings=usual, engine="duckdb", by=by, department=by.department, digest=f"{key}-{day}", **when)
    with open_engine("duckdb") as engine:
        regions = Regions(engine, lake, by.department)
        return keep_findings(made, [told(dict(row)) for row in rows], regions, lambda _: Sparing([]), described, lake.loads(), usual, is_whole=True)


def test_whichever_authority_of_a_kind_looks_it_is_one_run_and_nothing_stands_twice(lake: Lake, who: dict[str, Officer]) -> None:
    first = run(who["li"])
    assert run(who["sun"], day=1) == first
    assert run(who["zhou"], day=1) == first
    named = list(Finding.objects.values_list("subject", flat=True))
    assert len(named) == len(set(named)) > 0


def test_one_that_says_otherwise_is_revised_and_keeps_what_it_said(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    say(lake, tmp_path, 1, "L-1", "高仿 手表")
    run(who["li"])
    found = Finding.objects.get(subject="甲网/L-1")
    before = (found.pk, found.reason_zh, found.found_at)
    say(lake, tmp_path, 2, "L-1", "顶级高仿 手表 一比一 复刻 懂的来")
    again = run(who["li"], day=1)
    found = Finding.objects.get(subject="甲网/L-1")
    assert (found.pk, found.run, found.status, found.found_at) == (before[0], again, "new", before[2])
    assert found.reason_zh != before[1]
    assert [one.reason_zh for one in found.revisions.all()] == [before[1]]
    page = browser(who["li"]).get(f"/findings/{found.pk}").content.decode()
    assert "后续检测情况" in page
    assert before[1].split("“")[0] in page
    entry = Entry.objects.filter(kind="detector_run").latest("index")
    assert json.loads(entry.body)["revised"] >= 1


def test_one_whose_row_was_corrected_is_no_longer_found_and_comes_back_with_the_words(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    say(lake, tmp_path, 1, "L-1", "高仿 手表")
    run(who["li"])
    say(lake, tmp_path, 2, "L-1", "手表")
    run(who["li"], day=1)
    found = Finding.objects.get(subject="甲网/L-1")
    assert (found.status, found.gone_why, found.gone_at) == ("gone", "corrected", NOON + timedelta(days=1))
    client = browser(who["li"])
    assert found.subject not in client.get("/findings").content.decode()
    assert found.subject in client.get("/findings?status=gone").content.decode()
    assert "不再检出" in client.get(f"/findings/{found.pk}").content.decode()
    say(lake, tmp_path, 3, "L-1", "高仿 手表 复刻")
    run(who["li"], day=2)
    found.refresh_from_db()
    assert (found.status, found.gone_at, found.gone_why) == ("new", None, "")


def test_of_a_load_that_was_taken_out_it_is_said_that_the_lake_no_longer_holds_it(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    say(lake, tmp_path, 1, "L-1", "高仿 手表")
    run(who["li"])
    rmtree(next(load for load in lake.loads() if load.file == "more-1.csv").folder)
    run(who["li"], day=1)
    assert [one.gone_why for one in Finding.objects.filter(status="gone")] == ["withdrawn"]


def test_what_was_decided_keeps_its_words_and_only_notes_what_runs_saw(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    for number, listing in ((1, "L-1"), (2, "L-2")):
        say(lake, tmp_path, number, listing, "高仿 手表", f"s-{listing}")
    run(who["li"])
    taken, aside = (Finding.objects.get(subject=f"甲网/{one}") for one in ("L-1", "L-2"))
    take_up(taken, by=who["li"], at=NOON)
    set_aside(aside, reason="仿古", by=who["li"], at=NOON)
    said = [(one.reason_zh, one.evidence_json) for one in (taken, aside)]
    say(lake, tmp_path, 3, "L-1", "手表", "s-L-1")
    say(lake, tmp_path, 4, "L-2", "高仿 手表 ", "s-L-2")
    run(who["li"], day=1)
    for one in (taken, aside):
        one.refresh_from_db()
    assert [(one.reason_zh, one.evidence_json) for one in (taken, aside)] == said
    assert (taken.status, taken.gone_why) == ("taken_up", "corrected")
    assert (aside.status, aside.seen_at) == ("set_aside", NOON + timedelta(days=1))


def test_one_that_was_set_aside_waits_again_where_it_says_clearly_more_and_the_verdict_is_kept(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    row = {"subject": "甲网/ring-1", "evidence": {"shops": ["甲网/s1", "甲网/s2"]}}
    keep(who["li"], [{**row, "score": 0.4}], lake)
    found = Finding.objects.get()
    set_aside(found, reason="团购", by=who["li"], at=NOON)
    note_so_far()  # as the end of its transaction does
    keep(who["li"], [{**row, "score": 0.5}], lake, 1)
    found.refresh_from_db()
    assert (found.status, found.score) == ("set_aside", 0.4)
    kept = keep(who["li"], [{**row, "score": 0.6}], lake, 2)
    found.refresh_from_db()
    assert (found.status, found.score, kept.sealed()) == ("new", 0.6, [found])
    assert [(one.status, one.status_by, one.status_reason) for one in found.revisions.all()] == [("set_aside", who["li"], "团购")]


def test_an_audit_holds_what_a_run_changed_of_a_finding_that_an_entry_named(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    for number, listing in ((1, "L-1"), (2, "L-2")):
        say(lake, tmp_path, number, listing, "高仿 手表", f"s-{listing}")
    run(who["li"])
    aside, restored = (Finding.objects.get(subject=f"甲网/{one}") for one in ("L-1", "L-2"))
    for one in (aside, restored):
        set_aside(one, reason="仿古", by=who["li"], at=NOON)
    restore_finding(restored, by=who["li"], at=NOON)
    note_so_far()
    say(lake, tmp_path, 3, "L-1", "顶级高仿 手表 一比一 复刻 原单 专柜验货 懂的来 加微信", "s-L-1")
    say(lake, tmp_path, 4, "L-2", "手表", "s-L-2")
    run(who["li"], day=1)
    for one in (aside, restored):
        one.refresh_from_db()
    assert (aside.status, restored.status) == ("new", "gone")
    assert not list(differences())
    Finding.objects.filter(pk=restored.pk).update(status="new")  # by nobody
    assert list(differences())


def test_a_ring_that_gains_a_member_is_the_same_finding_and_another_ring_is_not(lake: Lake, who: dict[str, Officer]) -> None:
    def ring(name: str, *shops: str) -> dict[str, Any]:
        return {"subject": f"甲网/ring-{name}", "evidence": {"shops": [f"甲网/{shop}" for shop in shops]}}

    keep(who["li"], [ring("a", "s1", "s2", "s3"), ring("b", "s8", "s9")], lake)
    keys = dict(Finding.objects.values_list("subject", "pk"))
    keep(who["li"], [ring("c", "s1", "s2", "s3", "s4"), ring("d", "s5", "s6", "s8")], lake, 1)
    assert Finding.objects.get(subject="甲网/ring-c").pk == keys["甲网/ring-a"]
    assert Finding.objects.get(subject="甲网/ring-d").pk == keys["甲网/ring-b"]  # half of the smaller
    keep(who["li"], [ring("a", "s1", "s2", "s3"), ring("e", "s11", "s12"), ring("d", "s5", "s6", "s8")], lake, 2)
    assert Finding.objects.get(subject="甲网/ring-a").pk == keys["甲网/ring-a"]
    assert Finding.objects.filter(status="new").count() == 3
    assert len(set(Finding.objects.values_list("name", flat=True))) == Finding.objects.count()


def test_a_source_is_the_same_whose_numbers_overlap_in_one_series(lake: Lake, who: dict[str, Officer]) -> None:
    def source(name: str, first: str, last: str, goods: str = "日用品") -> dict[str, Any]:
        series = {"courier": "丙速递", "goods": goods, "weight_g": 50.0, "first": first, "last": last}
        return {"subject": f"丙速递/source-{name}", "subject_kind": "source", "detector": "empty_parcel_source", "evidence": series}

    keep(who["li"], [source("a", "BS1000", "BS1090")], lake, key="empty_parcel_source")
    found = Finding.objects.get()
    again = [source("b", "BS0990", "BS1020"), source("c", "BS1000", "BS1090", "书"), source("d", "XX1000", "XX1090")]
    keep(who["li"], again, lake, 1, key="empty_parcel_source")
    found.refresh_from_db()
    assert (found.subject, found.status) == ("丙速递/source-b", "new")
    assert Finding.objects.count() == 3


def test_the_list_of_known_good_shops_that_counts_is_the_owners(lake: Lake, who: dict[str, Officer], tmp_path: Path) -> None:
    file = tmp_path / "operators.csv"
    file.write_text("operator_id,shop_id,platform,name,region_code\nb1,s7,甲网,某店,330108\n", "utf-8")
    lake.load(kind("operator"), file, source="甲网", at=NOON)
    assert who["li"].department is not None
    Department.objects.filter(pk=who["li"].department_id).update(region="330108")
    given = {"platform_name": "甲网", "shop_number": "s7", "known_good_kind": "authorised", "known_good_ground": "授权书", "known_until": None}
    keep_known_good(by=who["sun"], at=NOON, **given)
    run(who["sun"])
    found = Finding.objects.get(subject="甲网/first-7")
    assert (found.department_id, found.status) == (who["li"].department_id, "new")  # the city's list is not the county's


def test_where_no_record_tells_the_county_a_finding_is_for_the_authority_of_the_platforms_seat(lake: Lake, who: dict[str, Officer]) -> None:
    assert who["li"].department is not None
    Department.objects.create(name_zh="甲网平台", name_en="Jia", kind="platform", level="county", region=who["li"].department.region, platform="甲网")
    made = run(who["sun"])
    assert {one.department_id for one in made.findings.all()} == {who["li"].department_id}
    assert not made.findings.filter(region_is_known=True).exists()


def test_a_run_with_settings_of_its_own_adds_to_the_usual_one_and_takes_nothing_off(lake: Lake, who: dict[str, Officer]) -> None:
    run(who["li"], "contact_migration")
    before = set(Finding.objects.values_list("subject", "status", "reason_zh"))
    described, _ = detector("contact_migration")
    name, setting = next((name, one) for name, one in described.settings.items() if isinstance(one.default, float))
    run(who["li"], "contact_migration", 1, **{name: setting.most if setting.most is not None else 1.0})
    assert set(Finding.objects.values_list("subject", "status", "reason_zh")) >= before


@pytest.mark.parametrize(
    ("statuses", "stays"),
    [(["new", "new"], 1), (["new", "taken_up", "new"], 1), (["set_aside", "new"], 0), (["spared", "new"], 1), (["set_aside", "new!"], 1)],
)
def test_old_doubles_are_merged_and_none_is_deleted(lake: Lake, who: dict[str, Officer], statuses: list[str], stays: int) -> None:
    keep(who["li"], [{"subject": "甲网/ring-1"}], lake)
    first = Finding.objects.get()
    rows = []
    for number, status in enumerate(statuses):
        first.pk, first.name, first.status, first.reason_zh = None, "", status.rstrip("!"), f"说法 {number}"
        first.score = 0.9 if status.endswith("!") else 0.6
        first.save(force_insert=True)
        rows.append(first.pk)
    Finding.objects.exclude(pk__in=rows).delete()
    importlib.import_module("mingjian.institutions.monitoring.migrations.0016_e_doubles_merged").name_findings(apps, None)
    kept = {one.pk: one for one in Finding.objects.all()}
    assert set(kept) == set(rows)
    assert [bool(kept[key].name) for key in rows] == [number == stays for number in range(len(rows))]
    open_before = [key for key, status in zip(rows, statuses, strict=True) if status in ("new", "spared") and key != rows[stays]]
    assert all((kept[key].status, kept[key].gone_why) == ("gone", "merged") for key in open_before)
    again = keep(who["li"], [{"subject": "甲网/ring-1"}], lake, 1)
    assert not again.new  # the name that was given is the one that runs look for
