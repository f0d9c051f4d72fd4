"""D3, D4: what officers see, and the bytes that they are handed, against the ledger."""

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from people import at, browser

from mingjian.cli import commands
from mingjian.core.errors import LedgerFault, NotFound
from mingjian.core.records.lake import Lake
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.institutions.market.opening import enter_loads
from mingjian.institutions.market.queries.lake_audit import of_loads
from mingjian.office.audit.files import orphans, sweep_leftovers, sweep_orphans
from mingjian.office.audit.run import audit, audit_dossier, newest_result
from mingjian.office.files.storage import hand_out, keep
from mingjian.office.files.store import place_of
from mingjian.office.models import Deadline, Dossier, Entry, Officer, Reading, SealedFile, Seat, Standing
from mingjian.office.node.models import Alarm
from mingjian.office.node.sweep import AUDIT, sweep_node
from mingjian.office.record.entries import enter
from mingjian.office.record.seals import seal_rows

LATER = at("2026-11-25 09:00")


def clue_of(who: dict[str, Officer]) -> Dossier:
    return Dossier.objects.filter(department=who["li"].department).order_by("pk")[0]


def forgeries(who: dict[str, Officer]) -> dict[str, Callable[[], object]]:
    """What D3 lists, and more of its kind: each a change of a table that officers see, with the words by which the audit names it."""
    dossier, other = Dossier.objects.filter(pk=clue_of(who).pk), who["sun"].department
    return {
        "state is now": lambda: dossier.update(state_text="closed"),
        "holder is now": lambda: dossier.update(department=other),
        "title is now": lambda: dossier.update(title="别的名称"),
        "subject is now": lambda: dossier.update(subject="甲网/S9"),
        "procedure is now": lambda: dossier.update(procedure="case"),
        "version of the sheet is now": lambda: dossier.update(sheet_in_force="2020-01-01"),
        "who opened it is now": lambda: dossier.update(opened_by=who["wang"]),
        "column due of office.Deadline": lambda: Deadline.objects.update(due=LATER),
        "column closed_at of office.Deadline": lambda: Deadline.objects.filter(closed_at=None).update(closed_at=at("2027-06-01 09:00")),
        "roles is now": lambda: Officer.objects.filter(username="new").update(roles=["head"]),
        "duty is now": lambda: Officer.objects.filter(username="new").update(duty="audit", roles=[]),
        "is_active is now": lambda: Officer.objects.filter(username="new").update(is_active=True),
        "no entry tells of it": lambda: Reading.objects.create(of="kit/1", officer=who["sun"], purpose="x", ground="y", until=LATER),
        "column until of office.Reading": lambda: Reading.objects.update(until=at("2036-01-01 00:00")),
        "was removed": lambda: Reading.objects.all()[0].delete(),
        "column sha256 of evidence.Item": lambda: Item.objects.update(sha256="0" * 64),
        "column set_aside_why of evidence.Kit": lambda: Kit.objects.exclude(set_aside_at=None).update(set_aside_why="forged"),
        "no entry tells of the row office.Seat": lambda: Seat.objects.create(dossier=dossier.get(), department=other, since=LATER),
        "the row office.Seat": lambda: Seat.objects.filter(dossier=dossier.get())[0].delete(),
        "column sha256 of office.SealedFile": lambda: SealedFile.objects.update(sha256="f" * 64),
        "what was sealed of it was changed": lambda: Standing.objects.update(told="{}"),
        "is no longer there": lambda: Standing.objects.filter(model="office.Officer").delete(),
    }


def test_each_change_of_what_officers_see_is_named(node: dict[str, Officer], found: Callable[[], list[str]]) -> None:
    from django.db import transaction

    assert found() == []
    unseen = []
    for words, forge in forgeries(node).items():
        mark = transaction.savepoint()
        forge()
        if not any(words in text for text in found()):
            unseen.append((words, found()))
        transaction.savepoint_rollback(mark)
    assert unseen == []
    assert found() == []


