"""Cases that are joined, taken out again and separated: facts, evidence and sums go along untyped, no time grows longer, and what is settled stays."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localtime
from make import make_clue
from people import at, browser, certify

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import lines_counted, values_differing
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.cases.services.joint import last_day_of
from mingjian.institutions.cases.services.narrative import course_of
from mingjian.institutions.matters.acts import add_exhibit, add_offer, add_party, correct_charge, correct_party, open_matter
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import OPEN, Exhibit, Matter, Move, Offer, Party
from mingjian.institutions.matters.queries import known_of, matter_of, rows_of
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
LATER = MORNING + timedelta(days=5)
LONG = "https://item.example.com/i?" + "q=" + "高仿%20" * 180  # an address as people paste it
NAMES = ("桐庐青禾鞋行", "杭州盛信鞋业有限公司", "ﾊﾞｯｸﾞ <b>店</b> %s")
ACT = "销售侵犯注册商标专用权的商品"
WHY = "同一团伙、共用发货地址，" + "证据互为印证，" * 30


def a_case(who: Who, title: str, parties: tuple[str, ...], offers: int = 2, day: int = 0) -> Case:
    """File a case with some parties, offers of them in turn, an exhibit and a line of the ledger for every tenth offer."""
    certify(who["li"], who["wang"])
    instant = MORNING + timedelta(days=day)
    case = file_case(Filing(title, who["li"], who["wang"], None, parties[0], ACT), by=who["wang"], at=instant)
    matter = matter_in(case)
    for name in parties[1:]:
        add_party(matter, by=who["li"], at=instant, party_role="suspect", party_type="organisation", party_legal_name=name, party_licence="营业执照")
    for nth in range(1, offers + 1):
        told = {
            "offer_platform": "yunjishi",
            "offer_shop_key": f"{title}-S{nth % 4}",
            "offer_listing_key": f"{title}-L{nth}",
            "offer_url": f"{LONG}{title}{nth}",
        }
        add_offer(matter, by=who["li"], at=instant, offer_goods=f"运动鞋 {nth}", offer_party=(nth - 1) % len(parties) + 1, **told)
        if nth % 10 == 1:
            sell(case, who, nth, f"{nth}.15", instant)
    return case


def sell(case: Case, who: Who, offer: int, price: str, instant: object) -> None:
    proof = seal([f"{case.number} {offer}".encode()], f"明细{offer}.csv", dossier=case.dossier, by=who["li"], at=MORNING + timedelta(days=1)).sha256
    line = {"amount_kind": "sold", "goods_name": f"运动鞋 {offer}", "quantity": "10", "unit_price": price, "price_basis": "actual", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=instant, amount_offer=offer, **line)
    told = {"exhibit_kind": "data", "exhibit_title": f"订单明细 {offer}", "exhibit_proves": "amount", "exhibit_file": proof, "exhibit_offer": offer}
    add_exhibit(matter_in(case), by=who["li"], at=instant, **told)


def matter_in(case: Case | Dossier) -> Matter:
    found = matter_of(case.dossier if isinstance(case, Case) else case)
    assert found is not None
    return found


def both_sign(case: Case, name: str, who: Who, given: dict[str, str], instant: object = LATER) -> None:
    """Take a step with the officer's signature and the head's."""
    for one in ("li", "wang"):
        take(case.dossier, name, by=who[one], at=instant, given=given if one == "li" else {})


def total(case: Case) -> Decimal:
    found = totals_of(Case.objects.get(pk=case.pk)).of("turnover").most
    return Decimal(0) if found is None else found


@pytest.fixture
def pair(who: Who) -> tuple[Case, Case]:
    """An older case with one party, and a newer one with three parties and sixty offers."""
    return a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES, offers=60, day=2)


def test_what_is_joined_comes_untyped_and_nothing_is_lost(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    before = Counter((one.platform, one.listing_key, one.url) for case in pair for one in rows_of(matter_in(case), Offer))
    sums = total(old) + total(new)
    exhibits = {one.sha256 for case in pair for one in rows_of(matter_in(case), Exhibit)}
    gone = matter_in(new)
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    matter = matter_in(old)
    assert [one.name for one in rows_of(matter, Party)] == list(NAMES), "the party of both stands once"
    offers = rows_of(matter, Offer)
    assert Counter((one.platform, one.listing_key, one.url) for one in offers) == before
    assert {one.party.name for one in offers if one.party} == set(NAMES)
    assert {one.sha256 for one in rows_of(matter, Exhibit)} == exhibits
    assert all(one.offer and one.offer.matter_id == matter.pk for one in rows_of(matter, Exhibit))
    assert (total(old), total(new)) == (sums, Decimal(0))
    assert all(one.offer is None or one.offer.matter_id == matter.pk for one in lines_counted(Case.objects.get(pk=old.pk)))
    assert matter_in(new) == matter, "both dossiers are of one matter"
    assert not list(rows_of(gone, Offer))
    assert list(values_differing()) == []
    new.refresh_from_db()
    assert new.party_name == NAMES[0], "the joined case is found by what it said"
    assert audit().found == ()


def test_the_ledger_tells_it_both_ways_and_papers_say_it(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    matter = matter_in(old)
    came = json.loads(Entry.objects.get(kind="matter_joined").body)
    went = json.loads(Entry.objects.get(kind="matter_joined_into").body)
    assert went["into"] == matter.wire_name
    assert came["about"] == matter.wire_name
    assert came["joined"] == went["about"]
    assert came["facts"] == went["facts"]
    assert len(came["facts"]) == len(Move.objects.get().rows)
    assert not any(name in Entry.objects.get(kind="matter_joined").body for name in NAMES), "names stay out of the act's entry"
    assert f"将{new.number}（新案）并入本案办理" in course_of(old.dossier)
    assert NAMES[2] in str(facts_of_matter(old.dossier)), "papers of the case that goes on name the parties that came"
    ours, theirs = (browser(who["li"]).get(f"/cases/{one.number}/parties").text for one in pair)
    assert new.number in ours
    assert old.number in theirs
    assert "已并入其他案件" in browser(who["li"]).get(f"/cases/{new.number}").text


def test_joining_lengthens_no_time(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    first = last_day_of(old.dossier)
    with pytest.raises(StepRefused, match=f"把 {new.number} 并入 {old.number}"):
        take(old.dossier, "join_case", by=who["li"], at=LATER, given={"joined_case": new.number, "reason": WHY})
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    assert last_day_of(old.dossier) == first
    assert last_day_of(new.dossier) is None
    new.dossier.refresh_from_db()
    assert new.dossier.is_closed


def test_what_was_joined_is_taken_out_again_as_it_is_now(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    due, sums = last_day_of(new.dossier), (total(old), total(new))
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    matter = matter_in(old)
    third = next(one for one in rows_of(matter, Party) if one.name == NAMES[1])
    told = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": NAMES[1], "party_registered_address": "杭州市文三路9号"}
    correct_party(third, by=who["li"], at=LATER, reason="与执照核对", **told)
    file = seal(["并案后的笔录".encode()], "笔录.txt", dossier=old.dossier, by=who["li"], at=LATER)
    since = {"exhibit_kind": "statement", "exhibit_title": "盛信鞋业询问笔录", "exhibit_proves": "act", "exhibit_file": file.sha256}
    add_exhibit(matter, by=who["li"], at=LATER, exhibit_party=third.nth, **since)
    both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=1))
    own = matter_in(new)
    assert own.pk != matter.pk
    assert [one.name for one in rows_of(matter, Party)] == [NAMES[0]]
    assert [one.name for one in rows_of(own, Party)] == list(NAMES)
    assert next(one for one in rows_of(own, Party) if one.name == NAMES[1]).address == "杭州市文三路9号"
    statement = next(one for one in rows_of(own, Exhibit) if one.title == "盛信鞋业询问笔录")
    assert statement.party is not None
    assert statement.party.matter_id == own.pk
    assert not any(one.title == "盛信鞋业询问笔录" for one in rows_of(matter, Exhibit))
    assert (len(rows_of(matter, Offer)), len(rows_of(own, Offer))) == (2, 60)
    assert (total(old), total(new)) == sums
    assert last_day_of(new.dossier) == due, "the days in between count"
    assert list(values_differing()) == []
    assert audit().found == ()
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": "又查明有联系"}, LATER + timedelta(days=2))
    assert (len(rows_of(matter_in(old), Offer)), total(old)) == (62, sum(sums))


def test_parties_that_are_separated_take_what_is_theirs(who: Who) -> None:
    case = a_case(who, "团伙案", NAMES, offers=60)
    matter, sums, due = matter_in(case), total(case), last_day_of(case.dossier)
    common = {"exhibit_kind": "document", "exhibit_title": "权利人辨认意见", "exhibit_proves": "goods"}
    add_exhibit(matter, by=who["li"], at=MORNING, **common)
    theirs = [one for one in rows_of(matter, Offer) if one.party and one.party.nth in (2, 3)]
    given = {"split_parties": "2、3", "split_title": "盛信鞋业等另案", "reason": WHY}
    both_sign(case, "split_case", who, given)
    made = Case.objects.exclude(pk=case.pk).get()
    own = matter_in(made)
    assert [one.name for one in rows_of(own, Party)] == list(NAMES[1:])
    assert [one.name for one in rows_of(matter, Party)] == [NAMES[0]]
    assert {one.url for one in rows_of(own, Offer)} == {one.url for one in theirs}
    assert len(rows_of(matter, Offer)) + len(rows_of(own, Offer)) == 60
    assert all("权利人辨认意见" in [one.title for one in rows_of(found, Exhibit)] for found in (matter, own))
    assert [one.matter.pk for found in (matter, own) for one in found.charge_rows.filter(standing=OPEN)] == [matter.pk, own.pk]
    assert total(case) + total(made) == sums
    assert total(made) > 0
    assert last_day_of(made.dossier) == due, "a new case is no way to more time"
    assert (made.first, made.second) == (case.first, case.second)
    made.refresh_from_db()
    assert made.party_name == NAMES[1]
    assert f"自{case.number}（团伙案）分出" in course_of(made.dossier)
    assert made.number in browser(who["li"]).get(f"/cases/{case.number}/parties").text
    assert audit().found == ()


def test_a_separated_case_gets_no_more_time_by_typing_or_by_a_second_extension(who: Who) -> None:
    case = a_case(who, "团伙案", NAMES[:2])
    for one in ("li", "wang"):
        take(case.dossier, "investigate", by=who[one], at=MORNING)
    take(case.dossier, "extend_decision", by=who["wang"], at=MORNING, given={"reason": "案情复杂"})
    both_sign(case, "split_case", who, {"split_parties": "2", "split_title": "另案", "reason": "分别查处"})
    made = Case.objects.exclude(pk=case.pk).get()
    for one in ("li", "wang"):
        take(made.dossier, "investigate", by=who[one], at=LATER)
    with pytest.raises(StepRefused, match="不再重复延长"):
        take(made.dossier, "extend_decision", by=who["wang"], at=LATER, given={"reason": "案情复杂"})
    with pytest.raises(StepRefused, match="只能沿用"):
        file_case(Filing("伪造期限", who["li"], who["wang"], decide_by=localtime(LATER).date() + timedelta(days=900)), by=who["wang"], at=LATER)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("9", "没有第 9 号"), ("1、2、3", "至少留一个"), ("二号", "请写明"), ("2；" * 90 + "7", "没有第 7 号")],
    ids=["none", "all", "no number", "long"],
)
def test_parties_that_cannot_go_are_refused_in_words_at_the_first_signature(who: Who, typed: str, words: str) -> None:
    case = a_case(who, "团伙案", NAMES)
    told = {"split_parties": typed, "split_title": "另案", "reason": "分别查处"}
    given = {f"split_case-{name}": value for name, value in {**told, "seen": "0", "key": "a"}.items()}
    reply = browser(who["li"]).post(f"/dossiers/{case.number}/steps/split_case", given)
    assert reply.status_code == 422
    assert words in reply.text
    assert not case.dossier.proposals.exists()
    with pytest.raises(BadInput, match=words):
        take(case.dossier, "split_case", by=who["li"], at=LATER, given=told)


def test_what_was_reviewed_told_or_sent_to_the_police_is_not_changed(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    open_any(
        Request("crime_transfer", "移送", papers={"suspicion": "涉嫌犯罪", "crime": "其他：假冒"}, arose_from=old.dossier),
        by=who["li"],
        at=MORNING + timedelta(days=3),
    )
    with pytest.raises(StepRefused, match="正在办理移送"):
        take(new.dossier, "join_case", by=who["li"], at=LATER, given={"joined_case": old.number, "reason": WHY})
    third = a_case(who, "第三案", NAMES[1:2], day=3)
    take(third.dossier, "join_case", by=who["li"], at=LATER, given={"joined_case": new.number, "reason": WHY})
    for one in ("li", "wang"):
        take(new.dossier, "investigate", by=who[one], at=LATER)
    take(new.dossier, "transfer_below_line", by=who["wang"], at=LATER, given=POLICE)
    take(new.dossier, "transfer_below_line", by=who["li"], at=LATER)
    with pytest.raises(StepRefused, match="不能再并入、分出"):
        take(third.dossier, "join_case", by=who["wang"], at=LATER + timedelta(hours=1))
    third.dossier.refresh_from_db()
    assert third.dossier.state["main"] == "filed"


POLICE = {"below_line_reason": "有合理怀疑", "receiving_body": "桐庐县公安局", "reason": "涉嫌犯罪"}


def test_orders_that_both_ledgers_count_are_counted_once_or_refused(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    shared = {"kind": "sold", "goods": "鞋", "quantity": 2, "paid": Decimal("50.00"), "basis": "actual", "added_by": who["li"], "added_at": MORNING}
    for nth, case in ((90, old), (91, new)):
        AmountLine.objects.create(case=case, nth=nth, proofs=["order/yunjishi/T1", "order/yunjishi/T2"], **shared)
    AmountLine.objects.create(case=new, nth=92, proofs=["order/yunjishi/T3"], **(shared | {"quantity": 1, "paid": Decimal(25)}))
    AmountLine.objects.create(case=old, nth=93, proofs=["order/yunjishi/T3", "order/yunjishi/T4"], **shared)
    take(new.dossier, "join_case", by=who["li"], at=LATER, given={"joined_case": old.number, "reason": WHY})
    with pytest.raises(BadInput, match="两行中都已计算"):
        take(new.dossier, "join_case", by=who["wang"], at=LATER)
    AmountLine.objects.filter(case=new, nth=92).update(standing="withdrawn")
    sums = total(old) + total(new) - 50
    take(new.dossier, "join_case", by=who["wang"], at=LATER)
    assert total(old) == sums


@pytest.mark.parametrize(
    ("orders", "offers"),
    [("T1", (None, None)), ("T1", (3, 3)), ("T2", (3, 3)), ("T1", (None, 1)), ("T1", (3, None))],
    ids=["same orders", "same orders of the same listing", "other orders of the same listing", "an offer of its own", "an offer of the other"],
)
def test_each_case_has_its_amount_again_once_it_is_taken_out(who: Who, orders: str, offers: tuple[int | None, int | None]) -> None:
    cases = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[:2], day=2)
    old, new = cases
    line = {"kind": "sold", "goods": "鞋", "quantity": 2, "paid": Decimal("50.00"), "basis": "actual", "added_by": who["li"], "added_at": MORNING}
    for case, order, offer in zip(cases, ("T1", orders), offers, strict=True):
        add_offer(matter_in(case), by=who["li"], at=LATER, offer_goods="同一链接", offer_platform="yunjishi", offer_listing_key="L-1", offer_url=LONG)
        counted = matter_in(case).offer_rows.get(nth=offer) if offer else None
        AmountLine.objects.create(case=case, nth=90, offer=counted, proofs=[f"order/yunjishi/{order}"], **line)
    AmountLine.objects.create(case=new, nth=91, proofs=["order/yunjishi/T9"], **(line | {"standing": "settled"}))
    sums, kept = (total(old), total(new)), [(one.nth, one.standing, one.offer_id) for case in cases for one in lines_counted(Case.objects.get(pk=case.pk))]
    for day in (0, 2):
        both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY}, LATER + timedelta(days=day))
        assert total(old) == sum(sums) - (50 if orders == "T1" else 0)
        both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=day + 1))
        assert (total(old), total(new)) == sums
        assert [(one.nth, one.standing, one.offer_id) for case in cases for one in lines_counted(Case.objects.get(pk=case.pk))] == kept
    assert list(values_differing()) == []
    assert audit().found == ()


def test_lines_entered_since_go_back_with_their_offer(who: Who) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[1:2], day=2)
    sums = total(old), total(new)
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    came = next(one for one in rows_of(matter_in(old), Offer) if one.url.endswith("新案2"))
    sell(Case.objects.get(pk=old.pk), who, came.nth, "7.00", LATER)
    both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=1))
    assert (total(old), total(new)) == (sums[0], sums[1] + 70)


ZHANG = {"party_role": "suspect", "party_type": "person", "party_legal_name": "张伟", "party_id_kind": "居民身份证"}
ONE, OTHER = "11010519491231002X", "110105199003078895"


@pytest.mark.parametrize(
    ("here", "there", "count"),
    [
        ({"party_id_number": ONE}, {"party_id_number": OTHER}, 2),
        ({"party_registered_address": "杭州市文三路9号"}, {"party_registered_address": "温州市人民路1号"}, 2),
        ({"party_registered_address": "杭州市文三路9号"}, {"party_registered_address": "杭州市 文三路9号", "party_id_number": ONE}, 1),
        ({"party_id_number": ONE, "party_registered_address": "杭州市文三路9号"}, {"party_id_number": ONE, "party_registered_address": "温州市人民路1号"}, 1),
        ({"party_type": "business", "party_operator": "张伟"}, {}, 2),
        ({}, {}, 1),
    ],
    ids=["numbers", "addresses", "the same address", "the same number", "kinds", "nothing known"],
)
def test_two_persons_of_one_name_stay_two(who: Who, here: dict[str, str], there: dict[str, str], count: int) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[1:2], day=2)
    for case, told in ((old, here), (new, there)):
        party = add_party(matter_in(case), by=who["li"], at=LATER, **(ZHANG | told))
        goods = {"offer_goods": f"{case.number}的鞋", "offer_platform": "yunjishi", "offer_listing_key": case.number, "offer_url": LONG}
        add_offer(matter_in(case), by=who["li"], at=LATER, offer_party=party.nth, **goods)
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    named = [one for one in rows_of(matter_in(old), Party) if one.name == "张伟"]
    assert len(named) == count
    assert {one.id_number for one in named} >= {one["party_id_number"] for one in (here, there) if "party_id_number" in one}
    assert {len([offer for offer in rows_of(matter_in(old), Offer) if offer.party == one]) for one in named} == {2 // count}
    correct_party(named[-1], by=who["li"], at=LATER, reason="核对", **(ZHANG | {"party_type": named[-1].kind, "party_telephone": "13800138000"}))
    both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=1))
    assert [len([one for one in rows_of(matter_in(case), Party) if one.name == "张伟"]) for case in (old, new)] == [1, 1]


def test_a_charge_of_both_covers_both_times_and_is_as_it_was_once_they_part(who: Who) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[1:2], day=2)
    told = [
        (old, {"charge_since": "2026-01-05", "charge_until": "2026-03-20", "charge_means": "在直播间销售。"}),
        (new, {"charge_since": "2026-05-01", "charge_until": "2026-06-30", "charge_means": "在微信群销售。", "charge_knowledge": "进价仅为正品的一成。"}),
    ]
    for case, values in told:
        correct_charge(matter_in(case).charge_rows.get(), by=who["li"], at=LATER, reason="补充", charge_words=ACT, **values)
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    charge = matter_in(old).charge_rows.get(standing=OPEN)
    assert (charge.since, charge.until) == (date(2026, 1, 5), date(2026, 6, 30))
    assert (charge.means, charge.knowledge) == ("在直播间销售；在微信群销售。", "进价仅为正品的一成。")
    assert Case.objects.get(pk=old.pk).acted_on == date(2026, 6, 30)
    correct_charge(charge, by=who["li"], at=LATER, reason="询问后更正", charge_words=ACT, charge_knowledge="收到过投诉。")
    both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=1))
    charge.refresh_from_db()
    assert (charge.since, charge.until, charge.means) == (date(2026, 1, 5), date(2026, 3, 20), "在直播间销售。")
    assert Case.objects.get(pk=old.pk).acted_on == date(2026, 3, 20)
    assert charge.knowledge == "收到过投诉。", "what an officer corrected since stays"
    own = matter_in(new).charge_rows.get(standing=OPEN)
    assert (own.since, own.until, own.means) == (date(2026, 5, 1), date(2026, 6, 30), "在微信群销售。")


def test_a_carried_exhibit_without_a_source_gets_no_number_as_its_provenance(who: Who) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[1:2], day=2)
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    assert {one.source for one in rows_of(matter_in(old), Exhibit)} == {""}
    both_sign(new, "separate_case", who, {"reason": "查明没有联系"}, LATER + timedelta(days=1))
    assert {one.source for model in (Exhibit, Offer) for one in rows_of(matter_in(new), model)} == {""}


@pytest.mark.parametrize("name", ["seize", "preserve_evidence"])
def test_a_case_that_holds_goods_is_neither_joined_to_another_nor_separated(who: Who, name: str) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES, day=2)
    joining = {"joined_case": old.number, "reason": WHY}
    take(new.dossier, "join_case", by=who["li"], at=LATER, given=joining)
    if name == "seize":
        take(new.dossier, name, by=who["wang"], at=LATER, given={"seized_goods": "仿冒运动鞋 600 双", "reason": "防止转移"})
    else:
        for one, given in (("li", {"preserved_items": "进货台账 3 册"}), ("wang", {})):
            take(new.dossier, name, by=who[one], at=LATER, given=given)
    with pytest.raises(StepRefused, match="尚有查封、扣押或者先行登记保存的财物：先作出处理决定，或者并入持有措施的案件"):
        take(new.dossier, "join_case", by=who["wang"], at=LATER)
    with pytest.raises(StepRefused, match="尚有查封、扣押或者先行登记保存的财物：先作出处理决定，再分案"):
        take(new.dossier, "split_case", by=who["li"], at=LATER, given={"split_parties": "2", "split_title": "另案", "reason": "分别查处"})
    new.dossier.refresh_from_db()
    assert new.dossier.state["main"] == "filed"


def test_the_case_that_goes_on_may_hold_goods_and_those_disposed_of_hinder_nothing(who: Who) -> None:
    old, new = a_case(who, "旧案", NAMES[:1]), a_case(who, "新案", NAMES[1:2], day=2)
    for case in (old, new):
        take(case.dossier, "seize", by=who["wang"], at=LATER, given={"seized_goods": "仿冒运动鞋", "reason": "防止转移"})
    take(new.dossier, "dispose", by=who["wang"], at=LATER, given={"disposal": "give_back"})
    both_sign(new, "join_case", who, {"joined_case": old.number, "reason": WHY})
    new.dossier.refresh_from_db()
    assert new.dossier.state["main"] == "joined"


def test_what_is_known_of_a_clue_goes_where_it_is_joined_and_comes_back(who: Who) -> None:
    first, second = (make_clue(who["li"], at=MORNING, content=f"某店售高仿鞋 {n}", operator_name=name) for n, name in enumerate(NAMES[:2]))
    matters = [open_matter(by=who["li"], at=MORNING, dossier=one.dossier, known=known_of(one.dossier)) for one in (first, second)]
    told = {"offer_goods": "高仿鞋", "offer_platform": "yunjishi", "offer_listing_key": "L9", "offer_url": LONG}
    add_offer(matters[1], by=who["li"], at=MORNING, **told)
    take(second.dossier, "join", by=who["li"], at=LATER, given={"joined_to": first.dossier.number})
    assert [one.listing_key for one in rows_of(matters[0], Offer)] == ["L9"]
    assert matter_in(second.dossier) == matters[0]
    take(second.dossier, "separate", by=who["li"], at=LATER, given={"reason": "不是同一家"})
    assert rows_of(matters[0], Offer) == []
    assert [one.listing_key for one in rows_of(matter_in(second.dossier), Offer)] == ["L9"]
    assert audit().found == ()


def test_a_clue_that_is_joined_to_one_already_told_to_a_party_changes_nothing_there(who: Who) -> None:
    first, second = (make_clue(who["li"], at=MORNING, content=f"某店售高仿鞋 {n}") for n in range(2))
    matters = [open_matter(by=who["li"], at=MORNING, dossier=one.dossier) for one in (first, second)]
    add_offer(matters[1], by=who["li"], at=MORNING, offer_goods="高仿鞋", offer_url=LONG)
    Dossier.objects.filter(pk=first.dossier.pk).update(is_closed=True)
    take(second.dossier, "join", by=who["li"], at=LATER, given={"joined_to": first.dossier.number})
    assert rows_of(matters[0], Offer) == []
    assert len(rows_of(matters[1], Offer)) == 1


def test_it_is_reached_from_the_page_and_through_the_api(pair: tuple[Case, Case], who: Who) -> None:
    old, new = pair
    page = browser(who["li"]).get(f"/cases/{new.number}/parties").text
    assert f"/cases/{new.number}?joined_case={old.number}" in page, "another open case of the same party is offered"
    assert 'name="split_parties" value="2"' in page
    form = browser(who["li"]).get(f"/cases/{new.number}?joined_case={old.number}").text
    assert f'value="{old.number}"' in form
    ticked = browser(who["li"]).get(f"/cases/{new.number}?split_parties=2&split_parties=3").text
    assert 'value="2、3"' in ticked
    given = {"papers": {"joined_case": old.number, "reason": WHY}}
    for one in ("li", "wang"):
        body = json.dumps(given if one == "li" else {"papers": {}})
        reply = browser(who[one]).post(f"/api/dossiers/{new.number}/steps/join_case", body, content_type="application/json")
        assert reply.status_code in (200, 201), reply.content
    assert len(rows_of(matter_in(old), Offer)) == 62
