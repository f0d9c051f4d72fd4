"""A file whose sending is broken off between two notices, or before its answers are kept, is sent on and not twice."""

from typing import Any

import pytest
from noticed import PAPERS, SENT, Who, of_kind

from mingjian.institutions.notices.batches.work import send_many as sending
from mingjian.institutions.notices.batches.work.drafts import draft_file, mend_draft, send_draft
from mingjian.institutions.notices.batches.work.once import send_once
from mingjian.institutions.notices.batches.work.row_files import rows_of
from mingjian.institutions.notices.models import Batch, Draft, Notice, Target
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"


class Killed(BaseException):
    """What a process that is ended leaves behind: nothing more is done."""


@pytest.fixture
def holder(who: Who, settings: Any, sealed: None, monkeypatch: pytest.MonkeyPatch) -> Officer:
    settings.PUBLIC_DOOR = True
    monkeypatch.setattr(sending, "MOST", 2)  # so that six rows are three notices
    return of_kind("holder", "right_holder", "right_holder")


def told() -> dict[str, str]:
    return {**PAPERS, "right_mark": "青松"}


def table(*numbers: int) -> bytes:
    return "\n".join(["网址,平台", *(f"{ITEM}{n},clerk" for n in numbers)]).encode()


def platform(who: Who) -> str:
    assert who["clerk"].department is not None
    return who["clerk"].department.name_zh


def killed_after(monkeypatch: pytest.MonkeyPatch, name: str, count: int) -> None:
    """Let the process end at the given call of a function of the sending."""
    before, calls = getattr(sending, name), []

    def call(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) > count:
            raise Killed
        return before(*args, **more)

    monkeypatch.setattr(sending, name, call)


@pytest.mark.parametrize(("name", "count", "sent"), [("_send", 2, 2), ("_keep", 0, 3), ("_leave", 0, 3)])
def test_a_file_that_was_broken_off_is_sent_on(who: Who, holder: Officer, monkeypatch: pytest.MonkeyPatch, name: str, count: int, sent: int) -> None:
    data = table(1, 2, 3, 4, 5, 6).replace(b",clerk", f",{platform(who)}".encode())
    draft = draft_file(data, told(), by=holder, at=SENT)
    with monkeypatch.context() as patch:
        killed_after(patch, name, count)
        with pytest.raises(Killed):
            send_draft(draft, by=holder, at=SENT)
    assert Notice.objects.count() == sent
    assert not Batch.objects.exists()
    Target.objects.filter(notice__number=Notice.objects.earliest("pk").number).update(state="measured")  # the platform went on meanwhile
    batch = send_draft(Draft.objects.get(), by=holder, at=SENT)
    assert Notice.objects.count() == 3
    assert sorted(Target.objects.values_list("address", flat=True)) == [f"{ITEM}{n}" for n in range(1, 7)]
    assert all(row[3] and not row[4] for row in batch.rows)
    assert len({row[3] for row in batch.rows}) == 3
    assert not Draft.objects.exists()
    assert Entry.objects.filter(kind="notices_brought").count() == 1


def test_a_row_that_was_mended_after_the_break_is_another_and_goes(who: Who, holder: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    data = table(1, 2, 3).replace(b",clerk", f",{platform(who)}".encode())
    draft = draft_file(data, told(), by=holder, at=SENT)
    with monkeypatch.context() as patch:
        killed_after(patch, "_send", 1)
        with pytest.raises(Killed):
            send_draft(draft, by=holder, at=SENT)
    held = Draft.objects.get()
    assert mend_draft(held, {1: {"address": f"{ITEM}9"}}, by=holder, at=SENT)
    batch = send_draft(held, by=holder, at=SENT)
    assert sorted(Target.objects.values_list("address", flat=True)) == [f"{ITEM}{n}" for n in (1, 2, 3, 9)]
    assert all(row[3] for row in batch.rows)


def test_a_request_under_a_key_that_was_broken_off_is_done_once(who: Who, holder: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"address": f"{ITEM}{n}", "platform": platform(who), "note": ""} for n in range(1, 6)]
    with monkeypatch.context() as patch:
        killed_after(patch, "_send", 2)
        with pytest.raises(Killed):
            send_once(rows_of(lines), told(), lines, "k-1", by=holder, at=SENT)
    batch, is_new = send_once(rows_of(lines), told(), lines, "k-1", by=holder, at=SENT)
    assert is_new
    assert Target.objects.count() == 5
    again, is_new = send_once(rows_of(lines), told(), lines, "k-1", by=holder, at=SENT)
    assert (again, is_new) == (batch, False)
    assert Target.objects.count() == 5
