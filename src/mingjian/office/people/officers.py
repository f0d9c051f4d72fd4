"""Which officers there are: by name, by number, of a department; whoever signs in or is named."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from mingjian.core.errors import BadInput, NotFound
from mingjian.office.models import Department, Officer


def officers_matching(question: str) -> QuerySet[Officer]:
    """Return those whose account, name or department holds what is asked for; all where nothing is."""
    asked = Q(username__icontains=question) | Q(name_zh__icontains=question) | Q(department__name_zh__icontains=question)
    return Officer.objects.filter(asked) if question else Officer.objects.all()


def officer_numbered(pk: int) -> Officer:
    """Return one officer by the number in an address of administration. Raises NotFound."""
    found = Officer.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有此人员。", "There is no such officer.")
    return found


def officer_called(username: str) -> Officer:
    """Return the officer in service who signs in under a name. Raises BadInput."""
    found = Officer.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise BadInput(f"没有在用的人员 {username}。", f"There is no active officer {username}.")
    return found


def officers_on_rosters() -> QuerySet[Officer]:
    """Return those who work on dossiers, in service or not, as rosters list them: department by department."""
    return Officer.objects.filter(duty=Officer.Duty.WORK).order_by("department__region", "department__level", "department_id", "username")


def working_in(*departments: Department | int | None) -> QuerySet[Officer]:
    """Return those in service who work in some departments, or the departments of some keys."""
    return Officer.objects.filter(department__in=departments, duty=Officer.Duty.WORK, is_active=True)


def roles_held_in(departments: Iterable[Department]) -> dict[int, set[str]]:
    """Return the roles that those in service have, by department (key); nothing of a department in which nobody has any."""
    found: dict[int, set[str]] = {}
    for department, roles in working_in(*departments).select_related(None).values_list("department_id", "roles"):
        found.setdefault(department or 0, set()).update(roles)
    return found


def how_many_departments() -> int:
    """Return how many departments the node has."""
    return Department.objects.count()


def department_coded(code: str) -> Department:
    """Return the department of a code. Raises NotFound."""
    found = Department.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"没有代码为 {code} 的部门。", f"There is no department with the code {code}.")
    return found
