"""What institutions keep of persons besides papers goes with the dossier that it came from, and an audit holds the changed rows to the receipt's entry."""

from typing import Any

import pytest
from kits import add_item, open_kit
from people import at

from mingjian.institutions.disputes.models import Complainant, Complaint
from mingjian.institutions.disputes.particulars import words
from mingjian.institutions.evidence.acts import take_kit_up
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.notices.models import Addition, Notice, Right, Target
from mingjian.institutions.operators.models import Link, Subject
from mingjian.institutions.retention.models import Erasure
from mingjian.institutions.retention.services.bytes import take_away
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import keep
from mingjian.office.files.store import place_of
from mingjian.office.lists import search
from mingjian.office.models import Dossier
from mingjian.office.record import seals
from mingjian.office.record.row_digests import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
JUNE, OVER = at("2026-06-22 09:00"), at("2029-07-02 09:00")
KEPT = {"record_kind": "transaction", "keeper": "桐庐县局", "event_on": "2026-06-22"}


@pytest.fixture
def source(who: dict[str, Any]) -> Dossier:
    """A dossier that has ended."""
    made = open_any(Request("assistance", "旧卷", papers={"questions": "核实发货地"}), by=who["li"], at=JUNE)
    take(made, "abandon", by=who["li"], at=JUNE, given={"reason": "已自行查清"})
    made.refresh_from_db()
    return made


def erased(who: dict[str, Any], source: Dossier) -> Erasure:
    """Seal what stands, erase it at the end of its time, seal again; give the receipt. No difference is left."""
    kept = open_any(Request("retention", "保存", papers=KEPT, arose_from=source), by=who["li"], at=JUNE)
    seals.seal_rows(JUNE)
    take(kept, "destroy", by=who["li"], at=OVER, given={"destroyed_how": "覆写", "reason": "期满"})
    take(kept, "destroy", by=who["wang"], at=OVER)
    seals.seal_rows(OVER)
    assert list(differences()) == []
    return Erasure.objects.get(keeping=kept)


def test_who_complained_and_what_they_told_goes(who: dict[str, Any], source: Dossier) -> None:
    complaint = Complaint.objects.create(
        dossier=source, received_at=JUNE, facts="我叫张三，买到假鞋", demand="退款到 13800000000", complained_of="青禾鞋行", order_number="SO-1", goods="运动鞋"
    )
    Complainant.objects.create(complaint=complaint, name="张三", phone="13800000000", address="桐庐某路1号")
    search.index("complaint", complaint.pk, words(complaint))
    found = search.search(Complaint.objects.all(), "complaint", "13800000000")
    assert found.exists()
    assert erased(who, source).values == 2
    complaint.refresh_from_db()
    assert (complaint.facts, complaint.demand, complaint.order_number) == ("—", "—", "")
    assert (complaint.complainant.name, complaint.complainant.phone, complaint.complainant.address) == ("", "", "")
    assert (complaint.complained_of, complaint.goods) == ("青禾鞋行", "运动鞋")
    assert not found.all().exists(), "what was told is still found by its words"
    assert search.search(Complaint.objects.all(), "complaint", "青禾鞋行").exists()


def test_what_the_sender_of_a_notice_told_and_added_goes_and_the_right_stays(who: dict[str, Any], source: Dossier) -> None:
    right = Right.objects.create(
        number="R1", code="c1", department=source.department, kind="trademark", holder="青松公司", identity="李四 13900000000", entered_at=JUNE
    )
    told = {"addresses": ["https://shop.example/1"], "facts": "李四举报", "sent_at": JUNE, "origin": "abc", "standing": "taken_in"}
    notice = Notice.objects.create(number=source.number, code="c2", right=right, department=source.department, dossier=source, **told)
    file = keep([b"%PDF-1.4 added"], "李四.pdf")
    Target.objects.create(notice=notice, platform=source.department, position=1, address="https://a.example", note="找李四", statement="我是王五")
    Addition.objects.create(notice=notice, note="我是李四", name="李四.pdf", sha256=file.sha256, size=file.size, added_at=JUNE)
    receipt = erased(who, source)
    notice.refresh_from_db()
    right.refresh_from_db()
    assert list(notice.targets.values_list("address", "note", "statement")) == [("https://a.example", "", "")]
    assert (notice.facts, notice.origin, notice.additions.count(), right.identity) == ("—", "", 0, "李四 13900000000")
    assert [one.sha256 for one in receipt.files.all()] == [file.sha256]
    take_away(OVER)
    assert not place_of(file.sha256).exists()


def test_what_a_subjects_file_has_of_an_answer_goes_and_the_rest_stays(who: dict[str, Any], source: Dossier) -> None:
    subject = Subject.objects.create(number="S1", kind="person", name="王五", department=source.department, opened_by=who["li"], opened_at=JUNE)
    common = {"subject": subject, "source": "平台答复", "by": who["li"], "at": JUNE}
    phone = Link.objects.create(kind="phone", value="13700000000", dossier=source, **common)
    shop = Link.objects.create(kind="shop", value="甲网/S1", dossier=source, **common)
    other = Link.objects.create(kind="phone", value="13600000000", **common)
    assert erased(who, source).values == 1
    for link in (phone, shop, other):
        link.refresh_from_db()
    assert (phone.value, shop.value, other.value) == (f"—#{phone.pk}", "甲网/S1", "13600000000")


def test_what_a_buyer_told_and_brought_in_a_kit_goes_and_what_was_bought_stays(who: dict[str, Any], source: Dossier) -> None:
    told = Purchase("抖音 › 直播间 某某 @ 00:10:00", "化肥", "我叫张三，买到假化肥")
    kit = open_kit(told, department=source.department, at=JUNE, origin="abc")
    item = add_item(kit, "goods", [b"\x89PNG\r\n\x1a\n0000"], "张三.png", at=JUNE)
    take_kit_up(kit, by=who["li"], at=JUNE, followed_in=source)
    receipt = erased(who, source)
    kit.refresh_from_db()
    assert (kit.story, kit.origin, kit.items.count(), kit.goods) == ("—", "", 0, "化肥")
    assert [one.sha256 for one in receipt.files.all()] == [item.sha256]
    take_away(OVER)
    assert not place_of(item.sha256).exists()
