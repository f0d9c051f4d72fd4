"""Where the parcels of a matter's shops were taken in, as a picture: counted by county and outlet, with a line to each shop; nobody is named."""

import json
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from couriers import courier_clerk
from journeys.world import make_findings
from make import make_clue
from people import at, browser

from mingjian.core.errors import NotPermitted
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.parcels.services.routes import route_of
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW, DAY = at("2026-11-26 10:00"), date(2026, 11, 10)
HERE, THERE = "330127", "320582"


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> None:
    """Six orders of two shops, three each; one of them more than a year old."""
    settings.LAKE, settings.HOME = tmp_path / "lake", tmp_path / "home"
    lines = ["order_id,platform,shop_id,buyer_id,amount,paid_at,waybill"]
    for place in range(6):
        paid = "2025-01-10T02:00:00Z" if place == 5 else "2026-11-10T02:00:00Z"
        lines.append(f"o{place},yunjishi,S{place // 3 + 1},b{place},10,{paid},SD00000000000{place}")
    (tmp_path / "order.csv").write_text("\n".join(lines) + "\n", "utf-8")
    Lake(tmp_path / "lake").load(kind("order"), tmp_path / "order.csv", source="test", at=NOW)


def attest(clerk: Officer) -> None:
    """Three parcels in one county at two outlets, one in another."""
    row = {"id_checked": True, "sender_kind": "person", "method": "shown", "phone": "13812345678", "person_id": "11010519491231002X", "sent_on": DAY}
    where = [("千岛湖营业部", HERE), ("千岛湖营业部", HERE), ("排岭营业部", HERE), ("杨舍网点", THERE)]
    bring_rows(
        [{**row, "waybill": f"SD00000000000{place}", "outlet": outlet, "region_code": code} for place, (outlet, code) in enumerate(where)], by=clerk, at=NOW
    )


clue_of = partial(make_clue, at=NOW, platform="yunjishi", shop_id="S1", shop_name="甲鞋店")


def test_parcels_are_counted_by_county_and_outlet_and_lines_are_as_thick_as_they_are_many(who: Who, lake: None) -> None:
    attest(courier_clerk())
    route = route_of(["yunjishi/S1", "yunjishi/S2"], date(2026, 11, 26), who["li"])
    assert (route.parcels, route.attested) == (5, 4)  # one order is too old, one parcel nobody attested
    assert [(one.code, one.parcels, one.outlets) for one in route.counties] == [
        (HERE, 3, [("千岛湖营业部", 2), ("排岭营业部", 1)]),
        (THERE, 1, [("杨舍网点", 1)]),
    ]
    assert (route.shops, route.height) == (["yunjishi/S1", "yunjishi/S2"], 80)
    lines = {(line.start, line.end): line.width for line in route.lines}
    assert set(lines) == {(20.0, 20.0), (60.0, 60.0)}
    assert lines[20.0, 20.0] > lines[60.0, 60.0]


def test_the_picture_is_asked_for_by_the_clue_s_page_and_names_nobody(who: Who, lake: None) -> None:
    clerk = courier_clerk()
    attest(clerk)
    clue, client = clue_of(who["li"]), browser(who["li"])
    page = client.get(f"/clues/{clue.number}/parties").content.decode()
    assert f'hx-get="/parcels/route?for={clue.number}"' in page
    assert "/static/parcels/route" in page
    told = client.get(f"/parcels/route?for={clue.number}").content.decode()
    assert re.findall(r"<bdi>(浙江省\S+)</bdi>", told)[0].endswith("淳安县")
    assert len(re.findall(r"<line ", told)) == 1
    assert "包裹 3 件，其中 3 件" in told
    assert "style=" not in told
    assert not any(secret in told for secret in ("13812345678", "11010519491231002X"))
    part = client.get(f"/parcels/route?for={clue.number}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "couriers attested where" in browser(who["li"], "en").get(f"/parcels/route?for={clue.number}").content.decode()


def test_nothing_to_draw_is_said_in_words(who: Who, lake: None) -> None:
    client = browser(who["li"])
    without_shop = register(Intake(source="inspection", suspected_act="售假", content="有人举报"), by=who["li"], at=NOW)
    for clue, words in ((without_shop, "没有写明网店"), (clue_of(who["li"], shop_id="S9"), "没有这些网店一年之内的运单"), (clue_of(who["li"]), "收寄地不明")):
        assert words in client.get(f"/parcels/route?for={clue.number}").content.decode()
    assert client.get("/parcels/route").status_code == 404
    assert client.get("/parcels/route?subject=x").status_code == 404


def test_neither_a_courier_nor_whoever_may_not_see_the_clue_sees_it(who: Who, lake: None) -> None:
    clerk, clue = courier_clerk(), clue_of(who["li"])
    assert browser(clerk).get(f"/parcels/route?for={clue.number}").status_code in {403, 404}
    assert browser(who["zhao"]).get(f"/parcels/route?for={clue.number}").status_code == 404
    with pytest.raises(NotPermitted):
        route_of(["yunjishi/S1"], date(2026, 11, 26), clerk)


def test_the_parcels_of_a_ring_s_shops_are_looked_for_though_none_is_the_clue_s_one_shop(who: Who, lake: None) -> None:
    ring, _ = make_findings(who["li"])
    ring.evidence_json = json.dumps({**ring.evidence(), "shops": ["S1", "S2"]})
    ring.save()
    clue = take_up(ring, by=who["li"], at=NOW)
    told = browser(who["li"]).get(f"/parcels/route?for={clue.number}").content.decode()
    assert clue.shop_id == ""
    assert "没有写明网店" not in told
    assert "这些网店的 5 件" in told or "5 件" in told
