"""
Rosters: hundreds of officers in one batch with one second signature (decision 152).

The system administrator has a file read, which changes no officer, and asks for what it says; the security administrator, whose duty it is to grant roles,
signs for the whole of it. Of each first password the two are shown one half, as with a single officer. What changed on the node in between stops the batch.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer, Roster
from mingjian.office.people import consents
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.roster_fates import IN_FORCE, WITH_PASSWORD, Line, Wanted, changed, digest_of, lines_of
from mingjian.office.people.roster_rows import read_roster, rows_kept
from mingjian.office.record.entries import Count, enter

#: First passwords by officer as one of the two is shown them, this once.
Halves = list[tuple[Line, str]]


def rosters() -> QuerySet[Roster]:
    """Return the rosters of the node, the newest first."""
    return Roster.objects.select_related("read_by", "answered_by")


def rosters_asked() -> QuerySet[Roster]:
    """Return those that wait for the second signature."""
    return rosters().filter(asked_at__isnull=False, answered_at__isnull=True)


def roster_numbered(by: Officer, number: str) -> Roster:
    """Return one roster, for an administrator. Raises NotFound."""
    require_duty(by, *consents.ADMINISTRATORS)
    found = rosters().filter(number=number).first()
    if found is None:
        raise NotFound(f"没有名册 {number}。", f"There is no roster {number}.")
    return found


def read(path: Path, name: str, *, is_complete: bool, by: Officer, at: datetime) -> tuple[Roster, list[str]]:
    """
    Read a file and keep its rows, hidden, until they are asked for or another file is read; return the roster and the columns that are not read.

    No officer is changed. Raises BadInput for a file that is no roster.
    """
    require_duty(by, Officer.Duty.SYSTEM)
    file, content = read_roster(path), path.read_bytes()
    number = f"RO{localtime(at):%Y%m%d}-{secrets.token_hex(3)}"
    with transaction.atomic():
        rosters().filter(asked_at__isnull=True, answered_at__isnull=True).exclude(rows="").update(rows="")
        found = Roster.objects.create(
            number=number,
            name=visible(name)[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            is_complete=is_complete,
            rows=[row.kept() for row in file.rows],
            read_by=by,
            read_at=at,
        )
        enter("roster_read", at=at, about=found, by=by, sha256=found.sha256, rows=Count(len(file.rows)), is_complete=is_complete)
    return found, file.unread


def lines_in(roster: Roster, at: datetime) -> list[Line]:
    """Return the fate of each row as the node is now; of one that was asked for, as of that instant. Nothing where its rows are gone."""
    rows = rows_kept(roster.rows or [])
    return lines_of(rows, is_complete=roster.is_complete, by=roster.read_by, at=roster.asked_at or at) if rows else []


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    """Return how many rows have which fate."""
    return dict(Counter(line.fate for line in lines))


def ask(roster: Roster, *, by: Officer, at: datetime) -> Halves:
    """Ask for what a roster says; return the first half of each first password, this once. Rows that are refused are left out of it."""
    require_duty(by, Officer.Duty.SYSTEM)
    with transaction.atomic():
        held = _locked(roster)
        if held.read_by_id != by.pk:
            raise NotPermitted("名册由读入的管理员提交。", "Whoever had the roster read asks for it: have the file read yourself.")
        if held.stage != "read" or not held.rows:
            raise StepRefused("此名册已提交，或者已有更新的名册：请重新读入文件。", "It was asked for, or a later file was read: have the file read again.")
        if rosters_asked().exists():
            raise StepRefused("另有一份名册待安全管理员同意，请先办结。", "Another roster waits for the security administrator: have it answered first.")
        held.asked_at = at
        lines = lines_in(held, at)
        if not any(line.fate in IN_FORCE for line in lines):
            raise BadInput("名册没有需要办理的变动。", "The roster changes nothing: there is nothing to ask for.")
        given = [(line, secrets.token_urlsafe(consents.HALF)) for line in lines if line.fate in WITH_PASSWORD]
        held.halves, held.digest = {line.username: half for line, half in given}, digest_of(lines)
        held.save(update_fields=["asked_at", "halves", "digest"])
        enter("roster_asked", at=at, about=held, by=by, sha256=held.sha256, digest=held.digest, **_told(lines))
    return given


def why_not(roster: Roster, by: Officer) -> NotPermitted | StepRefused | None:
    """Return why an administrator cannot be the second for a roster, if they cannot."""
    if by.duty != Officer.Duty.SECURITY:
        return NotPermitted("须由安全管理员同意：授予角色是其职责。", "The security administrator consents, whose duty it is to grant roles.")
    if by.entered_by_id == roster.read_by_id:
        return NotPermitted("您由申请人新增，不能作第二人。", "Whoever asked entered you: you cannot be the second.")
    return None


def give(roster: Roster, seen: str, *, by: Officer, at: datetime) -> Halves:
    """
    Consent to a roster and put it in force, all or nothing; return the second half of each first password, this once.

    `seen` is the digest of what the page showed. Raises StepRefused where the node has changed since it was asked for.
    """
    with transaction.atomic():
        held = _locked(roster)
        if refused := why_not(held, by):
            raise refused
        if held.stage != "asked":
            raise StepRefused("此名册没有待同意的申请，请刷新。", "Nothing of this roster waits for consent: reload the page.")
        if at - held.asked_at > consents.HOLDS:  # type: ignore[operator]  # asked at an instant
            raise StepRefused("此申请已超过七天，请退回后重新提交。", "This was asked more than seven days ago: decline it, and have it asked again.")
        lines = lines_in(held, at)
        if not held.digest == digest_of(lines) == seen:
            raise StepRefused(
                "提交以后人员或者部门有变动，名册的结果与申请时不同：请不同意，由系统管理员重新读入。",
                "Officers or departments changed since it was asked for, and the roster would do something else: decline it, and have the file read again.",
            )
        firsts: dict[str, str] = held.halves or {}
        given = [(line, secrets.token_urlsafe(consents.HALF)) for line in lines if line.fate in WITH_PASSWORD]
        enter("roster_given", at=at, about=held, by=by, asked_by=held.read_by.wire_name, digest=held.digest, **_told(lines))
        for line in lines:
            _put_in_force(line, held.read_by, by, at)
        for line, half in given:
            consents.renew(_officer_of(line), f"{firsts[line.username]}-{half}", False, by=by, at=at, is_one_of_many=True)
        held.is_given = True
        _answer(held, by, at)
    return given


def decline(roster: Roster, *, by: Officer, at: datetime) -> None:
    """Refuse what was asked; whoever asked may take it back by the same way."""
    require_duty(by, *consents.ADMINISTRATORS)
    with transaction.atomic():
        held = _locked(roster)
        if held.answered_at is not None:
            raise StepRefused("已有人答复，请刷新。", "Somebody answered it: reload the page.")
        _answer(held, by, at)
        enter("roster_declined", at=at, about=held, by=by)


def _answer(held: Roster, by: Officer, at: datetime) -> None:
    held.answered_by, held.answered_at, held.rows, held.halves = by, at, "", ""
    held.save(update_fields=["answered_by", "answered_at", "is_given", "rows", "halves"])


def _locked(roster: Roster) -> Roster:
    return Roster.objects.select_for_update().get(pk=roster.pk)


def _told(lines: Sequence[Line]) -> dict[str, Any]:
    """Return how many officers a roster enters, changes, and so on, as an entry tells it."""
    return {"of": {fate: Count(count) for fate, count in counts_of(lines).items()}}


def _put_in_force(line: Line, asked_by: Officer, by: Officer, at: datetime) -> None:
    """Do what one row asks for, with the entries that it would have had alone."""
    if line.fate == "leave" and line.officer:
        line.officer.is_active = False
        line.officer.save(update_fields=["is_active"])
        enter("officer_deactivated", at=at, about=line.officer, by=by, open_dossiers=Count(getattr(line.officer, "open_dossiers", 0)))
    if line.wanted is None or line.fate not in IN_FORCE:
        return
    if line.officer is None:
        _add(line.wanted, asked_by, by, at)
        return
    officer, wanted = line.officer, line.wanted
    names = {name for name, _ in changed(wanted, officer)}
    officer.name_zh, officer.name_en, officer.certificate, officer.department = wanted.name_zh, wanted.name_en, wanted.certificate, wanted.department
    if particulars := sorted(names - {"roles", "roles_until"}):
        officer.save(update_fields=particulars)
        enter("officer_changed", at=at, about=officer, by=by, changed=particulars, department=officer.department)
    if line.fate == "return":
        officer.is_active = True
        officer.save(update_fields=["is_active"])
        enter("officer_activated", at=at, about=officer, by=by)
    if names & {"roles", "roles_until"}:
        consents.put_in_force(officer, Officer.Duty.WORK, list(wanted.roles), by=by, at=at, until=wanted.until)


def _add(wanted: Wanted, asked_by: Officer, by: Officer, at: datetime) -> None:
    officer = Officer(username=wanted.username, department=wanted.department, name_zh=wanted.name_zh, name_en=wanted.name_en, certificate=wanted.certificate)
    officer.entered_by = asked_by
    officer.set_unusable_password()
    officer.save()
    enter("officer_added", at=at, about=officer, by=by, department=wanted.department, asked_by=asked_by.wire_name)
    if wanted.roles:
        consents.put_in_force(officer, Officer.Duty.WORK, list(wanted.roles), by=by, at=at, until=wanted.until)


def _officer_of(line: Line) -> Officer:
    return line.officer or Officer.objects.get(username=line.username)
