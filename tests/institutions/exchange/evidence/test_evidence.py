"""A file between nodes: given with its chain of custody, in pieces that a lost line costs one of, put on file, recognised by what the record says."""

import base64
import secrets
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, a_clue, officer_of, taken_up_of_hangzhou
from institutions.exchange.peers import HERE, SHEET, Fake
from people import browser

from mingjian.core.agreement.release import Party, Release, ReleaseRequest, release
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.wire import pieces
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.sealed_record import read_line
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.bundles.work.creation import bundle_of
from mingjian.institutions.exchange.acts import answer_recall, recall_record, share_clue
from mingjian.institutions.exchange.evidence.acts import attach_file, share_evidence, use_evidence
from mingjian.institutions.exchange.evidence.services.given import Giving
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, HeldRecord, Outgoing, Peer, Piece, RecordFile, SharedRecord
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work import delivery
from mingjian.institutions.oversight.acts import recognise_received
from mingjian.institutions.oversight.models import Recognition
from mingjian.institutions.retention.services.bytes import is_needed
from mingjian.office.audit.files import kept_hashes
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought, keep
from mingjian.office.files.store import bytes_as_sealed, is_there
from mingjian.office.models import Entry, Officer, SealedFile
from mingjian.office.record.seals import seal_rows

REPORT = {
    "document": "沪检〔2026〕5号",
    "issuer": "上海市质量监督检验技术研究院（№5，①②）",
    "issued_on": "2026-10-01",
    "method": "GB 4943.1-2022",
    "result": "不合格",
}
GIVING = Giving("hz.example", "file_case", "test_report", **REPORT)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files into pieces of a thousand bytes."""
    for module in ("mingjian.core.wire.pieces", "mingjian.institutions.exchange.services.pieces"):
        monkeypatch.setattr(f"{module}.SIZE", 1000)


def a_file(li: Any, size: int = 2500, name: str = "检验报告.txt", *, is_personal: bool = False) -> SealedFile:
    clue = Clue.objects.first() or a_clue(li)
    text = f"{secrets.token_hex(size)}"[:size].encode()
    (file,) = add_files(clue.dossier, [Brought([text], name, is_personal)], by=li, at=now())
    return file


def sent(peer: Fake) -> bytes:
    """The bytes that a node got in pieces."""
    return b"".join(base64.b64decode(one["data"]) for one in sorted(peer.said("piece"), key=lambda one: one["number"]))


# It goes.


def test_a_file_goes_in_pieces_with_its_hash_and_how_it_came_into_the_dossier(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    file = a_file(li)
    (record,) = share_evidence(files=[file], giving=GIVING, by=li, at=now())
    exchange(now())
    (item,) = peers["hz"].said("record")
    told = dict(pieces_of(item))
    assert told["file"] == file.sha256
    assert f"台账第 {Entry.objects.get(kind='files_added').index} 条" in told["custody"]
    assert li.name_zh in told["custody"]
    assert sha256(sent(peers["hz"])).hexdigest() == file.sha256
    assert [len(content.items) for content in peers["hz"].taken][-3:] == [1, 1, 1]
    assert Copy.objects.get(record=record).state == "arrived"
    assert "已送达 3 段" in browser(li).get(record.get_absolute_url()).content.decode().partition('id="pieces"')[2][:200]


def pieces_of(item: dict[str, Any]) -> list[tuple[str, str]]:
    return list(read_line(item).values.items())


def test_a_line_that_breaks_costs_one_piece(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    file = a_file(li, 9500)
    share_evidence(files=[file], giving=GIVING, by=li, at=now())
    real, count = wire.post, 0

    def breaks(*given: Any) -> Any:
        nonlocal count
        count += 1
        if count == 5:
            wire.away.add("hz.example")
        return real(*given)

    monkeypatch.setattr(delivery, "post", breaks)
    exchange(now())
    assert 0 < Outgoing.objects.filter(kind="piece", state="arrived").count() < 10
    wire.away.clear()
    for _ in range(3):
        Peer.objects.update(next_try_at=None)
        exchange(now())
    assert sha256(sent(peers["hz"])).hexdigest() == file.sha256
    assert len(peers["hz"].said("piece")) == 10


def test_not_more_than_a_few_pieces_lie_packed_at_once_and_a_letter_overtakes_them(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    share_evidence(files=[a_file(li, 40_000)], giving=GIVING, by=li, at=now())
    wire.away.add("hz.example")
    exchange(now())
    assert Outgoing.objects.filter(kind="piece", state="packed").count() == 8
    ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    exchange(now())
    assert Outgoing.objects.get(kind="record", name__contains="assistance").state == "packed"
    page = browser(li).get("/exchange").content.decode()
    assert page.partition('id="late"')[2].partition("</section>")[0].count("文件分段") == 1


def test_sixty_files_are_given_in_one_act(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    files = [a_file(li, 800, f"证据{n}" + "甲" * 150 + ".txt") for n in range(60)]
    share_evidence(files=files, giving=Giving("hz.example", "assistance", "other"), by=li, at=now())
    exchange(now())
    exchange(now())
    assert Copy.objects.filter(state="arrived", record__kind="evidence").count() == 60


def test_one_with_personal_data_goes_for_a_case_with_number_and_head_alone(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    file = a_file(li, name="张三13812345678.txt", is_personal=True)
    with pytest.raises(Refusal, match="案号"):
        share_evidence(files=[file], giving=Giving("hz.example", "file_case"), by=li, at=now())
    share_evidence(files=[file], giving=Giving("hz.example", "file_case", case_number="沪市监案1", head="李"), by=li, at=now())
    exchange(now())
    (item,) = peers["hz"].said("record")
    assert "13812345678" not in str(pieces_of(item))
    assert dict(pieces_of(item))["personal_file"] == file.sha256


def test_what_the_ledger_says_nothing_of_does_not_go(li: Any, wire: Wire) -> None:
    clue = a_clue(li)
    kept = keep([b"a text"], "a.txt")
    file = SealedFile.objects.create(dossier=clue.dossier, name="a.txt", sha256=kept.sha256, size=6, sealed_at=now(), sealed_by=li)
    with pytest.raises(Refusal, match="缺少条款要求"):
        share_evidence(files=[file], giving=Giving("hz.example", "file_case"), by=li, at=now())


@pytest.mark.parametrize(
    "wrong",
    [{"result": ""}, {"issuer": ""}, {"file_kind": "film"}, {"method": "x" * 501}, {"issuer": "王工 13812345678"}],
)
def test_what_a_report_does_not_say_is_asked_for(li: Any, wire: Wire, wrong: dict[str, str]) -> None:
    told = {"node": "hz.example", "purpose": "file_case", "file_kind": "test_report", **REPORT, **wrong}
    with pytest.raises(BadInput):
        share_evidence(files=[a_file(li)], giving=Giving(**told), by=li, at=now())


def test_nothing_goes_twice_and_of_anothers_dossier_nothing(li: Any, wire: Wire) -> None:
    file = a_file(li)
    share_evidence(files=[file], giving=GIVING, by=li, at=now())
    with pytest.raises(StepRefused, match="已提供"):
        share_evidence(files=[file], giving=GIVING, by=li, at=now())
    other = Officer.objects.get(username="sun")
    with pytest.raises(NotPermitted):
        share_evidence(files=[a_file(li)], giving=GIVING, by=other, at=now())


def test_a_recall_holds_back_the_pieces_that_have_not_gone(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    (record,) = share_evidence(files=[a_file(li, 30_000)], giving=GIVING, by=li, at=now())
    wire.away.add("hz.example")
    exchange(now())
    recall_record(record, recall_reason="released_by_mistake", by=li, at=now())
    assert not Outgoing.objects.filter(kind="piece", state="queued").exists()
    assert Outgoing.objects.filter(kind="piece", why="recalled_before").count() == 22


def test_a_file_that_was_given_is_kept_for_its_pieces_and_no_longer(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    file = a_file(li)
    share_evidence(files=[file], giving=GIVING, by=li, at=now())
    file.delete()  # the dossier needs it no longer
    assert (is_needed(file.sha256), file.sha256 in kept_hashes()) == (True, True)
    exchange(now())
    assert sha256(sent(peers["hz"])).hexdigest() == file.sha256
    assert (is_needed(file.sha256), file.sha256 in kept_hashes()) == (False, False)


@LANGUAGES
def test_the_page_shows_what_of_each_file_will_be_seen_before_any_goes(li: Any, wire: Wire, language: str) -> None:
    files = [a_file(li, name="一.txt"), a_file(li, name="二.txt")]
    page, at = browser(li, language), f"/exchange/dossiers/{files[0].dossier.number}/files"
    assert at in page.get(f"{Clue.objects.get().get_absolute_url()}/evidence").content.decode()
    told = {"sealed_files": [one.pk for one in files], "node": "hz.example", "purpose": "file_case", "file_kind": "capture"}
    shown = page.post(at, {**told, "look": "1"})
    text = shown.content.decode()
    assert all(one.sha256 in text for one in files)
    assert not [row for row in shown.context["shown"][0][1]["rows"] if row[1] in ("capture", "2500") or ("T" in row[1] and "+08:00" in row[1])]  # no keys
    assert {"zh-hans": "网页取证", "en": "Capture of a page"}[language] in text
    assert not SharedRecord.objects.exists()
    mark = text.partition('name="shown" value="')[2].partition('"')[0]
    assert page.post(at, {**told, "sealed_files": [files[0].pk], "shown": mark, "send": "1"}).status_code == 409
    assert page.post(at, {**told, "shown": mark, "send": "1"}).status_code == 302
    assert SharedRecord.objects.filter(kind="evidence").count() == 2
    assert page.post(at, {**told, "file_kind": "test_report", "look": "1"}).status_code in (400, 422)
    assert page.post(at, {"look": "1"}).status_code == 422


# It comes.


def given(
    hz: Fake, client: Any, data: bytes, *, kind: str = "test_report", belongs_to: str = "", digest: str = "", number: str = "Z1", name: str = "报告.txt"
) -> Any:
    fields = {"title": "报告", "file": digest or sha256(data).hexdigest(), "file_name": name, "file_size": str(len(data)), "file_kind": kind, "custody": "封存"}
    fields |= {"belongs_to": belongs_to} if belongs_to else {}
    fields |= REPORT if kind == "test_report" else {}
    sealed, released = hz.record("evidence", fields, number), of_evidence(hz, fields)
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    return sealed, released


def of_evidence(hz: Fake, fields: dict[str, str]) -> Release:
    asked = ReleaseRequest("evidence", tuple(fields), "file_case", hz.party, Party(settings.NODE, HERE), now().date(), "", frozenset({"custody"}))
    decided = release(SHEET, asked, is_signed=True)
    assert isinstance(decided, Release)
    return decided


def bring(hz: Fake, client: Any, sealed: Any, released: Release, data: bytes, numbers: Any = None) -> list[dict[str, Any]]:
    """Send the pieces of a file, and give what was refused of them."""
    for number in numbers if numbers is not None else range(pieces.count_of(len(data))):
        item = pieces.piece_item(sealed.head.id, number, data[number * 1000 : number * 1000 + 1000])
        assert hz.post(client, hz.envelope(released, [item], now()).data, now()).status_code == 200
    return list(Arrival.objects.first().refused)  # type: ignore[union-attr]


TEXT = ("检验结论：不合格。" * 200).encode()


def test_a_file_is_put_together_compared_put_on_file_and_recognised_without_typing(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    held_clue, clue, by = taken_up_of_hangzhou(hz, client)
    sealed, released = given(hz, client, TEXT, belongs_to=held_clue.name)
    held = HeldRecord.objects.get(kind="evidence")
    with pytest.raises(StepRefused, match="尚未收齐"):
        use_evidence(held, evidence_for=clue.number, by=by, at=now())
    assert bring(hz, client, sealed, released, TEXT) == []
    assert bytes_as_sealed(sha256(TEXT).hexdigest()) == TEXT
    page = browser(by)
    assert held.get_absolute_url() in page.get("/").content.decode()
    form = page.get(reverse("act", args=["held_record", held.number, "recognise_received"]))
    assert f'value="{clue.number}"' in form.content.decode()
    made = recognise_received(held, evidence_for=held.proposed_for("recognise_received")["evidence_for"], by=by, at=now())
    assert (made.document, made.issuer, made.issued_on.isoformat(), made.clause) == (
        REPORT["document"],
        REPORT["issuer"],
        REPORT["issued_on"],
        "three_regions_demo/evidence",
    )
    assert "不合格" in made.scope
    assert clue.dossier.files.get().sha256 == sha256(TEXT).hexdigest()
    exchange(now())
    assert hz.said("evidence_used")
    assert Recognition.objects.count() == 1
    with pytest.raises(StepRefused, match="已认可"):
        recognise_received(HeldRecord.objects.get(pk=held.pk), evidence_for=clue.number, by=by, at=now())


def test_a_day_of_issue_that_is_none_is_refused_in_words(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REPORT, "issued_on", "二〇二六年十月一日" + "（补）" * 20)
    hz = peers["hz"]
    held_clue, clue, by = taken_up_of_hangzhou(hz, client)
    sealed, released = given(hz, client, TEXT, belongs_to=held_clue.name)
    bring(hz, client, sealed, released, TEXT)
    with pytest.raises(BadInput, match="不是有效日期，不能认可：请对方更正"):
        recognise_received(HeldRecord.objects.get(kind="evidence"), evidence_for=clue.number, by=by, at=now())
    assert HeldRecord.objects.get(kind="evidence").state == "held"


def test_what_no_clause_recognises_is_put_on_file_and_not_recognised(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    _, clue, by = taken_up_of_hangzhou(hz, client)
    sealed, released = given(hz, client, TEXT, kind="other")
    bring(hz, client, sealed, released, TEXT)
    held = HeldRecord.objects.get(kind="evidence")
    with pytest.raises(StepRefused, match="没有规定互认"):
        recognise_received(held, evidence_for=clue.number, by=by, at=now())
    use_evidence(held, evidence_for=clue.number, by=by, at=now())
    assert HeldRecord.objects.get(pk=held.pk).state == "taken_up"


def test_a_file_whose_code_keeps_it_here_goes_into_no_bundle_and_is_named(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    _, clue, by = taken_up_of_hangzhou(hz, client)
    sealed, released = given(hz, client, TEXT, kind="other")
    bring(hz, client, sealed, released, TEXT)
    held = HeldRecord.objects.get(kind="evidence")
    use_evidence(held, evidence_for=clue.number, by=by, at=now())
    own = add_files(clue.dossier, [Brought([b"own"], "自取.txt", False)], by=by, at=now())[0]
    made = bundle_of(clue.dossier, by=by, at=now())
    hashes = {sha256(data).hexdigest() for data in made.files.values()}
    assert own.sha256 in hashes
    assert sha256(TEXT).hexdigest() not in hashes
    listed = made.files["list.txt"].decode()
    assert "不得转交（hz.example 提供），请由提供方直接提供" in listed
    assert "处理代码 Handling codes" in listed
    HeldRecord.objects.filter(pk=held.pk).update(release={**held.release, "onward": "members"})
    assert sha256(TEXT).hexdigest() in {sha256(data).hexdigest() for data in bundle_of(clue.dossier, by=by, at=now()).files.values()}


@pytest.mark.parametrize(
    ("numbers", "why"),
    [([1], "malformed_item"), ([0, 2], "malformed_item"), ([7], "malformed_item"), ([0, 0], None)],
)
def test_pieces_come_in_their_order_and_one_that_came_before_is_no_fault(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, numbers: list[int], why: str | None
) -> None:
    hz = peers["hz"]
    sealed, released = given(hz, client, TEXT)
    refused = bring(hz, client, sealed, released, TEXT + b"x" * 9000, numbers)
    assert [one["why"] for one in refused] == ([why] if why else [])


def test_a_file_with_another_hash_is_not_kept_and_both_sides_say_so(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    sealed, released = given(hz, client, TEXT, digest="0" * 64)
    assert [one["why"] for one in bring(hz, client, sealed, released, TEXT)] == ["file_differs"]
    assert RecordFile.objects.get(held__isnull=False).whole_at is None


@pytest.mark.parametrize("data", [b"MZ\x90\x00" + b"\x00" * 500, b"#!/bin/sh\nrm -rf /\n"])
def test_a_program_is_taken_from_nobody(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, data: bytes) -> None:
    hz = peers["hz"]
    sealed, released = given(hz, client, data, kind="other", name="报告.txt")
    assert [one["why"] for one in bring(hz, client, sealed, released, data)] == ["file_not_taken"]


@pytest.mark.parametrize("wrong", [{"file_size": "-1"}, {"file_size": str(10**12)}, {"file": "../../etc"}, {"file": "A" * 64}])
def test_a_record_that_announces_no_file_that_could_be_taken_is_refused(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]
) -> None:
    hz = peers["hz"]
    fields = {"title": "x", "file": "0" * 64, "file_name": "x", "file_size": "5", "file_kind": "other", "custody": "x", **wrong}
    sealed, released = hz.record("evidence", fields, "Z1"), of_evidence(hz, fields)
    hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now())
    assert [one["why"] for one in Arrival.objects.first().refused] == ["malformed_item"]  # type: ignore[union-attr]


def test_a_recall_erases_a_file_that_nobody_used_and_a_used_one_is_kept_on_a_ground(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    _, clue, by = taken_up_of_hangzhou(hz, client)
    sealed, released = given(hz, client, TEXT, number="Z1")
    bring(hz, client, sealed, released, TEXT)
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="released_by_mistake")], now()).data, now())
    assert HeldRecord.objects.get(name=sealed.head.id).state == "erased"
    assert sha256(TEXT).hexdigest() in Entry.objects.get(kind="received_file_erased").body
    other = TEXT + b"2"
    sealed, released = given(hz, client, other, number="Z2")
    bring(hz, client, sealed, released, other)
    used = HeldRecord.objects.get(name=sealed.head.id)
    use_evidence(used, evidence_for=clue.number, by=by, at=now())
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="released_by_mistake")], now()).data, now())
    used = HeldRecord.objects.get(name=sealed.head.id)
    assert used.state == "recalled"
    with pytest.raises(StepRefused, match="依规定保留"):
        answer_recall(used, recall_answer="stopped", by=by, at=now())
    answer_recall(used, recall_answer="kept", keep_ground="evidence_in_case", by=by, at=now())
    assert is_there(sha256(other).hexdigest())


@LANGUAGES
def test_a_file_that_came_is_read_on_record_and_not_by_others(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    hz = peers["hz"]
    sealed, released = given(hz, client, TEXT)
    held = HeldRecord.objects.get(kind="evidence")
    by = officer_of(held)
    page = browser(by, language)
    assert page.get(f"/exchange/held/{held.pk}/file").status_code == 404
    assert 'id="coming"' in page.get(held.get_absolute_url()).content.decode()
    bring(hz, client, sealed, released, TEXT)
    shown = page.get(held.get_absolute_url()).content.decode()
    assert sha256(TEXT).hexdigest() in shown.partition('id="whole"')[2]
    assert b"".join(page.get(f"/exchange/held/{held.pk}/file").streaming_content) == TEXT
    assert Entry.objects.filter(kind="received_file_read").count() == 1
    assert browser(Officer.objects.get(username="clerk")).get(f"/exchange/held/{held.pk}/file").status_code in (403, 404)


def test_a_file_goes_with_a_letter_and_names_it(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    letter = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    attach_file(letter, letter_file=Brought([b"list of parcels"], "清单.txt"), letter_file_kind="other", by=li, at=now())
    exchange(now())
    exchange(now())
    assert sent(peers["hz"]) == b"list of parcels"
    told = dict(pieces_of(peers["hz"].said("record")[1]))
    assert told["belongs_to"] == letter.name
    assert li.name_zh in told["custody"]
    assert "清单.txt" in browser(li).get(letter.get_absolute_url()).content.decode()
    with pytest.raises(StepRefused, match="只有协助函、答复"):
        attach_file(
            share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now()), letter_file=Brought([b"x y"], "a.txt"), letter_file_kind="other", by=li, at=now()
        )


def test_a_file_with_personal_data_does_not_go_with_a_letter(li: Any, wire: Wire) -> None:
    letter = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    file = a_file(li, is_personal=True)
    with pytest.raises(NotPermitted, match="写明案号、负责人"):
        attach_file(letter, letter_file=Brought([bytes_as_sealed(file.sha256)], "清单.txt"), letter_file_kind="other", by=li, at=now())
    assert not SharedRecord.objects.filter(kind="evidence").exists()
    assert not RecordFile.objects.exists()


@pytest.mark.parametrize("is_personal", [False, True])
def test_a_file_that_another_node_gave_does_not_go_on_with_a_letter(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, is_personal: bool) -> None:
    hz = peers["hz"]
    sealed, released = given(hz, client, TEXT)
    bring(hz, client, sealed, released, TEXT)
    RecordFile.objects.update(is_personal=is_personal)
    letter = ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    with pytest.raises(NotPermitted if is_personal else StepRefused, match="不得随函附送" if is_personal else "由 hz.example 提供，不能转交"):
        attach_file(letter, letter_file=Brought([TEXT], "甲" * 150 + ".txt"), letter_file_kind="other", by=li, at=now())
    assert not SharedRecord.objects.filter(kind="evidence").exists()


def test_a_file_goes_to_no_node_that_refused_the_letter(li: Any, wire: Wire) -> None:
    letter = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    letter.copies.update(state="refused")
    with pytest.raises(StepRefused, match="未接收此记录"):
        attach_file(letter, letter_file=Brought([b"list of parcels"], "清单.txt"), letter_file_kind="other", by=li, at=now())
    nanjing = Copy.objects.create(record=letter, peer=Peer.objects.get_or_create(node="nj.example")[0], region="320100", since=now())
    attach_file(letter, letter_file=Brought([b"list of parcels"], "清单.txt"), letter_file_kind="other", by=li, at=now())
    assert list(Copy.objects.filter(record__kind="evidence").values_list("peer", flat=True)) == [nanjing.peer_id]


def test_the_audit_finds_nothing_wrong_with_files_both_ways(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    share_evidence(files=[a_file(li)], giving=GIVING, by=li, at=now())
    sealed, released = given(hz, client, TEXT)
    bring(hz, client, sealed, released, TEXT, [0, 1])
    assert Piece.objects.count() == 2
    bring(hz, client, sealed, released, TEXT, range(2, 6))
    exchange(now())
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []
