"""Each kind of source, looked at with real servers on loopback: what is new comes once, what is unfinished waits, and nothing changes there."""

import imaplib
import os
import shutil
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bucket import Bucket, bucket
from mail_server import Mailbox, mail_server
from sftp_server import program

from mingjian.core.deliveries import Came, Source, sftp, ways
from mingjian.core.deliveries import mailbox as mailbox_way
from mingjian.core.errors import BadInput

TABLE = "订单编号,店铺id\n1,店1\n".encode("gb18030")


def looked(source: Source, room: Path, mark: dict[str, str]) -> list[tuple[str, bytes]]:
    """Look at a source as a node does: read what came before the next comes, and keep its mark."""
    found = []
    for one in ways()[source.way].look(source, room, mark):
        if one.name:
            found.append((one.name, one.path.read_bytes() if one.fault is None else _fault(one)))
        mark |= one.mark
    return found


def _fault(one: Came) -> bytes:
    assert one.fault
    return one.fault.zh.encode()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("s3cret word\n", "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


@pytest.fixture
def mailbox() -> Iterator[tuple[int, Mailbox]]:
    with mail_server() as served:
        yield served


def of_mailbox(port: int, secret: Path, folder: str = "INBOX", **more: str) -> Source:
    access = {"user": "data@example.cn", "secret_in": str(secret), "senders": "report@jia.example,@yi.example", **more}
    return Source("甲网", "order", "mailbox", f"imap://127.0.0.1:{port}/{folder}", "li", access=access)


def test_mail_of_named_senders_gives_its_tables_once(mailbox: tuple[int, Mailbox], secret: Path, room: Path) -> None:
    port, box = mailbox
    source, mark = of_mailbox(port, secret), dict[str, str]()
    box.put("甲网 <REPORT@jia.example>", ("十一月订单.csv", TABLE), ("../../etc/x.xlsx", b"PK"))
    box.put("somebody@else.example", ("订单.csv", b"forged"))
    box.put("somebody@else.example")  # without a file: no word of it
    box.put("ops@yi.example", ("乙.csv", TABLE))
    found = looked(source, room, mark)
    assert found == [
        ("十一月订单.csv", TABLE),
        ("x.xlsx", b"PK"),
        ("订单.csv", "发件人 somebody@else.example 不在 senders 中。".encode()),
        ("乙.csv", TABLE),
    ]
    assert mark == {"validity": "7", "uid": "4"}
    assert looked(source, room, mark) == []
    box.put("report@jia.example", ("十二月订单.csv", TABLE))
    assert [name for name, _ in looked(source, room, mark)] == ["十二月订单.csv"]
    box.validity = 8  # the server numbered its mail anew
    assert len(looked(source, room, mark)) == 5
    changing = ("SELECT", "STORE", "COPY", "EXPUNGE", "APPEND", "BODY[]")
    assert not [said for said in box.said if any(word in said.upper() for word in changing)]


def test_mail_whose_sender_the_server_did_not_find_is_not_taken(mailbox: tuple[int, Mailbox], secret: Path, room: Path) -> None:
    port, box = mailbox
    source = of_mailbox(port, secret, checked_by="mx.example.cn")
    box.put("report@jia.example", ("好.csv", TABLE), checked="mx.example.cn; dkim=pass header.d=jia.example")
    box.put("report@jia.example", ("无.csv", TABLE))
    box.put("report@jia.example", ("败.csv", TABLE), checked="mx.example.cn; dkim=fail")
    box.put("report@jia.example", ("冒.csv", TABLE), checked="mx.attacker.example; dkim=pass")
    found = dict(looked(source, room, {}))
    assert found.pop("好.csv") == TABLE
    assert {content.decode() for content in found.values()} == {"mx.example.cn 没有确认发件人 report@jia.example，可能是冒名邮件。"}


@pytest.mark.parametrize(
    "told",
    [
        "spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example; dmarc=fail header.from=jia.example",
        'spf=pass smtp.mailfrom="x; dmarc=pass header.from=jia.example"@evil.example',
        "spf=fail ((x); dmarc=pass header.from=jia.example) smtp.mailfrom=evil.example",
        "dkim=pass header.d=notjia.example",
        "dkim=pass",
        "dkim=pass reason=(unclosed; dmarc=pass header.from=jia.example",
    ],
)
def test_a_pass_for_another_domain_than_the_senders_is_none(mailbox: tuple[int, Mailbox], secret: Path, room: Path, told: str) -> None:
    port, box = mailbox
    box.put("report@jia.example", ("冒.csv", b"forged"), checked=f"mx.example.cn; {told}")
    box.put("report@jia.example", ("好.csv", TABLE), checked="mx.example.cn; spf=none; dmarc=pass (p=none) header.from=jia.example")
    box.put("ops@yi.example", ("乙.csv", TABLE), checked="mx.example.cn; spf=pass smtp.mailfrom=bounce@yi.example")
    found = dict(looked(of_mailbox(port, secret, checked_by="mx.example.cn"), room, {}))
    assert (found["好.csv"], found["乙.csv"]) == (TABLE, TABLE)
    assert "没有确认发件人" in found["冒.csv"].decode()


def test_a_mail_that_cannot_be_taken_apart_and_a_long_name_keep_nothing_out(mailbox: tuple[int, Mailbox], secret: Path, room: Path) -> None:
    port, box = mailbox
    inner = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (nth, nth) for nth in range(3000))
    box.mail[1] = b"From: somebody@else.example\r\n" + inner
    box.put("report@jia.example", ("长" * 120 + ".csv", TABLE))
    mark: dict[str, str] = {}
    found = looked(of_mailbox(port, secret), room, mark)
    assert [content for _, content in found][-1] == TABLE
    assert mark["uid"] == "2"
    assert [name for name, _ in found][:-1] == ["mail-1"]  # of the one that nobody can take apart, that it came is said


