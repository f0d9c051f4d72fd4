"""The ledger's key is turned as an entry; an older ledger that was laid back goes on by a recorded step; checkpoints are kept by mail and on paper."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils.timezone import localtime
from make import free_port
from people import at, browser
from receivers import Postbox, delivering

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.audit import Report, audit
from mingjian.core.ledger.checkpoint import Signer, Verifier
from mingjian.office.models import Checkpoint, Entry, Officer, Tile
from mingjian.office.record import checkpoint_print, ledger, resumption, succession
from mingjian.office.record.entries import Count, enter

MORNING, NOON = at("2026-11-24 09:00"), at("2026-11-24 12:00")


@pytest.fixture
def home(db: None, settings: Any, tmp_path: Path) -> Path:
    """A node with three entries, signed, whose checkpoint a folder elsewhere keeps, too."""
    settings.HOME, settings.LEDGER_MEMORY, settings.LEDGER_KEEPERS = tmp_path / "home", "", [str(tmp_path / "elsewhere")]
    fill(3)
    ledger.checkpoint(MORNING)
    return tmp_path / "home"


@pytest.fixture
def port() -> int:
    return free_port()


def fill(count: int) -> None:
    for number in range(count):
        enter("node_begun", at=MORNING, row=Count(number))


def exported(key: Verifier | None = None) -> Report:
    out = BytesIO()
    ledger.export(out)
    return audit(out.getvalue().splitlines(keepends=True), key=key)


def turn() -> Verifier:
    return ledger.turn_key(NOON, enter)


def test_the_ledger_goes_on_under_the_new_key_and_either_verifies_it(home: Path) -> None:
    first = ledger.verifier()
    fill(1)
    second = turn()
    assert ledger.verifier() == second != first
    fill(2)
    assert ledger.checkpoint(NOON).size == 7
    third = turn()
    fill(1)
    ledger.checkpoint(NOON)
    for key in (None, first, second, third):
        report = exported(key)
        assert report.is_sound, report.faults
    body = json.loads(Entry.objects.filter(kind="ledger_key_turned").order_by("index")[0].body)
    assert (body["old_key"], body["new_key"]) == (first.text, second.text)
    assert (home / "ledger-keys-retired").read_text().split() == [first.text, second.text]
    assert not (home / "ledger-key-next").exists()
    assert (home / "ledger-key").stat().st_mode & 0o077 == 0
    assert ledger.verify_entry(Entry.objects.get(index=0)).is_proven
    assert ledger.fault_of_memory() is None


def test_an_entry_right_after_a_turn_is_proven_too(home: Path) -> None:
    turn()
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())


def test_a_turn_that_was_killed_is_finished_by_whoever_signs_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ledger.verifier()
    with monkeypatch.context() as killed:
        killed.setattr(succession, "finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            turn()
    assert ledger.verifier() == first
    fill(2)
    with pytest.raises(BadInput, match="not finished"):
        succession.begin(NOON, lambda: None, Entry.objects.count, enter)
    ledger.checkpoint(NOON)
    assert ledger.verifier() != first
    assert exported().is_sound
    assert [one.size for one in Checkpoint.objects.order_by("size")] == [3, 4, 6]


def _killed() -> None:
    raise KeyboardInterrupt


def test_a_turn_that_was_killed_before_its_entry_does_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ledger.verifier()
    with pytest.raises(KeyboardInterrupt):
        ledger.turn_key(NOON, lambda *_, **__: _killed())
    fill(1)
    ledger.checkpoint(NOON)
    assert ledger.verifier() == first
    assert turn() != first
    assert exported(first).is_sound


def test_an_old_key_laid_back_signs_nothing_more(home: Path) -> None:
    old = (home / "ledger-key").read_text()
    turn()
    (home / "ledger-key").write_text(old)
    fill(1)
    with pytest.raises(LedgerFault, match="last handover"):
        ledger.checkpoint(NOON)


def test_a_lost_key_is_refused_in_words_and_nothing_is_turned(home: Path) -> None:
    (home / "ledger-key").unlink()
    with pytest.raises(BadInput, match="Restore"):
        turn()
    assert not Entry.objects.filter(kind="ledger_key_turned").exists()
    assert not (home / "ledger-key").exists()


def test_a_key_is_turned_from_its_file_to_a_token_and_signs_there(home: Path, settings: Any, token: str) -> None:
    first = ledger.verifier()
    settings.LEDGER_PKCS11 = token
    assert ledger.verifier() == first  # what settings name is for the next key
    second = turn()
    kept = (home / "ledger-key").read_text()
    assert kept.startswith("pkcs11:")
    assert "PRIVATE" not in kept
    assert second.text in kept
    fill(2)
    assert ledger.checkpoint(NOON).size == 6
    third = turn()  # in the same token
    fill(1)
    ledger.checkpoint(NOON)
    for key in (first, second, third):
        assert exported(key).is_sound
    settings.LEDGER_PKCS11 = (home / "ledger-key").read_text().split("\n")[0]
    with pytest.raises(BadInput, match="key in force"):
        turn()


def test_a_key_of_an_agent_is_not_turned_from_here(home: Path, settings: Any) -> None:
    settings.LEDGER_AGENT = "/nowhere/agent"
    with pytest.raises(BadInput, match="agent"):
        succession.begin(NOON, lambda: None, Entry.objects.count, enter)


def lay_back(size: int) -> None:
    """Lay an older database back: what a restore of a backup leaves, beside keepers that saw more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('office_entry', 'office_checkpoint')")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    Checkpoint.objects.filter(size__gt=size).delete()
    Entry.objects.filter(index__gte=size).delete()
    Tile.objects.all().delete()


needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="drops triggers by SQLite's own names")


@needs_sqlite
def test_an_older_ledger_that_was_laid_back_is_told_and_goes_on_by_a_recorded_step(home: Path, tmp_path: Path, who: dict[str, Officer]) -> None:
    fill(4)
    longer = ledger.checkpoint(MORNING)
    lay_back(3)
    with pytest.raises(LedgerFault, match="ledger resume"):
        ledger.checkpoint(NOON)
    seen = resumption.behind()
    assert seen is not None
    assert (seen.here, seen.seen, seen.root, seen.note) == (3, 7, bytes(longer.root), longer.note)
    _, aside, newest = resumption.resume(NOON, "磁盘损坏，其后的备份已毁", enter)
    assert newest.size == 4
    body = json.loads(Entry.objects.get(kind="ledger_resumed").body)
    assert (body["entries_here"], body["entries_seen"], body["root_seen"]) == ("3", "7", bytes(longer.root).hex())
    assert sorted(one.read_text() for one in aside) == [longer.note] * 2  # the home's and the other folder's, neither removed
    assert resumption.behind() is None
    fill(1)
    assert ledger.checkpoint(NOON).size == 5
    assert exported().is_sound
    assert "7" in resumption.told()[0].en
    assert f"{localtime(NOON):%Y-%m-%d %H:%M}" in resumption.told()[0].zh
    page = browser(who["zhao"]).get("/ledger").content.decode()
    assert "由较旧的备份接续" in page or "went on from an older backup" in page


@needs_sqlite
def test_a_backup_of_before_a_turned_key_goes_on_by_the_published_key_alone(home: Path, tmp_path: Path) -> None:
    old = (home / "ledger-key").read_text()
    later = turn()
    fill(2)
    ledger.checkpoint(NOON)
    lay_back(3)
    for name in ("ledger-keys-retired", "ledger-seen"):  # a restore brings back the home of then; the folder elsewhere stays
        (home / name).unlink()
    (home / "ledger-key").write_text(old)
    with pytest.raises(LedgerFault, match="older than the turn of its key"):
        ledger.checkpoint(NOON)
    with pytest.raises(LedgerFault, match="older than the turn of its key"):
        resumption.resume(NOON, "磁盘损坏，其后的备份已毁", enter)
    stranger = Signer.new(later.name).verifier
    with pytest.raises(LedgerFault, match="older than the turn of its key"):
        resumption.resume(NOON, "磁盘损坏，其后的备份已毁", enter, stranger)
    found, aside, newest = resumption.resume(NOON, "磁盘损坏，其后的备份已毁", enter, later)
    assert (found.here, found.seen, newest.size, len(aside)) == (3, 6, 4, 1)
    assert json.loads(Entry.objects.get(kind="ledger_resumed").body)["key_seen"] == later.text
    assert turn() not in (later, ledger.verifiers()[1])
    assert exported().is_sound


@needs_sqlite
def test_nothing_is_resumed_without_reason_or_need_and_a_rewritten_ledger_never(home: Path) -> None:
    with pytest.raises(BadInput, match="not behind"):
        resumption.resume(NOON, "磁盘损坏", enter)
    fill(4)
    ledger.checkpoint(MORNING)
    lay_back(3)
    with pytest.raises(BadInput, match="Say why"):
        resumption.resume(NOON, " ", enter)
    Entry.objects.filter(index=1).update(body='{"forged":"yes"}')
    with pytest.raises(LedgerFault, match="changed"):
        resumption.resume(NOON, "磁盘损坏", enter)
    assert not Entry.objects.filter(kind="ledger_resumed").exists()


def test_the_newest_checkpoint_is_mailed_once_a_day(home: Path, settings: Any, port: int) -> None:
    settings.LEDGER_MAIL, settings.EMAIL_HOST = ["keeper@example.org"], ""
    with pytest.raises(BadInput, match="no server"):
        checkpoint_print.mail_newest(MORNING)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_FROM = "127.0.0.1", port, "node@example.org"
    with pytest.raises(LedgerFault, match="could not be sent"):
        checkpoint_print.mail_newest(MORNING)
    with delivering(Postbox(port)) as box:
        checkpoint_print.mail_newest(MORNING)
        fill(1)
        newest = ledger.checkpoint(NOON)
        checkpoint_print.mail_newest(NOON)  # within the day
        checkpoint_print.mail_newest(at("2026-11-25 10:00"))
        checkpoint_print.mail_newest(at("2026-11-27 10:00"))  # nothing new
    mails = box.mails()
    assert len(mails) == 2
    note = mails[1].get_content().replace("\r\n", "\n").split("\n\n", 2)[2]
    assert ledger.verifier().open(note.strip() + "\n").size == newest.size
    assert mails[1]["To"] == "keeper@example.org"


def test_the_printed_page_holds_the_note_its_root_in_groups_and_a_code(home: Path) -> None:
    newest = ledger.newest_checkpoint()
    assert newest is not None
    page = checkpoint_print.page(newest)
    assert newest.note in page
    assert re.search(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}", page)
    assert page.count("<svg") == 1
    assert ledger.verifier().text in page
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert django_settings.NODE in page
