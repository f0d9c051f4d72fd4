"""
Forty matters of random shape from the finding to papers (matter.md 6.3): sums equal a recount from the orders, no fact is lost, and no other side reads
what was not disclosed to it.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from ordered import code_of, written
from people import at, browser, certify

from mingjian.core.errors import NotFound
from mingjian.institutions.cases.amounts.acts import add_order_lines
from mingjian.institutions.cases.amounts.services.offers import sums_by_offer
from mingjian.institutions.cases.amounts.services.orders import offered_orders
from mingjian.institutions.cases.facts import facts_of_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import lines_counted, values_differing
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.clues.grounds.opening import take_up_together
from mingjian.institutions.matters.acts import add_charge, add_offer, add_party
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Charge, Matter, Offer, Party
from mingjian.institutions.matters.queries import matter_of, matter_visible_to, rows_of
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.audit.run import audit
from mingjian.office.documents.creation import make
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW = at("2026-11-24 09:30")
MATTERS = 40
SIZES = {3: 60, 11: 30, 17: 12, 29: 8}  # offers of the large ones; the others have one to four
WORDS = ("鞋", "𠮷", "ñandú", "🧴", "خصم", "高仿 1:1", "<b>", "'; --", "\u202e倒", "ﾊﾞｯｸﾞ", "{{ x }}", "=HYPERLINK(1)", "%s %d", "e\u0301")
ACTS = ("销售侵犯注册商标专用权的商品", "虚假宣传", "销售不符合食品安全标准的食品")
STATES = ("交易成功", "已收货", "交易关闭", "(删除)等待出库", "已发货，退款关闭", "已收货，退款成功", "部分退款成功", None)


@dataclass
class Shape:
    """One matter as it was made up, with a recount of its orders that knows nothing of how the node counts them."""

    nth: int
    shops: list[str]
    listings: dict[str, str]
    parties: int
    charges: int
    sold: dict[str, Decimal] = field(default_factory=dict)
    back: dict[str, Decimal] = field(default_factory=dict)
    #: What is sold and, until a person settles it, in doubt.
    sham: dict[str, Decimal] = field(default_factory=dict)
    doubted: list[str] = field(default_factory=list)

    def net(self, listing: str) -> tuple[Decimal, Decimal]:
        zero = Decimal(0)
        least = self.sold.get(listing, zero) - self.back.get(listing, zero)
        return least, least + self.sham.get(listing, zero)


def made_up(nth: int, chance: random.Random) -> tuple[Shape, list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the shape of a matter, its listings, orders and operators as records."""
    shops = [f"S{nth}-{n}" for n in range(chance.randint(1, 3))]
    listings = {f"L{nth}-{n}": chance.choice(shops) for n in range(SIZES.get(nth) or chance.randint(1, 4))}
    shape = Shape(nth, shops, listings, chance.randint(1, 5), chance.randint(0, 3))
    goods = [
        {
            "listing_id": key,
            "platform": "yunjishi",
            "shop_id": shop,
            "title": f"{''.join(chance.choices(WORDS, k=4))} {key}",
            "url": f"https://shop.example/{key}?t={'长' * chance.choice((0, 10, 1_900))}",
            "price": chance.randint(1, 9_999) / 100,
            "seen_at": "2026-10-01T00:00:00Z",
        }
        for key, shop in listings.items()
    ]
    orders = [one for key in listings for one in ordered(shape, key, chance)]
    operators = [
        {
            "operator_id": f"OP-{shop}",
            "platform": "yunjishi",
            "shop_id": shop,
            "shop_name": f"店 {shop} {chance.choice(WORDS)}",
            "seen_at": "2026-10-01T00:00:00Z",
        }
        | {"name": f"甲{shop}有限公司", "uscc": code_of(f"9133012{nth % 10}MA2A{place:05d}"), "address": f"桐庐县{'某路' * 20}{place}号"}
        for place, shop in enumerate(shops, nth * 10)
    ]
    return shape, goods, orders, operators