def test_a_folder_of_mail_has_a_chinese_name_and_what_fails_is_said_without_the_password(mailbox: tuple[int, Mailbox], secret: Path, room: Path) -> None:
    port, box = mailbox
    box.folder = "&Xy5O9lk5-/jia"
    box.put("report@jia.example", ("一.csv", TABLE))
    with pytest.raises(BadInput, match="没有文件夹 归档"):
        looked(of_mailbox(port, secret, "归档"), room, {})
    box.folder = "&X1JoYw-"
    assert len(looked(of_mailbox(port, secret, "%E5%BD%92%E6%A1%A3"), room, {})) == 1
    box.password = "another"  # noqa: S105 - of a server on loopback
    with pytest.raises(BadInput, match="打不开") as refused:
        looked(of_mailbox(port, secret), room, {})
    assert "s3cret" not in str(refused.value)
    secret.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        looked(of_mailbox(port, secret), room, {})


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not shutil.which("sftp"):
        pytest.skip("There is no sftp: install the package openssh-client.")
    folder = tmp_path / "served" / "out"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sftp, "PROGRAM", program(folder.parent, tmp_path / "words", tmp_path / "ssh"))
    return folder


def put(folder: Path, name: str, content: bytes, age: int = 300) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def of_server(secret: Path, **more: str) -> Source:
    access = {"user": "mingjian", "secret_in": str(secret), "known_hosts": "/etc/mingjian/known hosts", **more}
    return Source("甲网", "order", "sftp", "sftp://files.example.cn:2222/out", "li", access=access)


def test_a_folder_of_an_sftp_server_gives_its_finished_files_once(served: Path, secret: Path, room: Path, tmp_path: Path) -> None:
    source, mark = of_server(secret), dict[str, str]()
    put(served, '订单 "十一月" [1]*.csv', TABLE)
    put(served, "大.csv", TABLE * 50_000)
    put(served, "写到一半.csv", TABLE, age=0)
    put(served, "二.csv.part", TABLE)
    put(served, ".隐藏.csv", TABLE)
    (served / "夹").mkdir()
    found = dict(looked(source, room, mark))
    assert found == {'订单 "十一月" [1]*.csv': TABLE, "大.csv": TABLE * 50_000}
    assert looked(source, room, mark) == []
    put(served, "写到一半.csv", TABLE + TABLE, age=90)
    assert [name for name, _ in looked(source, room, mark)] == ["写到一半.csv"]
    assert sorted(path.name for path in served.iterdir()) == [".隐藏.csv", "二.csv.part", "写到一半.csv", "大.csv", "夹", '订单 "十一月" [1]*.csv']
    words = (tmp_path / "words").read_text("utf-8").splitlines()[0]
    for said in ("StrictHostKeyChecking=yes", "BatchMode=yes", 'UserKnownHostsFile="/etc/mingjian/known hosts"', "IdentitiesOnly=yes", "User=mingjian", "2222"):
        assert said in words


@pytest.mark.usefixtures("served")
def test_what_an_sftp_server_refuses_is_said(secret: Path, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Source("甲网", "order", "sftp", "sftp://files.example.cn/nothing", "li", access=of_server(secret).access)
    with pytest.raises(BadInput, match="出错"):
        looked(gone, room, {})
    monkeypatch.setattr(sftp, "PROGRAM", ("sftp", "-S", "/bin/false"))
    with pytest.raises(BadInput, match="出错"):
        looked(of_server(secret), room, {})
    monkeypatch.setattr(sftp, "PROGRAM", (str(tmp_path / "nothing"),))
    with pytest.raises(BadInput, match="openssh-client"):
        looked(of_server(secret), room, {})


@pytest.fixture
def store() -> Iterator[tuple[str, type[Bucket]]]:
    with bucket() as served:
        yield served


def test_a_prefix_of_a_bucket_gives_its_objects_once(store: tuple[str, type[Bucket]], secret: Path, room: Path) -> None:
    endpoint, kept = store
    kept.objects["data/jia/十一月.csv"] = TABLE
    kept.objects["data/jia/二.csv.part"] = TABLE
    kept.objects["data/yi/别人的.csv"] = TABLE
    access = {"user": "key", "secret_in": str(secret), "endpoint": endpoint}
    source, mark = Source("甲网", "order", "object_store", "s3://data/jia", "li", access=access), dict[str, str]()
    assert looked(source, room, mark) == [("十一月.csv", TABLE)]
    assert looked(source, room, mark) == []
    kept.objects["data/jia/十一月.csv"] = TABLE + TABLE
    assert looked(source, room, mark) == [("十一月.csv", TABLE + TABLE)]
    assert set(kept.objects) == {"data/jia/十一月.csv", "data/jia/二.csv.part", "data/yi/别人的.csv"}
    kept.refused = True
    with pytest.raises(BadInput, match="对象存储 s3://data/jia 出错"):
        looked(source, room, mark)
    abroad = Source("甲网", "order", "object_store", "s3://data/jia", "li", access={**access, "endpoint": "http://files.example.cn"})
    with pytest.raises(BadInput, match="https://"):
        looked(abroad, room, {})


def test_an_object_with_more_bytes_than_were_listed_is_not_taken_and_fetched_again(store: tuple[str, type[Bucket]], secret: Path, room: Path) -> None:
    endpoint, kept = store
    kept.objects["data/jia/一.csv"], kept.sizes["jia/一.csv"] = TABLE * 100, 10
    source = Source("甲网", "order", "object_store", "s3://data/jia", "li", access={"user": "key", "secret_in": str(secret), "endpoint": endpoint})
    mark: dict[str, str] = {}
    ((_, fault),) = looked(source, room, mark)
    assert "多于来源列出的大小" in fault.decode()
    assert mark == {}
    kept.sizes.clear()
    assert looked(source, room, mark) == [("一.csv", TABLE * 100)]


def test_a_file_that_grows_beyond_what_was_listed_is_cut_off(served: Path, secret: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(served, "growing.csv", TABLE)
    put(served, "好.csv", TABLE)
    cut, watched = [], sftp._watched
    monkeypatch.setattr(sftp, "_watched", lambda *told: cut.append(done := watched(*told)) or done)
    assert looked(of_server(secret), room, {}) == [("好.csv", TABLE)]
    assert [is_cut for _, _, is_cut in cut] == [False, True, False]


def test_a_file_that_is_half_a_year_old_is_not_fetched_again(served: Path, secret: Path, room: Path) -> None:
    """The client writes `Nov 30 12:01`, and after half a year `Nov 30 2026`."""
    old = put(served, "旧.csv", TABLE, age=300 * 86400)
    day = time.strftime("%b %-d", time.gmtime(old.stat().st_mtime))
    mark = {"旧.csv": f"{len(TABLE)}-{day} 12:01"}
    assert looked(of_server(secret), room, mark) == []
    assert [name for name, _ in looked(of_server(secret), room, {"旧.csv": f"{len(TABLE) + 1}-{day} 12:01"})] == ["旧.csv"]
    assert [name for name, _ in looked(of_server(secret), room, {"旧.csv": f"{len(TABLE)}-{day} 2001"})] == ["旧.csv"]


def test_mail_is_fetched_only_within_bounds_and_of_strangers_within_smaller_ones(mailbox: tuple[int, Mailbox], secret: Path, room: Path) -> None:
    port, box = mailbox
    box.put("somebody@else.example", ("大.csv", TABLE))
    box.put("report@jia.example", ("大.csv", TABLE))
    box.put("report@jia.example", ("好.csv", TABLE))
    box.sizes = {1: 20 * 2**20, 2: 2 * 2**30}
    came = [one for one in ways()["mailbox"].look(of_mailbox(port, secret), room, {}) if one.name]
    assert [(one.name, one.is_foreign, one.fault is None) for one in came] == [("mail-1", True, False), ("mail-2", False, False), ("好.csv", False, True)]
    assert [said for said in box.said if "BODY.PEEK[]" in said] == ["UID FETCH 3 (BODY.PEEK[])"]


def test_a_mail_server_that_tells_a_length_beyond_the_bound_fills_no_memory(
    mailbox: tuple[int, Mailbox], secret: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, box = mailbox
    box.put("report@jia.example", ("大.csv", TABLE * 1000))
    box.sizes = {1: 100}
    monkeypatch.setattr(mailbox_way, "MOST_MAIL", 10_000)
    with pytest.raises(BadInput, match="打不开"):
        looked(of_mailbox(port, secret), room, {})


def test_a_mail_server_that_cannot_show_who_it_is_gets_no_password(secret: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(host: str, port: int, **told: Any) -> Any:
        held = told["ssl_context"]
        assert (held.verify_mode, held.check_hostname) == (ssl.CERT_REQUIRED, True)
        raise OSError("certificate verify failed")

    monkeypatch.setattr(imaplib, "IMAP4_SSL", opened)
    access = {"user": "data@example.cn", "secret_in": str(secret), "senders": "report@jia.example"}
    with pytest.raises(BadInput, match="certificate verify failed"):
        looked(Source("甲网", "order", "mailbox", "imaps://mail.example.cn/INBOX", "li", access=access), room, {})
