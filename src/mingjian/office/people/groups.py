"""
Roles by groups of the authority's own provider (MINGJIAN_OIDC_ROLES): what groups no longer give ends at the next sign-in; what they give anew is asked for.

A provider alone makes nobody head of a department: whoever keeps its groups would sign first and second. The security administrator grants what is asked, and
roles that no group is mapped to are left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.staff import grant, known_roles
from mingjian.office.record.entries import enter


@dataclass(frozen=True)
class Asked:
    """What groups ask for an officer: the groups that are mapped, and the roles that would be added."""

    officer: Officer
    groups: tuple[str, ...]
    roles: tuple[str, ...]


def roles_by_group() -> Mapping[str, tuple[str, ...]]:
    """Return the map of the settings. Raises BadInput for a role that there is not."""
    found = settings.OIDC_ROLES
    known = set(known_roles())
    for group, roles in found.items():
        if odd := sorted(set(roles) - known):
            raise BadInput(
                f"MINGJIAN_OIDC_ROLES 中组“{group}”的角色 {odd[0]} 不存在；可用：{'、'.join(sorted(known))}。",
                f"MINGJIAN_OIDC_ROLES gives the group {group!r} the role {odd[0]}, which there is not; there are: {', '.join(sorted(known))}.",
            )
    return dict(found)


def groups_in(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the groups that claims name, by the path of the settings (`groups`, `realm_access.roles`); a slash before a name is Keycloak's."""
    told: Any = claims.get("userinfo") or claims
    for part in settings.OIDC_GROUPS.split("."):
        told = told.get(part) if isinstance(told, Mapping) else None
    names = told if isinstance(told, list) else [told] if isinstance(told, str) else []
    return tuple(str(one).removeprefix("/") for one in names)


def end_what_groups_no_longer_give(officer: Officer, claims: Mapping[str, Any], at: datetime) -> list[str]:
    """Take away mapped roles that no group of the officer gives any more, and enter it; return them. Roles that no group is mapped to stay."""
    if officer.duty != Officer.Duty.WORK or not settings.OIDC_ROLES:
        return []
    table = roles_by_group()
    managed = {role for roles in table.values() for role in roles}
    given = {role for group in groups_in(claims) for role in table.get(group, ())}
    lost = sorted((set(officer.roles) & managed) - given)
    if lost:
        officer.roles = [role for role in officer.roles if role not in lost]
        with transaction.atomic():
            officer.save(update_fields=["roles"])
            enter("officer_granted", at=at, about=officer, duty=officer.duty, roles=officer.roles, ended_by_groups=lost)
    return lost


def asked_by_groups() -> list[Asked]:
    """Return what groups ask for officers in service, as their last sign-in told."""
    if not settings.OIDC_ROLES:
        return []
    table, found = roles_by_group(), []
    accounts = SocialAccount.objects.filter(user__is_active=True, user__duty=Officer.Duty.WORK).select_related("user__department").order_by("user__username")
    for account in accounts:
        groups = tuple(group for group in groups_in(account.extra_data) if group in table)
        roles = tuple(sorted({role for group in groups for role in table[group]} - set(account.user.roles)))
        if roles:
            found.append(Asked(account.user, groups, roles))
    return found


def grant_asked(usernames: set[str], *, by: Officer, at: datetime) -> int:
    """Grant what groups ask for these officers, for the security administrator; return how many they are. Raises NotPermitted, and then grants nothing."""
    require_duty(by, Officer.Duty.SECURITY)
    chosen = [one for one in asked_by_groups() if one.officer.username in usernames]
    if not chosen:
        raise BadInput("请选择至少一人。", "Choose one officer at least.")
    with transaction.atomic():
        for one in chosen:
            grant(one.officer, duty=Officer.Duty.WORK, roles=[*one.officer.roles, *one.roles], by=by, at=at, until=one.officer.roles_until)
    return len(chosen)
