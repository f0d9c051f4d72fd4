"""D2: whoever has the database, and not the key, cannot have a forged history signed; and whoever has neither is found (the ledger's table of attacks)."""

import json
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from forging import drop_checkpoints, forge, sql
from people import at

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.agent import Agent, server
from mingjian.core.ledger.audit import audit as audit_export
from mingjian.core.ledger.checkpoint import Signer, signer_in
from mingjian.core.ledger.keeper import Keeper
from mingjian.core.ledger.witness import Witness
from mingjian.office.models import Checkpoint, Entry, Officer
from mingjian.office.record import ledger, witnesses
from mingjian.office.record.entries import enter

LATER = at("2026-11-25 09:00")


def one_more(who: dict[str, Officer]) -> None:
    enter("department_added", at=LATER, by=who["system"], about=who["li"].department, name="x", region="330122")


@pytest.mark.parametrize("index", [0, 7, 20])
def test_a_rewritten_history_is_not_signed_and_the_audit_says_so(node: dict[str, Officer], found: Callable[[], list[str]], index: int) -> None:
    forge(index)
    drop_checkpoints()
    one_more(node)
    with pytest.raises(LedgerFault, match="rewritten"):
        ledger.checkpoint(LATER)
    assert Checkpoint.objects.count() == 0
    assert any("are not those that were signed" in text for text in found())


def test_a_rewritten_tail_is_not_signed(node: dict[str, Officer]) -> None:
    before = ledger.newest_checkpoint()
    one_more(node)
    after = ledger.checkpoint(LATER)
    assert before is not None
    forge(after.size - 1)
    drop_checkpoints(after.size)
    one_more(node)
    with pytest.raises(LedgerFault, match="rewritten"):
        ledger.checkpoint(LATER)


def test_a_ledger_cut_back_to_an_earlier_checkpoint_is_not_signed(node: dict[str, Officer], found: Callable[[], list[str]]) -> None:
    before = ledger.newest_checkpoint()
    assert before is not None
    one_more(node)
    ledger.checkpoint(LATER)
    sql('DELETE FROM office_entry WHERE "index" >= %s', before.size)
    drop_checkpoints(before.size + 1)
    with pytest.raises(LedgerFault, match="last ones were removed"):
        ledger.checkpoint(LATER)
    assert any("the last ones were removed" in text for text in found())


