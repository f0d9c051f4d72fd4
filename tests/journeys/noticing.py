"""What journeys of notices share: the platform's clerk and an operator with an account, and a form filled in."""

from typing import Any

from people import PASSWORD, people

from mingjian.office.models import Department, Officer


def seated() -> dict[str, Officer]:
    """The platform's clerk, and an operator with an account of their own."""
    who = people("clerk")
    shop = Department.objects.create(name_zh="青禾鞋行", name_en="Qinghe", kind="operator", level="county", region="330122")
    seller = Officer(username="seller", name_zh="seller", department=shop, duty="work", roles=["operator"])
    seller.set_password(PASSWORD)
    seller.save()
    return {**who, "seller": seller}


def fill(form: Any, prefix: str, papers: dict[str, str]) -> None:
    for name, value in papers.items():
        field = form.locator(f"[name='{prefix}{name}']").first
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
