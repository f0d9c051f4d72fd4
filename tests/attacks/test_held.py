"""Every table is held to what was sealed, or it is said openly why not; and what stands beside the rows: checkpoints, broken cells."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from forging import sql
from people import at

from mingjian.core.language import Text
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import ShortCode
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.notifications.models import Address, Reach
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.office.audit.run import audit, audit_dossier
from mingjian.office.institution import institutions
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record.row_digests import SEALED
from mingjian.office.record.rows import NOT_HELD
from mingjian.office.record.written import held
from mingjian.office.views.models import View

pytestmark = pytest.mark.django_db
LATER = at("2026-11-25 09:00")


def excepted() -> dict[str, str]:
    return {label: why for labels in (NOT_HELD, *(one.not_held for one in institutions())) for label, why in labels.items()}


def test_every_model_is_held_or_excepted_with_a_reason() -> None:
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    told = excepted()
    assert not told.keys() - models.keys(), "excepted, and there is no such model"
    unheld = {label for label in models if held(label) is None}
    assert unheld == set(told), "either an entry names it, or it belongs to what one names, or the exception says why not"
    assert all(len(why) > 10 for why in told.values())


def test_what_an_officer_keeps_for_oneself_raises_no_alarm(node: dict[str, Officer]) -> None:
    li = node["li"]
    Reach.objects.create(officer=li, language="zh-hans", since=LATER)
    Address.objects.create(officer=li, channel="mail", sealed=seal("li@example.org", ""), hint="…org", since=LATER)
    View.objects.create(officer=li, path="/clues", query="state=open", name="待办")
    assert found() == []


def found() -> list[str]:
    return [one.text.en for one in audit(LATER).found]


@pytest.mark.both_databases
def test_a_run_of_a_detector_and_a_short_code_are_held(node: dict[str, Officer]) -> None:
    code = ShortCode.objects.order_by("pk")[0]
    assert found() == []
    run = Run.objects.order_by("pk")[0]
    sql("UPDATE monitoring_run SET settings = '{\"a\": 1}', version = '99' WHERE id = %s", run.pk)
    sql("UPDATE evidence_shortcode SET code = 'ZZZZZZZZ' WHERE id = %s", code.pk)
    told = found()
    for column in ("settings of monitoring.Run", "version of monitoring.Run", "code of evidence.ShortCode"):
        assert any(f"the column {column}/" in text for text in told), column


@pytest.mark.both_databases
@pytest.mark.parametrize(("column", "value"), [("size", "size + 100"), ("root", "leaf"), ("note", "'x'"), ("seals", "leaf")])
def test_each_column_of_a_checkpoint_is_held_to_what_it_signs(node: dict[str, Officer], column: str, value: str) -> None:
    leaf = "x'00ff'" if connection.vendor == "sqlite" else "'\\x00ff'::bytea"
    sql(f"UPDATE office_checkpoint SET {column} = {leaf if value == 'leaf' else value}")  # noqa: S608 - our own names
    assert any("checkpoint" in text for text in found())


def test_one_broken_cell_is_named_and_the_rest_is_looked_at(node: dict[str, Officer]) -> None:
    """M5."""
    clue = Clue.objects.order_by("pk")[0]
    sealing = Entry.objects.filter(kind=SEALED).order_by("index")[0]
    forged = Dossier.objects.order_by("-pk")[0]
    sql("UPDATE office_dossier SET title = 'forged' WHERE id = %s", forged.pk)
    for statement, key, named in (
        ("UPDATE office_entry SET body = substr(body, 1, length(body) - 1) || '0' WHERE \"index\" = %s", 0, "Entry 0: its content cannot be read"),
        ("UPDATE office_entry SET body = '[' WHERE \"index\" = %s", sealing.index, f"Entry {sealing.index}: its content cannot be read"),
        ("UPDATE clues_clue SET amount = '12a' WHERE id = %s", clue.pk, f"clues.Clue/{clue.pk}: the column amount holds what is not of its kind"),
        ("UPDATE office_officer SET date_joined = 'gestern' WHERE id = %s", node["li"].pk, "the column date_joined holds what is not of its kind"),
    ):
        mark = transaction.savepoint()
        sql(statement, key)
        told = found()
        assert any(named in text for text in told), (statement, told[:5])
        assert any("title is now 'forged'" in text for text in told), statement
        audit_dossier(clue.dossier).as_dict()
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize(
    "forged", ["suspected_act = CAST(x'ff41' AS TEXT)", "amount = 99999999999999999999", "suspected_act = replace(hex(zeroblob(30000)), '0', '[')"]
)
def test_a_cell_that_no_reader_takes_hides_no_other_forgery(node: dict[str, Officer], forged: str) -> None:
    """M5 by a second door: bytes that are no text in one row, and the audit of all rows stopped there and told what "cannot be read"."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds each column to its type.")
    first, last = Clue.objects.order_by("pk")[0], Clue.objects.order_by("-pk")[0]
    assert first.pk != last.pk
    sql(f"UPDATE clues_clue SET {forged} WHERE id = %s", first.pk)  # noqa: S608 - our own names
    sql("UPDATE clues_clue SET suspected_act = 'forged' WHERE id = %s", last.pk)
    told = found()
    assert any(f"clues.Clue/{first.pk}" in text or f"office.Dossier/{first.dossier_id}:" in text for text in told), told
    assert any(f"suspected_act of clues.Clue/{last.pk}" in text for text in told), told


def test_a_part_that_stumbles_is_told_in_words() -> None:
    from mingjian.office.audit.run import _looked

    def stumble() -> list[object]:
        raise ArithmeticError("x")

    (told,) = _looked(Text("文件", "files"), stumble)  # type: ignore[arg-type]
    assert "files: something cannot be read (ArithmeticError)" in told.text.en
