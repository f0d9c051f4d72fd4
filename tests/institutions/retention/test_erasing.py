"""At the end of their time files and personal values go; before, under hold or under way they stay; and what is left still proves itself."""

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from people import at, browser

from mingjian.core.errors import StepRefused
from mingjian.core.ledger.audit import audit
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.retention.models import ErasedFile, Erasure
from mingjian.institutions.retention.services.bytes import take_away
from mingjian.institutions.retention.sweeps import take_bytes_away
from mingjian.office.audit.files import of_files
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, PersonalValue, SealedFile
from mingjian.office.record import ledger, seals
from mingjian.office.record.row_digests import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
JUNE, OVER = at("2026-06-22 09:00"), at("2029-07-02 09:00")
KEPT = {"record_kind": "transaction", "keeper": "桐庐县局", "event_on": "2026-06-22"}
GONE = {"destroyed_how": "覆写", "reason": "期满"}


def ended(who: dict[str, Any], content: bytes = b"%PDF-1.4 the chat", is_closed: bool = True) -> Dossier:
    """A dossier that has ended, with a file and the personal value that a step left."""
    source = open_any(Request("assistance", "旧卷", papers={"questions": "核实发货地"}), by=who["li"], at=JUNE)
    seal([content], "张三的聊天.pdf", dossier=source, by=who["li"], at=JUNE, is_personal=True)
    PersonalValue.objects.create(dossier=source, name="witness", value="张三", salt="00", given_at=JUNE)
    if is_closed:
        take(source, "abandon", by=who["li"], at=JUNE, given={"reason": "已自行查清"})
        source.refresh_from_db()
    return source


def keeping(who: dict[str, Any], source: Dossier | None, **papers: str) -> Dossier:
    return open_any(Request("retention", "保存", papers={**KEPT, **papers}, arose_from=source), by=who["li"], at=JUNE)


def destroy(dossier: Dossier, who: dict[str, Any], on: Any = OVER) -> Entry:
    take(dossier, "destroy", by=who["li"], at=on, given=GONE)
    entry = take(dossier, "destroy", by=who["wang"], at=on)
    take_away(on)  # in a test the transaction that the bytes wait for never ends
    return entry


def test_at_the_end_bytes_and_values_go_and_hash_receipt_and_entry_stay(who: dict[str, Any]) -> None:
    source = ended(who)
    digest = sha256(b"%PDF-1.4 the chat").hexdigest()
    kept = keeping(who, source)
    assert place_of(digest).exists()
    destroy(kept, who)
    assert not place_of(digest).exists()
    assert not PersonalValue.objects.filter(dossier=source).exists()
    receipt = Erasure.objects.get(keeping=kept)
    assert (receipt.covered, receipt.values, receipt.files.get().sha256, receipt.files.get().gone_at) == (source, 1, digest, OVER)
    entry = json.loads(Entry.objects.get(kind="erased").body)
    assert (entry["erased_files"], entry["erased_values"]) == ([digest], 1)
    assert not SealedFile.objects.filter(name__contains="张三").exists()
    ledger.checkpoint(OVER)
    out = io.BytesIO()
    ledger.export(out)
    assert audit(out.getvalue().splitlines(keepends=True)).is_sound


def test_what_was_erased_is_no_difference_to_an_audit_and_what_is_lost_is(who: dict[str, Any]) -> None:
    source, digest = ended(who), sha256(b"%PDF-1.4 the chat").hexdigest()
    kept = keeping(who, source)
    seals.seal_rows(JUNE)
    destroy(kept, who)
    seals.seal_rows(OVER)
    assert [*differences(), *of_files()] == []
    lost = seal([b"%PDF-1.4 another"], "x.pdf", dossier=kept, by=who["li"], at=OVER)
    place_of(lost.sha256).unlink()
    assert [one.about for one in of_files()] == [lost.sha256] != [digest]


def test_before_the_day_and_under_hold_nothing_goes(who: dict[str, Any]) -> None:
    kept = keeping(who, ended(who))
    with pytest.raises(StepRefused):
        destroy(kept, who, at("2029-06-20 09:00"))
    take(kept, "hold", by=who["li"], at=at("2029-06-20 10:00"), given={"binding": "案件1号"})
    with pytest.raises(StepRefused):
        destroy(kept, who)
    assert place_of(sha256(b"%PDF-1.4 the chat").hexdigest()).exists()
    assert not Erasure.objects.exists()


def test_what_is_under_way_or_kept_by_another_duty_is_not_erased(who: dict[str, Any]) -> None:
    with pytest.raises(StepRefused, match="尚未办结"):
        destroy(keeping(who, ended(who, is_closed=False)), who)
    source = ended(who, b"%PDF-1.4 another")
    first, second = keeping(who, source), keeping(who, source)
    take(second, "hold", by=who["li"], at=JUNE, given={"binding": "诉讼"})
    with pytest.raises(StepRefused, match=second.number):
        destroy(first, who)
    assert PersonalValue.objects.filter(dossier=source).exists()


