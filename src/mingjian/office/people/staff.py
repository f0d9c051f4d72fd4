"""Departments and officers, kept by administrators whose duties nobody holds together; every change is an entry of the ledger."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import SUPERIOR, require_duty
from mingjian.office.record import ledger

#: Roles that follow from a place or a duty.
NOT_GRANTED = {SUPERIOR, "auditor"}


def known_roles() -> list[str]:
    """Give the roles that some step of some procedure asks for, but for `superior`, which follows from a department's place."""
    return sorted(set(rulebook().vocabularies.get("roles", {})) - NOT_GRANTED)


def add_department(fields: Mapping[str, str], *, by: Officer, at: datetime) -> Department:
    """Enter a department: name_zh, name_en, kind, level, region, platform. For the system administrator."""
    require_duty(by, Officer.Duty.SYSTEM)
    department = Department(**{name: fields.get(name, "").strip() for name in ("name_zh", "name_en", "kind", "level", "region", "platform")})
    _check(department)
    with transaction.atomic():
        department.save()
        _enter("department_added", {"department": department.pk, "name": department.name_zh, "region": department.region}, by, at)
    return department


def add_officer(username: str, department: Department, *, name_zh: str, name_en: str = "", certificate: str = "", by: Officer, at: datetime) -> str:
    """Enter an officer without any role yet and give a first password, this once. For the system administrator."""
    require_duty(by, Officer.Duty.SYSTEM)
    password = secrets.token_urlsafe(12)
    officer = Officer(username=username.strip(), department=department, name_zh=name_zh.strip(), name_en=name_en.strip(), certificate=certificate.strip())
    officer.set_password(password)
    _check(officer)
    with transaction.atomic():
        officer.save()
        _enter("officer_added", {"officer": officer.username, "department": department.pk}, by, at)
    return password


def grant(officer: Officer, *, duty: str, roles: list[str], by: Officer, at: datetime) -> None:
    """Give an officer one duty and, for work on dossiers, roles. For the security administrator, and never for themselves."""
    require_duty(by, Officer.Duty.SECURITY)
    _refuse_self(officer, by)
    if unknown := sorted(set(roles) - set(known_roles())):
        raise BadInput(f"没有角色 {unknown[0]}。", f"There is no role {unknown[0]}.")
    if duty not in Officer.Duty.values:
        raise BadInput(f"没有职责 {duty}。", f"There is no duty {duty}.")
    officer.duty, officer.roles = duty, sorted(set(roles)) if duty == Officer.Duty.WORK else []
    with transaction.atomic():
        officer.save(update_fields=["duty", "roles"])
        _enter("officer_granted", {"officer": officer.username, "duty": duty, "roles": officer.roles}, by, at)


def set_active(officer: Officer, is_active: bool, *, by: Officer, at: datetime) -> None:
    """Let an officer sign in, or no longer. For the system administrator, and never for themselves."""
    require_duty(by, Officer.Duty.SYSTEM)
    _refuse_self(officer, by)
    officer.is_active = is_active
    with transaction.atomic():
        officer.save(update_fields=["is_active"])
        _enter("officer_activated" if is_active else "officer_deactivated", {"officer": officer.username}, by, at)


def new_password(officer: Officer, *, by: Officer, at: datetime) -> str:
    """Give an officer a new password, this once. For the security administrator, and never for themselves."""
    require_duty(by, Officer.Duty.SECURITY)
    _refuse_self(officer, by)
    password = secrets.token_urlsafe(12)
    officer.set_password(password)
    with transaction.atomic():
        officer.save(update_fields=["password"])
        _enter("officer_password_renewed", {"officer": officer.username}, by, at)
    return password


def _refuse_self(officer: Officer, by: Officer) -> None:
    if officer.pk == by.pk:
        raise NotPermitted("管理员不能变更自己的账号。", "Administrators cannot change their own account.")


def _check(row: Department | Officer) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        told = "；".join(f"{field}：{' '.join(messages)}" for field, messages in error.message_dict.items())
        raise BadInput(f"未能保存：{told}", f"Not saved: {told}") from error


def _enter(kind: str, told: Mapping[str, object], by: Officer, at: datetime) -> None:
    ledger.append({"kind": kind, **told, "by": by.username, "at": at.isoformat()}, kind=kind, at=at, officer=by)
