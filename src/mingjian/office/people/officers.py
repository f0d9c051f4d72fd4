"""Which officers there are: by name, by number, of a department; whoever signs in or is named."""

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


def working_in(department: Department | None) -> QuerySet[Officer]:
    """Return those in service who work in a department."""
    return Officer.objects.filter(department=department, duty=Officer.Duty.WORK, is_active=True)


def how_many_departments() -> int:
    """Return how many departments the node has."""
    return Department.objects.count()
