"""M2 and M3 at every door: a number is found only by whoever reads it unmasked, and what a party tells about itself lies in no table in clear."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from make import make_clue, make_kit
from noticed import PAPERS, SENT, Who, captured, measures, of_kind, papers
from people import browser
from stored import everything_stored

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.notices.acts import answer_by_receipt, complain_to_authority, open_operator_receipt, send_notice, take_notice_in
from mingjian.institutions.notices.batches.work.drafts import draft_file
from mingjian.institutions.notices.batches.work.send_many import send_many
from mingjian.institutions.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
ITEM = "https://yunjishi.example/item/"
#: Who gave each number, and where.
IDENTITY, FACTS, NOTE, DRAFTED, COMPLAINED, ANSWERED, BUYER, STORY = (f"1390000{number:04}" for number in range(1000, 1008))
IN_FACTS, IN_CLUE = "13612345678", "13512345678"  # of texts that are shown as they were told, and searched
NUMBERS = (IDENTITY, FACTS, NOTE, DRAFTED, COMPLAINED, ANSWERED, BUYER, STORY, IN_FACTS, IN_CLUE)
NOBODYS = "13111110000"
DOORS = ("/search", "/clues", "/notices", "/notices/targets", "/complaints", "/kits", "/api/search")


@pytest.fixture
def told(who: Who, settings: Any) -> Who:
    """A node to which holder, operator, consumer and buyer told their numbers, by a file, at the door and by receipts."""
    settings.PUBLIC_DOOR = True
    holder = of_kind("青松公司", "right_holder", "right_holder")
    row = "网址,平台,说明\n{}{},yunjishi,卖家电话 {}"
    draft_file(row.format(ITEM, 1, DRAFTED).encode(), {**PAPERS, "true_identity": f"电话 {IDENTITY}"}, by=holder, at=SENT)
    send_many(row.format(ITEM, 2, NOTE).encode(), PAPERS, by=holder, at=SENT)
    given = {"true_identity": f"电话 {IDENTITY}", "notice_facts": f"卖家 {FACTS} 所售系仿冒品，吊牌编号不存在，鞋舌标识与注册商标相同。"}
    notice: Notice = send_notice(at=SENT, **papers(who, listing_addresses=f"{ITEM}9", **given))
    take_notice_in(notice, by=who["clerk"], at=SENT)
    captured(notice, who)
    measures(Notice.objects.get(pk=notice.pk), who)
    notice = Notice.objects.get(pk=notice.pk)
    later = SENT + timedelta(days=2)
    complain_to_authority(notice, by=None, at=later, complaint_authority=who["li"].department_id, complaint_words=f"联系 {COMPLAINED}")
    receipt = open_operator_receipt(notice, by=who["clerk"], at=later, receipt_operator="某网店")
    answer = {"operator_receipt_code": receipt.code, "operator_answer_kind": "statement", "operator_words": "系正品"}
    answer_by_receipt(notice, by=None, at=later, operator_identity=f"某店主 {ANSWERED}", **answer)
    person = Consumer("张某某", BUYER)
    told = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "goods": "鞋", "order_number": "O1"}
    register(Intake(complained_of="青禾鞋行", demand="退一赔三", facts=f"鞋底开胶 {IN_FACTS}", complainant=person, **told), by=who["li"], at=SENT)
    make_clue(who["li"], at=SENT, content=f"某店售高仿鞋 {IN_CLUE}")
    make_kit(at=SENT, story=f"假的 {STORY}")
    return who


def test_what_a_party_tells_about_itself_lies_in_no_table_in_clear(told: Who) -> None:
    stored = everything_stored()
    assert IN_FACTS in stored  # so that what is stored is read at all
    assert [one for one in NUMBERS[:8] if one in stored] == []


@pytest.mark.parametrize("name", ["li", "sun", "zhao", "clerk"])
def test_a_number_is_found_only_by_whoever_reads_it_unmasked(told: Who, name: str) -> None:
    client = browser(told[name])
    pages = [client.get(thing.get_absolute_url(), follow=True) for thing in (Clue.objects.get(), Complaint.objects.get())]
    shown = "".join(page.text for page in pages if page.status_code == 200)
    assert not any(leads_to(client, door, NOBODYS) for door in DOORS)
    found = {number for number in NUMBERS for door in DOORS if leads_to(client, door, number)}
    assert all(number in shown for number in found), found
    assert found == ({IN_FACTS, IN_CLUE} if name in {"li", "sun"} else set())


def leads_to(client: Client, door: str, words: str) -> bool:
    """Return whether a search or list leads to something by some words: straight there, or by a line."""
    reply = client.get(door, {"q": words})
    if reply.status_code != 200:
        return reply.status_code == 302
    if door.startswith("/api"):
        return "2026-0" in reply.text
    return bool(re.search(r'href="/[^"?]*20\d\d-\d{7}', reply.text))
