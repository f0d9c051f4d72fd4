"""Departments and officers, kept by administrators whose duties nobody holds together; every change is an entry of the ledger."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.models import Department, Officer
from mingjian.office.people import consents
from mingjian.office.people.permissions import SUPERIOR, require_duty
from mingjian.office.record.entries import enter

#: What is told of a department; the code is that of its body, which every node knows it by.
DEPARTMENT = ("name_zh", "name_en", "kind", "level", "region", "platform", "code")

#: Roles that follow from a place or a duty.
NOT_GRANTED = {SUPERIOR, "auditor"}


def known_roles() -> list[str]:
    """Return the roles that some step of some procedure asks for, but for `superior`, which follows from a department's place."""
    return sorted(set(rulebook().vocabularies.get("roles", {})) - NOT_GRANTED)


def begin_node(body: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """Enter the department of the body that runs this node, and its three administrators; give their first passwords by duty, this once."""
    if Officer.objects.exists():
        raise BadInput("本节点已有人员，请由系统管理员在控制台添加。", "This node has officers already: the system administrator adds others in the console.")
    with transaction.atomic():
        department = _department(body)
        passwords = {duty: _begun(duty, department, at) for duty in ("system", "security", "audit")}
        enter("node_begun", at=at, about=department, name=department.name_zh, region=department.region)
    return passwords


def _begun(duty: str, department: Department, at: datetime) -> str:
    officer, password = Officer(username=duty, department=department, duty=duty, name_zh=str(Officer.Duty(duty).label)), secrets.token_urlsafe(12)
    officer.first_until = at + consents.FIRST_HOLDS
    officer.set_password(password)
    officer.save()
    return password


def _department(fields: Mapping[str, str]) -> Department:
    """Write a department; one without a credit code gets a code of this node's."""
    told = {name: given for name in DEPARTMENT if (given := fields.get(name, "").strip())}
    department = Department(**told | ({"code": told["code"].upper()} if "code" in told and ":" not in told["code"] else {}))
    _check(department)
    department.save()
    return department


def add_department(fields: Mapping[str, str], *, by: Officer, at: datetime) -> Department:
    """Enter a department: name_zh, name_en, kind, level, region, platform, and its credit code where it has one. For the system administrator."""
    require_duty(by, Officer.Duty.SYSTEM)
    with transaction.atomic():
        department = _department(fields)
        enter("department_added", at=at, about=department, by=by, name=department.name_zh, region=department.region)
    return department


def add_officer(username: str, department: Department, *, name_zh: str, name_en: str = "", certificate: str = "", by: Officer, at: datetime) -> str:
    """
    Enter an officer without any role yet, for the system administrator; give one half of the first password, this once.

    The other half is shown to another administrator who consents: until then nobody can sign in as this officer, and nobody alone ever can.
    """
    require_duty(by, Officer.Duty.SYSTEM)
    officer = Officer(username=username.strip(), department=department, name_zh=name_zh.strip(), name_en=name_en.strip(), certificate=certificate.strip())
    officer.entered_by = by
    officer.set_unusable_password()
    _check(officer)
    with transaction.atomic():
        officer.save()
        enter("officer_added", at=at, about=officer, by=by, department=department)
        return consents.ask(officer, "password", why="新增人员 · officer entered", by=by, at=at)


def grant(officer: Officer, *, duty: str, roles: list[str], by: Officer, at: datetime, until: date | None = None) -> bool:
    """
    Grant an officer one duty and, for work on dossiers, roles; return whether it is done. For the security administrator.

    `until`: the last day on which the roles hold, such as that of a secondment; a sweep takes them back the day after.

    Never to themselves, nor to whom they entered. A duty of administration is given or taken by two: then it is only asked for.
    """
    require_duty(by, Officer.Duty.SECURITY)
    _refuse_self(officer, by)
    if officer.entered_by_id == by.pk:
        raise NotPermitted("此人员是您新增的，须由另一位管理员授权。", "You entered this officer: another administrator grants.")
    if unknown := sorted(set(roles) - set(known_roles())):
        raise BadInput(f"没有角色 {unknown[0]}。", f"There is no role {unknown[0]}.")
    if duty not in Officer.Duty.values:
        raise BadInput(f"没有职责 {duty}。", f"There is no duty {duty}.")
    if until and until < localtime(at).date():
        raise BadInput("角色的截止日不能早于今天。", "The last day of the roles cannot lie before today.")
    held = sorted(set(roles)) if duty == Officer.Duty.WORK else []
    if until and not held:
        raise BadInput("截止日只用于角色；管理类职责没有截止日。", "A last day is for roles; a duty of administration has none.")
    if {duty, officer.duty} == {Officer.Duty.WORK}:
        consents.put_in_force(officer, duty, held, by=by, at=at, until=until)
        return True
    if until:
        raise BadInput("职责变更须双人办理；生效后再设角色的截止日。", "A change of duty takes two: set the last day of the roles once it is in force.")
    consents.ask(officer, "duty", why="管理类职责 · a duty of administration", by=by, at=at, duty=duty, roles=held)
    return False


def set_active(officer: Officer, is_active: bool, *, by: Officer, at: datetime) -> None:
    """Let an officer sign in, or no longer. For the system administrator, and never for themselves."""
    require_duty(by, Officer.Duty.SYSTEM)
    _refuse_self(officer, by)
    officer.is_active = is_active
    with transaction.atomic():
        officer.save(update_fields=["is_active"])
        enter("officer_activated" if is_active else "officer_deactivated", at=at, about=officer, by=by)


def _refuse_self(officer: Officer, by: Officer) -> None:
    if officer.pk == by.pk:
        raise NotPermitted("管理员不能变更自己的账号。", "Administrators cannot change their own account.")


def _check(row: Department | Officer) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        told = "；".join(f"{field}：{' '.join(messages)}" for field, messages in error.message_dict.items())
        raise BadInput(f"未能保存：{told}", f"Not saved: {told}") from error