def test_further_folders_keep_it_where_the_nodes_own_memory_is_removed(node: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_KEEPERS = [str(tmp_path / "elsewhere")]
    one_more(node)
    ledger.checkpoint(LATER)
    Path(settings.LEDGER_MEMORY).unlink()
    forge(3)
    drop_checkpoints()
    with pytest.raises(LedgerFault, match="rewritten"):
        ledger.checkpoint(LATER)


def test_a_memory_that_somebody_changed_signs_nothing(node: dict[str, Officer], settings: Any) -> None:
    memory = Path(settings.LEDGER_MEMORY)
    memory.write_text(memory.read_text().replace("\n", "\n9", 1))
    one_more(node)
    with pytest.raises(LedgerFault, match="damaged"):
        ledger.checkpoint(LATER)


def test_what_an_untouched_ledger_remembers_stops_nothing(node: dict[str, Officer], settings: Any) -> None:
    for _ in range(3):
        one_more(node)
        ledger.checkpoint(LATER)
    assert ledger.fault_of_memory() is None
    assert f"\n{Entry.objects.count()}\n" in Path(settings.LEDGER_MEMORY).read_text()


def test_a_key_with_an_agent_signs_what_continues_and_nothing_else(node: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    keeper = Keeper(signer_in(settings.HOME / "ledger-key", f"{settings.NODE}/ledger"), (Path(settings.LEDGER_MEMORY),))
    socket = tmp_path / "agent.sock"
    with server(keeper, socket) as answering:
        thread = threading.Thread(target=answering.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            settings.LEDGER_AGENT = str(socket)
            (settings.HOME / "ledger-key").unlink()
            one_more(node)
            assert ledger.checkpoint(LATER).size == Entry.objects.count()
            assert socket.stat().st_mode & 0o007 == 0
            forge(2)
            drop_checkpoints()
            with pytest.raises(LedgerFault, match="rewritten"):
                ledger.checkpoint(LATER)
            with pytest.raises(LedgerFault):
                Agent(socket).sign_note("mingjian.local/ledger\n1\nAAAA\n")
        finally:
            answering.shutdown()
            thread.join()
    with pytest.raises(BadInput, match="does not answer"):
        Agent(socket).verifier  # noqa: B018 - asking is the test


def test_a_witness_that_saw_more_refuses_the_forgery_even_without_any_memory(
    node: dict[str, Officer], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(Signer.new("witness.example/w1"), [ledger.verifier()], tmp_path / "witness")
    settings.WITNESSES = [["http://127.0.0.1:9", witness.cosigner.text]]

    def asked(url: str, newest: Checkpoint, old: int) -> tuple[int, str]:
        from mingjian.core.ledger.witness import Request

        proof = ledger.consistency(old, newest.size) if old else []
        answer = witness.add(Request(old, tuple(proof), newest.note).body, 1_800_000_000)
        return answer.status, answer.body

    monkeypatch.setattr(witnesses, "_asked", asked)
    witnesses.send_newest()
    out = BytesIO()
    ledger.export(out)
    lines = out.getvalue().splitlines(keepends=True)
    report = audit_export(lines, witnesses=[witness.cosigner])
    assert report.is_sound
    assert report.witnessed["witness.example/w1"][0] == Entry.objects.count()
    other = Witness(Signer.new("witness.example/w2"), [], tmp_path).cosigner
    assert [fault.kind for fault in audit_export(lines, witnesses=[other]).faults] == ["witness"]
    Path(settings.LEDGER_MEMORY).unlink()
    forge(3)
    drop_checkpoints()
    one_more(node)
    ledger.checkpoint(LATER)
    with pytest.raises(LedgerFault, match="is not the one that is here now"):
        witnesses.send_newest()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE office_entry SET kind = 'x' WHERE \"index\" = 5", "the column kind"),
        ("UPDATE office_entry SET at = '2020-01-01 00:00:00+00:00' WHERE \"index\" = 5", "the column at"),
        ('UPDATE office_entry SET officer_id = (SELECT MAX(id) FROM office_officer) WHERE "index" = 5', "the column officer"),
        ('UPDATE office_entry SET officer_id = NULL WHERE "index" = 5', "the column officer"),
        ("UPDATE office_entry SET dossier_id = (SELECT MIN(id) FROM office_dossier) WHERE kind = 'assign'", "the column dossier"),
        ("UPDATE office_entry SET dossier_id = NULL WHERE kind = 'assign'", "the column dossier"),
        ("UPDATE office_entry SET body = '{}' WHERE \"index\" = 5", "does not match its hash"),
        ("UPDATE office_entry SET body = 'x' WHERE \"index\" = 5", "cannot be read"),
        ('DELETE FROM office_entry WHERE "index" = 5', "missing"),
        ('UPDATE office_entry SET "index" = 5000 WHERE "index" = 5', "missing"),
    ],
)
@pytest.mark.usefixtures("node")
def test_an_entry_that_is_meddled_with_is_named(found: Callable[[], list[str]], statement: str, says: str) -> None:
    sql(statement)
    assert any(says in text for text in found())


@pytest.mark.usefixtures("node")
def test_the_page_does_not_call_an_entry_proven_beside_which_another_officer_is_named() -> None:
    assert ledger.verify_entry(Entry.objects.get(index=5)).is_proven
    sql('UPDATE office_entry SET officer_id = (SELECT MAX(id) FROM office_officer) WHERE "index" = 5')
    assert not ledger.verify_entry(Entry.objects.get(index=5)).is_proven


@pytest.mark.usefixtures("node")
def test_a_seal_that_nobodys_key_signed_seals_nothing(found: Callable[[], list[str]]) -> None:
    """Whoever writes to the database changes a row, and enters a sealing of the forged row without the key."""
    from mingjian.office.models import Standing
    from mingjian.office.record.row_digests import digest_of
    from mingjian.office.record.seals import SEALED

    sealed = Standing.objects.filter(model="office.Dossier").first()
    assert sealed is not None
    old = digest_of(sealed.told)
    told = json.loads(sealed.told)
    told["rows"].popitem()
    sealed.told = json.dumps(told, sort_keys=True, separators=(",", ":"))
    sealed.save()
    signed = Signer.new("mingjian.local/ledger").sign_note("mingjian-standings/1\nx\n")
    enter(SEALED, at=LATER, standings={digest_of(sealed.told): old}, signed=signed)
    assert any("what was sealed of it was changed" in text for text in found())