def test_another_departments_dossier_is_not_ones_own_to_erase(who: dict[str, Any]) -> None:
    source = ended(who)
    kept = keeping(who, source)
    Dossier.objects.filter(pk=source.pk).update(department=who["zhao"].department)
    kept.refresh_from_db()
    with pytest.raises(StepRefused, match="其他部门"):
        destroy(kept, who)


def test_without_a_period_nothing_is_over(who: dict[str, Any]) -> None:
    kept = keeping(who, ended(who), record_kind="delivery")
    with pytest.raises(StepRefused, match="没有查到"):
        destroy(kept, who)


def test_bytes_that_something_else_needs_stay_for_that(who: dict[str, Any]) -> None:
    source = ended(who)
    other = open_any(Request("retention", "另一卷", papers=KEPT), by=who["li"], at=JUNE)
    seal([b"%PDF-1.4 the chat"], "copy.pdf", dossier=other, by=who["li"], at=JUNE)
    destroy(keeping(who, source), who)
    assert place_of(sha256(b"%PDF-1.4 the chat").hexdigest()).exists()
    assert ErasedFile.objects.get().is_needed
    destroy(other, who)  # now nothing needs them any more
    assert not place_of(sha256(b"%PDF-1.4 the chat").hexdigest()).exists()


def test_an_erasure_that_was_interrupted_is_finished_by_the_sweep(who: dict[str, Any], tmp_path: Path) -> None:
    kept = keeping(who, ended(who))
    take(kept, "destroy", by=who["li"], at=OVER, given=GONE)
    take(kept, "destroy", by=who["wang"], at=OVER)
    digest = sha256(b"%PDF-1.4 the chat").hexdigest()
    assert place_of(digest).exists()
    assert take_bytes_away(OVER)
    assert not place_of(digest).exists()
    assert take_bytes_away(OVER) is None


def test_the_pages_tell_what_is_covered_and_then_the_receipt(who: dict[str, Any]) -> None:
    source = ended(who)
    kept = keeping(who, source)
    client = browser(who["li"])
    assert "保存和到期销毁的内容" in client.get(f"/dossiers/{kept.number}").content.decode()
    destroy(kept, who)
    page = client.get(f"/dossiers/{kept.number}").content.decode()
    assert "销毁回执" in page
    assert "张三" not in page


def clue_ended(who: dict[str, Any], is_closed: bool) -> Dossier:
    """The dossier of a clue, which no decision led on from."""
    dossier = register(Intake(source="inspection", suspected_act="售假", content="现场发现"), by=who["li"], at=JUNE).dossier
    if is_closed:
        given = {"transfer_kind": "market_regulator", "receiving_body": "邻县市场监督管理局", "reason": "移送"}
        take(dossier, "transfer", by=who["wang"], at=JUNE, given=given)
    return dossier


def test_the_way_from_a_dossier_that_has_ended_opens_the_form_with_who_keeps_it(who: dict[str, Any]) -> None:
    source, desk = clue_ended(who, is_closed=True), browser(who["li"])
    way = f"/dossiers/new/retention?from={source.number}"
    assert f'href="{way}"' in desk.get(f"/clues/{source.number}/record").content.decode()
    form = desk.get(way)
    assert form.status_code == 200
    assert f'value="{who["li"].department.name_zh}"' in form.content.decode()


def test_a_dossier_that_goes_on_leads_to_no_keeping_and_the_refusal_names_no_key(who: dict[str, Any]) -> None:
    source = clue_ended(who, is_closed=False)
    reply = browser(who["li"]).get(f"/dossiers/new/retention?from={source.number}")
    assert reply.status_code == 422
    assert "现在不能引出“记录保存”" in reply.content.decode()


def test_what_is_kept_is_not_kept_again_and_is_nobodys_turn_until_its_time_is_over(who: dict[str, Any]) -> None:
    source = ended(who)
    li = browser(who["li"])
    again = f"/dossiers/new/retention?from={source.number}"
    assert again in li.get(f"/dossiers/{source.number}").text
    kept = keeping(who, source)
    page = li.get(f"/dossiers/{source.number}").text
    assert kept.number in page
    assert again not in page
    assert shown(kept, who["li"], JUNE).turn is None
    assert {"hold"} <= {one.step.name for one in shown(kept, who["li"], JUNE).steps}
    assert "现在由您" not in li.get(f"/dossiers/{kept.number}").text
    over = shown(kept, who["li"], OVER).turn
    assert over is not None
    assert (over.is_mine, [step.name for step in over.steps]) == (True, ["destroy"])
