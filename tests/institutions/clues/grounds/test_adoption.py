"""Taking a finding up: the matter holds every party, offer and order of it with its source, it is received, and why the office is competent is asked."""

import json
from typing import Any

import pytest
from django.utils.timezone import now
from ordered import code_of, written
from people import at, browser, people

from mingjian.institutions.clues.grounds.opening import take_up, take_up_together
from mingjian.institutions.clues.grounds.steps import take_in_finding
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.matters.models import Exhibit, Matter, Offer, Party
from mingjian.institutions.matters.queries import matter_of, rows_of
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
NOW = at("2026-11-24 09:30")
LONG = "https://shop.example/item?id=1&trace=" + "长" * 1900


@pytest.fixture
def li() -> Officer:
    return people("li", "wang", "zhao")["li"]


def found(li: Officer, kind: str, subject: str, evidence: dict[str, Any], **told: Any) -> Finding:
    digest = f"{abs(hash((kind, subject))):064d}"[:64]
    detector = {"ring": "sham_ring", "source": "empty_parcel_source"}.get(kind, "replica_words")
    run = Run.objects.create(detector=detector, version="3", engine="duckdb", started_at=NOW, ended_at=NOW, by=li, department=li.department, digest=digest)
    said = {
        "reason_zh": "理由",
        "reason_en": "reason",
        "innocent_zh": "团购",
        "innocent_en": "group",
        "evidence_json": json.dumps(evidence, ensure_ascii=False),
    }
    where = {"department": li.department, "region_is_known": True, "found_at": NOW, "score": 0.9} | told
    return Finding.objects.create(run=run, detector=detector, subject_kind=kind, subject=subject, **where, **said)


def laid(folder: Any, settings: Any) -> tuple[str, str]:
    settings.LAKE = str(folder / "lake")
    codes = code_of("91330122MA2A0001X"), code_of("91340297MA0B0002Y")
    operators = [
        {
            "operator_id": f"OP{n}",
            "platform": "yunjishi",
            "shop_id": f"S{n}",
            "shop_name": f"店{n}",
            "name": name,
            "uscc": code,
            "address": f"安徽省芜湖市{n}号",
            "url": LONG,
        }
        for n, (name, code) in enumerate([("芜湖甲有限公司", codes[0]), ("芜湖乙有限公司", codes[1])], 1)
    ]
    written(folder, "operator", [{**row, "seen_at": "2026-10-01T00:00:00Z"} for row in operators])
    orders = [
        {"order_id": f"T{n}", "platform": "yunjishi", "shop_id": f"S{n % 2 + 1}", "listing_id": f"L{n % 2 + 1}", "amount": 10.5, "buyer_id": f"买家{n}"}
        for n in range(1, 7)
    ]
    written(folder, "order", [{**row, "paid_at": "2026-10-05T08:00:00Z"} for row in orders])
    return codes


def matter_in(clue: Clue) -> Matter:
    matter = matter_of(clue.dossier)
    assert matter is not None
    return matter


def test_a_ring_is_taken_up_with_every_shop_firm_code_and_address_and_its_orders_as_one_exhibit(li: Officer, tmp_path: Any, settings: Any) -> None:
    codes = laid(tmp_path, settings)
    ring = found(li, "ring", "yunjishi/ring-1", {"shops": ["S1", "S2"], "orders": [f"T{n}" for n in range(1, 7)]})
    clue = take_up(ring, by=li, at=NOW)
    matter = matter_in(clue)
    parties = {one.name: (one.code, one.address, bool(one.source)) for one in rows_of(matter, Party)}
    assert parties == {"芜湖甲有限公司": (codes[0], "安徽省芜湖市1号", True), "芜湖乙有限公司": (codes[1], "安徽省芜湖市2号", True)}
    offers = rows_of(matter, Offer)
    assert {(one.shop_key, one.shop, one.url, one.party.name if one.party else "") for one in offers} == {
        ("S1", "店1", LONG, "芜湖甲有限公司"),
        ("S2", "店2", LONG, "芜湖乙有限公司"),
    }
    (exhibit,) = rows_of(matter, Exhibit)
    assert (exhibit.title.endswith("所指订单清单（6笔）"), exhibit.proves, exhibit.file_of) == (True, ["amount"], clue.dossier)
    assert ring.run.digest in exhibit.source
    file = clue.dossier.files.get(sha256=exhibit.sha256)
    assert file.name.endswith(".csv")
    with as_sealed(file.sha256) as content:
        table = content.read().decode("utf-8-sig")
    assert table.count("10.50") == 6
    assert "买家" not in table
    assert ring.run.digest in table


def test_a_source_of_empty_parcels_is_taken_up_with_its_shops_and_outlets(li: Officer, tmp_path: Any, settings: Any) -> None:
    laid(tmp_path, settings)
    evidence = {
        "courier": "速达",
        "shops": ["yunjishi/S1", "yunjishi/S2"],
        "outlets": [["芜湖三山网点", 31], ["芜湖鸠江网点", 12]],
        "senders": ["t1"],
        "parcels": 43,
    }
    clue = take_up(found(li, "source", "速达/source-5f2c", evidence), by=li, at=NOW)
    matter = matter_in(clue)
    named = {(one.role, one.name) for one in rows_of(matter, Party)}
    assert named == {
        ("suspect", "芜湖甲有限公司"),
        ("suspect", "芜湖乙有限公司"),
        ("third", "速达收寄网点 芜湖三山网点"),
        ("third", "速达收寄网点 芜湖鸠江网点"),
    }
    assert {(one.platform, one.shop_key) for one in rows_of(matter, Offer)} == {("yunjishi", "S1"), ("yunjishi", "S2")}
    (exhibit,) = rows_of(matter, Exhibit)
    assert clue.dossier.files.get(sha256=exhibit.sha256).is_personal, "what a detector read may name persons"


