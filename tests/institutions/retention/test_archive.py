"""The archive package of a closed dossier: what goes in, what is named and left out, and every change that the checker finds."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from letters import sent
from people import at, browser, certify

from mingjian.cli.archive import command
from mingjian.core.archive.check import check
from mingjian.core.archive.package import METADATA, PROOF, Package
from mingjian.core.capture.report import Report
from mingjian.core.capture.wacz import write_zip
from mingjian.core.errors import BadInput, LedgerFault, NotPermitted, StepRefused
from mingjian.institutions.retention.work.archive import Labels, archive
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.filing import add_files
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import Brought, keep
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record import ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW = at("2026-11-30 09:00")
LONG = "购买记录及与商家聊天截图（" + "自二零二六年三月起在该网店先后下单的全部订单" * 8 + "）"
KEEP = Labels("定期30年", fonds="J018", file_number="J018-2026-0012")


def open_case(who: Who) -> Dossier:
    return open_any(Request("assistance", "核实发货地<b>\x0b&", papers={"questions": "核实"}), by=who["li"], at=NOW)


def exhibits(count: int) -> list[Brought]:
    """Sixty exhibits: names of two hundred characters, the same name again and again, signs that lead out of folders or mean something to XML and tables."""
    names = [f"{LONG[:196]}.txt", "聊天.txt", "../../聊天.txt", "=HYPERLINK(1).txt", "a<b>&\"'\x07.txt", "ЧЕК №5 – 領収書.txt", "没有后缀"]
    return [Brought([f"第 {nth} 号证据\n".encode()], names[nth % len(names)]) for nth in range(count)]


def close(dossier: Dossier, who: Who) -> Dossier:
    take(dossier, "abandon", by=who["li"], at=NOW, given={"reason": "已自行查清"})
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def closed(who: Who) -> Dossier:
    dossier = open_case(who)
    add_files(dossier, [*exhibits(3), Brought([b"name,telephone\nZhang,13800001234\n"], "买家.csv", is_personal=True)], by=who["li"], at=NOW)
    make("file_index", dossier, by=who["li"], at=NOW)
    return close(dossier, who)


def packed(dossier: Dossier, by: Officer | None, tmp_path: Path, labels: Labels = KEEP) -> Path:
    file = tmp_path / "package.zip"
    with file.open("wb") as out:
        archive(dossier, labels, out, by=by, at=NOW)
    return file


def faults(report: Report) -> str:
    return "\n".join(f"{one.member} {one.text.zh}" for one in report.faults)


def test_sixty_exhibits_with_long_clashing_and_foreign_names_go_in_and_are_read_back(who: Who, tmp_path: Path) -> None:
    dossier = open_case(who)
    add_files(dossier, exhibits(60), by=who["li"], at=NOW)
    file = packed(close(dossier, who), who["wang"], tmp_path)
    report = check(file, ledger.verifier())
    assert report.is_sound, faults(report)
    names = [one for one in zipfile.ZipFile(file).namelist() if one.startswith("电子文件/")]
    assert len(names) == len(set(names)) == 60
    assert max(len(one.rpartition("/")[2].encode()) for one in names) <= 255
    assert not [one for one in names if ".." in one or one.count("/") != 1]
    metadata = zipfile.ZipFile(file).read(METADATA).decode()
    assert LONG[:196] in metadata
    assert "<件数>60</件数>" in metadata
    assert "60 个文件的 SHA-256 见于已证明的台账记录。" in [one.zh for one in report.held]
    table = zipfile.ZipFile(file).read("目录.csv").decode("utf-8-sig")
    assert ",'=HYPERLINK" in table


def test_personal_data_go_in_for_a_purpose_and_on_a_ground_and_are_named_otherwise(who: Who, closed: Dossier, tmp_path: Path) -> None:
    without = packed(closed, who["wang"], tmp_path)
    report = check(without)
    assert report.is_sound, faults(report)
    assert b"13800001234" not in without.read_bytes()
    assert any("未收入" in one.zh and "个人信息" in one.zh for one in report.uncovered)
    reveal(RevealableFiles(closed), purpose="移交档案馆", ground="档案法第十四条", by=who["wang"], at=NOW)
    file = packed(closed, who["wang"], tmp_path)
    assert check(file).is_sound
    assert b"13800001234" in file.read_bytes()
    assert "<目的>移交档案馆</目的>" in zipfile.ZipFile(file).read(METADATA).decode()
    body = json.loads(Entry.objects.filter(kind="archived").latest("index").body)
    assert (body["purpose"], body["left_out"]) == ("移交档案馆", 0)


def test_a_document_goes_in_as_word_and_as_a_reading_copy(who: Who, tmp_path: Path) -> None:
    certify(who["li"])
    who["li"].save()
    dossier = sent(open_case(who), NOW)
    document = make("assistance_letter", dossier, by=who["li"], at=NOW)
    assert not document.is_draft
    Dossier.objects.filter(pk=dossier.pk).update(is_closed=True)
    dossier.refresh_from_db()
    file = packed(dossier, who["qian"], tmp_path)
    names = zipfile.ZipFile(file).namelist()
    assert [one.rpartition(".")[2] for one in names if document.title in one] == ["docx", "pdf"]
    assert check(file).is_sound


def test_a_paper_with_an_electronic_seal_goes_in_as_it_was_sealed(who: Who, tmp_path: Path) -> None:
    certify(who["li"])
    who["li"].save()
    dossier = sent(open_case(who), NOW)
    document = make("assistance_letter", dossier, by=who["li"], at=NOW)
    sealed = b"%PDF-1.4 with an electronic seal"
    document.sealed_sha256 = keep([sealed], "letter.pdf").sha256
    document.save()
    Dossier.objects.filter(pk=dossier.pk).update(is_closed=True)
    dossier.refresh_from_db()
    file = packed(dossier, who["qian"], tmp_path)
    whole = zipfile.ZipFile(file)
    (name,) = [one for one in whole.namelist() if "签章" in one]
    assert whole.read(name) == sealed
    assert f"{document.number}-签章.pdf" in whole.read(METADATA).decode()
    assert len([one for one in whole.namelist() if document.title in one]) == 3
    assert check(file).is_sound, faults(check(file))
    place_of(document.sealed_sha256).unlink()
    again = packed(dossier, who["qian"], tmp_path)
    assert document.sealed_sha256 in zipfile.ZipFile(again).read(METADATA).decode().partition("<未收入>")[2]
    assert [one.rpartition(".")[2] for one in zipfile.ZipFile(again).namelist() if document.title in one] == ["docx", "pdf"]


@pytest.mark.django_db(transaction=True)
def test_copies_and_bytes_are_read_and_written_while_nobody_waits_for_the_database(who: Who, closed: Dossier, tmp_path: Path) -> None:
    held: list[bool] = []
    with pytest.MonkeyPatch.context() as patch:
        for owner, method in ((Package, "__init__"), (Package, "write")):
            whole = getattr(owner, method)

            def watched(*given: Any, _whole: Any = whole) -> Any:
                held.append(connection.in_atomic_block)
                return _whole(*given)

            patch.setattr(owner, method, watched)
        made = packed(closed, who["wang"], tmp_path)
    assert held == [False, False]
    assert check(made, ledger.verifier()).is_sound


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), LedgerFault("字节不符。", "Bytes differ.")])
def test_a_package_that_cannot_be_written_is_said_so_and_leaves_no_half_file(who: Who, closed: Dossier, tmp_path: Path, fault: Exception) -> None:
    def failing(self: Package, proof: bytes, out: Any) -> None:
        out.write(b"half a package")
        raise fault

    file, out = tmp_path / "a.zip", BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Package, "write", failing)
        with pytest.raises((StepRefused, LedgerFault)) as refused:
            archive(closed, KEEP, out, by=who["wang"], at=NOW)
        reply = browser(who["wang"]).post(f"/archives/{closed.number}", {"retention": "永久", "secrecy": "内部"})
        run = CliRunner().invoke(command, ["make", closed.number, "--out", str(file), "--retention", "永久", "--as", "wang"])
    index = Entry.objects.filter(kind="archived").earliest("index").index
    assert f"台账第 {index} 条" in refused.value.text.zh
    assert "请重新制作" in refused.value.text.zh
    assert out.getvalue() == b""
    assert reply.status_code >= 400
    assert "归档包没有写成" in reply.content.decode()
    assert run.exit_code != 0
    assert list(tmp_path.glob("*.zip")) == list(tmp_path.glob(".*.part")) == []
    assert check(packed(closed, who["wang"], tmp_path), ledger.verifier()).is_sound


def rewritten(file: Path, change: Callable[[dict[str, bytes]], Any]) -> Path:
    """Write a package again, as its writer would, with other members: what an attacker does who knows the form."""
    with zipfile.ZipFile(file) as archive_:
        members = {name: archive_.read(name) for name in archive_.namelist()}
    change(members)
    out = BytesIO()
    write_zip(out, members)
    again = file.with_name("again.zip")
    again.write_bytes(out.getvalue())
    return again


def first(members: dict[str, bytes], head: str) -> str:
    return next(name for name in members if name.startswith(head))


def change_file(members: dict[str, bytes]) -> None:
    members[first(members, "电子文件/")] += b"."


def change_file_and_metadata(members: dict[str, bytes]) -> None:
    name = first(members, "电子文件/")
    old, members[name] = members[name], b"forged"
    from mingjian.core.digests import digests_of

    was, now = digests_of([old]), digests_of([b"forged"])
    for before, after in ((was.sha256, now.sha256), (was.sm3, now.sm3), (f"小>{was.size}<", f"小>{now.size}<")):
        members[METADATA] = members[METADATA].replace(before.encode(), after.encode())


def swap_proof(members: dict[str, bytes]) -> None:
    members[PROOF] = members[first(members, "台账/")]


def cut_item_out(members: dict[str, bytes]) -> None:
    members[METADATA] = re.sub(rb'<\S+ \S+="\S+" \S+="2">.*?(?=<\S+ \S+="\S+" \S+="3">)', b"", members[METADATA], count=1, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_file, "与元数据不符：SHA-256"),
        (change_file_and_metadata, "已被改动"),
        (lambda members: members.pop(first(members, "电子文件/")), "包中没有"),
        (lambda members: members.update({"电子文件/999-多.txt": b"x"}), "元数据没有列出"),
        (lambda members: members.update({METADATA: members[METADATA].replace("定期30年".encode(), "定期10年".encode())}), "已被改动"),
        (lambda members: members.pop(PROOF), "没有台账对元数据的证明"),
        (swap_proof, "已被改动"),
        (lambda members: members.update({first(members, "台账/"): b"{}"}), "不是明鉴台账的单条证明文件"),
        (cut_item_out, "顺序号不连续"),
    ],
)
def test_whatever_is_changed_is_named(who: Who, closed: Dossier, tmp_path: Path, change: Any, words: str) -> None:
    report = check(rewritten(packed(closed, who["wang"], tmp_path), change), ledger.verifier())
    assert not report.is_sound
    assert words in faults(report)


def test_each_flipped_byte_of_a_package_is_found(who: Who, closed: Dossier, tmp_path: Path) -> None:
    whole = packed(closed, who["wang"], tmp_path).read_bytes()
    place = tmp_path / "flipped.zip"
    for nth in range(0, len(whole), len(whole) // 150):
        changed = bytearray(whole)
        changed[nth] ^= 1
        place.write_bytes(changed)
        try:
            assert not check(place, ledger.verifier()).is_sound, nth
        except BadInput:
            continue


def test_days_and_instants_are_those_of_the_zone_of_the_law(who: Who, tmp_path: Path) -> None:
    night = at("2026-11-30 01:30")  # in UTC the day before
    dossier = open_any(Request("assistance", "核实发货地", papers={"questions": "核实"}), by=who["li"], at=night)
    add_files(dossier, exhibits(1), by=who["li"], at=night)
    take(dossier, "abandon", by=who["li"], at=night, given={"reason": "已自行查清"})
    dossier.refresh_from_db()
    file = packed(dossier, who["wang"], tmp_path)
    metadata, table = (zipfile.ZipFile(file).read(name).decode() for name in (METADATA, "目录.csv"))
    assert "2026-11-29" not in metadata
    assert "<日期>2026-11-30T01:30:00+08:00</日期>" in metadata
    assert ",2026-11-30," in table


def test_another_nodes_key_refuses_the_package(who: Who, closed: Dossier, tmp_path: Path) -> None:
    from mingjian.core.ledger.checkpoint import Signer

    report = check(packed(closed, who["wang"], tmp_path), Signer.new("other.example/ledger").verifier)
    assert not report.is_sound


def test_what_is_no_package_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    for content, words in ((b"no zip", "zip"), (b"", "zip")):
        file.write_bytes(content)
        with pytest.raises(BadInput, match=words):
            check(file)
    for xml, words in ((None, "不是归档包"), (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "文档类型"), (b"<x", "XML"), (b"<x/>", "元数据")):
        out = BytesIO()
        write_zip(out, {"a.txt": b"a"} if xml is None else {METADATA: xml})
        file.write_bytes(out.getvalue())
        with pytest.raises(BadInput) as refused:
            check(file)
        assert words in refused.value.text.zh


def test_it_waits_for_the_end_and_for_whoever_may(who: Who, closed: Dossier) -> None:
    under_way = open_case(who)
    with pytest.raises(StepRefused, match="尚未办结"):
        archive(under_way, KEEP, BytesIO(), by=who["wang"], at=NOW)
    for name in ("li", "zhao", "qian", "sun", "clerk"):
        with pytest.raises(NotPermitted):
            archive(closed, KEEP, BytesIO(), by=who[name], at=NOW)
    with pytest.raises(BadInput, match="保管期限"):
        archive(closed, Labels("五年"), BytesIO(), by=who["wang"], at=NOW)
    assert not Entry.objects.filter(kind="archived").exists()
    who["li"].roles = ["archivist"]
    who["li"].save()
    archive(closed, KEEP, BytesIO(), by=who["li"], at=NOW)


def test_a_changed_file_of_the_store_stops_the_package(who: Who, closed: Dossier) -> None:
    place_of(closed.files.filter(is_personal=False)[0].sha256).write_bytes(b"changed")
    with pytest.raises(LedgerFault):
        archive(closed, KEEP, BytesIO(), by=who["wang"], at=NOW)
    assert not Entry.objects.filter(kind="archived").exists()


def test_the_head_finds_the_way_on_the_dossiers_page_and_takes_it(who: Who, closed: Dossier, tmp_path: Path) -> None:
    head = browser(who["wang"])
    page = f"/archives/{closed.number}"
    assert page in head.get(f"/dossiers/{closed.number}").text
    shown = head.get(page)
    assert "1 件含个人信息" in shown.text
    assert "写明目的和依据" in shown.text
    refused = head.post(page, {"retention": "", "secrecy": "无"})
    assert refused.status_code == 422
    reply = head.post(page, {"retention": "永久", "secrecy": "内部"})
    assert reply.headers["Content-Type"] == "application/zip"
    file = tmp_path / "downloaded.zip"
    file.write_bytes(b"".join(reply.streaming_content))
    assert check(file, ledger.verifier()).is_sound
    assert page not in browser(who["li"]).get(f"/dossiers/{closed.number}").text
    assert browser(who["li"]).get(page).status_code == 403
    assert browser(who["zhao"]).get(page).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_command_makes_and_checks(who: Who, closed: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    run = CliRunner().invoke(command, ["make", closed.number, "--out", str(file), "--retention", "永久", "--as", "wang"], catch_exceptions=False)
    assert run.exit_code == 0, run.output
    assert "未收入 1 件" in run.output
    run = CliRunner().invoke(command, ["check", str(file), "--key", ledger.verifier().text])
    assert run.exit_code == 0, run.output
    file.write_bytes(file.read_bytes().replace("核实发货地".encode(), "核实收货地".encode(), 1))
    run = CliRunner().invoke(command, ["check", str(file), "--json"])
    assert run.exit_code == 1
    assert json.loads(run.output)["sound"] is False
