"""
What takes two administrators: a first password, a second factor set up anew, a duty of administration.

One asks and another, of another duty, gives. Of a first password each is shown one half, so that neither can sign in as the officer; it is good for one
sign-in within three days, and whoever signs in chooses their own at once.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.office.models import Consent, Officer
from mingjian.office.people import credentials
from mingjian.office.people.permissions import require_duty
from mingjian.office.record.entries import Count, enter

FIRST_HOLDS = timedelta(days=3)  # a first password
HOLDS = timedelta(days=7)  # what was asked for and not answered
HALF = 9  # bytes of each half, 12 signs: one alone is no help against the other's 72 bits
ADMINISTRATORS = (Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT)


class FewRounds(PBKDF2PasswordHasher):
    """Hashes a first password of a batch; it is replaced by the officer's own at the first sign-in, with all the rounds."""

    iterations = 10_000


def ask(officer: Officer, what: str, *, why: str, by: Officer, at: datetime, duty: str = "", roles: Sequence[str] = ()) -> str:
    """Ask for an officer what takes two; give the first half of a password, this once, and nothing where none is made."""
    require_duty(by, Officer.Duty.SYSTEM, Officer.Duty.SECURITY)
    if officer.pk == by.pk:
        raise NotPermitted("管理员不能变更自己的账号。", "Administrators cannot change their own account.")
    if what not in Consent.What.values:
        raise BadInput("请选择要办理的事项。", "Choose what is asked for.")
    if not why.strip():
        raise BadInput("请写明原因。", "Say why.")
    _drop_what_lapsed(officer, at)
    half = "" if what == Consent.What.DUTY else secrets.token_urlsafe(HALF)
    told = {"what": what, "why": why.strip()[:300], "duty": duty, "roles": list(roles), "half": half}
    try:
        with transaction.atomic():
            Consent.objects.create(officer=officer, asked_by=by, asked_at=at, **told)
            enter("consent_asked", at=at, about=officer, by=by, what=what, why=told["why"], duty=duty, roles=list(roles))
    except IntegrityError:
        raise StepRefused("此人员已有一项待另一位管理员同意的申请。", "Something asked for this officer still waits for another administrator.") from None
    return half


def give(consent: Consent, *, by: Officer, at: datetime) -> str:
    """Consent to what another administrator asked, and do it; give the second half of a password, this once."""
    with transaction.atomic():
        held = _answerable(consent, by, at)
        half = "" if held.what == Consent.What.DUTY else secrets.token_urlsafe(HALF)
        first, officer = held.half, held.officer
        held.answered_by, held.answered_at, held.is_given, held.half = by, at, True, ""
        held.save(update_fields=["answered_by", "answered_at", "is_given", "half"])
        enter("consent_given", at=at, about=officer, by=by, what=held.what, asked_by=held.asked_by)
        if held.what == Consent.What.DUTY:
            put_in_force(officer, held.duty, held.roles, by=by, at=at)
        else:
            renew(officer, f"{first}-{half}", held.what == Consent.What.FACTOR, by=by, at=at)
    return half


def decline(consent: Consent, *, by: Officer, at: datetime) -> None:
    """Refuse what was asked; whoever asked may take it back by the same way."""
    with transaction.atomic():
        held = _open(consent)
        require_duty(by, *ADMINISTRATORS)
        held.answered_by, held.answered_at, held.half = by, at, ""
        held.save(update_fields=["answered_by", "answered_at", "half"])
        enter("consent_declined", at=at, about=held.officer, by=by, what=held.what)


def put_in_force(officer: Officer, duty: str, roles: list[str], *, by: Officer, at: datetime, until: date | None = None) -> None:
    """Grant an officer a duty and roles, to the end of a day where one is named, and enter it."""
    officer.duty, officer.roles, officer.roles_until = duty, roles, until
    ends: dict[str, Any] = {"until": until} if until else {}
    with transaction.atomic():
        officer.save(update_fields=["duty", "roles", "roles_until"])
        enter("officer_granted", at=at, about=officer, by=by, duty=duty, roles=officer.roles, **ends)


def end_roles(at: datetime) -> Text | None:
    """Take the roles from whoever held them to a day that is over; enter how many open dossiers each still works on, which the head gives to others."""
    over = list(Officer.objects.filter(roles_until__lt=localtime(at).date()).exclude(roles=[]))
    for officer in over:
        ended, left = officer.roles, officer.dossiers.filter(is_closed=False).count()
        officer.roles = []
        with transaction.atomic():
            officer.save(update_fields=["roles"])
            enter("officer_roles_ended", at=at, about=officer, roles=ended, until=officer.roles_until, open_dossiers=Count(left))
    return Text(f"角色到期收回 {len(over)} 人。", f"Officers whose roles came to their end: {len(over)}.") if over else None


def waiting() -> QuerySet[Consent]:
    """Return what waits for another administrator."""
    return Consent.objects.filter(answered_at__isnull=True).select_related("officer", "asked_by")


def consent_numbered(by: Officer, pk: int) -> Consent:
    """Return one that waits, for an administrator."""
    require_duty(by, *ADMINISTRATORS)
    found = waiting().filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这项申请，或者已经答复。", "Nothing such is asked, or it was answered.")
    return found


def why_not(consent: Consent, by: Officer) -> NotPermitted | None:
    """Return why an administrator cannot be the second for something, if they cannot."""
    if by.duty not in ADMINISTRATORS or by.pk == consent.officer_id:
        return NotPermitted("须由另一位管理员同意。", "Another administrator must consent.")
    if by.pk == consent.asked_by_id or by.duty == consent.asked_by.duty:
        return NotPermitted("须由不同职责的另一位管理员同意，申请人不能自己同意。", "An administrator of another duty consents, not whoever asked.")
    if by.entered_by_id == consent.asked_by_id:
        return NotPermitted("您由申请人新增，不能作第二人。", "Whoever asked entered you: you cannot be the second.")
    return None


def _answerable(consent: Consent, by: Officer, at: datetime) -> Consent:
    held = _open(consent)
    if refused := why_not(held, by):
        raise refused
    if at - held.asked_at > HOLDS:
        raise StepRefused("此申请已超过七天，请重新申请。", "This was asked more than seven days ago: ask again.")
    return held


def _open(consent: Consent) -> Consent:
    held = Consent.objects.select_for_update().select_related(None).get(pk=consent.pk)
    if held.answered_at is not None:
        raise StepRefused("已有人答复，请刷新。", "Somebody answered it: reload the page.")
    return held


def _drop_what_lapsed(officer: Officer, at: datetime) -> None:
    waiting().filter(officer=officer, asked_at__lt=at - HOLDS).update(answered_at=at, half="")


def renew(officer: Officer, password: str, with_factor: bool, *, by: Officer, at: datetime, is_one_of_many: bool = False) -> None:
    """
    Let a first password hold, which ends all sessions; take the second factor away where it is to be set up anew.

    `is_one_of_many`: in a batch the password is hashed with few rounds. It has 144 bits of chance, which no number of rounds makes harder to guess, and
    hundreds of slow hashes would outlast the request (decision 152).
    """
    made = make_password(password, hasher=FewRounds()) if is_one_of_many else make_password(password)
    Officer.objects.filter(pk=officer.pk).update(password=made, first_until=at + FIRST_HOLDS)
    if with_factor:
        Authenticator.objects.filter(user_id=officer.pk).delete()
    credentials.note(Officer.objects.get(pk=officer.pk))
    enter("officer_factor_renewed" if with_factor else "officer_password_renewed", at=at, about=officer, by=by)