def test_states_and_holders_are_replayed_even_of_what_was_never_sealed(node: dict[str, Officer], found: Callable[[], list[str]]) -> None:
    Standing.objects.all().delete()
    Dossier.objects.filter(pk=clue_of(node).pk).update(state_text="closed")
    assert any("state is now 'closed'" in text for text in found())


def test_one_dossier_is_audited_alone_and_its_page_says_so(node: dict[str, Officer]) -> None:
    dossier = clue_of(node)
    assert audit_dossier(dossier).is_clean
    entries = [str(index) for index in dossier.entries.values_list("index", flat=True)]
    client = browser(node["li"], "en")
    sound = client.post("/ledger/verify", {"entry": entries, "dossier": dossier.number}, headers={"HX-Request": "true"}).content.decode()
    assert "is what was recorded" in sound
    Dossier.objects.filter(pk=dossier.pk).update(title="forged")
    told = client.post("/ledger/verify", {"entry": entries, "dossier": dossier.number}, headers={"HX-Request": "true"}).content.decode()
    assert "title is now" in told
    assert client.post("/ledger/verify", {"entry": entries, "dossier": "C2020-0000001"}).status_code == 404


def test_forged_bytes_are_handed_to_nobody(node: dict[str, Officer], found: Callable[[], list[str]]) -> None:
    file = SealedFile.objects.filter(is_personal=False)[0]
    hand_out(node["li"], file.pk, LATER)[1].close()
    handed = Entry.objects.filter(kind="file_handed_out").count()
    place = place_of(file.sha256)
    place.chmod(0o600)
    place.write_bytes(b"forged")
    with pytest.raises(LedgerFault, match="changed"):
        hand_out(node["li"], file.pk, LATER)
    assert Entry.objects.filter(kind="file_handed_out").count() == handed
    answer = browser(node["li"], "en").get(f"/files/{file.pk}")
    assert answer.status_code == 409
    assert b"forged" not in b"".join(answer)
    assert any(file.sha256[:16] in text and "were changed" in text for text in found())
    assert not audit_dossier(file.dossier).is_clean
    place.unlink()
    with pytest.raises(NotFound):
        hand_out(node["li"], file.pk, LATER)
    assert any("are gone" in text for text in found())


def test_a_forged_picture_of_a_kit_is_not_shown(node: dict[str, Officer]) -> None:
    item = Item.objects.all()[0]
    place_of(item.sha256).write_bytes(b"\x89PNG\r\n\x1a\nforged")
    answer = browser(node["li"], "en").get(f"/kits/{item.kit_id}/items/{item.pk}")
    assert b"forged" not in answer.getvalue()


def test_rows_of_the_lake_that_were_changed_are_named(node: dict[str, Officer]) -> None:
    (load,) = Lake(Path(django_settings.LAKE)).loads()
    assert list(of_loads()) == []
    table = pq.read_table(load.rows_path)
    name = next(name for name in table.column_names if pa.types.is_decimal(table[name].type) or pa.types.is_floating(table[name].type))
    forged = pc.cast(pc.multiply(pc.cast(table[name], pa.float64()), 0.0), table[name].type, safe=False)
    pq.write_table(table.set_column(table.column_names.index(name), table.schema.field(name), forged), load.rows_path)
    (told,) = of_loads()
    assert "other rows than were loaded" in told.text.en
    manifest = json.loads((load.folder / "load.json").read_text())
    (load.folder / "load.json").write_text(json.dumps(manifest | {"rows": 7}))
    assert any("counts" in one.text.en for one in of_loads())
    (load.folder / "load.json").unlink()
    assert any("no longer in the lake" in one.text.en for one in of_loads())


