"""
Whoever writes to the database and has no key changes a row, and waits for the node to seal it: by saying that the row waits for its seal (H1), or after an
honest act on the same thing (H2). The node never seals it; the audit names the column each time, and the sweep raises the alarm.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from noticed import sent
from people import at

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.evidence.models import Item
from mingjian.institutions.notices.models import Notice
from mingjian.office.audit.run import audit, audit_dossier
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought
from mingjian.office.management.commands import migrate
from mingjian.office.models import Dossier, Entry, Officer, SealedFile, Standing
from mingjian.office.node.models import Alarm
from mingjian.office.node.sweep import AUDIT, sweep_node
from mingjian.office.people.staff import set_active
from mingjian.office.record.entries import enter
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON, LATER = at("2026-11-24 12:00"), at("2026-11-25 09:00")
Who = dict[str, Officer]


def attack(statement: str, *values: object) -> int:
    """Write past the node; return how many rows that changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def forge(model: Any, key: int, **columns: object) -> None:
    sets = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in columns)
    assert attack(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE id = %s', *columns.values(), key) == 1  # noqa: S608 - our own names


@pytest.fixture
def busy(node: Who) -> Who:
    """A node with a case, a complaint and a notice besides, all sealed."""
    with transaction.atomic():
        for number, officer in enumerate((node["li"], node["wang"])):
            officer.certificate = f"33012200{number}"
            officer.save(update_fields=["certificate"])
            enter("certificate_entered", at=NOON, by=node["system"], about=officer)
    file_case(Filing("青禾鞋行案", node["li"], node["wang"], None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=node["wang"], at=NOON)
    told = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "goods": "运动鞋", "order_number": "O77"}
    register(Intake(complained_of="青禾鞋行", demand="退一赔三", facts="鞋底开胶。", complainant=Consumer("张某某"), **told), by=node["li"], at=NOON)
    sent(node)
    seal_rows(NOON)
    assert audit(NOON).is_clean
    return node


def forgeries(who: Who) -> dict[str, tuple[Callable[[], None], str]]:
    """Each forgery with the words by which the audit names it, and the label of the thing whose standing would have to be sealed anew."""
    case, complaint, notice, clue = Case.objects.get(), Complaint.objects.get(), Notice.objects.get(), Clue.objects.order_by("pk")[0]
    file = SealedFile.objects.order_by("pk")[0]
    item = Item.objects.order_by("pk")[0]
    seller = who["clerk"]
    return {
        "column party_name of cases.Case": (lambda: forge(Case, case.pk, party_name="伪造方"), "office.Dossier"),
        "column suspected_act of cases.Case": (lambda: forge(Case, case.pk, suspected_act="伪造的行为"), "office.Dossier"),
        "column second_id of cases.Case": (lambda: forge(Case, case.pk, second=who["sun"].pk), "office.Dossier"),
        "column demand of disputes.Complaint": (lambda: forge(Complaint, complaint.pk, demand="无"), "office.Dossier"),
        "column shop_name of disputes.Complaint": (lambda: forge(Complaint, complaint.pk, shop_name="他店"), "office.Dossier"),
        "column facts of notices.Notice": (lambda: forge(Notice, notice.pk, facts="伪造"), "notices.Notice"),
        "column suspected_act of clues.Clue": (lambda: forge(Clue, clue.pk, suspected_act="伪造"), "office.Dossier"),
        "column name of office.SealedFile": (lambda: forge(SealedFile, file.pk, name="别的文件.txt"), "office.Dossier"),
        "column sha256 of office.SealedFile": (lambda: forge(SealedFile, file.pk, sha256=item.sha256), "office.Dossier"),
        "column sha256 of evidence.Item": (lambda: forge(Item, item.pk, sha256=file.sha256), "evidence.Kit"),
        "column department_id of office.Officer": (
            lambda: forge(Officer, seller.pk, department=who["li"].department_id, roles='["officer", "head"]'),
            "office.Officer",
        ),
        "column roles of office.Officer": (lambda: forge(Officer, seller.pk, roles='["officer", "head"]'), "office.Officer"),
    }


class Undo(Exception):
    """Takes a forgery back."""


def found() -> list[str]:
    return [one.text.en for one in audit(LATER).found]


def test_no_forgery_is_sealed_because_its_row_is_said_to_wait_for_its_seal(busy: Who) -> None:
    for words, (do, label) in forgeries(busy).items():
        try:
            with transaction.atomic():
                do()
                attack("UPDATE office_standing SET is_due = %s WHERE model = %s", True, label)
                assert any(words in text for text in found()), words
                assert any("it is said to wait for sealing, and no entry" in text for text in found()), words
                seal_rows(LATER)
                seal_rows(LATER)
                assert any(words in text for text in found()), words
                raise Undo
        except Undo:
            continue
    assert found() == []


def test_no_forgery_is_sealed_by_an_honest_act_on_the_same_thing(busy: Who) -> None:
    acts: dict[str, Callable[[], object]] = {
        "office.Dossier": lambda: [
            add_files(one, [Brought([b"honest"], "旁证.txt")], by=busy["li"], at=LATER)
            for one in Dossier.objects.filter(department=busy["li"].department, is_closed=False)
        ],
        "office.Officer": lambda: set_active(busy["clerk"], False, by=busy["system"], at=LATER),
        "evidence.Kit": lambda: enter("kit_taken", at=LATER, by=busy["li"], about=Item.objects.order_by("pk")[0].kit),
        "notices.Notice": lambda: enter("notice_read", at=LATER, about=Notice.objects.get()),
    }
    for words, (do, label) in forgeries(busy).items():
        try:
            with transaction.atomic():
                do()
                connection.written.clear()
                before = Entry.objects.count()
                acts[label]()
                assert Entry.objects.count() > before
                assert any(words in text for text in found()), f"before the seal: {words}"
                seal_rows(LATER)
                assert any(words in text for text in found()), f"after the seal: {words}"
                raise Undo
        except Undo:
            continue
    assert found() == []


def test_the_sweep_raises_the_alarm_at_once_and_ends_it_once_the_row_is_as_it_was(busy: Who) -> None:
    assert AUDIT not in sweep_node(LATER).alarms
    case = Case.objects.get()
    forge(Case, case.pk, party_name="伪造方B", suspected_act="forgedB")
    attack("UPDATE office_standing SET is_due = %s WHERE model = %s AND row = %s", True, "office.Dossier", case.dossier_id)
    soon = LATER + timedelta(minutes=1)
    assert AUDIT in sweep_node(soon).alarms, "what waits for its seal without an entry is looked at in the same minute"
    assert AUDIT in sweep_node(soon + timedelta(hours=3)).alarms
    assert not audit_dossier(case.dossier).is_clean
    forge(Case, case.pk, party_name="桐庐青禾鞋行", suspected_act="销售侵犯注册商标专用权的商品")
    attack("UPDATE office_standing SET is_due = %s WHERE noted = ''", False)
    assert AUDIT not in sweep_node(soon + timedelta(hours=9)).alarms
    assert not Alarm.objects.filter(name=AUDIT, ended_at=None).exists()


def test_an_honest_change_of_the_forged_column_is_sealed_and_of_another_is_not(busy: Who) -> None:
    case = Case.objects.get()
    forge(Case, case.pk, party_name="伪造方")
    case.refresh_from_db()
    case.suspected_act = "虚假宣传"
    with transaction.atomic():
        case.save()  # writes every column, the forged one as it stood
        enter("case_corrected", at=LATER, by=busy["li"], dossier=case.dossier)
    seal_rows(LATER)
    assert [text for text in found() if "cases.Case" in text] == [f"{case.dossier.wire_name}: the column party_name of cases.Case/{case.pk} was changed."]
    case.party_name = "改正后的当事人"
    with transaction.atomic():
        case.save(update_fields=["party_name"])
        enter("case_corrected", at=LATER, by=busy["li"], dossier=case.dossier)
    seal_rows(LATER)
    assert found() == []


def test_a_note_that_the_node_did_not_write_or_of_another_state_is_named_and_not_sealed(busy: Who) -> None:
    case = Case.objects.get()
    of_case = Standing.objects.filter(model="office.Dossier", row=case.dossier_id)
    add_files(case.dossier, [Brought([b"first"], "一.txt")], by=busy["li"], at=LATER)
    found()
    old = of_case.values("told", "noted", "is_due", "sealed_in", "entry").get()
    seal_rows(LATER)
    sealed = of_case.get().told
    with transaction.atomic():
        of_case.update(noted="0" * 64 + old["noted"][64:], is_due=True)
        assert any("was not noted by this node" in text for text in found())
        seal_rows(LATER)
        assert of_case.get().told == sealed
    of_case.update(**{**old, "told": sealed})
    assert any("belongs to another state" in text for text in found())
    seal_rows(LATER)
    assert of_case.get().told == sealed


def test_an_older_state_laid_back_with_its_note_is_named(busy: Who) -> None:
    case = Case.objects.get()
    of_case = Standing.objects.filter(model="office.Dossier", row=case.dossier_id)
    before = of_case.values("told", "noted", "is_due", "sealed_in", "entry").get()
    add_files(case.dossier, [Brought([b"second"], "二.txt")], by=busy["li"], at=LATER)
    found()
    of_case.update(**before)  # before the act was sealed
    attack("DELETE FROM office_sealedfile WHERE dossier_id = %s AND name = %s", case.dossier_id, "二.txt")
    assert any("what is shown is how it stood before that" in text for text in found())


def test_what_a_migration_changes_is_noted_once_all_are_done(busy: Who) -> None:
    other = Complaint.objects.get()
    forge(Complaint, other.pk, demand="伪造")
    with migrate._noting(connection, is_whole=True):
        Case.objects.update(party_name="升级时改正")
    assert Entry.objects.filter(kind="tables_changed").count() == 1
    assert [text for text in found() if "cases.Case" in text] == []
    seal_rows(LATER)
    assert [text.split(": ")[1] for text in found()] == [f"the column demand of disputes.Complaint/{other.pk} was changed."]
    with migrate._noting(connection, is_whole=True):
        pass
    assert Entry.objects.filter(kind="tables_changed").count() == 1


def test_a_row_that_was_put_there_is_not_taken_in_by_an_act_that_names_it(busy: Who) -> None:
    made = Officer(username="ghost", name_zh="影", department=busy["li"].department, duty="work", roles=["head"])
    made.save()
    connection.written.clear()
    set_active(made, False, by=busy["system"], at=LATER)
    seal_rows(LATER)
    assert any("ghost" in text and "no entry tells of it" in text for text in found())


def ways_round_the_standing(who: Who) -> dict[str, Callable[[], object]]:
    """Forgeries that go for what the node remembers of a case instead of its columns alone, and rows that change hands, come or go."""
    case = Case.objects.get()
    key = case.dossier_id
    other = Standing.objects.filter(model="office.Dossier").exclude(row=key)[0]

    def forged(change: str, *values: object) -> Callable[[], object]:
        return lambda: (forge(Case, case.pk, party_name="伪造方"), attack(f"{change} WHERE model = 'office.Dossier' AND \"row\" = %s", *values, key))

    return {
        "standing removed": forged("DELETE FROM office_standing"),
        "all standings removed": lambda: (forge(Case, case.pk, party_name="伪造方"), attack("DELETE FROM office_standing")),
        "hashes emptied": forged("UPDATE office_standing SET told = '', noted = '', is_due = %s", True),
        "as if never sealed": forged("UPDATE office_standing SET told = '', noted = '', sealed_in = NULL, entry = -1, is_due = %s", True),
        "as if told of long ago": forged("UPDATE office_standing SET entry = 0, is_due = %s", True),
        "hashes of another dossier": forged("UPDATE office_standing SET told = %s, sealed_in = %s", other.told, other.sealed_in),
        "files of another dossier": lambda: attack("UPDATE office_sealedfile SET dossier_id = %s WHERE dossier_id <> %s", key, key),
        "file removed": lambda: attack("DELETE FROM office_sealedfile WHERE id = (SELECT min(id) FROM office_sealedfile)"),
        "stranger let in": lambda: attack(
            "INSERT INTO office_seat (dossier_id, department_id, since, is_beside) VALUES (%s, %s, %s, %s)", key, who["zhou"].department_id, NOON, True
        ),
        "deadlines put off": lambda: attack("UPDATE office_deadline SET due = %s", LATER + timedelta(days=400)),
        "title": lambda: attack("UPDATE office_dossier SET title = %s WHERE id = %s", "别的", key),
        "kind of a department": lambda: attack("UPDATE office_department SET kind = 'police' WHERE id = %s", who["li"].department_id),
        "auditor made head": lambda: attack("UPDATE office_officer SET duty = 'work', roles = %s WHERE username = 'auditor'", '["head"]'),
    }


@pytest.mark.parametrize("is_acted_on", [False, True])
def test_no_way_round_what_the_node_remembers_is_sealed(busy: Who, is_acted_on: bool) -> None:
    for words, do in ways_round_the_standing(busy).items():
        try:
            with transaction.atomic():
                do()
                connection.written.clear()
                for one in Dossier.objects.filter(department=busy["li"].department, is_closed=False) if is_acted_on else ():
                    add_files(one, [Brought([b"honest"], "旁证.txt")], by=busy["li"], at=LATER)
                assert found(), f"before the seal: {words}"
                seal_rows(LATER)
                seal_rows(LATER)
                assert found(), f"after the seal: {words}"
                raise Undo
        except Undo:
            continue
    assert found() == []