def test_each_listing_of_a_shop_is_an_offer_of_its_own(li: Officer) -> None:
    findings = [found(li, "listing", f"甲网/L{n}", {"texts": {"title": f"高仿鞋 {n}"}}, shop="甲网/S1") for n in range(1, 4)]
    clue = take_up_together(findings, by=li, at=NOW).clue
    assert {(one.listing_key, one.goods) for one in rows_of(matter_in(clue), Offer)} == {(f"L{n}", f"高仿鞋 {n}") for n in range(1, 4)}


def test_a_finding_that_is_taken_in_later_brings_its_offer(li: Officer) -> None:
    clue = take_up(found(li, "listing", "甲网/L1", {"texts": {"title": "高仿鞋"}}, shop="甲网/S1"), by=li, at=NOW)
    later = found(li, "listing", "甲网/L2", {"texts": {"title": "高仿包"}}, shop="甲网/S1")
    take_in_finding(clue.dossier, by=li, at=NOW, finding=later.pk)
    assert [(one.nth, one.listing_key, one.goods) for one in rows_of(matter_in(clue), Offer)] == [(1, "L1", "高仿鞋"), (2, "L2", "高仿包")]
    assert Entry.objects.filter(kind="matter_completed").count() == 1


def test_whoever_takes_a_finding_up_has_received_it(li: Officer) -> None:
    clue = take_up(found(li, "shop", "甲网/S1", {}, shop="甲网/S1"), by=li, at=NOW)
    assert (clue.dossier.state, clue.dossier.officer) == ("accepted", li)
    assert [one.kind for one in Entry.objects.filter(dossier=clue.dossier).order_by("index")] == ["register", "matter_opened", "accept"]


def test_jurisdiction_is_shown_and_a_reason_is_asked_where_the_operator_is_elsewhere(li: Officer) -> None:
    away = found(li, "shop", "甲网/S1", {}, shop="甲网/S1", region="340207")
    client = browser(li)
    page = client.get(f"/findings/{away.pk}").content.decode()
    assert "不在本局辖区" in page
    assert 'name="jurisdiction"' in page
    client.post(f"/clues/findings/{away.pk}/take_up")
    clue = Clue.objects.get()
    assert clue.dossier.state == "registered", "it can still be sent to who is competent"
    assert "接收的，在备注中写明本局为何可以管辖" in client.get(clue.get_absolute_url()).content.decode()
    take(clue.dossier, "accept", by=li, at=now(), given={"note": "发货仓库在桐庐县"})
    clue.refresh_from_db()
    assert clue.jurisdiction_basis == "发货仓库在桐庐县"


def test_with_a_reason_it_is_received_and_the_reason_stands_on_the_clue(li: Officer) -> None:
    away = found(li, "shop", "甲网/S1", {}, shop="甲网/S1", region="340207")
    browser(li).post(f"/clues/findings/{away.pk}/take_up", {"jurisdiction": "违法行为发生地在桐庐县（发货仓库）"})
    clue = Clue.objects.get()
    assert (clue.dossier.state, clue.jurisdiction_basis) == ("accepted", "违法行为发生地在桐庐县（发货仓库）")


def test_of_the_own_region_and_of_a_platform_seated_here_the_basis_is_written_down(li: Officer) -> None:
    home = take_up(found(li, "shop", "甲网/S1", {}, shop="甲网/S1", region=li.department.region), by=li, at=NOW)  # type: ignore[union-attr]
    assert "属本局辖区" in home.jurisdiction_basis
    Department.objects.create(name_zh="乙网公司", name_en="Yi", kind="platform", level="county", region=li.department.region, platform="乙网")  # type: ignore[union-attr]
    seated = take_up(found(li, "shop", "乙网/S1", {}, shop="乙网/S1", region="340207"), by=li, at=NOW)
    assert (seated.dossier.state, "平台住所地在本局辖区" in seated.jurisdiction_basis) == ("accepted", True)


def test_an_audit_finds_nothing_changed_behind_the_ledger(li: Officer, tmp_path: Any, settings: Any) -> None:
    laid(tmp_path, settings)
    seal_rows(NOW)
    clue = take_up(found(li, "ring", "yunjishi/ring-1", {"shops": ["S1", "S2"], "orders": ["T1", "T2"]}, region="340207"), by=li, at=NOW)
    take(clue.dossier, "accept", by=li, at=at("2026-11-25 09:00"), given={"note": "发货仓库在桐庐县"})
    seal_rows(at("2026-11-25 10:00"))
    of_ours = [one for one in audit().found if "M2026" in str(one.about) or clue.number in str(one.about)]
    assert not of_ours
