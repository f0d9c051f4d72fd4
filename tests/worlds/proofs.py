"""Exhibits that tests enter in a matter, where the end of an investigation is not what they are about."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from mingjian.institutions.matters.acts import add_answer, add_charge, add_exhibit, add_offer, add_penalty, correct_charge, correct_party
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer


def prove(dossier: Dossier, by: Officer, at: datetime) -> None:
    """Enter one exhibit that proves everything that has to be proven, where there is none yet."""
    matter = matter_of(dossier)
    assert matter is not None, "file a case first"
    if matter.exhibit_rows.exists():
        return
    told = {"exhibit_kind": "record", "exhibit_title": "现场笔录", "exhibit_maker": "桐庐县局", "exhibit_shows": "当事人主体、行为、商品、数量和权利情况"}
    add_exhibit(matter, by=by, at=at, exhibit_proves="subject\nact\ngoods\namount\nright\nknowledge", **told)


def complete(dossier: Dossier, by: Officer, at: datetime, *, is_answered: bool = True) -> None:
    """
    Enter in the matter of a case all that notice and decision ask for, as an officer would: party, offer, proofs, charge, items of the penalty, answer.

    `is_answered` false: the party has said nothing.
    """
    matter = matter_of(dossier)
    assert matter is not None, "file a case first"
    on = localdate(at)
    party = matter.party_rows.get()
    told = {"party_role": "suspect", "party_type": "business", "party_legal_name": party.name, "party_licence": "营业执照", "party_code": party.code}
    told |= {"party_operator": "王青禾", "party_id_kind": "居民身份证", "party_id_number": "330122199003072319"}
    told |= {"party_registered_address": "浙江省杭州市桐庐县城南街道迎春南路 205 号"}
    correct_party(party, by=by, at=at, reason="与营业执照核对", **told)
    shop = {"offer_platform": "云集市", "offer_shop": "青禾鞋行", "offer_shop_key": "S9", "offer_listing_key": "L7", "offer_brand": "某牌"}
    if not matter.offer_rows.exists():
        add_offer(matter, by=by, at=at, offer_goods="运动鞋", offer_party=party.nth, **shop)
    prove(dossier, by, at)
    charge = matter.charge_rows.first()
    days = {"charge_since": (on - timedelta(days=90)).isoformat(), "charge_until": (on - timedelta(days=30)).isoformat()}
    laws = {"charge_broken": "商标法第五十七条第三项", "charge_applied": "商标法第六十条第二款"}
    says = {"charge_means": "当事人从他人处购进后在网店加价销售", "charge_discretion": "当事人初次违法，积极配合调查，如实说明货源，属于从轻情节。"}
    named = {"charge_words": "销售侵犯注册商标专用权的商品", "charge_act": "trademark_infringement", "charge_field": "clothing_shoes"}
    if charge is None:
        add_charge(matter, by=by, at=at, **named, **days, **laws, **says)
    else:
        correct_charge(charge, by=by, at=at, reason="按查明的事实补登", **named, **days, **laws, **says)
    add_penalty(matter, by=by, at=at, penalty_kind="correct", penalty_words="立即停止销售侵犯注册商标专用权的商品")
    add_penalty(matter, by=by, at=at, penalty_kind="goods", penalty_words="侵权运动鞋 17 双")
    add_penalty(matter, by=by, at=at, penalty_kind="fine", penalty_sum="60000")
    if not is_answered:
        return
    stated = {"answer_point": "其进货时不知道是侵权商品", "answer_verdict": "rejected", "answer_why": "当事人不能提供合法进货凭证，也不能说明提供者"}
    add_answer(matter, by=by, at=at, answer_stated_on=on.isoformat(), **stated)


def approve_notice(dossier: Dossier, officer: Officer, head: Officer, at: datetime, **given: str) -> None:
    """Settle what the notice of a penalty says, as the officer, and approve it as the head."""
    told = {"penalty_intended": "没收并罚款五万元", "hearing_right": "no_right", "hearing_local_rule": "无"} | given
    for by in (officer, head):
        take(dossier, "settle_notice", by=by, at=at, given=told if by == officer else {})
