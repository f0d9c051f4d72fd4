"""A run of a detector from the console: stored once, with its findings; known-good shops wait for nobody."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from institutions.monitoring.rule_lake import fill
from people import at, browser, people

from mingjian.core.engines.factory import open_engine
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.monitoring.findings.acts import set_aside
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.queries import TrackRecord, kept_good, shops_of, track_record
from mingjian.institutions.monitoring.rules.acts import keep_known_good
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector
from mingjian.institutions.monitoring.services.exceptions import Sparing, said_by
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]
NOON = at("2026-11-24 12:00")


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    made = fill(tmp_path, 200)
    settings.LAKE = str(made.folder)
    return made


@pytest.fixture
def li() -> Officer:
    return people()["li"]


def run(by: Officer, detector: str = "replica_words") -> Run:
    with open_engine("duckdb") as engine:
        return run_detector(detector, by=by, at=NOON, engine=engine, engine_name="duckdb", clock=lambda: at("2026-11-24 12:01"))


def keep(by: Officer, shop: str, *, kind: str = "authorised", until: date | None = None) -> None:
    keep_known_good(platform_name="甲网", shop_number=shop, known_good_kind=kind, known_good_ground="授权书〔2026〕3号", known_until=until, by=by, at=NOON)


def status_of(shop: str) -> tuple[str, str]:
    found = Finding.objects.get(evidence_json__contains=f'"甲网/{shop}"')
    return found.status, found.status_reason


@pytest.mark.both_databases
def test_a_run_keeps_its_findings_settings_and_counts(lake: Lake, li: Officer) -> None:
    made = run(li)
    assert (made.detector, made.engine, made.records, made.subjects) == ("replica_words", "duckdb", {"listing": 200}, 200)
    assert made.settings
    assert {finding.subject for finding in made.findings.all()} >= {f"甲网/first-{number}" for number in (7, 47, 87, 127, 167)}
    assert Entry.objects.get(kind="detector_run").officer == li


@pytest.mark.both_databases
def test_the_same_run_is_stored_once(lake: Lake, li: Officer) -> None:
    assert run(li) == run(li)
    assert Run.objects.count() == 1


def test_what_the_lake_lacks_is_said(lake: Lake, li: Officer) -> None:
    with pytest.raises(BadInput, match="order"):
        run(li, "order_concentration")


def test_only_who_works_on_dossiers_may_run(lake: Lake, li: Officer) -> None:
    with pytest.raises(NotPermitted):
        run(Officer.objects.get(username="auditor"))


def test_an_authorised_shop_is_found_but_waits_for_nobody(lake: Lake, li: Officer) -> None:
    keep(li, "s7")
    run(li)
    assert status_of("s7") == ("spared", "授权书〔2026〕3号")
    assert status_of("s47")[0] == "new"
    assert "甲网/first-7" not in [finding.subject for finding, *_ in browser(li).get("/findings").context["rows"]]


def test_a_spared_finding_counts_neither_for_nor_against_and_may_be_taken_up(lake: Lake, li: Officer) -> None:
    keep(li, "s7")
    spared = run(li).findings.get(status="spared")
    assert track_record("replica_words").set_aside == 0
    told = browser(li).get(f"/findings/{spared.pk}").content.decode()
    assert "授权书〔2026〕3号" in told
    assert 'id="set-aside"' not in told
    take_up(spared, by=li, at=NOON)
    spared.refresh_from_db()
    assert spared.status == "taken_up"


def test_an_authorisation_that_ran_out_spares_nobody(lake: Lake, li: Officer) -> None:
    keep(li, "s7", until=date(2026, 11, 23))
    run(li)
    assert status_of("s7")[0] == "new"


def test_an_authorisation_answers_nothing_but_where_goods_come_from(lake: Lake, li: Officer) -> None:
    keep(li, "s3")
    keep(li, "s7", kind="good")
    run(li, "contact_migration")
    assert status_of("s3")[0] == "new"


def test_a_good_shop_is_not_spared_from_sham_trade(lake: Lake, li: Officer, tmp_path: Path) -> None:
    rows = "\n".join(f"o{number},甲网,s7,b{number % 2},9.9,2026-10-01 08:0{number}:00" for number in range(8))
    file = tmp_path / "order.csv"
    file.write_text(f"order_id,platform,shop_id,buyer_id,amount,paid_at\n{rows}\n", encoding="utf-8")
    lake.load(kind("order"), file, source="甲网", at=NOON)
    keep(li, "s7", kind="good")
    run(li, "order_concentration")
    assert Finding.objects.get(detector="order_concentration", subject="甲网/s7").status == "new"


@pytest.mark.both_databases
def test_records_of_a_kind_that_is_read_make_another_run_and_others_do_not(lake: Lake, li: Officer, tmp_path: Path) -> None:
    first = run(li)
    (tmp_path / "orders.csv").write_text("order_id,shop_id,buyer_id,paid_at\no1,s1,b1,2026-11-01 10:00:00\n", "utf-8")
    lake.load(kind("order"), tmp_path / "orders.csv", source="甲网", at=NOON)
    assert run(li) == first
    (tmp_path / "more.csv").write_text("listing_id,title\nL-more,高仿 手表 懂的来\n", "utf-8")
    lake.load(kind("listing"), tmp_path / "more.csv", source="甲网", at=NOON)
    again = run(li)
    assert again != first
    assert [finding.subject for finding in again.findings.all()] == ["甲网/L-more"]


@pytest.mark.both_databases
def test_a_ring_waits_for_nobody_only_where_all_its_shops_are_on_the_list(li: Officer) -> None:
    for shop in ("s1", "s2"):
        keep(li, shop)
    assert li.department is not None
    spared = Sparing(kept_good(li.department, NOON))
    for shops, why in ((["s1", "s2"], "授权书〔2026〕3号"), (["s1", "s9"], ""), ([], "")):
        row = {"subject_kind": "ring", "subject": "甲网/ring-1", "evidence": json.dumps({"shops": shops})}
        assert spared.why(shops_of(row), ()) == why
    assert spared.why(["乙网/s1"], ()) == ""  # of the same id elsewhere


@pytest.mark.parametrize(
    ("only", "is_spared"),
    [
        ({"known_rule": "replica_words"}, True),
        ({"known_rule": "price_outlier"}, False),
        ({"known_value": "高仿"}, False),  # it says more than that
    ],
)
def test_a_shop_is_passed_over_for_one_detector_or_one_word_alone(lake: Lake, li: Officer, only: dict[str, str], is_spared: bool) -> None:
    keep_known_good(platform_name="甲网", shop_number="s7", known_good_kind="good", known_good_ground="仿古工艺品", by=li, at=NOON, **only)
    run(li)
    assert status_of("s7") == (("spared", "仿古工艺品") if is_spared else ("new", ""))


def test_a_shop_is_passed_over_where_all_that_is_said_of_it_was_looked_into(lake: Lake, li: Officer) -> None:
    run(li)
    (words,) = [said_by(one.evidence()) for one in Finding.objects.filter(subject="甲网/first-7")]
    assert "高仿" in words
    Finding.objects.all().delete()
    Run.objects.all().delete()
    for word in words:
        only = {"known_rule": "replica_words", "known_value": word}
        keep_known_good(platform_name="甲网", shop_number="s7", known_good_kind="good", known_good_ground="仿古", by=li, at=NOON, **only)
    run(li)
    assert status_of("s7") == ("spared", "仿古")


def test_what_is_said_besides_a_kept_value_is_told(li: Officer) -> None:
    for word in ("高仿", "精仿"):
        keep_known_good(platform_name="甲网", shop_number="s1", known_good_kind="good", known_good_ground=word, known_value=word, by=li, at=NOON)
    assert li.department is not None
    spared = Sparing(kept_good(li.department, NOON))
    assert spared.why(["甲网/s1"], {"高仿"}) == "高仿"
    assert spared.why(["甲网/s1"], {"高仿", "精仿"}) == "精仿；高仿"
    assert spared.why(["甲网/s1"], {"高仿", "复刻"}) == ""
    assert spared.why(["甲网/s1"], ()) == ""
    with pytest.raises(BadInput, match="没有检测器或者规则"):
        keep_known_good(platform_name="甲网", shop_number="s1", known_good_kind="good", known_good_ground="x", known_rule="无此规则", by=li, at=NOON)


@pytest.mark.both_databases
def test_a_finding_is_set_aside_once_for_a_reason_by_whoever_may_see_it(lake: Lake, li: Officer) -> None:
    keep(li, "s7")
    run(li)
    finding, zhou = Finding.objects.filter(status="new").earliest("pk"), Officer.objects.get(username="zhou")
    for by, reason, refusal in ((li, " ", BadInput), (zhou, "已核实", StepRefused), (Officer.objects.get(username="wang"), "已核实", NotPermitted)):
        with pytest.raises(refusal):
            set_aside(finding, reason=reason, by=by, at=NOON)
    set_aside(finding, reason=f" {'核' * 501} ", by=li, at=NOON)
    finding.refresh_from_db()
    assert (finding.status, finding.status_by, finding.status_at, finding.status_reason) == ("set_aside", li, NOON, "核" * 500)
    for again in (finding, Finding.objects.get(status="spared")):
        with pytest.raises(StepRefused):
            set_aside(again, reason="再核", by=li, at=NOON)
    assert Entry.objects.filter(kind="finding_set_aside").count() == 1


@pytest.mark.both_databases
def test_how_a_detector_fared_is_told_over_all_subjects_that_it_looked_at(lake: Lake, li: Officer) -> None:
    assert track_record("replica_words").one_in is None
    run(li)
    told = track_record("replica_words")
    assert (told.findings, told.taken_up, told.set_aside, told.subjects) == (Finding.objects.count(), 0, 0, 200)
    assert told.one_in == round(200 / told.findings)
    assert track_record("risky_site") == TrackRecord(0, 0, 0, 0)
