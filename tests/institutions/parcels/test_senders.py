"""Senders of several shops: by hashes of attestations and tokens of records, for a clue or case, entered in the ledger; nobody is named."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from couriers import courier_clerk
from make import make_clue
from people import at, browser

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.parcels.services.common_senders import Comparison, compare
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.models import Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
SHOPS = ["yunjishi/S1", "yunjishi/S2", "taoji/S3"]
SINCE, UNTIL = date(2026, 9, 1), date(2026, 11, 26)


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> Path:
    """Nine orders of three shops, three each; the parcels of S1 and S2 have one sender's token; one order lies in the quarter before."""
    settings.LAKE, settings.HOME = tmp_path / "lake", tmp_path / "home"
    orders = ["order_id,platform,shop_id,buyer_id,amount,paid_at,waybill"]
    parcels = ["waybill,platform,sender_token,sent_at"]
    for place in range(9):
        platform, shop = SHOPS[place // 3].split("/")
        paid = "2026-09-10T02:00:00Z" if place == 3 else "2026-11-10T02:00:00Z"
        orders.append(f"o{place},{platform},{shop},b{place},10,{paid},SD00000000000{place}")
        parcels.append(f"SD00000000000{place},速达,{'t-same' if place < 6 else 't-other'},{paid}")
    for name, lines in (("order", orders), ("parcel", parcels)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        Lake(tmp_path / "lake").load(kind(name), tmp_path / f"{name}.csv", source="test", at=NOW)
    return tmp_path


clue_of = partial(make_clue, at=NOW, platform="yunjishi", shop_id="S1", shop_name="甲鞋店")


def attest(clerk: Officer, days: dict[int, date]) -> None:
    """Attest the parcels of one sender, by number and day."""
    row = {"outlet": "千岛湖营业部", "region_code": "330127", "id_checked": True, "sender_kind": "person", "method": "shown", "phone": "13812345678"}
    bring_rows(
        [{**row, "waybill": f"SD00000000000{place}", "sent_on": day, "person_id": "11010519491231002X"} for place, day in days.items()], by=clerk, at=NOW
    )


def test_one_sender_is_seen_for_several_shops_within_a_quarter_and_not_across(who: Who, lake: Path) -> None:
    day, before = date(2026, 11, 10), date(2026, 9, 10)
    attest(courier_clerk(), {0: day, 1: day, 3: before, 7: day})
    clue, asked = clue_of(who["li"]), (SINCE, UNTIL)
    found = compare(Comparison(SHOPS, *asked, clue.dossier, "查明寄件人"), by=who["li"], at=NOW)
    assert (found.parcels, found.attested) == (9, 4)
    told = {(one.by.en, tuple(sorted((sent.shop, sent.parcels) for sent in one.sent))) for one in found.senders}
    assert told == {
        ("attestations: document", (("taoji/S3", 1), ("yunjishi/S1", 2))),  # of S2 only a parcel of the quarter before: another hash
        ("attestations: telephone", (("taoji/S3", 1), ("yunjishi/S1", 2))),
        ("records of parcels: sender's token", (("yunjishi/S1", 3), ("yunjishi/S2", 3))),
    }
    entry = json.loads(Entry.objects.get(kind="senders_compared").body)
    assert (entry["purpose"], entry["shops"], entry["found"]) == ("查明寄件人", sorted(SHOPS), 3)
    assert not Finding.objects.exists()


def test_it_needs_a_matter_under_way_a_purpose_and_shops(who: Who, lake: Path) -> None:
    clue = clue_of(who["li"]).dossier
    for shops, since, until, purpose, words in (
        (SHOPS, SINCE, UNTIL, " ", "目的"),
        (SHOPS[:1], SINCE, UNTIL, "查", "2 至 20 家"),
        (["S1", "S2"], SINCE, UNTIL, "查", "平台/编号"),
        (SHOPS, UNTIL, SINCE, "查", "起止日期"),
        (SHOPS, date(2024, 1, 1), UNTIL, "查", "超过一年"),
    ):
        with pytest.raises(BadInput, match=words):
            compare(Comparison(shops, since, until, clue, purpose), by=who["li"], at=NOW)
    with pytest.raises(NotPermitted):
        compare(Comparison(SHOPS, SINCE, UNTIL, clue, "查"), by=courier_clerk(), at=NOW)
    clue.is_closed = True
    with pytest.raises(BadInput, match="办理中"):
        compare(Comparison(SHOPS, SINCE, UNTIL, clue, "查"), by=who["li"], at=NOW)
    assert not Entry.objects.filter(kind="senders_compared").exists()


def test_the_page_asks_and_tells_and_names_nobody(who: Who, lake: Path) -> None:
    clue, county = clue_of(who["li"]), browser(who["li"])
    attest(courier_clerk(), {0: date(2026, 11, 10), 7: date(2026, 11, 10)})
    page = county.get(f"/parcels/senders?for={clue.number}").text
    assert clue.number in page
    assert "yunjishi/S1" in page
    told = {"about": clue.number, "shops": "\n".join(SHOPS), "since": SINCE, "until": UNTIL, "purpose": "查明寄件人"}
    answer = county.post("/parcels/senders", told)
    assert answer.status_code == 200
    assert "收寄证明：证件号码" in answer.text
    assert "2 件" not in answer.text.split("taoji/S3")[-1][:80]
    assert "t-same" not in answer.text
    assert "11010519491231002X" not in answer.text
    assert "attestations: document" in browser(who["li"], "en").post("/parcels/senders", told).text
    refused = county.post("/parcels/senders", {**told, "about": "C2020-0000001"})
    assert refused.status_code == 404
    assert "yunjishi/S2" in refused.text
    assert browser(who["zhao"]).post("/parcels/senders", told).status_code == 404
    for other in (who["clerk"], Officer.objects.get(username="di")):
        assert browser(other).get("/parcels/senders").status_code == 403
