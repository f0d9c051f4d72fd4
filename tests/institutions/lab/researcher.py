"""A researcher of tests, and a small experiment."""

from people import PASSWORD, department_of

from mingjian.core.policy.examples import example
from mingjian.office.models import Officer

SMALL = (
    example("records_or_inspections").replace("operators: 10000", "operators: 200").replace("weeks: 156", "weeks: 60").replace("burn_in: 104", "burn_in: 20")
)


def researcher(name: str = "xu", department: str = "county") -> Officer:
    """Enter a researcher."""
    made = Officer(username=name, name_zh="徐研究", name_en="Xu", department=department_of(department), duty="work", roles=["researcher"])
    made.set_password(PASSWORD)
    made.save()
    return made
