import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from institutions.market.known_lake import fill
from people import at, browser, people

from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.services.known_facts import filled, told
from mingjian.institutions.market.queries.known import Known
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.models import Officer

NOW = at("2026-11-24 09:30")


@pytest.fixture
def li(db: None, tmp_path: Path, settings: Any) -> Officer:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    return people()["li"]


def finding(by: Officer, subject_kind: str, subject: str, evidence: dict[str, object]) -> Finding:
    run = Run.objects.create(
        detector="replica_words", version="1", started_at=NOW, ended_at=NOW, by=by, department=by.department, digest=subject.ljust(64, "x")
    )
    told = {"reason_zh": "文字中出现“高仿”", "reason_en": "It says so", "innocent_zh": "", "innocent_en": "", "evidence_json": json.dumps(evidence)}
    return Finding.objects.create(
        run=run, detector="replica_words", subject_kind=subject_kind, subject=subject, score=0.9, department=by.department, found_at=NOW, **told
    )


def test_a_finding_taken_up_brings_what_the_lake_knows(li: Officer) -> None:
    clue = take_up(finding(li, "listing", "甲网/L1", {"texts": {"title": "高仿 加微信 abc*****99"}}), by=li, at=NOW)
    assert (clue.shop_id, clue.shop_name, clue.price, clue.acted_on) == ("S1", "青禾店", Decimal("80.00"), date(2026, 10, 9))
    assert (clue.displayed_operator, clue.operator_code, clue.operator_name) == ("青禾商行", "91330122MA2CG0TP4R", "桐庐青禾商行")
    assert clue.listing_title == "高仿 加微信 abc*****99"  # as the finding masked it, not as the record has it
    assert clue.suspected_ground


def test_a_clue_of_a_shop_that_no_record_names_is_called_by_what_was_offered(li: Officer) -> None:
    clue = take_up(finding(li, "listing", "导出/612345678901", {"texts": {"title": "原单高仿 复刻鞋"}}), by=li, at=NOW)
    assert clue.dossier.title == "原单高仿 复刻鞋 · 仿品暗语"


def test_a_post_brings_its_account_and_a_ring_its_only_shop(li: Officer) -> None:
    post = take_up(finding(li, "post", "微聊圈/P1", {}), by=li, at=NOW)
    assert (post.listing_id, post.shop_id, post.acted_on) == ("P1", "A7", date(2026, 10, 2))
    ring = take_up(finding(li, "ring", "甲网/ring-1", {"shops": ["S1"]}), by=li, at=NOW)
    assert (ring.shop_id, ring.shop_name) == ("S1", "青禾店")
    several = take_up(finding(li, "ring", "甲网/ring-2", {"shops": ["S1", "S2"]}), by=li, at=NOW)
    assert (several.shop_id, several.shop_name) == ("", "青禾店、甲网/S2")


def test_what_somebody_wrote_stays() -> None:
    known = Known("甲网/S1", {"title": "数据中的标题", "price": 80.0}, {"shop_name": "青禾店"})
    whole = filled(Intake("report", "刷单", platform="甲网", shop_id="S2", listing_title="举报人所写", price=Decimal("75.5")), known)
    assert (whole.shop_id, whole.listing_title, whole.price) == ("S2", "举报人所写", Decimal("75.5"))
    assert whole.shop_name == ""  # the lake has the listing in another shop: who is behind that one is not told of this one


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1.0, 1e300, True])
def test_hostile_records_give_no_odd_values(price: float) -> None:
    record = {"title": "长" * 10_000, "price": price, "sold_count": price, "url": "javascript:alert(1)", "seen_at": "yesterday"}
    values = told(Known("甲网/S1", record))
    assert len(values["listing_title"]) == 300
    assert values["listing_url"] == ""
    assert values["acted_on"] is None
    assert values["price"] in (None, Decimal("1.00"))


def test_contacts_in_a_records_title_are_masked() -> None:
    values = told(Known("", {"title": "细节私聊 加微信 shihong2233 电话 13812345678", "seen_at": datetime(2026, 1, 1, tzinfo=UTC)}))
    assert "13812345678" not in values["listing_title"]


def test_a_clue_by_hand_is_filled_in_and_the_officer_told(li: Officer) -> None:
    given = {"source": "report", "suspected_act": "虚假宣传", "platform": "甲网", "listing_id": "L1", "reporter_wants_secrecy": "on"}
    told = browser(li).post("/clues/new", given, follow=True).content.decode()
    clue = Clue.objects.get()
    assert (clue.shop_id, clue.shop_name, clue.operator_code) == ("S1", "青禾店", "91330122MA2CG0TP4R")
    assert "已据本节点数据补填：网店编号、网店名称、商品标题、价格（元）" in told


def test_records_are_shown_beside_a_finding_before_it_is_taken_up(li: Officer) -> None:
    one = finding(li, "listing", "甲网/L1", {})
    told = browser(li).get(f"/clues/findings/{one.pk}/behind", headers={"HX-Request": "true"}).content.decode()
    assert "青禾商行" in told
    assert "<html" not in told
    assert "桐庐青禾商行" in browser(li).get(f"/clues/findings/{one.pk}/behind").content.decode()
    assert browser(Officer.objects.get(username="zhou")).get(f"/clues/findings/{one.pk}/behind").status_code == 404


def test_of_a_ring_each_shop_is_told_with_who_is_behind_it(li: Officer) -> None:
    one = finding(li, "ring", "甲网/ring-3", {"shops": ["S1", "甲网/S404"]})
    told = browser(li).get(f"/clues/findings/{one.pk}/behind", headers={"HX-Request": "true"}).content.decode()
    assert "青禾商行" in told
    assert "甲网/S404" in told
    assert "数据中没有经营者" in told
