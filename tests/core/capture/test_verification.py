"""A package that was touched is found to be so, and where."""

import base64
import gzip
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from captured import NOON, taken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as some

from mingjian.core.capture import warcs
from mingjian.core.capture.archive import sha256
from mingjian.core.capture.capture import Capture
from mingjian.core.capture.container import Budget, Container
from mingjian.core.capture.report import MOST_FAULTS, Report, quoted
from mingjian.core.capture.verification import verify
from mingjian.core.capture.wacz import CAPTURE, DIGEST, PACKAGE, as_json, bundle, members_of, pack, write_zip
from mingjian.core.errors import TooMuch

MEMBERS = members_of(taken())


def whole(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    write_zip(out, members)
    return out.getvalue()


WHOLE = whole(MEMBERS)


def spans() -> dict[str, tuple[int, int]]:
    """Return where each member's bytes stand in the file."""
    with zipfile.ZipFile(BytesIO(WHOLE)) as archive:
        return {one.filename: (one.header_offset + 30 + len(one.filename), one.file_size) for one in archive.infolist()}


SPANS = spans()


def verified(data: bytes, folder: Path) -> Report:
    file = folder / "x.wacz"
    file.write_bytes(data)
    return verify(file)


def named(report: Report) -> set[str]:
    return {fault.member for fault in report.faults}


def test_a_capture_as_it_was_made_holds(tmp_path: Path) -> None:
    file = tmp_path / "x.wacz"
    digest = pack(taken(), file)
    assert sha256(file.read_bytes()) == f"sha256:{digest}"
    report = verify(file)
    assert report.faults == []
    assert any("203.0.113.10" in one.zh for one in report.held)
    assert any("没有签名" in one.zh for one in report.uncovered)


def test_the_list_of_pages_calls_a_page_without_a_title_by_its_address() -> None:
    """Validators of WACZ read the list as a table whose columns its first line names, and refuse a row that is blank in them."""
    whole = taken()
    head, page = map(json.loads, members_of(replace(whole, capture=replace(whole.capture, title="")))["pages/pages.jsonl"].splitlines())
    assert any(page.get(name) for name in head)
    assert page["title"] == whole.capture.url


@pytest.mark.parametrize("name", list(MEMBERS))
@given(data=some.data())
@settings(max_examples=25, deadline=None)
def test_any_changed_byte_of_any_member_is_found_and_the_member_named(name: str, data: some.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    start, size = SPANS[name]
    at = start + data.draw(some.integers(0, size - 1))
    spoilt = bytearray(WHOLE)
    spoilt[at] ^= data.draw(some.integers(1, 255))
    assert named(verified(bytes(spoilt), tmp_path_factory.getbasetemp())) & {name, PACKAGE if name == DIGEST else name}


def test_what_was_changed_is_not_counted_among_what_agrees(tmp_path: Path) -> None:
    spoilt, (start, _) = bytearray(WHOLE), SPANS["archive/data.warc.gz"]
    spoilt[start + 40] ^= 1
    held = [one.zh for one in verified(bytes(spoilt), tmp_path).held]
    assert any(f"清单列有 {len(MEMBERS) - 2} 个成员，逐一核对大小与 SHA-256，相符的 {len(MEMBERS) - 3} 个" in one for one in held)
    assert not any("WARC" in one for one in held)


@given(at=some.integers(0, len(WHOLE) - 1), flip=some.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_of_the_file_is_found(at: int, flip: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    spoilt = bytearray(WHOLE)
    spoilt[at] ^= flip
    assert not verified(bytes(spoilt), tmp_path_factory.getbasetemp()).is_sound


@given(name=some.sampled_from(sorted(MEMBERS)), again=some.data())
@settings(max_examples=60, deadline=None)
def test_a_member_changed_by_whoever_can_write_zips_is_named(name: str, again: some.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With its CRC right, as a forger would."""
    at = again.draw(some.integers(0, len(MEMBERS[name]) - 1))
    spoilt = bytearray(MEMBERS[name])
    spoilt[at] ^= again.draw(some.integers(1, 255))
    report = verified(whole({**MEMBERS, name: bytes(spoilt)}), tmp_path_factory.getbasetemp())
    assert named(report) & {name, PACKAGE if name == DIGEST else name}


def test_each_missing_member_is_named(tmp_path: Path) -> None:
    for name in MEMBERS:
        report = verified(whole({key: value for key, value in MEMBERS.items() if key != name}), tmp_path)
        assert name in named(report)


def test_bytes_outside_the_members_are_refused(tmp_path: Path) -> None:
    assert not verified(b"#!/bin/sh\n" + WHOLE, tmp_path).is_sound
    assert not verified(WHOLE + b"\0", tmp_path).is_sound
    assert not verified(WHOLE[:-2] + b"\2\0hi", tmp_path).is_sound


@pytest.mark.parametrize("method", [8, 9, 12, 14, 99])
def test_a_member_said_to_be_packed_otherwise_than_it_is_is_named(method: int, tmp_path: Path) -> None:
    spoilt = bytearray(WHOLE)
    spoilt[WHOLE.index(b"PK\1\2") + 10] = method
    assert "archive/data.warc.gz" in named(verified(bytes(spoilt), tmp_path))


def test_a_cut_file_is_told_so_and_nothing_raises(tmp_path: Path) -> None:
    for size in range(0, len(WHOLE), 997):
        assert not verified(WHOLE[:size], tmp_path).is_sound


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "evidence\\x", "c:x", "evidence//x", "./x"])
def test_a_path_that_leads_out_is_refused_though_it_is_on_the_list(name: str, tmp_path: Path) -> None:
    assert name in named(verified(whole(listed({**MEMBERS, name: b"x"})), tmp_path))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    out = BytesIO(WHOLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("evidence/text.txt", b"other")
    assert "evidence/text.txt" in named(verified(out.getvalue(), tmp_path))


def test_a_member_that_is_not_on_the_list_is_refused(tmp_path: Path) -> None:
    assert named(verified(whole({**MEMBERS, "evidence/more.txt": b"x"}), tmp_path)) == {"evidence/more.txt"}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("evidence/zeros", b"\0" * (64 << 20))
    spoilt = out.getvalue().replace((64 << 20).to_bytes(4, "little"), (3 << 30).to_bytes(4, "little"))
    assert "炸弹" in verified(spoilt, tmp_path).faults[0].text.zh


def listed(members: dict[str, bytes], change: Callable[[dict[str, object]], None] = lambda told: None) -> dict[str, bytes]:
    """Return members with list and digest made anew, as whoever forges all of it would."""
    inside = {name: data for name, data in members.items() if name not in (PACKAGE, DIGEST)}
    told = json.loads(MEMBERS[PACKAGE])
    told["resources"] = [{"name": name, "path": name, "hash": sha256(data), "bytes": len(data)} for name, data in inside.items()]
    change(told)
    package = as_json(told, indent=1)
    return {**inside, PACKAGE: package, DIGEST: as_json({"path": PACKAGE, "hash": sha256(package)})}


def test_an_index_that_leads_elsewhere_is_named_though_all_hashes_were_made_anew(tmp_path: Path) -> None:
    index = MEMBERS["indexes/index.cdx"].replace(b'"offset": "', b'"offset": "1', 1)
    assert named(verified(whole(listed({**MEMBERS, "indexes/index.cdx": index})), tmp_path)) == {"indexes/index.cdx"}


def test_a_record_that_is_not_that_of_its_digest_is_named_though_all_hashes_were_made_anew(tmp_path: Path) -> None:
    warc = gzip.decompress(MEMBERS["archive/data.warc.gz"]).replace("￥99".encode("gbk"), "￥11".encode("gbk"))
    forged = {**MEMBERS, "archive/data.warc": warc}
    del forged["archive/data.warc.gz"]
    assert "archive/data.warc" in named(verified(whole(listed(forged)), tmp_path))


def test_others_need_not_pack_as_we_do(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in listed(MEMBERS, lambda told: told.update(software="another 1.0")).items():
            archive.writestr(name, data)
    report = verified(out.getvalue(), tmp_path)
    assert report.faults == []
    assert any("zip 文件头" in one.zh for one in report.uncovered)


def test_what_a_wacz_must_have_is_asked_for(tmp_path: Path) -> None:
    assert PACKAGE in named(verified(whole(listed(MEMBERS, lambda told: told.pop("wacz_version"))), tmp_path))
    assert "pages/" in named(verified(whole(listed({name: data for name, data in MEMBERS.items() if not name.startswith("pages/")})), tmp_path))


def test_another_makers_package_without_a_list_of_pages_holds_and_is_told_so(tmp_path: Path) -> None:
    without = {name: data for name, data in MEMBERS.items() if not name.startswith("pages/")}
    report = verified(whole(listed(without, lambda told: told.update(software="py-wacz 0.5.0"))), tmp_path)
    assert report.faults == []
    assert any("pages/" in one.zh for one in report.uncovered)
    no_index = {name: data for name, data in without.items() if not name.startswith("indexes/")}
    assert "indexes/" in named(verified(whole(listed(no_index, lambda told: told.update(software="py-wacz 0.5.0"))), tmp_path))


@pytest.mark.parametrize("package", [b"[]", b"{}", b"\xff", b'{"resources": [1]}', b'{"resources": {"a": 1}}', b"[" * 100_000])
def test_a_list_that_is_none_is_told_so(package: bytes, tmp_path: Path) -> None:
    assert PACKAGE in named(verified(whole({**MEMBERS, PACKAGE: package}), tmp_path))


def signed(change: Callable[[dict[str, str]], None] = lambda told: None) -> dict[str, bytes]:
    """Return a package of somebody else's, signed with a bare key."""
    members = listed(MEMBERS, lambda told: told.update(software="another 1.0"))
    key, told = ec.generate_private_key(ec.SECP384R1()), sha256(members[PACKAGE])
    halves = decode_dss_signature(key.sign(told.encode(), ec.ECDSA(hashes.SHA256())))
    words = {
        "hash": told,
        "signature": base64.b64encode(b"".join(half.to_bytes(48, "big") for half in halves)).decode(),
        "publicKey": base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode(),
        "created": json.loads(members[PACKAGE])["created"],
        "software": "another 1.0",
    }
    change(words)
    return {**members, DIGEST: as_json({"path": PACKAGE, "hash": told, "signedData": words})}


def test_a_signature_with_a_bare_key_holds_and_says_that_nobody_knows_whose(tmp_path: Path) -> None:
    report = verified(whole(signed()), tmp_path)
    assert report.faults == []
    assert any("签名成立" in one.zh for one in report.held)
    assert any("签名者是谁无从得知" in one.zh for one in report.uncovered)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(signature=told["signature"][:20] + "AAAA" + told["signature"][24:]),
        lambda told: told.update(hash="sha256:" + "0" * 64),
        lambda told: told.update(created="2020-01-01T00:00:00Z"),
        lambda told: told.update(note="uncovered"),
        lambda told: told.pop("publicKey"),
    ],
)
def test_a_signature_that_does_not_hold_is_told(change: Callable[[dict[str, str]], None], tmp_path: Path) -> None:
    assert DIGEST in named(verified(whole(signed(change)), tmp_path))


@pytest.mark.parametrize("facts", [b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": "mingjian-capture/1"}'])
def test_facts_of_a_capture_that_are_none_are_told_so(facts: bytes, tmp_path: Path) -> None:
    assert named(verified(whole(listed({**MEMBERS, CAPTURE: facts})), tmp_path)) == {CAPTURE}


def test_the_facts_of_a_capture_come_back_as_they_were() -> None:
    assert Capture.from_dict(json.loads(MEMBERS[CAPTURE])) == taken().capture


def test_a_folder_that_hides_bytes_is_refused(tmp_path: Path) -> None:
    assert "hidden/" in named(verified(whole({**MEMBERS, "hidden/": b"x"}), tmp_path))
    assert not verified(whole({**MEMBERS, "empty/": b""}), tmp_path).is_sound


def test_a_bundle_verifies_with_all_that_is_in_it(tmp_path: Path) -> None:
    out = BytesIO()
    bundle({"shop.wacz": WHOLE, "note.txt": b"x"}, "卷宗", datetime(2026, 11, 26, tzinfo=UTC), out)
    report = verified(out.getvalue(), tmp_path)
    assert report.faults == []
    assert any(one.zh.startswith("shop.wacz：") for one in report.held)


def test_a_bundle_names_the_member_of_the_member_that_does_not_hold(tmp_path: Path) -> None:
    out, spoilt = BytesIO(), bytearray(WHOLE)
    spoilt[SPANS["evidence/text.txt"][0]] ^= 1
    bundle({"shop.wacz": bytes(spoilt)}, "卷宗", NOON, out)
    assert "shop.wacz › evidence/text.txt" in named(verified(out.getvalue(), tmp_path))


class Counted:
    """A stream of bytes that counts how many were read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.count = stream, 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.count += len(data)
        return data


def deflated(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def without_warcs(**members: bytes) -> dict[str, bytes]:
    """Return a package of others whose archive and index are these."""
    kept = {name: data for name, data in MEMBERS.items() if not name.startswith(("archive/", "indexes/"))}
    return listed(kept | {name.replace("__", "/").replace("_", "."): data for name, data in members.items()}, lambda told: told.update(software="another 1.0"))


def longest(report: Report) -> int:
    return max(len(text) for one in report.faults for text in (one.member, one.text.zh, one.text.en))


HEAD = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: 0\r\n"


@pytest.mark.parametrize(
    "archive",
    [
        b"\0" * (32 << 20),  # one line without an end, which was quoted whole
        HEAD + b"X: y\r\n" * 1_000_000 + b"\r\n",  # a head of a million lines
        b"WARC/1.1\r\nWARC-Target-URI: " + b"a" * (8 << 20) + b"\r\n\r\n",
        gzip.compress(b"\0" * (64 << 20)),
    ],
    ids=["zeros", "many heads", "long address", "packed zeros"],
)
def test_a_hostile_archive_is_a_short_fault_after_little_reading(archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[Counted]()

    class Reading(warcs._Lines):  # type: ignore[misc]  # warcio carries no types
        def __init__(self, stream: IO[bytes]) -> None:
            read.append(Counted(stream))
            super().__init__(read[-1])

    monkeypatch.setattr(warcs, "_Lines", Reading)
    report = verified(deflated(without_warcs(archive__data_warc=archive, indexes__index_cdx=b"")), tmp_path)
    assert "archive/data.warc" in named(report)
    assert longest(report) < 600
    assert sum(one.count for one in read) <= 6 << 20


def test_a_package_that_unpacks_to_hundreds_of_times_itself_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    report = verified(deflated(without_warcs(archive__data_warc=b"\0" * (300 << 20))), tmp_path)
    assert "解压后过大" in report.faults[0].text.zh
    assert len(report.faults) == 1


def within(data: bytes, most: int, folder: Path) -> int:
    """Verify a file in a budget of so many bytes; return how many are left. Raises TooMuch."""
    file, budget = folder / "x.wacz", Budget(most)
    file.write_bytes(data)
    assert verify(file, budget=budget).is_sound
    return budget.left


def test_all_that_comes_of_a_file_is_counted_together(tmp_path: Path) -> None:
    left = within(WHOLE, 512 << 20, tmp_path)
    used = (512 << 20) - left
    assert used > sum(map(len, MEMBERS.values()))  # what its archive unpacks to is counted as well
    assert within(WHOLE, used, tmp_path) == 0
    with pytest.raises(TooMuch, match="mingjian evidence verify"):
        within(WHOLE, used - 1, tmp_path)


def test_many_files_in_a_bundle_share_one_room(tmp_path: Path) -> None:
    out = BytesIO()
    bundle({f"{number}.wacz": WHOLE for number in range(20)}, "卷宗", NOON, out)
    used = (512 << 20) - within(WHOLE, 512 << 20, tmp_path)
    with pytest.raises(TooMuch, match="unpacks to more"):
        within(out.getvalue(), len(out.getvalue()) + 19 * used, tmp_path)
    within(out.getvalue(), len(out.getvalue()) + 20 * used, tmp_path)


def test_an_archive_that_unpacks_to_more_than_the_room_is_not_read_on(tmp_path: Path) -> None:
    record = HEAD.replace(b"response", b"resource").replace(b"Length: 0", b"Length: %d" % (40 << 20)) + b"\r\n" + b"\0" * (40 << 20) + b"\r\n\r\n"
    data = whole(without_warcs(archive__data_warc_gz=gzip.compress(record), indexes__index_cdx=b""))
    assert len(data) < 1 << 20
    with pytest.raises(TooMuch):
        within(data, 20 << 20, tmp_path)


def test_a_list_that_names_one_large_member_a_thousand_times_costs_one_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(told: dict[str, Any]) -> None:
        told["resources"] *= 1000

    measured = Counter[str]()
    real = Container.measure
    monkeypatch.setattr(Container, "measure", lambda self, name: measured.update([name]) or real(self, name))
    report = verified(whole(listed(MEMBERS, again)), tmp_path)
    assert set(measured.values()) == {1}
    assert len(report.faults) == MOST_FAULTS + 1
    assert "还有更多" in report.faults[-1].text.zh


@pytest.mark.parametrize("index", [b"{" * 3_000_000, b"\n" * 3_000_000, b'com,a)/ 2026 {"filename": "' + b"x" * 5000 + b'", "offset": 1}\n'])
def test_a_hostile_index_is_a_short_fault(index: bytes, tmp_path: Path) -> None:
    report = verified(deflated(without_warcs(archive__data_warc=HEAD + b"\r\n\r\n\r\n", indexes__index_cdx=index)), tmp_path)
    assert "indexes/index.cdx" in named(report)
    assert longest(report) < 600


def test_names_and_signs_of_the_file_are_quoted_short_and_printable() -> None:
    report = Report()
    report.fault("a" * 60_000, f"坏（{quoted(bytes(range(32)).decode() + 'b' * 10**6)}）", "\x1b[2J" * 1000)
    assert longest(report) <= 501
    assert all(text.isprintable() for text in (report.faults[0].member, report.faults[0].text.zh, report.faults[0].text.en))
