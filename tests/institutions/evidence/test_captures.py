"""A page is captured for a dossier, sealed, verified, visited again; and what cannot be captured says why."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from local_shop import ANSWERS, open_shop
from people import at, browser

from mingjian.core.capture.outcome import CHANGED, GONE, LEFT, UNKNOWN, outcome
from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.captures.acts import capture_page, visit_again
from mingjian.institutions.evidence.captures.facts import facts_of_captures
from mingjian.institutions.evidence.captures.queries import capture_numbered
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.captures.work.verification import verified
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.office.documents.creation import make
from mingjian.office.files.store import place_of
from mingjian.office.jobs.models import Job
from mingjian.office.models import Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")


@pytest.fixture
def clue(who: Who, settings: Any, sealed: None) -> Clue:
    settings.CAPTURE_LOCAL = True
    return register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9", shop_name="某店"), by=who["li"], at=NOW)


def kept(capture: Capture, by: Officer) -> Capture:
    return keep_page(capture, by=by, clock=lambda: NOW, guard=lambda: None)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")
def test_a_page_is_kept_verified_and_visited_again(who: Who, clue: Clue) -> None:
    with open_shop() as shop:
        asked = capture_page(by=who["li"], at=NOW, captured_for=clue.dossier.number, page_address=f"{shop.url}/")
        assert Job.objects.get(kind="capture_page").args == {"capture": asked.number}
        first = kept(asked, who["li"])
        assert (first.stands, first.title, first.status) == ("kept", "小店", 200)
        assert "原单手表" in first.text
        assert verified(first).is_sound
        told = facts_of_captures(clue.dossier)["capture"]
        assert first.archive is not None
        assert told["sha256"] == first.archive.sha256
        assert first.archive.sha256 in Entry.objects.get(kind="page_captured").body
        assert make("extraction_record", clue.dossier, by=who["li"], at=NOW).values["网址"] == first.url  # of the page that was taken, not the clue's
        page = browser(who["li"]).get(f"/clues/{clue.dossier.number}/evidence").text
        assert first.number in page
        again = kept(Capture.objects.get(pk=visit_again(first, by=who["li"], at=NOW).pk), who["li"])
        assert (again.again_of, again.outcome) == (first, LEFT)
        _take_down(who, first)
    shown = browser(who["li"]).get(f"/evidence/captures/{first.number}")
    assert shown.status_code == 200
    assert "全部核对相符" in browser(who["li"]).post(f"/evidence/captures/{first.number}/check").text
    _tamper(first)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")
def test_a_page_is_kept_though_the_authority_gives_no_time_stamp_and_the_page_says_why(who: Who, clue: Clue, settings: Any) -> None:
    settings.STAMP = ("http://127.0.0.1:9/",)
    with open_shop() as shop:
        asked = capture_page(by=who["li"], at=NOW, captured_for=clue.dossier.number, page_address=f"{shop.url}/gone")
        first = kept(asked, who["li"])
    assert (first.stands, first.is_stamped) == ("kept", False)
    assert verified(first).is_sound
    assert "没有给出时间戳" in browser(who["li"]).get(f"/evidence/captures/{first.number}").text


def _take_down(who: Who, first: Capture) -> None:
    before = ANSWERS["/shop"]
    ANSWERS["/shop"] = (404, [("Content-Type", "text/html; charset=utf-8")], "<title>404</title>商品不存在".encode())
    try:
        gone = kept(Capture.objects.get(pk=visit_again(first, by=who["li"], at=NOW).pk), who["li"])
    finally:
        ANSWERS["/shop"] = before
    assert gone.outcome == GONE
    assert "网页正常返回" not in score_of(gone).said().zh  # that it did not come is what was to be proven
    assert "原内容已不在该网址" in browser(who["li"]).get(f"/evidence/captures/{first.number}").text


def _tamper(first: Capture) -> None:
    assert first.archive is not None
    place: Path = place_of(first.archive.sha256)
    held = bytearray(place.read_bytes())
    held[len(held) // 2] ^= 1
    place.write_bytes(held)
    with pytest.raises(StepRefused, match="已被改动"):
        verified(first)


def test_who_does_not_hold_the_dossier_captures_nothing_and_sees_nothing(who: Who, clue: Clue) -> None:
    asked = capture_page(by=who["li"], at=NOW, captured_for=clue.dossier.number, page_address="https://shop.example/1")
    with pytest.raises(NotFound):
        capture_numbered(who["zhao"], asked.number)
    with pytest.raises(NotPermitted, match="承办"):
        capture_page(by=who["sun"], at=NOW, captured_for=clue.dossier.number, page_address="https://shop.example/1")
    assert browser(who["zhao"]).get(f"/evidence/captures/{asked.number}/picture").status_code == 404


@pytest.mark.parametrize("address", ["file:///etc/passwd", "shop.example", "https://li:secret@shop.example/", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused_in_words(who: Who, clue: Clue, address: str) -> None:
    with pytest.raises(BadInput, match="网址"):
        capture_page(by=who["li"], at=NOW, captured_for=clue.dossier.number, page_address=address)


def test_an_address_of_a_private_network_is_noted_as_refused(who: Who, clue: Clue, settings: Any) -> None:
    settings.CAPTURE_LOCAL = False
    asked = capture_page(by=who["li"], at=NOW, captured_for=clue.dossier.number, page_address="http://127.0.0.1:9/x")
    with pytest.raises(NotPermitted):
        kept(asked, who["li"])
    asked.refresh_from_db()
    assert asked.stands == "failed"
    assert "内网" in browser(who["li"]).get(f"/evidence/captures/{asked.number}").text


@pytest.mark.parametrize(
    ("before", "after", "status", "what"),
    [
        ("甲\n乙\n丙", "甲\n乙\n丙", 200, LEFT),
        ("甲\n乙\n丙", "", 404, GONE),
        ("甲\n乙\n丙\n丁\n戊", "甲\n该商品已下架", 200, GONE),
        ("甲\n乙\n丙\n丁\n戊", "甲\n欢迎光临", 200, CHANGED),
        ("甲\n乙\n丙", "甲\n乙\n丙\n已下架", 200, LEFT),
        ("甲", "甲", 503, UNKNOWN),
        ("甲", "", None, UNKNOWN),
        ("", "甲", 200, UNKNOWN),
    ],
)
def test_a_second_look_says_no_more_than_was_seen(before: str, after: str, status: int | None, what: str) -> None:
    assert outcome(before, after, status) == what