def ordered(shape: Shape, listing: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Make up the orders of a listing, and count each the way a clerk would with the rows before her."""
    zero = Decimal(0)
    for n in range(chance.choice((0, 1, 3, 6))):
        paid, state, number = Decimal(chance.randint(1, 99_999)) / 100, chance.choice(STATES), f"T-{listing}-{n}"
        row: dict[str, Any] = {"order_id": number, "platform": "yunjishi", "shop_id": shape.listings[listing], "listing_id": listing, "amount": float(paid)}
        row |= {"paid_at": f"2026-10-{chance.randint(1, 28):02d}T08:00:00Z", "status": state}
        is_void, back = state in ("交易关闭", "(删除)等待出库"), zero
        if state == "已收货，退款成功":
            back = paid
            row["refunded_at"] = "2026-10-29T01:00:00Z"
        elif state == "部分退款成功":
            back = (paid / 3).quantize(Decimal("0.01"))
            row["refund"] = float(back)
        is_doubted = not is_void and chance.random() < 0.15
        if is_doubted:
            shape.doubted.append(number)
            shape.sham[listing] = shape.sham.get(listing, zero) + paid
        elif not is_void:
            shape.sold[listing] = shape.sold.get(listing, zero) + paid
            shape.back[listing] = shape.back.get(listing, zero) + back
        yield row


def findings_of(shape: Shape, by: Officer) -> list[Finding]:
    """Store a finding of each of the first listings, and of a matter of several shops the ring of them."""
    told: list[tuple[str, str, str, dict[str, Any]]] = []
    if len(shape.shops) > 1:
        told.append(("sham_ring", "ring", f"yunjishi/ring-{shape.nth}", {"shops": shape.shops, "orders": shape.doubted}))
    else:
        told += [
            ("replica_words", "listing", f"yunjishi/{key}", {"texts": {"title": f"高仿 {key}"}, "orders": shape.doubted}) for key in list(shape.listings)[:7]
        ]
    made = []
    for place, (detector, kind, subject, evidence) in enumerate(told):
        whose = {"by": by, "department": by.department, "digest": f"{shape.nth:032d}{place:032d}"}
        run = Run.objects.create(detector=detector, version="3", engine="duckdb", started_at=NOW, ended_at=NOW, **whose)
        said = {"reason_zh": "理由", "reason_en": "reason", "innocent_zh": "团购", "innocent_en": "group", "evidence_json": json.dumps(evidence)}
        shop = "" if kind == "ring" else f"yunjishi/{shape.shops[0]}"
        where = {"department": by.department, "region_is_known": True, "found_at": NOW, "score": 0.9 - place / 100, "shop": shop}
        made.append(Finding.objects.create(run=run, detector=detector, subject_kind=kind, subject=subject, **where, **said))
    return made


def matter_in(case: Case) -> Matter:
    matter = matter_of(case.dossier)
    assert matter is not None
    return matter


def filled(shape: Shape, case: Case, goods: list[dict[str, Any]], who: Who) -> None:
    """Enter what no record knows: further parties, the offers that no finding named with their long addresses, charges."""
    matter, li = matter_in(case), who["li"]
    held = {one.listing_key for one in rows_of(matter, Offer)}
    for row in goods:
        if row["listing_id"] not in held:
            told = {"offer_platform": "yunjishi", "offer_shop_key": row["shop_id"], "offer_listing_key": row["listing_id"], "offer_url": row["url"]}
            add_offer(matter, by=li, at=NOW, offer_goods=row["title"], **told)
    for n in range(len(rows_of(matter, Party)), shape.parties):
        add_party(matter, by=li, at=NOW, party_role="maker", party_type="person", party_legal_name=f"某{n}·{WORDS[n]}", party_telephone="13800001234")
    charged = {one.words for one in rows_of(matter, Charge)}
    for words in [one for one in ACTS if one not in charged][: shape.charges]:
        add_charge(matter, by=li, at=NOW, charge_words=words, charge_since="2026-10-01", charge_until="2026-10-28")


def counted(case: Case, by: Officer) -> None:
    """Enter every batch of the offers in one act, as whoever ticks all does."""
    batches = [one for shop in offered_orders(case, by) for one in shop.batches if one.listing]
    if batches:
        add_order_lines(case, by=by, at=NOW, order_batches="\n".join(one.key for one in batches))


def check_sums(shape: Shape, case: Case) -> None:
    found = Case.objects.get(pk=case.pk)
    lines = lines_counted(found)
    totals = totals_of(found)
    rows = {one.offer.listing_key: one for one in sums_by_offer(lines, totals) if one.offer}
    for listing in shape.listings:
        least, most = shape.net(listing)
        told = rows.get(listing)
        assert ((told.least, told.most) if told else (0, 0)) == (least, most), (shape.nth, listing)
    whole = [shape.net(listing) for listing in shape.listings]
    assert totals.of("sales").least == sum((one for one, _ in whole), Decimal(0))
    assert totals.of("sales").most == sum((one for _, one in whole), Decimal(0))
    assert sum((one.least for one in rows.values()), Decimal(0)) == totals.of("sales").least
    proofs = [proof for one in lines if one.kind == "sold" for proof in one.proofs]
    assert len(proofs) == len(set(proofs)), "no order is counted twice"
    if any(most for _, most in whole):
        told_sums = {one["序号"]: one for one in facts_of_case(found.dossier)["amounts"]["offers"]}
        assert len(told_sums) == len(rows)


def check_facts(shape: Shape, case: Case, goods: list[dict[str, Any]]) -> None:
    matter = matter_in(case)
    rows = rows_of(matter, Offer)
    offers = {one.listing_key: one for one in rows if one.listing_key}  # those of a ring name whole shops besides
    assert set(shape.listings) <= set(offers)
    for row in goods:
        held = offers[row["listing_id"]]
        assert held.shop_key == row["shop_id"]
        assert held.goods, shape.nth
        assert held.source or held.url == row["url"], "each offer says whence it is known, or was entered with its whole address"
    named = {one.name for one in rows_of(matter, Party)}
    assert {f"甲{shop}有限公司" for shop in shape.shops if len(shape.shops) > 1} <= named
    assert len(named) >= shape.parties
    assert len(rows_of(matter, Charge)) >= shape.charges
    told = facts_of_matter(case.dossier)
    assert len(told["parties"]["list"]) == len(rows_of(matter, Party))
    assert len(told["offers"]["list"]) == len(rows)


def check_sides(case: Case, who: Who) -> None:
    """Nobody but who holds or stands above the case reads its matter: not by address, not in the ledger, not in lists."""
    matter = matter_in(case)
    for name in ("zhao", "clerk", "zhou"):
        with pytest.raises(NotFound):
            matter_visible_to(who[name], matter.number)
    for body in Entry.objects.filter(kind__startswith="matter_").values_list("body", flat=True):
        assert "13800001234" not in body


@pytest.mark.slow
def test_forty_matters_of_random_shape_keep_their_sums_their_facts_and_their_secrets(who: Who, tmp_path: Path, settings: Any) -> None:
    settings.LAKE = str(tmp_path / "lake")
    certify(who["li"], who["wang"])
    chance = random.Random(20261130)  # noqa: S311 - shapes of a test
    shapes = [made_up(nth, chance) for nth in range(MATTERS)]
    for kind, place in (("listing", 1), ("order", 2), ("operator", 3)):
        written(tmp_path, kind, [row for shape in shapes for row in shape[place]])
    cases: list[tuple[Shape, Case, list[dict[str, Any]]]] = []
    for shape, goods, _, _ in shapes:
        clue = take_up_together(findings_of(shape, who["li"]), by=who["li"], at=NOW).clue
        case = file_case(Filing(f"第 {shape.nth} 案", who["li"], who["wang"], clue), by=who["wang"], at=NOW)
        filled(shape, case, goods, who)
        counted(case, who["li"])
        cases.append((shape, case, goods))
    for shape, case, goods in cases:
        check_sums(shape, case)
        check_facts(shape, case, goods)
    check_sides(cases[0][1], who)
    assert not list(values_differing())
    for shape, case, _ in cases[::8]:
        document = make("amount_table", case.dossier, by=who["li"], at=now())
        assert document.values["案名"] == case.dossier.title
        for name in ("zhao", "clerk"):
            for address in (f"/matters/{matter_in(case).number}", f"/cases/{case.number}", f"/cases/{case.number}/orders"):
                assert browser(who[name]).get(address).status_code in (403, 404), (shape.nth, name, address)
    changed = [one for one in audit().found if "/matter" in str(one.about) or "amount_line" in str(one.about)]
    assert not changed
