"""What proves something later is verified when it is brought: captures, hashes that somebody writes down, and what lies sealed before anything goes."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from captured import taken
from django.core.files.uploadedfile import SimpleUploadedFile
from people import at, browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.office.demo import demo_picture
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.files.store import remove
from mingjian.office.models import Dossier, Officer, SealedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOON = at("2026-11-26 12:00")
PAGE = "https://yunjishi.example/item/7"
PNG = demo_picture()


def opened(procedure: str, by: Officer, **given: object) -> Dossier:
    assert by.department is not None
    return open_dossier(Opening(procedure, f"{procedure}-1", "一件", officer=by), by=by, department=by.department, at=NOON, given=given)


def packed(tmp_path: Path) -> bytes:
    pytest.importorskip("warcio", reason="The extra [capture] is absent.")
    from mingjian.core.capture.wacz import pack

    file = tmp_path / "page.wacz"
    pack(taken(), file)
    return file.read_bytes()


def test_a_capture_with_a_flipped_bit_is_not_put_on_a_dossier(who: Who, tmp_path: Path) -> None:
    """It was taken without a word, and would have been refused before a court."""
    whole = packed(tmp_path)
    dossier = opened("electronic_evidence", who["li"], evidence_source=PAGE, reason="售假")
    seal([whole], "page.wacz", dossier=dossier, by=who["li"], at=NOON)
    place = len(whole) // 2
    broken = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    with pytest.raises(BadInput, match="核验不符"):
        seal([broken], "page.wacz", dossier=dossier, by=who["li"], at=NOON)
    reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/files", {"file": SimpleUploadedFile("page.wacz", broken)})
    assert reply.status_code >= 400
    assert "核验不符" in reply.text
    assert SealedFile.objects.count() == 1


@pytest.mark.parametrize("step", ["take_original", "fix_otherwise", "use_monitoring_record"])
def test_a_hash_of_nothing_is_refused(who: Who, step: str) -> None:
    dossier, li = opened("electronic_evidence", who["li"], evidence_source=PAGE, reason="售假"), who["li"]
    given: dict[str, Any] = {"taken_at": NOON.isoformat(), "hash_value": "a" * 64}
    if step != "use_monitoring_record":
        given["equipment_review"] = "not_needed"
    if step == "fix_otherwise":
        given |= {"fixing_method": "copy", "why_no_original": "云端"}
    second = (
        None
        if step == "use_monitoring_record"
        else Officer.objects.create(username="li-2", name_zh="李二", department=li.department, duty="work", roles=li.roles)
    )

    def taken_with(digest: str, minutes: int) -> None:
        when = NOON + timedelta(minutes=minutes)
        dossier.proposals.all().delete()
        take(dossier, step, by=li, at=when, given={**given, "hash_value": digest})
        if second:
            take(dossier, step, by=second, at=when, given={})

    with pytest.raises(StepRefused, match="没有校验值为 aaaa"):
        taken_with("a" * 64, 1)
    assert not dossier.proposals.exists()  # the first of two signatures was refused
    record = b"what was fixed"
    listed = sha256(b"on the carrier").hexdigest()
    seal([record], "记录.txt", dossier=dossier, by=li, at=NOON)
    seal([f"{listed.upper()}  disk.img\n".encode()], "清单.txt", dossier=dossier, by=li, at=NOON)
    taken_with(listed if step == "take_original" else sha256(record).hexdigest(), 2)
    assert dossier.state == "fixed"
    take(dossier, "challenge", by=li, at=NOON + timedelta(hours=1), given={"challenge": "当事人称被改动"})
    other = sha256(record).hexdigest() if step == "take_original" else listed
    with pytest.raises(StepRefused, match="与固定时的校验值不符"):
        take(dossier, "verify", by=li, at=NOON + timedelta(hours=2), given={"verification_result": "intact", "hash_value": other})


def test_what_is_illegal_is_sealed_before_it_is_taken_down_and_before_a_platform_is_told_to(who: Who) -> None:
    place, clerk = "云集市 › 直播间 小敏好物", who["clerk"]
    told = {"illegal_listing": f"{PAGE}\n{place}", "why_illegal": "禁售", "field": "general"}
    order = opened("emergency_takedown", who["li"], **told)
    letter = {"platform_department": clerk.department_id, "order_number": "桐市监〔2026〕1号"}
    with pytest.raises(StepRefused, match="尚未取证封存"):
        take(order, "notify_platform", by=who["li"], at=NOON, given=letter)
    order.captures.create(number="W1", url=PAGE, asked_by=who["li"], asked_at=NOON, stands="kept")
    picture = seal([PNG], "直播间.png", dossier=order, by=who["li"], at=NOON)
    words = seal([b"seen"], "说明.txt", dossier=order, by=who["li"], at=NOON)
    with pytest.raises(StepRefused, match="小敏好物"):
        take(order, "notify_platform", by=who["li"], at=NOON, given=letter)  # the picture was not said to show it
    begun = seal([PNG[:8] + b"a" * 64], "坏图.png", dossier=order, by=who["li"], at=NOON)  # the first bytes of a picture, and nothing to see
    wrong = ((words.sha256, place, "能够打开的截图"), (begun.sha256, place, "能够打开的截图"), (picture.sha256, "云集市 › 直播间 别人", "卷宗中没有"))
    for digest, shown, refused in wrong:
        with pytest.raises(StepRefused, match=refused):
            take(order, "show_place", by=who["li"], at=NOON, given={"evidence": digest, "shown_places": shown})
    otherwise = place.replace("›", ">")  # the same place, as it comes off a keyboard
    take(order, "show_place", by=who["li"], at=NOON, given={"evidence": picture.sha256, "shown_places": otherwise})
    take(order, "notify_platform", by=who["li"], at=NOON, given=letter)
    done = {"measure": "delete", "records_kept": "后台记录", "field": "general"}
    take(order, "take_down", by=clerk, at=NOON, given=done)
    assert order.state == "measures_taken"


@pytest.mark.parametrize("step", ["take_down", "follow_order"])
def test_a_platform_seals_what_it_found_itself_too(who: Who, step: str) -> None:
    own = opened("emergency_takedown", who["clerk"], illegal_listing=PAGE, why_illegal="禁售", field="general")
    done = {"measure": "delete", "records_kept": "后台记录", "field": "general"} | ({"order_number": "1"} if step == "follow_order" else {})
    with pytest.raises(StepRefused, match="尚未取证封存"):
        take(own, step, by=who["clerk"], at=NOON, given=done)
    own.captures.create(number="W1", url=PAGE, asked_by=who["clerk"], asked_at=NOON, stands="failed")
    gone = {"waived_addresses": PAGE, "waiver_reason": "11月26日11时经办人打开该网址，域名已不能解析，手机网络查看相同。"}
    take(own, "waive_capture", by=who["clerk"], at=NOON, given=gone)
    with pytest.raises(StepRefused):
        take(own, "waive_capture", by=who["clerk"], at=NOON, given={})
    second = Officer.objects.create(username="clerk-2", name_zh="二", department=who["clerk"].department, duty="work", roles=who["clerk"].roles)
    take(own, "waive_capture", by=second, at=NOON, given={})
    take(own, step, by=who["clerk"], at=NOON, given=done)
    assert own.state == "measures_taken"


def test_a_notice_to_platforms_rests_on_something_sealed(who: Who) -> None:
    li, wang = who["li"], who["wang"]
    warning = opened("warning", li, warned_of="某鞋行：仿冒运动鞋", warned_why="《商标法》第五十七条")
    listed = seal([b"1,capture\n"], "证据清单.csv", dossier=warning, by=li, at=NOON)
    sent = {"platform_department": who["clerk"].department_id, "document_number": "1", "warned_until": "2027-02-01", "warned_evidence": listed.sha256}
    with pytest.raises(StepRefused, match="平台收到通报即会处置"):  # at the first of the two signatures
        take(warning, "send", by=li, at=NOON, given=sent)
    erased = seal([b"words, and no picture"], "旧照片.txt", dossier=warning, by=li, at=NOON)
    remove(erased.sha256)  # its bytes are gone: it shows nothing, and is no fault of whoever signs
    seal([PNG[: len(PNG) // 2]], "传到一半.png", dossier=warning, by=li, at=NOON)
    with pytest.raises(StepRefused, match="平台收到通报即会处置"):
        take(warning, "send", by=li, at=NOON, given=sent)
    seal([PNG], "吊牌.png", dossier=warning, by=li, at=NOON)
    take(warning, "send", by=li, at=NOON, given=sent)
    take(warning, "send", by=wang, at=NOON, given={})
    assert warning.state == "sent"


def test_an_address_in_capitals_is_a_page_that_is_captured_or_waived(who: Who) -> None:
    """It was taken for a place without an address, which no capture shows and nobody may waive."""
    loud = "HTTPS://yunjishi.example/item/7"
    own = opened("emergency_takedown", who["clerk"], illegal_listing=loud, why_illegal="禁售", field="general")
    own.captures.create(number="W1", url=loud, asked_by=who["clerk"], asked_at=NOON, stands="kept")
    take(own, "take_down", by=who["clerk"], at=NOON, given={"measure": "delete", "records_kept": "后台记录", "field": "general"})
    assert own.state == "measures_taken"