def test_a_load_by_command_or_one_killed_before_its_entry_is_entered(node: dict[str, Officer], tmp_path: Path) -> None:
    """D16."""
    from mingjian.core.extraction.inference import load_filled
    from mingjian.core.records import kind

    (tmp_path / "more.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nP1,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
    load = load_filled(Lake(Path(django_settings.LAKE)), kind("order"), tmp_path / "more.csv", source="甲网", at=LATER)
    assert any("told of by no entry" in one.text.en for one in of_loads())
    assert [one.digest for one in enter_loads(LATER)] == [load.digest]
    assert enter_loads(LATER) == []
    assert list(of_loads()) == []
    told = json.loads(Entry.objects.get(key=f"records_imported/{load.digest}").body)
    assert told["by_command"] is True
    assert "by" not in told


def test_the_sweep_raises_an_alarm_that_stays_until_all_agrees_again(node: dict[str, Officer]) -> None:
    assert AUDIT not in sweep_node(LATER).alarms
    dossier = Dossier.objects.filter(pk=clue_of(node).pk)
    title = dossier.get().title
    dossier.update(title="forged")
    assert AUDIT not in sweep_node(LATER + timedelta(minutes=1)).alarms
    for hours in (2, 2.1):
        swept = sweep_node(LATER + timedelta(hours=hours))
        assert AUDIT in swept.alarms
    assert Alarm.objects.filter(name=AUDIT, ended_at=None).count() == 1
    assert newest_result() is not None
    page = browser(node["auditor"], "en").get("/ledger").content.decode()
    assert "not as recorded" in page
    dossier.update(title=title)
    assert AUDIT not in sweep_node(LATER + timedelta(hours=4)).alarms
    assert Alarm.objects.filter(name=AUDIT, ended_at=None).count() == 0


def test_sealing_twice_adds_nothing_and_a_step_in_between_is_no_difference(node: dict[str, Officer], found: Callable[[], list[str]]) -> None:
    assert seal_rows(LATER) == []
    hand_out(node["li"], SealedFile.objects.filter(is_personal=False)[0].pk, LATER)[1].close()
    assert audit().due == 1
    assert found() == []
    assert len(seal_rows(LATER)) == 1
    assert found() == []


def test_what_a_killed_upload_leaves_is_swept_and_whole_files_stay(node: dict[str, Officer]) -> None:
    """D20."""
    root = Path(django_settings.SEALED_ROOT)
    half, fresh = root / "tmpabc", root / "tmpdef"
    half.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(half, (1, 1))
    whole = keep([b"nobody keeps this"], "x.txt").sha256
    assert sweep_leftovers() == 1
    assert fresh.exists()
    assert orphans() == [whole]
    assert place_of(whole).exists()


def test_whole_files_that_nobody_was_told_of_are_erased_after_a_month_and_no_others(node: dict[str, Officer]) -> None:
    nobodys, told, fresh = (keep([name.encode()], f"{name}.txt").sha256 for name in ("nobodys", "told of", "fresh"))
    enter("node_begun", at=LATER, file_kept=told)  # its row is gone: somebody may have removed it
    Alarm.objects.create(name="x", said_zh=f"见 {fresh}", said_en="", raised_at=LATER, seen_at=LATER)
    kept = SealedFile.objects.values_list("sha256", flat=True)
    month = time.time() + 31 * 86400
    assert sweep_orphans(LATER) == []
    swept = sweep_orphans(LATER, month)
    assert nobodys in swept
    assert told not in swept
    assert not set(kept) & set(swept)
    assert not place_of(nobodys).exists()
    assert place_of(told).exists()
    assert nobodys in Entry.objects.get(kind="orphans_erased").body
    assert sweep_orphans(LATER, month) == []
    assert not [one for one in audit().found if one.kind == "file"]


def test_the_command_needs_a_node_and_is_told_so() -> None:
    assert "audit" in commands.list_commands(None)  # type: ignore[arg-type,attr-defined]
    assert CliRunner().invoke(commands, ["audit", "--help"]).exit_code == 0
