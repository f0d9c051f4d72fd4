"""M10: a full disk and a locked database are said in words at every door, reading goes on, and nothing is half done."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.test import Client
from django.utils.timezone import now
from noticed import papers
from people import PASSWORD, browser, people

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import ApiKey, Dossier, Officer
from mingjian.office.node import conditions
from mingjian.office.node.log_events import AWAY, FULL, LOCKED, READ_ONLY, said_of
from mingjian.office.people.keys import make_key
from mingjian.office.web import limits


def unwell(said: str) -> Any:
    """Return a wrapper of questions by which the database refuses all writing, as it does then."""

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError(said)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


SAID = {"database or disk is full": "磁盘已满", "database is locked": "数据库正忙"}


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "words"), SAID.items())
def test_whoever_has_signed_in_reads_on_and_is_told(said: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = people("li", "system")
    clients = {name: browser(who[name]) for name in who}
    clock = 2_000_000_000
    monkeypatch.setattr(limits.time, "time", lambda: clock)
    for name, page in (("li", "/dossiers"), ("li", "/account"), ("system", "/node")):
        with unwell(said):
            reply = clients[name].get(page)
        assert reply.status_code == 200, page
        assert "目前不能保存任何内容" in reply.content.decode()
    assert "目前不能保存任何内容" not in clients["li"].get("/account").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("said", "words"), SAID.items())
def test_signing_in_and_steps_are_503_in_words(said: str, words: str) -> None:
    li = people("li")["li"]
    signed_in, stranger = browser(li), Client()
    for client in (signed_in, stranger):
        client.raise_request_exception = False
    key = make_key(li, "接口", at=now())
    by_key = {"Authorization": f"Bearer {key}"}
    clue = {"source": "inspection", "suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1"}
    with unwell(said):
        replies = [
            stranger.post("/accounts/login/", {"login": "li", "password": PASSWORD}),
            signed_in.post("/clues/new", clue),
        ]
        through_api = stranger.post("/api/clues", clue, content_type="application/json", headers=by_key)
        assert stranger.get("/api/clues", headers=by_key).status_code == 200
    for reply in replies:
        assert reply.status_code == 503
        assert words in reply.content.decode()
        assert "没有生效" not in reply.content.decode()
        assert reply["Retry-After"] == "60"
    assert (through_api.status_code, through_api["Content-Type"]) == (503, "application/problem+json")
    assert words in through_api.json()["detail"]
    assert Dossier.objects.count() == 0
    assert ApiKey.objects.get().seen_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("said", "words"), SAID.items())
def test_public_doors_are_read_and_what_is_sent_there_is_refused_in_words(said: str, words: str, settings: Any) -> None:
    settings.PUBLIC_DOOR = True
    who = people("clerk")
    door = Client(raise_request_exception=False)
    told = papers(who)
    with unwell(said):
        for page in ("/rights", "/buyer", "/seller", "/consumer", "/consultations"):
            assert door.get(page).status_code == 200, page
        reply = door.post("/rights", told)
    assert (reply.status_code, words in reply.content.decode()) == (503, True)
    assert Notice.objects.count() == 0
    assert door.post("/rights", told).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("said", "words"), SAID.items())
def test_signing_out_is_not_said_to_be_done_while_it_is_not(said: str, words: str) -> None:
    client = browser(people("li")["li"])
    client.raise_request_exception = False
    with unwell(said):
        reply = client.post("/accounts/logout/")
    assert (reply.status_code, words in reply.content.decode()) == (503, True)
    assert client.get("/account").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/account").status_code == 302


@pytest.mark.django_db
def test_an_upload_for_which_there_is_no_room_is_said_as_such_by_page_and_api(monkeypatch: pytest.MonkeyPatch) -> None:
    li = people("li")["li"]

    def full(*given: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    client, by_key = browser(li), {"Authorization": f"Bearer {make_key(li, '接口', at=now())}"}
    client.raise_request_exception = False
    large = {"file": SimpleUploadedFile("a.csv", b"1" * (3 * 2**20))}
    page = client.post("/clues/import", large)
    large = {"file": SimpleUploadedFile("a.csv", b"1" * (3 * 2**20))}
    api = Client(raise_request_exception=False).post("/api/dossiers/A2026-0000001/files", large, headers=by_key)
    assert page.status_code == 503
    assert "磁盘已满" in page.content.decode()
    assert (api.status_code, api["Content-Type"]) == (503, "application/problem+json")
    assert "磁盘已满" in api.json()["detail"]


@pytest.mark.django_db
def test_what_the_api_cannot_read_is_told_as_json(rf: Any) -> None:
    from mingjian.office.node.log_events import unread

    reply = unread(rf.post("/api/dossiers"), BadRequest("x"))
    assert (reply.status_code, reply["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (OperationalError("could not extend file: No space left on device"), FULL),
        (OperationalError("attempt to write a readonly database"), READ_ONLY),
        (OperationalError("database table is locked: x"), LOCKED),
        (OperationalError("canceling statement due to lock timeout"), LOCKED),
        (OperationalError('connection to server at "127.0.0.1", port 5432 failed: Connection refused'), AWAY),
        (OperationalError("disk I/O error"), AWAY),
        (OperationalError("FATAL:  sorry, too many clients already"), AWAY),
        (OperationalError("terminating connection due to administrator command\nserver closed"), AWAY),
        (OperationalError("FATAL:  the database system is shutting down"), AWAY),
        (OperationalError("failed to resolve host 'db.example': [Errno -2] Name or service not known"), AWAY),
        (OperationalError("connection timeout expired"), AWAY),
        (InterfaceError("connection already closed"), AWAY),
        (OperationalError("could not serialize access due to concurrent update"), LOCKED),
        (InternalError("cannot execute INSERT in a read-only transaction"), READ_ONLY),
        (DatabaseError("no such column: x"), None),
        (ValueError("database is locked"), None),
        (RuntimeError("x"), None),
    ],
)
def test_each_trouble_has_its_words(error: Exception, words: Any) -> None:
    assert said_of(error) == words
    outer = RuntimeError("around it")
    outer.__cause__ = error
    assert said_of(outer) == words


@contextmanager
def held() -> Iterator[None]:
    """Hold SQLite's one place for writers, as another tool does."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.django_db(transaction=True)
def test_healthy_says_that_the_database_is_held(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many places for writers.")
    monkeypatch.setattr(conditions, "PATIENCE", 0.1)
    monkeypatch.setattr(conditions, "LEAST_FREE", 0)
    assert client.get("/healthy").status_code == 200
    with held():
        reply = client.get("/healthy")
    assert reply.status_code == 503
    assert "数据库异常" in reply.content.decode()
    assert client.get("/healthy").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_step_while_the_database_is_held_is_503_and_taken_once_it_is_free() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many places for writers.")
    client = browser(people("li")["li"])
    client.raise_request_exception = False
    clue = {"source": "inspection", "suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    with held():
        reply = client.post("/clues/new", clue)
    assert reply.status_code == 503
    assert "数据库正忙" in reply.content.decode()
    assert client.post("/clues/new", clue).status_code == 302
    assert Officer.objects.count() == 1
    assert Dossier.objects.count() == 1
