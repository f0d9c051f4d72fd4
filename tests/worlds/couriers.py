"""A courier with its clerk, beside the people of tests."""

from people import PASSWORD

from mingjian.office.models import Department, Officer


def courier_clerk(name: str = "di", department: str = "速达快递") -> Officer:
    """Enter a clerk of a courier; the password is that of all people of tests."""
    values = {"name_en": "Courier", "kind": "courier", "level": "state", "region": "330100"}
    body = Department.objects.get_or_create(name_zh=department, defaults=values)[0]
    clerk = Officer(username=name, name_zh=name, name_en=name.title(), department=body, duty="work", roles=["courier"])
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk
